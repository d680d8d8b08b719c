import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import StoreCheckCommand from '../../../src/commands/store/check.ts';
import { runCommand } from '../../commands/run.ts';
import { jpeg, png } from '../files.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-store-'));
const windows = process.platform === 'win32';

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const good = file('good.png', png(780, 440));
const small = file('small.jpg', jpeg(640, 360));
const renamed = file('renamed.jpg', png(780, 440));

describe('koo store check', () => {
  it('passes files that meet the requirements', async () => {
    const { stdout, stderr, exitCode } = await runCommand(StoreCheckCommand, [good]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toBe(`✔ ${good} PNG 780×440\n`);
  });

  it('reports each file that does not, and exits with 7', async () => {
    const { stdout, exitCode } = await runCommand(StoreCheckCommand, [good, small, renamed]);
    expect(exitCode).toBe(7);
    expect(stdout.split('\n')).toEqual([
      `✔ ${good} PNG 780×440`,
      `✖ ${small} JPEG 640×360`,
      '    The size is 640 × 360 pixels; it must be 780 × 440',
      `✖ ${renamed} PNG 780×440`,
      '    The content is PNG; the file name must end in .png',
      '',
    ]);
    const chinese = await runCommand(StoreCheckCommand, [small, '--lang', 'zh']);
    expect(chinese.stdout).toContain('尺寸为 640 × 360 像素，须为 780 × 440 像素');
  });

  it('prints one document as JSON, with exit code 7, too', async () => {
    const { stdout, exitCode } = await runCommand(StoreCheckCommand, [good, small, '--json']);
    expect(exitCode).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      for: 'media',
      notes: [],
      files: [
        { file: good, valid: true, kind: 'picture', format: 'png', width: 780, height: 440, faults: [] },
        { file: small, valid: false, faults: [{ code: 'SIZE' }] },
      ],
    });
    const rows = await runCommand(StoreCheckCommand, [good, small, '-o', 'ndjson']);
    expect(rows.stdout.trim().split('\n')).toHaveLength(2);
  });

  it('reports that the width of brand story pictures is not checked', async () => {
    const english = 'The width is not checked. Huawei prescribes one, but the page that says so is cut off';
    const { stdout, exitCode } = await runCommand(StoreCheckCommand, [small, '--for', 'brand-story']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^✔ .*small.jpg JPEG 640×360\n${english}`));
    const chinese = await runCommand(StoreCheckCommand, [small, '--for', 'brand-story', '--lang', 'zh']);
    expect(chinese.stdout).toContain('未检查宽度：华为规定了宽度，但相关页面的文字在首位数字 9 之后被截断。');
    const json = await runCommand(StoreCheckCommand, [small, '--for', 'brand-story', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: true,
      for: 'brand-story',
      notes: [
        {
          code: 'WIDTH_NOT_CHECKED',
          message: { en: expect.stringContaining(english), zh: expect.stringContaining('未检查宽度') },
        },
      ],
    });
  });

  it('checks a file of gigabytes at once', async () => {
    const path = file('big.png', png(780, 440));
    truncateSync(path, 3 * 2 ** 30);
    const { stdout } = await runCommand(StoreCheckCommand, [path]);
    expect(stdout).toContain('780×440');
  });

  it.each([
    ['a file that is not there', () => join(folder, 'none.png'), 'File not found:'],
    [
      'a folder',
      () => {
        mkdirSync(join(folder, 'folder.png'), { recursive: true });
        return join(folder, 'folder.png');
      },
      '(EISDIR)',
    ],
  ])('refuses %s with 2', async (_, path, reason) => {
    const ran = await runCommand(StoreCheckCommand, [path()]);
    expect(ran).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE', stdout: '' });
    expect(ran.message).toContain(reason);
  });

  it('keeps the results of the others when one cannot be read, and exits with 2', async () => {
    const none = join(folder, 'none.png');
    const ran = await runCommand(StoreCheckCommand, [good, none, small]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout.split('\n')).toEqual([
      `✔ ${good} PNG 780×440`,
      `✖ ${none}`,
      `    File not found: ${none}`,
      `✖ ${small} JPEG 640×360`,
      '    The size is 640 × 360 pixels; it must be 780 × 440',
      '',
    ]);
    const document = await runCommand(StoreCheckCommand, [good, none, '--json']);
    expect(document.exitCode).toBe(2);
    expect(JSON.parse(document.stdout)).toMatchObject({
      valid: false,
      files: [
        { file: good, valid: true },
        { file: none, faults: [{ code: 'UNREADABLE_FILE' }] },
      ],
    });
  });

  it.skipIf(windows)('does not block on a named pipe', async () => {
    const path = join(folder, 'pipe.png');
    execFileSync('mkfifo', [path]);
    expect(await runCommand(StoreCheckCommand, [path])).toMatchObject({
      exitCode: 2,
      code: 'UNREADABLE_FILE',
    });
  });

  it.skipIf(windows)('shows a name with control sequences as harmless text', async () => {
    const path = file('\x1b[31mred.png', png(780, 440));
    const { stdout } = await runCommand(StoreCheckCommand, [path]);
    expect(stdout).not.toContain('\x1b');
    expect(stdout).toContain('red.png');
  });

  it('requires a file', async () => {
    expect(await runCommand(StoreCheckCommand, [])).toMatchObject({ exitCode: 2 });
  });
});
