import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalSafe } from '../../src/text/terminal-safe.ts';

describe('terminalSafe', () => {
  it.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['a title', '\x1b]0;owned\x07text', 'text'],
    ['a link', '\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['a write to the clipboard', 'a\x1b]52;c;ZXZpbA==\x1b\\b', 'ab'],
    ['device control strings', 'a\x1bPq#0~\x1b\\b\x1b_x\x1b\\c\x1b^x\x1b\\d\x1bXx\x1b\\e', 'abcde'],
    ['short escapes', 'a\x1bcb\x1b(Bc\x1b#8d\x1b7e', 'abcde'],
    ['a sequence that does not end', 'a\x1b', 'a'],
    ['8-bit sequences', 'a\x9b31mb\x9d0;title\x9cc\x90q\x07d', 'abcd'],
    ['the start of a line written over', 'right\rwrong', 'rightwrong'],
    ['backspaces', 'abc\b\b\bxyz', 'abcxyz'],
    ['reordered text', 'user\u202enimda\u202c', 'usernimda'],
    ['isolates', '\u2066a\u2069', 'a'],
    ['invisible characters', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg', 'abcdefg'],
    ['an invisible copy of ASCII', 'a\u{e0062}\u{e007f}b', 'ab'],
  ])('takes out %s', (_, text, safe) => {
    expect(terminalSafe(text)).toBe(safe);
  });

  it('does not take text for a part of a control string that never ends', () => {
    expect(terminalSafe('\x1b]0;title\nkept')).toBe('0;title\nkept');
    expect(terminalSafe('\x1b]0;title\x1b[1mkept\x07')).toBe('0;titlekept');
    expect(terminalSafe('\x9d0;实例')).toBe('0;实例');
  });

  it('leaves other text unchanged, including Chinese, emoji, tabs and line feeds', () => {
    const text = '实例\t已创建 🎉👩🏽‍💻❤️‍🔥👨‍👩‍👧🇨🇳\nsecond line é 葛󠄀';
    expect(terminalSafe(text)).toBe(text);
  });

  it('leaves any printable text unchanged', () => {
    const letters = fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{C}\p{Z}]/u.test(text));
    fc.assert(
      fc.property(letters, (text) => {
        expect(terminalSafe(text)).toBe(text);
      }),
    );
  });

  const nasty = fc.string({
    unit: fc.constantFrom(
      ...'\x1b\x9b\x90\x9c\x9d[]P0;31mA\x07\\\n\t\r\0\x7f\xad\u180e\u200b\u200c\u200d\u202e\u2028\u2060\ufe0f\ufeff实',
      '👩',
      '🏽',
      '\u{e0041}',
    ),
    maxLength: 40,
  });

  it('leaves nothing invisible in any text but what joins emoji', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(terminalSafe(text)).not.toMatch(/(?![\n\t]|\u200d)[\p{C}\u2028\u2029]/u);
        expect(terminalSafe(text)).not.toMatch(/(?<!👩|🏽|\ufe0f)\u200d/u);
      }),
    );
  });

  it('changes nothing in a text that it has made safe', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const safe = terminalSafe(text);
        expect(terminalSafe(safe)).toBe(safe);
      }),
    );
  });

  it.each([
    ['introducers', '\x1b]', '\x1b]'],
    ['8-bit introducers', '\x9d', '\x9d'],
    ['control strings that end in an escape', '\x1b]0;title', '\x1b]0;title'],
    ['a control string', '\x1b]', 'a'],
    ['a CSI sequence', '\x1b[', '0;'],
    ['intermediate characters', '\x1b', ' '],
    ['joiners', '👩', '\u200d'],
  ])('takes linear time for 4 MB of %s', (_, start, unit) => {
    const text = start + unit.repeat(4_000_000 / unit.length);
    expect(terminalSafe(text).length).toBeLessThanOrEqual(text.length);
  });
});
