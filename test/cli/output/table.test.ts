import { describe, expect, it, vi } from 'vitest';
import { table } from '../../../src/cli/output/table.ts';
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

  it('truncates prose before names and IDs', () => {
    const id = 'OFFI758576253042421760';
    expect(table(['ID', 'NAME'], [[id, 'Data Migration Tool']], 34)).toBe(
      `ID${' '.repeat(22)}NAME\n${id}  Data Migr…`,
    );
    expect(table(['ID', 'NAME'], [[id, 'Data Migration Tool']], 20)).toContain('OFFI7585762…  Data');
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
