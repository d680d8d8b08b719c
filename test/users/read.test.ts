import fc from 'fast-check';
import { expect, test } from 'vitest';
import { both } from '../../src/text/translate.ts';
import { maxInputBytes, readUsers } from '../../src/users/read.ts';
import { invalidRow, type RawRow } from '../../src/users/rows.ts';
import { collectUsers } from '../../src/users/validate.ts';
import { createUserWriter, writeFormats } from '../../src/users/write.ts';
import { runs } from '../support/property-runs.ts';
import { id, idOf, inGbk, read, summarise } from './support.ts';

const user = `hw12345678:${id}`;

test.each([
  ['English headings', `account_name,account_id\nhw12345678,${id}\n`],
  ['short headings, another order, CRLF', `id,name\r\n${id},hw12345678\r\n`],
  ['Chinese headings', `华为云账号名,华为云账号ID\nhw12345678,${id}`],
  ['headings as people write them', `\n Account Name , 账号ID *\nhw12345678,${id}`],
  ['quotes, and a line break in another column', `name,note,id\n"hw12345678","a\nb",${id}\n`],
  ['semicolons', `name;id\nhw12345678;${id}\n`],
  ["Excel's own line about the delimiter", `sep=;\r\nname;id\r\nhw12345678;${id}\r\n`],
  ['tabs', `name\tid\nhw12345678\t${id}\n`],
  ['the account column of several names', `name,account_name,id\nBob,hw12345678,${id}`],
  ['no header', `hw12345678,${id}\n`],
  ['no header, the id first', `${id},hw12345678\n`],
  ['empty rows of Excel', `name,id\n,\nhw12345678,${id}\n,,\n\n`],
  ['an apostrophe of Excel, and spaces', `name,id\n'hw12345678, '${id} \n`],
  ['a formula that keeps text', `name,id\n="hw12345678","=""${id}"""\n`],
  ['invisible characters at the edges', `name,id\n\u200bhw12345678\u00a0,\ufeff${id}\u3000\n`],
  ['NDJSON', `{"account_name":"hw12345678","account_id":"${id}"}\r\n\r\n`],
  ['a JSON array', `[\n{"id":"${id}","name":"hw12345678","x":[1,{"id":"2"}]}]`],
  ['a JSON document', `{"users":[{"华为云账号名":"hw12345678","华为云账号ID":"${id}"}],"more":["]"]}`],
  ['a JSON user', `{\n"account_name":"hw12345678",\n"account_id":"${id}"\n}`],
  ['JSON texts', `["hw12345678:${id}"]`],
  ['pairs, with comments', `# buyers, and more\n\nhw12345678:${id}\n`],
  ['pairs with the colon of a Chinese keyboard', `hw12345678：${id}`],
])('reads %s', async (_, text) => {
  const { users, faults } = await summarise(text);
  expect(users.map((one) => one.replace(/^\d+ /, ''))).toEqual([user]);
  expect(faults).toEqual([]);
});

test('reads what Excel in China writes: GBK, with the words of the console', async () => {
  const bytes = inGbk(`华为云账号名,备注,华为云账号ID\r\nhw12345678,客户,${id}\r\n`);
  expect(await summarise(bytes)).toMatchObject({
    users: [`2 ${user}`],
    faults: [],
    encoding: 'gb18030',
    ignored: ['备注'],
  });
});

test.each([
  ['UTF-8', 'utf-8', Buffer.from(`\ufeff账号名,账号ID\nhw12345678,${id}`)],
  [
    'UTF-16, as "Unicode text"',
    'utf-16le',
    Buffer.from(`\ufeff账号名\t账号ID\r\nhw12345678\t${id}`, 'utf16le'),
  ],
  ['UTF-16, big end first', 'utf-16be', Buffer.from(`\ufeffname,id\nhw12345678,${id}`, 'utf16le').swap16()],
  ['UTF-16 without a mark', 'utf-16le', Buffer.from(`name,id\nhw12345678,${id}`, 'utf16le')],
])('reads %s with its mark', async (_, encoding, bytes) => {
  expect(await summarise(bytes)).toMatchObject({ users: [`2 ${user}`], faults: [], encoding });
});

test('tells every fault with its line, all at once', async () => {
  const rows = [
    'account_name,note,account_id',
    `hw12345678,,${idOf(1)}`,
    `,"two\nlines",${idOf(2)}`,
    'hw00000003,,',
    'hw00000004,,1.23E+31',
    `ｈｗ０００００００５,,${idOf(5)}`,
    `hw00000006,,${idOf(6).replace('0', ' ')}${' '}`,
    `hw 0000007,,${idOf(7)}`,
    `hw12345678,,${idOf(1)}`,
    `hw00000009,,${idOf(9)},more`,
    `"hw00000010,,${idOf(10)}`,
    `hw00000011,,${idOf(11)}`,
    `hw00000012,,${idOf(11)}`,
    `hw00000013,,${idOf(0xabc).toUpperCase()}`,
    `h#,,${idOf(14)}`,
  ];
  expect(await summarise(rows.join('\n'))).toMatchObject({
    rows: 14,
    users: [
      `2 hw12345678:${idOf(1)}`,
      `8 hw00000006:${idOf(6).slice(1)}`,
      `15 hw00000013:${idOf(0xabc)}`,
      `16 h#:${idOf(14)}`,
    ],
    faults: [
      '3 MISSING_NAME',
      '5 MISSING_ID',
      '6 EXCEL_NUMBER',
      '7 FULL_WIDTH',
      '8 ID_FORM',
      '9 BAD_CHARACTER',
      '10 DUPLICATE',
      '11 COLUMN_COUNT',
      '12 OPEN_QUOTE',
      '13 CONFLICT',
      '14 CONFLICT',
      '15 UPPER_CASE',
      '16 NAME_FORM',
    ],
  });
});

test('numbers the lines of the users of a JSON document', async () => {
  const document = `{"kind": "users",\n"users": [\n{"name": "hw12345678", "id": "${id}"},\n{"name": "hw00000002"}]}`;
  expect(await summarise(document)).toMatchObject({ users: [`3 ${user}`], faults: ['4 MISSING_ID'] });
});

test.each([
  ['columns that are swapped', `account_id,account_name\nhw12345678,${id}\n`, ['2 SWAPPED', '2 ID_FORM']],
  ['an id in both columns', `name,id\n${id},${id.toUpperCase()}\n`, ['2 SAME_VALUE', '2 UPPER_CASE']],
  ['a text in both columns', 'name,id\nhw12345678,hw12345678\n', ['2 SAME_VALUE', '2 ID_FORM']],
  [
    'the same id in both cases under two names',
    `name,id\nhw00000001,${id}\nhw00000002,${id.toUpperCase()}\n`,
    ['2 CONFLICT', '3 UPPER_CASE', '3 CONFLICT'],
  ],
])('finds no user in %s', async (_, text, faults) => {
  expect(await summarise(text)).toMatchObject({ users: [], faults });
});

test('the same id in both cases is one user; a file that ends in an id is not whole', async () => {
  const twice = `name,id\nhw12345678,${id.toUpperCase()}\nhw12345678,${id}\n`;
  expect(await summarise(twice)).toMatchObject({
    users: [`2 ${user}`],
    faults: ['2 UPPER_CASE', '3 DUPLICATE'],
  });
  const cut = `name,id\nhw12345678,${id}\nhw00000002,${idOf(2).slice(5)}`;
  expect(await summarise(cut)).toMatchObject({ users: [`2 ${user}`], faults: ['3 CUT_OFF'] });
  expect(await summarise(`${cut}\n`)).toMatchObject({ faults: ['3 ID_FORM'] });
  expect(await summarise(id.toUpperCase(), { nameRequired: false })).toMatchObject({
    users: [`1 :${id.toUpperCase()}`],
  });
});

test('loses only the row that is not JSON, a user or text', async () => {
  const array = `[\n{"name":"hw12345678","id":"${id}"},\n{bad},\n3,\n\n{"name":"hw00000002","id":12345678901234567890123456789012},\n null, {"name":null}]`;
  expect(await summarise(array)).toMatchObject({
    users: [`2 ${user}`],
    faults: ['3 NOT_JSON', '4 NOT_A_USER', '6 NOT_TEXT', '7 NOT_A_USER', '7 MISSING_NAME', '7 MISSING_ID'],
  });
  const lines = `{"name":"hw12345678","id":"${id}"}\n{"name":\n[]\n`;
  expect(await summarise(lines)).toMatchObject({
    users: [`1 ${user}`],
    faults: ['2 NOT_JSON', '3 NOT_A_USER'],
  });
});

test('reports values that are never valid', async () => {
  expect((await summarise(`name,id\n${'a'.repeat(257)},${id}`)).faults).toEqual(['2 TOO_LONG']);
  expect((await summarise(`[{"name":"hw1234\\ud800","id":"${id}"}]`)).faults).toEqual(['1 BAD_CHARACTER']);
});

test('names every row of a conflict over one id, and accepts none', async () => {
  const text = `name,id\nhw00000001,${id}\nhw00000002,${id}\nhw00000001,${id}\nhw00000003,${idOf(3)}`;
  expect(await summarise(text)).toMatchObject({
    users: [`5 hw00000003:${idOf(3)}`],
    faults: ['2 CONFLICT', '3 CONFLICT', '4 DUPLICATE'],
  });
});

test('an empty input is an empty list', async () => {
  for (const text of ['', '\n \n', 'account_name,account_id\n', '[]', '# nobody\n']) {
    expect(await summarise(text)).toMatchObject({ users: [], faults: [], rows: 0 });
  }
});

test('accepts a missing name where an id is enough', async () => {
  const nameRequired = false;
  for (const text of [id, `account_id\n${id}`, `id,note\n${id},x`, `["${id}"]`, `{"id":"${id}"}`]) {
    expect((await summarise(text, { nameRequired })).users).toEqual([expect.stringContaining(` :${id}`)]);
  }
  expect(await summarise(`${id}\n${user}\n`, { nameRequired })).toMatchObject({ faults: ['2 DUPLICATE'] });
  expect((await summarise(`${id}\n`)).faults).toEqual(['1 MISSING_NAME']);
});

test.each([
  ['BAD_HEADER', 'name,phone\nhw12345678,1\n'],
  ['BAD_HEADER', `${id},${idOf(1)}\n`],
  ['BAD_HEADER', `name,id,account_id,account_id\n`],
  ['NOT_JSON', `[{"name":"hw12345678"}`],
  ['NOT_JSON', `[]]`],
  ['NOT_TEXT', Buffer.from('504b030414000600', 'hex')],
  ['NOT_TEXT', Buffer.from('name,id\nab\0\0')],
  ['UNKNOWN_ENCODING', Buffer.from('6e616d65ff', 'hex')],
])('refuses %s as a list', async (code, input) => {
  await expect(read(input)).rejects.toMatchObject({ facts: { category: 'usage', code } });
});

test('refuses more than it may hold, and stops reading', async () => {
  let pieces = 0;
  async function* endless() {
    for (const piece = Buffer.alloc(1 << 20, 'a'); ; pieces += 1) yield piece;
  }
  await expect(readUsers(endless(), '-')).rejects.toMatchObject({ facts: { code: 'TOO_LARGE' } });
  expect(pieces).toBe(maxInputBytes >> 20);
});

test('a hundred thousand stray quotes are read at once', async () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => `"hw${index},${idOf(index)}`);
  const { faults } = await read(`name,id\n${rows.join('\n')}`);
  expect(faults.length).toBe(100_000);
});

const anyName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => !/[\s\p{C}\u3000\uff01-\uff5e\ufffd]/u.test(text) && !/^\d(\.\d+)?E\+?\d+$/i.test(text));
const trickyName = fc.constantFrom(
  '=1+1',
  '+x',
  '-abc',
  '@sum',
  "'=x",
  "''",
  '"',
  '""a',
  'a"b',
  ',',
  ';',
  'a,b',
  '#c',
);
const anyUsers = fc.uniqueArray(
  fc.record({ account_name: fc.oneof(anyName, trickyName), account_id: fc.nat().map((n) => idOf(n)) }),
  { selector: ({ account_id }) => account_id, maxLength: 20 },
);

test.each(writeFormats.filter((format) => format !== 'lines'))(
  'what is written as %s is read back',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(anyUsers, fc.integer({ min: 1, max: 50 }), async (users, pieceSize) => {
        const writer = createUserWriter(format);
        const text = writer.start() + users.map((one) => writer.rows([one])).join('') + writer.end();
        const back = await read(text, {}, pieceSize);
        expect(back.users.map(({ line: _, ...one }) => one)).toEqual(users);
        expect(back.faults.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
    );
  },
);

test('a cell that a spreadsheet would run as a formula is escaped', () => {
  const rows = createUserWriter('csv').rows([{ account_name: '=cmd|x', account_id: '-1+1' }]);
  expect(rows).toBe("'=cmd|x,'-1+1\n");
});

test('whatever is read: no user lacks a value, no id comes twice, every line is one of the text', async () => {
  const piece = fc.constantFrom(
    '"',
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
    ':',
    '{',
    '}',
    '[',
    ']',
    'name',
    'id',
    id,
    user,
    "'",
    '\\',
    ' ',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), async (pieces) => {
      const text = pieces.join('');
      const file = await read(text).catch((error) => {
        expect(error).toMatchObject({ name: 'KooError', facts: { category: 'usage' } });
      });
      if (!file) return;
      const lines = text.split(/\r\n|\r|\n/).length;
      const ids = file.users.map(({ account_id }) => account_id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { account_name, account_id } of file.users) {
        expect([account_name, account_id]).not.toContain('');
      }
      for (const { line } of [...file.users, ...file.faults]) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines);
      }
    }),
    { numRuns: runs(300) },
  );
});

test('a file that is no list of users is refused at its first hundred thousand faults', () => {
  function* rows(row: RawRow, count = Number.POSITIVE_INFINITY) {
    for (let index = 0; index < count; index += 1) yield row;
  }
  const tooMany = expect.objectContaining({ facts: expect.objectContaining({ code: 'TOO_MANY_FAULTS' }) });
  const invalid = invalidRow(1, 'NOT_A_USER', both('the row must be an object'));
  expect(collectUsers(rows(invalid, 100_000), true).faults).toHaveLength(100_000);
  expect(() => collectUsers(rows(invalid), true)).toThrow(tooMany);
});
