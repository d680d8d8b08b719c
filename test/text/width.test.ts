import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { clip, isPlain, width } from '../../src/text/width.ts';

const unit = fc.constantFrom(
  'a',
  ' ',
  '中',
  '，',
  '“',
  '—',
  '×',
  '·',
  '、',
  '！',
  'é',
  '😀',
  '👩‍👩‍👧',
  'e\u0301',
  '﹗',
  '\u2014',
  '…',
);

it('counts the columns of any text like the library', () => {
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
      expect(width(text)).toBe(stringWidth(text));
    }),
  );
  for (let code = 0x20; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    if (isPlain(character)) expect(width(character), code.toString(16)).toBe(stringWidth(character));
  }
});

it('clips to the given columns', () => {
  expect(clip('应答无法读取', 12)).toBe('应答无法读取');
  expect(clip('应答无法读取', 11)).toBe('应答无法读…');
  expect(clip('应答无法读取', 10)).toBe('应答无法…');
});
