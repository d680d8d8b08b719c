import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeFormula, unescapeFormula } from '../../src/text/spreadsheet.ts';

describe('a cell of a spreadsheet', () => {
  test.each(['=1+1', '+x', '-2+3', '@sum', '＝1', '＋x', '－x', '＠x', '+5+', '-12.5a', '-1e'])(
    'is escaped where it is a formula: %j, whatever stands in front',
    (formula) => {
      for (const front of [
        '',
        ' ',
        '\t',
        '\r',
        '\n',
        '\0',
        '\u00a0',
        '\u3000',
        '\u200b',
        '\ufeff',
        '\x1f\u2060 ',
      ])
        expect(escapeFormula(front + formula)).toBe(`'${front}${formula}`);
    },
  );

  test.each([
    '',
    ' ',
    '-',
    '-12.5',
    '+5',
    '+8613800000000',
    '-1e-3',
    '0',
    'a=1',
    'a',
    '中',
    '"=1"',
    '#',
    '{"a":1}',
  ])('is unchanged where it is no formula: %j', (cell) => expect(escapeFormula(cell)).toBe(cell));

  test('comes back as it was', () => {
    const piece = fc.constantFrom("'", '=', '+', '-', '@', '＝', ' ', '\t', '\u200b', '1', '.', 'a');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (cell) => {
          const escaped = escapeFormula(cell);
          expect(unescapeFormula(escaped)).toBe(cell);
          // No formula is left.
          expect(escaped).not.toMatch(/^[\s\p{C}]*[=@＝＋－＠]./su);
        },
      ),
    );
  });
});
