import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createAnnotator } from '../../../src/codes/cli/annotate.ts';
import { binary } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import { runs } from '../../support/property-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-annotate-'));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const sold = 'reply {"resultCode":"000106"}';

describe('koo codes --annotate', () => {
  it('adds the meaning at the end of the line, in the language of the user', async ({ expect }) => {
    const input = `${sold}\r\nid 000105\nMKT.0151 code=000001\n`;
    expect(await kooHere(['codes', '--annotate'], { input })).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout:
        `${sold}  # 000106: product resources sold out\r\nid 000105\n` +
        'MKT.0151 code=000001  # MKT.0151: not allowed: the account is not a seller; 000001: authentication failed\n',
    });
    const chinese = await kooHere(['codes', '--annotate', '-', '--lang', 'zh'], { input: sold });
    expect(chinese.stdout).toBe(`${sold}  # 000106：该商品资源已售罄`);
  });

  it('adds both meanings of a code that has two', async ({ expect }) => {
    const { stdout } = await kooHere(['codes', '--annotate'], { input: 'MKT.9001\n' });
    expect(stdout).toBe(
      'MKT.9001  # MKT.9001: the instance does not exist (HTTP 500) / the product or attribute does not exist (HTTP 404)\n',
    );
  });

  it('reads several files in order, and a file on stdin', async ({ expect }) => {
    const [one, two] = [file('one.log', 'MKT.0250'), file('two.log', 'CBC.0999\n')];
    const { stdout } = await kooHere(['codes', '--annotate', one, two]);
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

  it('passes a large log unchanged to a slow reader', async ({ expect }) => {
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

  it('refuses a folder and a missing file', async ({ expect }) => {
    for (const [path, reason] of [
      [folder, `Cannot read ${folder} (EISDIR)`],
      [join(folder, 'none'), `File not found: ${join(folder, 'none')}`],
    ] as const) {
      const ended = await kooHere(['codes', '--annotate', path]);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toContain(`${reason} [UNREADABLE_FILE]`);
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

describe('koo codes on stdin and in the shell', () => {
  it('reads codes and words from stdin', async ({ expect }) => {
    const { stdout, code } = await kooHere(['codes', '-', '--query', '[].code', '-o', 'ndjson'], {
      input: '000105\nMKT.0151\n',
    });
    expect({ stdout, code }).toEqual({ stdout: '"000105"\n"MKT.0151"\n', code: 0 });
    const line = await kooHere(['codes', '-'], { input: `2025-10-21 ${sold}\n` });
    expect(line.stdout).toMatch(/^000106 {2}product resources sold out\n/);
  });

  it('refuses empty stdin and a whole log', async ({ expect }) => {
    const nothing = await kooHere(['codes', '-'], { input: ' \n' });
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toContain('[NO_INPUT]\nHint: Give codes, words or a line of a log.');
    const long = await kooHere(['codes', '-'], { input: 'x'.repeat(1_100_000) });
    expect(long).toMatchObject({ code: 2, stdout: '' });
    expect(long.stderr).toContain('--annotate');
  });

  it('exits with 7 for an undocumented code', async ({ expect }) => {
    expect(await kooHere(['codes', 'MKT.0155'])).toMatchObject({ code: 7, stdout: '' });
    expect(await kooHere(['codes', 'MKT.0155', 'MKT.0154'])).toMatchObject({ code: 7 });
  });
});

const known = new Set(['000105', '000001', 'MKT.0151', 'APIGW.0301']);
const [open, close] = ['\u0001', '\u0002'];

/** The output for pieces of input; what is added stands between two marks. */
function annotate(pieces: readonly Uint8Array[]): Buffer {
  const annotator = createAnnotator(
    (codes) => Buffer.from(`${open}${codes.join(' ')}${close}`),
    (code) => known.has(code),
  );
  // Each part is copied at once, as a writer would.
  const out = pieces.flatMap((piece) => annotator.push(piece).map((part) => Buffer.from(part)));
  return Buffer.concat([...out, ...annotator.end()]);
}

const text = (input: string) => annotate([Buffer.from(input)]).toString();
const stripped = (output: Buffer) => output.toString('latin1').replace(/\x01[^\x01\x02]*\x02/g, '');

/** Cuts bytes at places given as parts of their length. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].sort((a, b) => a - b);
  return at.map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

const pieceOfLine = fc.oneof(
  fc.constantFrom(
    'resultCode=000105',
    '"result_code":"000001"',
    'MKT.0151',
    'APIGW.0301',
    '错误码：000001',
    'code',
    'Code',
    'MKT.',
    'APIG',
    '000105',
    '=',
    ' ',
    '\r',
    'x'.repeat(60),
    '码',
    '错误代码【',
    String.raw`\x22`,
    '%22',
    '&quot;',
    ' -> ',
    'stock ',
    'result',
  ),
  fc.string({ maxLength: 8 }),
);
const line = fc
  .array(pieceOfLine, { maxLength: 8 })
  .map((parts) => parts.join('').replace(/[\x01\x02\n]/g, ''));
const log = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n'))), line)
  .map(([lines, last]) => Buffer.from(lines.map((parts) => parts.join('')).join('') + last));
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('annotating a log', () => {
  test('adds the text before the line ending', () => {
    expect(text('a resultCode=000105\nb\nMKT.0151\r\nc')).toBe(
      `a resultCode=000105${open}000105${close}\nb\nMKT.0151${open}MKT.0151${close}\r\nc`,
    );
  });

  test('adds the text at the end of an input without a line feed', () => {
    expect(text('MKT.0151')).toBe(`MKT.0151${open}MKT.0151${close}`);
    expect(text('')).toBe('');
    expect(text('\n')).toBe('\n');
  });

  test('names each known code of a line once, in order', () => {
    expect(text('MKT.0151 code=000105 MKT.0151 MKT.7777\n')).toContain(`${open}MKT.0151 000105${close}`);
  });

  test('names at most sixteen codes of a line', () => {
    const annotator = createAnnotator(
      (codes) => Buffer.from(`#${codes.length}`),
      () => true,
    );
    const codes = Array.from({ length: 100 }, (_, index) => `MKT.${String(index).padStart(4, '0')}`);
    const parts = [...annotator.push(Buffer.from(`${codes.join(' ')}\n`)), ...annotator.end()];
    expect(Buffer.concat(parts).toString()).toMatch(/#16\n$/);
  });

  test('holds back few bytes of a line that never ends', () => {
    const annotator = createAnnotator(
      () => Buffer.from('#'),
      () => true,
    );
    let given = 0;
    let out = 0;
    for (let round = 0; round < 100; round += 1) {
      const piece = Buffer.from('resultCode=000105 '.repeat(500));
      given += piece.length;
      for (const part of annotator.push(piece)) out += part.length;
      expect(given - out).toBeLessThan(200);
    }
  });

  test('writes a complete line at once', () => {
    const annotator = createAnnotator(
      () => Buffer.from('#'),
      () => true,
    );
    expect(Buffer.concat([...annotator.push(Buffer.from('MKT.0151\nrest'))]).toString()).toMatch(
      /^MKT\.0151#\n/,
    );
  });

  test('changes nothing else in any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), places, (bytes, cuts) => {
        const input = Buffer.from(bytes.filter((byte) => byte > 2));
        expect(stripped(annotate(cut(input, cuts)))).toBe(input.toString('latin1'));
      }),
    );
  });

  test('changes nothing else in a log full of codes', () => {
    fc.assert(
      fc.property(log, places, (input, cuts) => {
        expect(stripped(annotate(cut(input, cuts)))).toBe(input.toString('latin1'));
      }),
      { numRuns: runs(200) },
    );
  });

  test('gives the same output wherever the input is split', () => {
    fc.assert(
      fc.property(log, places, (input, cuts) => {
        expect(annotate(cut(input, cuts)).toString('latin1')).toBe(annotate([input]).toString('latin1'));
      }),
      { numRuns: runs(200) },
    );
    const input = Buffer.from('first resultCode : "000105" 错误码：000001\r\nMKT.0151 APIGW.0301\n');
    const single = [...input].map((byte) => Buffer.from([byte]));
    expect(annotate(single)).toEqual(annotate([input]));
  });
});
