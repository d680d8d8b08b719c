import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUsers } from '../../src/users/read.ts';
import { consoleTable } from '../../src/users/read-table.ts';

const one = 'd78cbac186b744899480f25bd022f468';
const two = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1';

async function read(text: string) {
  const source = async function* () {
    yield Buffer.from(text);
  };
  const { users, faults } = await readUsers(source(), '-');
  return {
    users: users.map(({ account_name, account_id }) => `${account_name}:${account_id}`),
    codes: faults.map(({ line, code }) => `${line} ${code}`),
  };
}

describe('the table of the console, pasted', () => {
  const wanted = { users: [`hw12345678:${one}`, `hw2222222:${two}`], codes: [] };

  it.each([
    ['tabs and Chinese headings', `账号名\t账号ID\nhw12345678\t${one}\nhw2222222\t${two}\n`],
    [
      'tabs and other columns',
      `华为云账号名\t华为云账号ID\t添加时间\t操作\nhw12345678\t${one}\t2026-01-01 10:00:00\t删除\nhw2222222\t${two}\t\t删除\n`,
    ],
    ['runs of spaces', `账号名    账号ID\nhw12345678    ${one}\nhw2222222     ${two}\n`],
    [
      'runs of spaces, other columns and an empty cell',
      `账号名   账号ID   备注   操作\nhw12345678   ${one}   VIP   删除\nhw2222222   ${two}   删除\n`,
    ],
    ['the id first', `账号ID   账号名   操作\n${one}   hw12345678   删除\n${two}   hw2222222\n`],
    ['single spaces', `账号名 账号ID\nhw12345678 ${one}\nhw2222222 ${two}\n`],
    [
      'English headings with spaces in them',
      `Account Name   Account ID\nhw12345678   ${one}\nhw2222222   ${two}`,
    ],
    ['no headings, with tabs', `hw12345678\t${one}\t2026-01-01\t删除\nhw2222222\t${two}\t2026-01-02\t删除\n`],
    ['no headings, with spaces', `hw12345678  ${one}  2026-01-01\r\nhw2222222  ${two}\r\n`],
    ['empty lines around it', `\n\n账号名   账号ID\n\nhw12345678   ${one}\nhw2222222   ${two}\n\n`],
  ])('is read with %s', async (_, text) => {
    expect(await read(text)).toEqual(wanted);
  });

  it('is an empty list when it has headings alone', async () => {
    expect(await read('账号名    账号ID    操作\n')).toEqual({ users: [], codes: [] });
  });

  it('tells the line of a row that is no user, and drops none', async () => {
    const { users, codes } = await read(`账号名   账号ID   操作\nhw12345678   ${one}   删除\n下一页\n`);
    expect(users).toEqual([`hw12345678:${one}`]);
    expect(codes.join()).toMatch(/^3 /);
  });

  it.each(['总条数：25', '总条数: 25', ' 总条数：2 10 < 1 > 跳转', 'Total Records: 2'])(
    'does not take the footer %s for a row',
    async (footer) => {
      for (const gap of ['\t', '    ', ' ']) {
        const rows = [
          `账号名${gap}账号ID`,
          `hw12345678${gap}${one}`,
          footer,
          `hw2222222${gap}${two}`,
          footer,
        ];
        expect(await read(rows.join('\n'))).toEqual(wanted);
        expect(await read([...rows.slice(1), ''].join('\r\n'))).toEqual(wanted);
        expect(await read(`账号名${gap}账号ID${gap}操作\n${footer}\n`)).toEqual({ users: [], codes: [] });
      }
    },
  );

  it('takes a footer for one below a table alone, and not where a user stands', async () => {
    expect((await read('总条数：0\n')).codes).toEqual(['1 NAME_FORM', '1 ID_FORM']);
    expect((await read(`账号名\t账号ID\n总条数：2\t${one}\n`)).codes).toEqual(['2 FULL_WIDTH']);
    const { codes } = await read(`账号名\t账号ID\n总条数\n总条数：很多\n`);
    expect(codes.join()).toMatch(/2 MISSING_ID.*3 MISSING_ID/);
  });

  it('leaves every other form alone', () => {
    for (const text of [
      '',
      ' \n',
      `hw1:${one}`,
      `hw1,${one}`,
      '[{"account_name": "a"}]',
      `name\tid\nhw1\t${one}`,
      'account_id\n',
      'some words that are no table',
    ]) {
      expect(consoleTable(text)).toBeUndefined();
    }
  });

  it('never fails on any text, and keeps line numbers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const table = consoleTable(`账号名   账号ID\n${text}`);
        expect(table?.split('\n')).toHaveLength(text.split(/\r\n|\r|\n/).length + 1);
      }),
    );
  });
});

it('takes the headings of a second page for headings', async () => {
  for (const gap of ['   ', '\t']) {
    const text = `账号名${gap}账号ID\nhw12345678${gap}${one}\n账号名${gap}账号ID\nhw2222222${gap}${two}\n`;
    expect(await read(text)).toEqual({ users: [`hw12345678:${one}`, `hw2222222:${two}`], codes: [] });
  }
});
