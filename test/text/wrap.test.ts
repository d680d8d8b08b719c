import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { wrap } from '../../src/text/wrap.ts';

test.each([
  ['between words', 'the quick brown fox', 10, ['the quick', 'brown fox']],
  ['at line breaks of the text', 'a\n\n  b', 10, ['a', '', '  b']],
  ['between Chinese characters, two columns each', '应答无法读取', 6, ['应答无', '法读取']],
  ['never before a closing mark', '应答无,法读取', 6, ['应答', '无,法', '读取']],
  ['never behind an opening mark', '应答(无)法', 6, ['应答', '(无)法']],
  ['a long word', 'abcdefghij kl', 4, ['abcd', 'efgh', 'ij', 'kl']],
  ['but not a URL', 'see https://example.com/a/b now', 10, ['see', 'https://example.com/a/b', 'now']],
  ['nothing', '', 10, ['']],
])('breaks %s', (_, text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

test('loses nothing but blanks, and keeps to the width', () => {
  const unit = fc.constantFrom('a', 'bc', ' ', '\n', '中', '😀', 'é', '👩‍👩‍👧', ',', '(', '。');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), fc.integer({ min: 8, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});
