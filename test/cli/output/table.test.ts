import { describe, expect, it, test, vi } from 'vitest';
import { table, tableOrBlocks, wrappedTable } from '../../../src/cli/output/table.ts';
import { clip, width } from '../../../src/text/width.ts';

const header = ['ID', 'NAME', 'NOTE'];
const rows = [
  ['1', '云商店实例', 'short'],
  ['22', 'plain', 'a note that is a good deal longer than the other cells are'],
];

describe('table', () => {
  it('aligns by display width', () => {
    expect(table(header, rows)).toBe(
      [
        'ID  NAME        NOTE',
        '1   云商店实例  short',
        '22  plain       a note that is a good deal longer than the other cells are',
      ].join('\n'),
    );
  });

  it('truncates the widest column on a narrow terminal', () => {
    const lines = table(header, rows, 40).split('\n');
    expect(lines).toEqual([
      'ID  NAME        NOTE',
      '1   云商店实例  short',
      '22  plain       a note that is a good d…',
    ]);
    expect(Math.max(...lines.map(width))).toBe(40);
  });

  it('truncates further columns if necessary, but none below six columns', () => {
    for (let room = 20; room < 90; room += 1) {
      const widest = Math.max(...table(header, rows, room).split('\n').map(width));
      expect(widest).toBeLessThanOrEqual(Math.max(room, 18));
    }
    expect(table(header, rows, 1)).toContain('云商…');
  });

  it('truncates prose, but no IDs, and leaves out empty columns first', () => {
    const id = 'OFFI758576253042421760';
    expect(table(['ID', 'NAME'], [[id, 'Data Migration Tool']], 34)).toBe(
      `ID${' '.repeat(22)}NAME\n${id}  Data Migr…`,
    );
    expect(table(['ID', 'NAME'], [[id, 'Data Migration Tool']], 20)).toContain(`${id}  Data…`);
    expect(table(['ID', 'NAME', 'USERS'], [[id, 'Data Tool', '']], 34)).toBe(
      `ID${' '.repeat(22)}NAME\n${id}  Data Tool`,
    );
  });

  it('reads only the width of the terminal', () => {
    const stdout = process.stdout as { isTTY: boolean; columns: number };
    const { isTTY, columns } = stdout;
    Object.assign(stdout, { isTTY: true, columns: 30 });
    vi.stubEnv('NO_COLOR', '1');
    try {
      expect(Math.max(...table(header, rows).split('\n').map(width))).toBeLessThanOrEqual(30);
    } finally {
      Object.assign(stdout, { isTTY, columns });
      vi.unstubAllEnvs();
    }
    expect(table(header, rows)).toContain('the other cells are');
  });

  it('keeps a cell on one line, without control sequences', () => {
    expect(table(['A'], [['x\ny\t\x1b[31mz']])).toBe('A\nx y z');
  });
});

describe('wrappedTable', () => {
  const faults = [
    [
      '2',
      'BAD_VALUE',
      'usage_value "-1" must be a decimal number greater than 0 with at most 4 decimal places',
    ],
    ['3', 'BAD_RANGE', 'end_time “20260131T080000Z”应晚于 begin_time “20260131T090000Z”'],
  ];
  const render = (room?: number) => wrappedTable(['LINE', 'CODE', 'PROBLEM'], faults, room).split('\n');

  it('continues the last column below itself', () => {
    expect(render(80)).toEqual([
      'LINE  CODE       PROBLEM',
      '2     BAD_VALUE  usage_value "-1" must be a decimal number greater than 0 with',
      '                 at most 4 decimal places',
      '3     BAD_RANGE  end_time “20260131T080000Z”应晚于 begin_time “20260131T090000Z”',
    ]);
    expect(render(60)).toEqual([
      'LINE  CODE       PROBLEM',
      '2     BAD_VALUE  usage_value "-1" must be a decimal number',
      '                 greater than 0 with at most 4 decimal',
      '                 places',
      '3     BAD_RANGE  end_time “20260131T080000Z”应晚于',
      '                 begin_time “20260131T090000Z”',
    ]);
    expect(render(40)).toEqual([
      'LINE  CODE       PROBLEM',
      '2     BAD_VALUE  usage_value "-1" must',
      '                 be a decimal number',
      '                 greater than 0 with at',
      '                 most 4 decimal places',
      '3     BAD_RANGE  end_time',
      '                 “20260131T080000Z”应晚',
      '                 于 begin_time',
      '                 “20260131T090000Z”',
    ]);
  });

  it.each([40, 60, 80])('fits into %i columns and keeps every word', (room) => {
    const lines = render(room);
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(room);
    const text = lines.join(' ').replace(/\s+/g, ' ');
    expect(text).toContain('greater than 0 with at most 4 decimal places');
    expect(text).toContain('“20260131T090000Z”');
  });

  it('prints the last column below its row where the others leave too little room', () => {
    const id = '0123456789abcdef0123456789abcdef';
    const rows = [
      ['buyer-account-01', id, 'invalid (not sent)', 'the account name is on the list twice'],
      ['b2', id, 'removed', ''],
    ];
    for (const room of [40, 60, 80]) {
      const lines = wrappedTable(['ACCOUNT NAME', 'ACCOUNT ID', 'RESULT', 'REASON'], rows, room).split('\n');
      expect(lines.slice(0, 4)).toEqual([
        `ACCOUNT NAME      ACCOUNT ID${' '.repeat(24)}RESULT`,
        '  REASON',
        `buyer-account-01  ${id}  invalid (not sent)`,
        '  the account name is on the list twice',
      ]);
      expect(lines.slice(4)).toEqual([`b2                ${id}  removed`]);
    }
  });

  it('does not wrap without a terminal', () => {
    expect(render(Number.POSITIVE_INFINITY)).toHaveLength(3);
    expect(render()).toHaveLength(3);
  });
});

describe('clip', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['云商店实例', 10, '云商店实例'],
    ['云商店实例', 9, '云商店实…'],
    ['云商店实例', 8, '云商店…'],
    ['ab cdef', 4, 'ab…'],
    ['', 3, ''],
  ])('makes %j fit into %i columns', (text, columns, expected) => {
    expect(clip(text, columns)).toBe(expected);
  });
});

test('renders a block for each row where the table does not fit', () => {
  const rows = [
    ['1', '2026-01-31T09:10:00Z', 'done'],
    ['2', '2026-01-31T10:10:00Z', 'x  y'],
  ];
  expect(tableOrBlocks(['N', 'STARTED', 'OUTCOME'], rows, 34)).toBe(table(['N', 'STARTED', 'OUTCOME'], rows));
  expect(tableOrBlocks(['N', 'STARTED', 'OUTCOME'], rows, 31)).toBe(
    'N        1\nSTARTED  2026-01-31T09:10:00Z\nOUTCOME  done\n\nN        2\nSTARTED  2026-01-31T10:10:00Z\nOUTCOME  x y',
  );
  expect(tableOrBlocks(['N', 'STARTED'], [], 5)).toBe('N  STARTED');
});

describe('a table of hostile size', () => {
  test('has any number of rows', () => {
    const many = Array.from({ length: 130_000 }, () => ['a', 'b']);
    for (const render of [table, wrappedTable])
      expect(render(['A', 'B'], many).split('\n')).toHaveLength(130_001);
  });

  test('does not multiply a long cell by its rows', () => {
    const long = 'x'.repeat(100_000);
    const some = (count: number) => [[long, 'a'], ...Array.from({ length: count }, () => ['b', 'c'])];
    for (const render of [table, wrappedTable]) {
      expect(render(['A', 'B'], some(10)).split('\n')[2]).toBe(`b${' '.repeat(100_001)}c`);
      const text = render(['A', 'B'], some(5000));
      expect(text).toContain(`${long}  a\nb  c\n`);
      expect(text.length).toBeLessThan(150_000);
    }
  });

  test('fits thousands of columns of different widths', () => {
    const header = Array.from({ length: 5000 }, (_, column) => `c${column}`);
    const row = header.map((_, column) => 'x '.repeat(column % 100));
    const [, line = ''] = table(header, [row], 60_000).split('\n');
    expect(width(line)).toBeLessThanOrEqual(60_000);
  });

  test('cuts a long cell for a terminal only', () => {
    const cell = 'a '.repeat(500_000);
    expect(width(table(['A', 'B'], [[cell, 'b']], 80).split('\n')[1] ?? '')).toBeLessThanOrEqual(80);
    expect(table(['A', 'B'], [[cell, 'b']])).toContain('a a  b');
    expect(table(['A', 'B'], [[cell, 'b']]).length).toBeGreaterThan(1_000_000);
  });
});
