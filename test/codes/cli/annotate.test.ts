import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { binary, koo } from '../../support/koo.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-annotate-'));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const sold = 'reply {"resultCode":"000106"}';

describe.concurrent('koo codes --annotate', () => {
  it('adds the meaning behind the line, in the language of the user', async ({ expect }) => {
    const input = `${sold}\r\nid 000105\nMKT.0151 code=000001\n`;
    expect(await koo(['codes', '--annotate'], { input })).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout:
        `${sold}  # 000106: product resources sold out\r\nid 000105\n` +
        'MKT.0151 code=000001  # MKT.0151: not allowed: the account is not a seller; 000001: authentication failed\n',
    });
    const chinese = await koo(['codes', '--annotate', '-', '--lang', 'zh'], { input: sold });
    expect(chinese.stdout).toBe(`${sold}  # 000106：该商品资源已售罄`);
  });

  it('tells both meanings of a code that has two', async ({ expect }) => {
    const { stdout } = await koo(['codes', '--annotate'], { input: 'MKT.9001\n' });
    expect(stdout).toBe(
      'MKT.9001  # MKT.9001: the instance does not exist (HTTP 500) / the product or attribute does not exist (HTTP 404)\n',
    );
  });

  it('reads files one after the other, and a file on stdin', async ({ expect }) => {
    const [one, two] = [file('one.log', 'MKT.0250'), file('two.log', 'CBC.0999\n')];
    const { stdout } = await koo(['codes', '--annotate', one, two]);
    expect(stdout).toBe('MKT.0250  # MKT.0250: too many requestsCBC.0999  # CBC.0999: internal error\n');
    const input = openSync(two, 'r');
    const child = spawnSync(process.execPath, [binary, 'codes', '--annotate', '--lang', 'en'], {
      stdio: [input, 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    closeSync(input);
    expect(child).toMatchObject({ status: 0, stderr: '', stdout: 'CBC.0999  # CBC.0999: internal error\n' });
  });

  it('passes through bytes that are not UTF-8', ({ expect }) => {
    const bytes = Buffer.from(
      Array.from({ length: 70_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff),
    );
    const path = file('bytes.bin', bytes);
    const child = spawnSync(process.execPath, [binary, 'codes', '--annotate', path], { maxBuffer: 1 << 20 });
    expect(child.status).toBe(0);
    expect(child.stdout.equals(bytes)).toBe(true);
  });

  it('keeps a large log whole on its way to a slow reader', async ({ expect }) => {
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `${index} INFO handled a request, code ${index}`,
    );
    const path = file('large.log', `${lines.join('\n')}\n`);
    const child = spawn(process.execPath, [binary, 'codes', '--annotate', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const parts: Buffer[] = [];
    for await (const part of child.stdout) {
      parts.push(part);
      if (parts.length % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(Buffer.concat(parts).equals(readFileSync(path))).toBe(true);
  });

  it('ends successfully when its reader closes the pipe', async ({ expect }) => {
    const child = spawn(process.execPath, [binary, 'codes', '--annotate'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    const line = Buffer.from(`${'x'.repeat(1000)} MKT.0151\n`.repeat(64));
    // A log that never ends.
    const timer = setInterval(() => child.stdin.write(line), 1);
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('exit', resolve));
    clearInterval(timer);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.skipIf(process.platform === 'win32')(
    'opens one after the other, of many files and of pipes',
    ({ expect }) => {
      const many = Array.from({ length: 300 }, (_, index) => file(`many-${index}.log`, 'MKT.0250\n'));
      const run = (script: string, args: readonly string[]) =>
        spawnSync('sh', ['-c', script, process.execPath, binary, ...args], {
          encoding: 'utf8',
          timeout: 20_000,
        });
      const ended = run('ulimit -n 128; exec "$0" "$@"', ['codes', '--annotate', ...many]);
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      expect(ended.stdout.split('\n')).toHaveLength(301);
      const pipes = [join(folder, 'pipe-1'), join(folder, 'pipe-2')];
      spawnSync('mkfifo', pipes);
      const large = file('large-1.log', `${'x'.repeat(200_000)} MKT.0250\n`);
      // More than a pipe holds: who opens both before reading waits for the second writer for ever.
      const script = `(cat ${large} > ${pipes[0]}; cat ${large} > ${pipes[1]}) & exec "$0" "$@"`;
      const piped = run(script, ['codes', '--annotate', ...pipes]);
      expect(piped.status).toBe(0);
      expect(piped.stdout.match(/# MKT\.0250/g)).toHaveLength(2);
    },
  );

  it('refuses a folder and a file that is not there', async ({ expect }) => {
    for (const [path, reason] of [
      [folder, 'EISDIR'],
      [join(folder, 'none'), 'ENOENT'],
    ] as const) {
      const ended = await koo(['codes', '--annotate', path]);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toContain(`Cannot read ${path} (${reason}) [UNREADABLE_FILE]`);
    }
    const input = openSync(folder, 'r');
    const { status, stderr } = spawnSync(process.execPath, [binary, 'codes', '--annotate'], {
      stdio: [input, 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    closeSync(input);
    expect(status).toBe(2);
    expect(stderr).toContain('EISDIR');
  });
});

describe.concurrent('koo codes on stdin and in the shell', () => {
  it('reads from stdin what to look up', async ({ expect }) => {
    const { stdout, code } = await koo(['codes', '-', '--query', '[].code', '-o', 'ndjson'], {
      input: '000105\nMKT.0151\n',
    });
    expect({ stdout, code }).toEqual({ stdout: '"000105"\n"MKT.0151"\n', code: 0 });
    const line = await koo(['codes', '-'], { input: `2025-10-21 ${sold}\n` });
    expect(line.stdout).toMatch(/^000106 {2}product resources sold out\n/);
  });

  it('needs something on stdin, and not a whole log', async ({ expect }) => {
    const nothing = await koo(['codes', '-'], { input: ' \n' });
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toContain('[NO_INPUT]');
    const long = await koo(['codes', '-'], { input: 'x'.repeat(1_100_000) });
    expect(long).toMatchObject({ code: 2, stdout: '' });
    expect(long.stderr).toContain('--annotate');
  });

  it('ends with 7 for an unknown code', async ({ expect }) => {
    expect(await koo(['codes', 'MKT.0155'])).toMatchObject({ code: 7, stdout: '' });
    expect(await koo(['codes', 'MKT.0155', 'MKT.0154'])).toMatchObject({ code: 7 });
  });
});
