import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnnotator } from '../../src/codes/annotate.ts';

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
  test('adds at the end of the line, before its end', () => {
    expect(text('a resultCode=000105\nb\nMKT.0151\r\nc')).toBe(
      `a resultCode=000105${open}000105${close}\nb\nMKT.0151${open}MKT.0151${close}\r\nc`,
    );
  });

  test('adds at the end of the input, where no line feed is', () => {
    expect(text('MKT.0151')).toBe(`MKT.0151${open}MKT.0151${close}`);
    expect(text('')).toBe('');
    expect(text('\n')).toBe('\n');
  });

  test('names each code of a line once, in their order, and only those that are known', () => {
    expect(text('MKT.0151 code=000105 MKT.0151 MKT.7777\n')).toContain(`${open}MKT.0151 000105${close}`);
  });

  test('names sixteen codes of an endless line at the most', () => {
    const annotator = createAnnotator(
      (codes) => Buffer.from(`#${codes.length}`),
      () => true,
    );
    const codes = Array.from({ length: 100 }, (_, index) => `MKT.${String(index).padStart(4, '0')}`);
    const parts = [...annotator.push(Buffer.from(`${codes.join(' ')}\n`)), ...annotator.end()];
    expect(Buffer.concat(parts).toString()).toMatch(/#16\n$/);
  });

  test('keeps little of a line that never ends', () => {
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

  test('a complete line comes out at once', () => {
    const annotator = createAnnotator(
      () => Buffer.from('#'),
      () => true,
    );
    expect(Buffer.concat([...annotator.push(Buffer.from('MKT.0151\nrest'))]).toString()).toMatch(
      /^MKT\.0151#\n/,
    );
  });

  test('without what it adds the output is the input, whatever bytes these are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), places, (bytes, cuts) => {
        const input = Buffer.from(bytes.filter((byte) => byte > 2));
        expect(stripped(annotate(cut(input, cuts)))).toBe(input.toString('latin1'));
      }),
    );
  });

  test('without what it adds the output is the input, of a log full of codes', () => {
    fc.assert(
      fc.property(log, places, (input, cuts) => {
        expect(stripped(annotate(cut(input, cuts)))).toBe(input.toString('latin1'));
      }),
      { numRuns: 200 },
    );
  });

  test('gives the same output wherever the input is split', () => {
    fc.assert(
      fc.property(log, places, (input, cuts) => {
        expect(annotate(cut(input, cuts)).toString('latin1')).toBe(annotate([input]).toString('latin1'));
      }),
      { numRuns: 200 },
    );
    const input = Buffer.from('first resultCode : "000105" 错误码：000001\r\nMKT.0151 APIGW.0301\n');
    const single = [...input].map((byte) => Buffer.from([byte]));
    expect(annotate(single)).toEqual(annotate([input]));
  });
});
