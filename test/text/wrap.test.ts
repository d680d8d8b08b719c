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
  ['not inside a long word', 'a instanceStatus kl', 6, ['a', 'instanceStatus', 'kl']],
  ['not inside a URL', 'see https://example.com/a/b now', 10, ['see', 'https://example.com/a/b', 'now']],
  ['not inside code', 'see `koo a --b` now', 14, ['see', '`koo a --b`', 'now']],
  ['inside code that is longer than a line', '`koo a --b`', 8, ['`koo a', '--b`']],
  ['not inside a command', 'log in with koo login --site cn.', 22, ['log in with', 'koo login --site cn.']],
  ['not between a number and its unit', 'valid for 60 s now', 12, ['valid for', '60 s now']],
  ['not between a number and its unit in Chinese', '有效期为 60 秒。', 11, ['有效期为', '60 秒。']],
  ['with the indentation of the line', '  one two', 6, ['  one', '  two']],
  ['nothing', '', 10, ['']],
])('breaks %s', (_, text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

test('drops only spaces, splits no word, and respects the width', () => {
  const unit = fc.constantFrom('a', 'bc', ' ', '\n', '中', '😀', 'é', '👩‍👩‍👧', ',', '(', '。');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), fc.integer({ min: 8, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      for (const word of text.match(/\w+/g) ?? []) {
        expect(lines.some((line) => line.includes(word))).toBe(true);
      }
      for (const line of lines) {
        if (stringWidth(line) > width) expect(line.trim()).not.toMatch(/\s/);
      }
    }),
  );
});

test('keeps a word whole, however long it is, also beside Chinese', () => {
  const word = 'a'.repeat(100_000);
  expect(wrap(`中${word}`, 80)).toEqual(['中', word]);
});

// With an algorithm that takes the square of the length, or an argument for each word, none of these ends in time.
test.each([
  ['numbers', '1,'.repeat(200_000), 1],
  ['words', 'a '.repeat(200_000), 1 + (200_000 - 1) / 40],
  ['Chinese words', '中é'.repeat(100_000), 5_000],
  ['marks', 'é\u0301'.repeat(100_000), 1],
  ['quotes', '`'.repeat(200_001), 1],
  ['pieces of code', '`x\u200d'.repeat(150_000), 1],
])('wraps many %s', (_, text, count) => {
  const lines = wrap(text, 80);
  expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  expect(lines.length).toBeLessThanOrEqual(Math.ceil(count));
});
