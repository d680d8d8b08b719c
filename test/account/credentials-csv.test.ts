import { describe, expect, test } from 'vitest';
import { parseCredentialsCsv, pathOf } from '../../src/account/credentials-csv.ts';

const ak = 'QTWAOYTTINDUT2QVKYUC';
const sk = 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc';
const heading = 'User Name,Access Key Id,Secret Access Key';
const parse = (content: string | Uint8Array) =>
  parseCredentialsCsv(typeof content === 'string' ? Buffer.from(content) : content, 'credentials.csv');
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
/** “张三” in GBK, which Excel in China writes. */
const gbk = Buffer.concat([
  Buffer.from(`${heading}\r\n`),
  Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]),
  Buffer.from(`,${ak},${sk}\r\n`),
]);

describe('credentials.csv', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['as the console writes it', `${heading}\r\nhw12345678,${ak},${sk}`, 'hw12345678'],
    ['with a byte order mark', `\ufeff${heading}\nhw12345678,${ak},${sk}\n`, 'hw12345678'],
    ['with quotes', `"User Name","Access Key Id","Secret Access Key"\n"a, b","${ak}","${sk}"\n`, 'a, b'],
    ['with a tab between name and key', `${heading.replaceAll(',', '\t')}\nx\t${ak}\t${sk}\n`, 'x'],
    ['with semicolons', `${heading.replaceAll(',', ';')}\nx;${ak};${sk}\n`, 'x'],
    ['in UTF-16', utf16(`${heading}\r\nx,${ak},${sk}\r\n`), 'x'],
    ['in GBK', gbk, '张三'],
    ['with other spelling and order', `SECRET_ACCESS_KEY, access key ID ,user-name\n${sk},${ak},x`, 'x'],
    ['without the user name', `Access Key Id,Secret Access Key\n${ak},${sk}\n`, ''],
    ['with blank lines', `\n${heading}\n\nx,${ak},${sk}\n\n`, 'x'],
  ])('is read %s', (_, content, user) => {
    expect(parse(content)).toEqual([{ user, ak, sk }]);
  });

  test('can hold several pairs', () => {
    const text = `${heading}\na,${ak},${sk}\nb,${ak}2,${sk}2\n`;
    expect(parse(text).map(({ user, ak: one }) => [user, one])).toEqual([
      ['a', ak],
      ['b', `${ak}2`],
    ]);
  });

  test.each([
    ['no heading', `hw12345678,${ak},${sk}\n`],
    ['no row', `${heading}\n`],
    ['an empty file', ''],
    ['a row without an SK', `${heading}\nx,${ak},\n`],
    ['a row without an AK', `${heading}\nx,,${sk}\n`],
    ['another file', 'account_name,account_id\nhw12345678,d78cbac186b744899480f25bd022f468\n'],
    ['a workbook', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0])],
  ])('is refused with %s, and not quoted', (_, content) => {
    const attempt = () => parse(content);
    expect(attempt).toThrow(expect.objectContaining({ exitCode: 2 }));
    try {
      attempt();
    } catch (error) {
      const { facts } = error as { facts: { code: string } };
      expect(facts.code).toBe('INVALID_CREDENTIALS_FILE');
      expect(JSON.stringify(facts)).not.toContain(sk);
    }
  });
});

describe('a path at the prompt', () => {
  test.each([
    ['/home/me/credentials.csv', '/home/me/credentials.csv'],
    ["'/home/me/my keys/credentials.csv'", '/home/me/my keys/credentials.csv'],
    [String.raw`'/home/me/it'\''s/credentials.csv'`, "/home/me/it's/credentials.csv"],
    [String.raw`/Users/me/my\ keys/credentials\ \(1\).csv`, '/Users/me/my keys/credentials (1).csv'],
    ['"/home/me/a b.csv"', '/home/me/a b.csv'],
    ['file:///home/me/a%20b.csv', '/home/me/a b.csv'],
    ['~/Downloads/credentials.csv', '/home/me/Downloads/credentials.csv'],
    ['credentials.csv', 'credentials.csv'],
    ['./credentials', './credentials'],
  ])('%s is %s', (text, path) => {
    expect(pathOf(text, '/home/me', 'linux')).toBe(path);
  });

  test.each([
    [String.raw`C:\Users\me\credentials.csv`, String.raw`C:\Users\me\credentials.csv`],
    [String.raw`"C:\my keys\credentials.csv"`, String.raw`C:\my keys\credentials.csv`],
    // PowerShell
    [String.raw`& 'C:\my keys\credentials.csv'`, String.raw`C:\my keys\credentials.csv`],
    [String.raw`~\credentials.csv`, String.raw`C:\Users\me\credentials.csv`],
  ])('on Windows %s is %s', (text, path) => {
    expect(pathOf(text, String.raw`C:\Users\me`, 'win32')).toBe(path);
  });

  test.each([ak, sk, 'HPUA0EXAMPLE', ''])('%j is not a path', (text) => {
    expect(pathOf(text, '/home/me', 'linux')).toBeUndefined();
  });
});
