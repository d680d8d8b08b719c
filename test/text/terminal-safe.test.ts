import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalSafe } from '../../src/text/terminal-safe.ts';

describe('terminalSafe', () => {
  it.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['a title', '\x1b]0;owned\x07text', 'text'],
    ['a link', '\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['a sequence that does not end', 'a\x1b', 'a'],
    ['8-bit sequences', 'a\x9b31mb', 'ab'],
    ['the start of a line written over', 'right\rwrong', 'rightwrong'],
    ['backspaces', 'abc\b\b\bxyz', 'abcxyz'],
    ['reordered text', 'user\u202enimda\u202c', 'usernimda'],
    ['isolates', '\u2066a\u2069', 'a'],
  ])('takes out %s', (_, text, safe) => {
    expect(terminalSafe(text)).toBe(safe);
  });

  it('leaves other text unchanged, including Chinese, emoji, tabs and line feeds', () => {
    const text = '实例\t已创建 🎉\nsecond line é';
    expect(terminalSafe(text)).toBe(text);
  });

  it('leaves no control characters in any text', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(...'\x1b\x9b[]0;31mA\x07\\\n\t\r\0\x7f\u202e\u2028实'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(nasty, (text) => {
        expect(terminalSafe(text)).not.toMatch(/[^\n\t\P{C}]|[\u2028\u2029]/u);
      }),
    );
  });
});
