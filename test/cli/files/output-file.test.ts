import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { assertWritable, openOutputFile, writeOutputFile } from '../../../src/cli/files/output-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-output-'));
});

const refused = { exitCode: 2, facts: { code: 'UNWRITABLE_FILE' } };

describe('assertWritable', () => {
  test('leaves no file behind', async () => {
    await assertWritable(join(folder, 'new'), 'reporter');
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, 'old'), 'old');
    await assertWritable(join(folder, 'old'), 'reporter');
    expect(readdirSync(folder)).toEqual(['old']);
    expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('old');
  });

  test('refuses a file that cannot be written', async () => {
    for (const path of [join(folder, 'no', 'file'), folder]) {
      await expect(assertWritable(path, 'reporter')).rejects.toMatchObject(refused);
    }
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses a file that this user may not write',
    async () => {
      writeFileSync(join(folder, 'old'), '', { mode: 0o444 });
      await expect(assertWritable(join(folder, 'old'), 'reporter')).rejects.toMatchObject(refused);
    },
  );
});

describe('writeOutputFile', () => {
  test('writes a new file, and replaces an existing one', async () => {
    const path = join(folder, 'report');
    await writeOutputFile(path, 'first', 'reporter');
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    await writeOutputFile(path, 'second', 'reporter');
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(readdirSync(folder)).toEqual(['report']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps the old content for a reader that has the file open', async () => {
    const path = join(folder, 'report');
    writeFileSync(path, 'old');
    const before = statSync(path).ino;
    await writeOutputFile(path, 'new', 'reporter');
    expect(statSync(path).ino).not.toBe(before);
  });

  test.skipIf(process.platform === 'win32')(
    'follows a symbolic link, and writes directly to a device',
    async () => {
      mkdirSync(join(folder, 'there'));
      writeFileSync(join(folder, 'there', 'report'), 'old');
      symlinkSync(join('there', 'report'), join(folder, 'link'));
      await writeOutputFile(join(folder, 'link'), 'new', 'reporter');
      expect(readFileSync(join(folder, 'there', 'report'), 'utf8')).toBe('new');
      expect(readdirSync(folder)).toEqual(['link', 'there']);
      await writeOutputFile('/dev/null', 'text', 'reporter');
      expect(statSync('/dev/null').isFile()).toBe(false);
    },
  );

  test('reports a missing folder with the flag', async () => {
    const path = join(folder, 'no', 'file');
    await expect(writeOutputFile(path, 'text', 'reporter')).rejects.toThrow(
      `--reporter: cannot write ${path} (ENOENT)`,
    );
  });
});

describe('openOutputFile', () => {
  test('leaves the old file unchanged until the new one is complete', async () => {
    const path = join(folder, 'rejects');
    writeFileSync(path, 'old');
    const file = await openOutputFile(path, 0o600, 'rejects');
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    for (const line of lines) file.write(line);
    expect(readFileSync(path, 'utf8')).toBe('old');
    file.finish();
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
    expect(readdirSync(folder)).toEqual(['rejects']);
  });

  test.skipIf(process.platform === 'win32')('creates a private file', async () => {
    const path = join(folder, 'rejects');
    (await openOutputFile(path, 0o600, 'rejects')).finish();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('refuses a file that cannot be written', async () => {
    for (const path of [join(folder, 'no', 'file'), folder]) {
      await expect(openOutputFile(path, 0o600, 'rejects')).rejects.toMatchObject(refused);
    }
  });
});
