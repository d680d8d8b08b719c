import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DelimitedOptions,
  type DelimitedRow,
  delimiterOf,
  readDelimited,
  streamDelimited,
} from '../../src/text/delimited.ts';
import { runs } from '../support/property-runs.ts';

function summarize({ line, cells, fault }: DelimitedRow) {
  return fault ? [line, fault.code] : [line, ...cells];
}

function read(text: string, options?: DelimitedOptions) {
  return [...readDelimited(text, options)].map(summarize);
}

async function streamed(text: string, size: number, options?: DelimitedOptions) {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const all: DelimitedRow[] = [];
  for await (const rows of streamDelimited(pieces(), options)) all.push(...rows);
  return all.map(summarize);
}

test.each([
  ['a,b;c\td\n', ','],
  ['\n \n# x,y\n a\tb;c', '\t'],
  ['a;b', ';'],
  ['a\nb,c', undefined],
  ['', undefined],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(delimiterOf(text)).toBe(delimiter);
});

describe('rows', () => {
  test.each<[string, string, (string | number)[][]]>([
    [
      'line ends of every kind',
      'a,b\nc,d\r\ne,f\rg,h',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
        [3, 'e', 'f'],
        [4, 'g', 'h'],
      ],
    ],
    [
      'empty lines',
      '\na,b\n \r\n\nc,d\n\n',
      [
        [2, 'a', 'b'],
        [5, 'c', 'd'],
      ],
    ],
    [
      'empty cells',
      ',\n,"",\n',
      [
        [1, '', ''],
        [2, '', '', ''],
      ],
    ],
    ['white space around cells', ' a , "b " ,c\t\n', [[1, 'a', 'b ', 'c']]],
    ['quotes', '"a","b ""c"" d"\n', [[1, 'a', 'b "c" d']]],
    [
      'line breaks in quotes',
      '"a\r\nb\nc",d\ne,f',
      [
        [1, 'a\r\nb\nc', 'd'],
        [4, 'e', 'f'],
      ],
    ],
    ['tabs', 'a\t\t"b"\n', [[1, 'a', '', 'b']]],
  ])('with %s', async (_, text, rows) => {
    expect(read(text)).toEqual(rows);
    for (const size of [1, 2, 3, 7]) expect(await streamed(text, size)).toEqual(rows);
  });
});

describe('a stray quote affects only its own line', () => {
  test.each<[string, string, (string | number)[][]]>([
    [
      'never closed',
      'a,b\n"c,d\ne,f\n',
      [
        [1, 'a', 'b'],
        [2, 'CSV_QUOTE_NOT_CLOSED'],
        [3, 'e', 'f'],
      ],
    ],
    [
      'closed in a later row',
      '"c,d\n"e",f\n"g",h\n',
      [
        [1, 'CSV_INVALID_CLOSING_QUOTE'],
        [2, 'e', 'f'],
        [3, 'g', 'h'],
      ],
    ],
    [
      'in the midst of a cell',
      'a"b,c\nd,e',
      [
        [1, 'INVALID_OPENING_QUOTE'],
        [2, 'd', 'e'],
      ],
    ],
  ])('%s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  test('but is an ordinary character inside a cell with relaxed quotes', () => {
    expect(read('="a",5" b\n"c"d,e\n', { relaxQuotes: true })).toEqual([
      [1, '="a"', '5" b'],
      [2, 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE'],
    ]);
  });

  test('treats a quote as stray if its row is too long', async () => {
    const text = `"a\n${'b\n'.repeat(100)}c",d\n`;
    expect(read(text)).toHaveLength(1);
    expect(read(text, { maxQuotedLength: 100 })).toHaveLength(102);
    expect(await streamed(text, 10, { maxQuotedLength: 100 })).toHaveLength(102);
  });

  test('reports the line where it was detected', () => {
    const [fault] = [...readDelimited('a,b\n"c,d\ne,f')].flatMap((row) => row.fault ?? []);
    expect(fault).toEqual({ code: 'CSV_QUOTE_NOT_CLOSED', line: 3 });
  });
});

test('reports an endless line before it fills the memory', async () => {
  async function* endless() {
    for (;;) yield 'a,'.repeat(1 << 16);
  }
  for await (const [row] of streamDelimited(endless())) {
    if (!row) continue;
    expect(row.fault?.code).toBe('CSV_MAX_RECORD_SIZE');
    break;
  }
});

const cell = fc.string({ unit: fc.constantFrom('a', '华', '"', ',', '\n', '\r\n', ' ', ';', '\t') });

test('reads quoted cells back, in chunks of any size', async () => {
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 30 }), async (rows, size) => {
      const text = rows
        .map((cells) => `${cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')}\n`)
        .join('');
      expect(read(text, { delimiter: ',' }).map(([, ...cells]) => cells)).toEqual(rows);
      expect((await streamed(text, size, { delimiter: ',' })).map(([, ...cells]) => cells)).toEqual(rows);
    }),
  );
});

test('chunks make no difference, and every line number is valid', async () => {
  const piece = fc.constantFrom('"', '"', ',', '\n', '\r\n', 'a', 'b c', ' ', '"x"', '""');
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (pieces, size, relaxQuotes) => {
        const text = pieces.join('');
        const options = { delimiter: ',', relaxQuotes } as const;
        const rows = read(text, options);
        expect(await streamed(text, size, options)).toEqual(rows);
        const lines = rows.map(([line]) => Number(line));
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
        expect(Math.max(1, ...lines)).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
      },
    ),
    { numRuns: runs(500) },
  );
});

test('skips blank lines before the first row only once', () => {
  for (const end of ['\n', '\r\n', ' \n']) {
    const rows = [...readDelimited(`${end.repeat(300_000)}a;b\n`)];
    expect(rows).toMatchObject([{ line: 300_001 }]);
  }
});
