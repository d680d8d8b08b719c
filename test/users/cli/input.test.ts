import { expect, test } from 'vitest';
import { type Localized, useLanguage } from '../../../src/text/translate.ts';
import { renderUsersCheck, reportWarnings } from '../../../src/users/cli/input.ts';
import { collectUsers } from '../../../src/users/validate.ts';

const fileOf = (rows: Parameters<typeof collectUsers>[0]) => ({
  file: 'buyers.csv',
  format: 'csv' as const,
  encoding: 'utf-8' as const,
  ignored: [],
  ...collectUsers(rows, true),
});

const unusual = fileOf([
  { line: 2, account_name: 'ab', account_id: '' },
  { line: 3, account_name: 'ab', account_id: 'x' },
]);

const checkOf = ({ users, faults, ...file }: typeof unusual) => ({
  ...file,
  faults,
  users: users.length,
  valid: false,
  errors: 1,
  warnings: faults.length - 1,
});

test('says in a warning about an unusual name or ID that koo sends it anyway', () => {
  const texts: Localized[] = [];
  reportWarnings(unusual, (text) => texts.push(text));
  expect(texts).toHaveLength(2);
  for (const { en, zh } of texts) {
    expect(en).toMatch(/^buyers\.csv:3: .*; koo sends it anyway$/);
    expect(zh).toMatch(/^buyers\.csv:3：.*，仍会发送$/);
  }
});

test('says in a check only that an unusual name or ID is allowed, by line', () => {
  const lines = () => renderUsersCheck(checkOf(unusual)).split('\n');
  expect(lines().map((line) => line.replace(/^\w+ +/, ''))).toEqual([
    'buyers.csv:2: the account ID is missing',
    'buyers.csv:2: account name "ab" is not 5 to 64 letters, digits, - or _',
    'buyers.csv:3: account name "ab" is not 5 to 64 letters, digits, - or _; unusual, but allowed',
    'buyers.csv:3: account ID "x" is not 32 lower-case hexadecimal digits; unusual, but allowed',
    'Rows: 2; users to send: 1; errors: 1; warnings: 3',
  ]);
  useLanguage('zh');
  expect(lines()[2]).toMatch(/，格式少见但允许$/);
});

test('says in a check that the input contains no users', () => {
  expect(renderUsersCheck({ ...checkOf(fileOf([])), errors: 0, warnings: 0 })).toMatch(
    /^The input contains no users\.\n/,
  );
});
