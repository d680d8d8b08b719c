import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDocument } from '../../scripts/product-document-pages.ts';
import ProductApply from '../../src/commands/product/apply.ts';
import ProductDiff from '../../src/commands/product/diff.ts';
import ProductGet from '../../src/commands/product/get.ts';
import ProductValidate from '../../src/commands/product/validate.ts';
import { defaultSeed } from '../../src/sandbox/seed/seed.ts';
import { runCommand } from '../commands/run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'koo-validate-'));
const env = { KOO_CONFIG_DIR: join(folder, 'config'), KOO_STATE_DIR: join(folder, 'state') };
const office = 'OFFI758576253042421760';
const trial = 'da9b4d34-5295-46a7-92d4-000000000003';

const sandbox = ['--site', 'sandbox'];
const file = (name: string, text: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const validate = (text: string | Uint8Array, ...args: string[]) =>
  runCommand(ProductValidate, ['-f', file('board.yaml', text), ...args], env);

beforeAll(() => mkdirSync(join(folder, 'lists')));
afterAll(() => rmSync(folder, { recursive: true }));

describe('koo product validate', () => {
  it('finds nothing wrong with what koo product get writes, nor koo product diff a difference', async () => {
    for (const { product_id, seller } of defaultSeed().products) {
      if (seller !== undefined) continue;
      const { stdout } = await runCommand(ProductGet, [product_id, ...sandbox, '-o', 'yaml'], env);
      const path = file('got.yaml', stdout);
      const validated = await runCommand(ProductValidate, ['-f', path, ...sandbox, '--json'], env);
      expect(JSON.parse(validated.stdout)).toEqual({ file: path, valid: true, against: 'live', faults: [] });
      expect(await runCommand(ProductDiff, ['-f', path, ...sandbox], env)).toMatchObject({ exitCode: 0 });
    }
  });

  it('shows each fault with its line, a mark, the rule and its source', async () => {
    const { stdout, exitCode } = await validate(
      `product: ${office}\ncredit: { cash_coupon: yes } # 现金券\n`,
      '--offline',
    );
    expect(exitCode).toBe(7);
    expect(
      stdout.replaceAll(folder, ''),
    ).toBe(`/board.yaml:2:24: error: expected on or off, not "yes"; did you mean on?
  credit: { cash_coupon: yes } # 现金券
                         ^
  credit-cash-coupon · Huawei's help for merchants, topic "Credit Control", as indexed by Huawei's site search; the page may have changed

/board.yaml: 1 error, 0 warnings
`);
  });

  it('marks the column behind Chinese characters, and cuts a long line', async () => {
    const sku = '席位'.repeat(50);
    const text = `product: ${office}\ntrial: { ${sku}: { days: 2 }, b: { days: 9 } }`;
    const { stdout } = await validate(text, '--offline', '--lang', 'zh');
    const [head = '', line = '', mark = ''] = stdout.split('\n');
    expect(head).toMatch(/:2:120：错误：2 不是 3～180 之间的整数天数$/);
    expect(line).toMatch(/^ {2}…席位.*席位: \{ days: 2 \}, b: \{ days: 9 \} \}$/);
    // A Chinese character takes two columns.
    const before = line.slice(0, line.indexOf('2 }'));
    const wide = before.match(/[席位]/g)?.length ?? 0;
    expect(mark).toBe(`${' '.repeat(before.length + wide)}^`);
  });

  it('judges by the product where it can be read, and says so where it cannot', async () => {
    const text = `product: ${office}\ntrial: { ${trial}: { days: 30 } }\nstock: { none: { available: 1 } }\n`;
    const live = await validate(text, ...sandbox, '--json');
    expect(live.exitCode).toBe(7);
    expect(JSON.parse(live.stdout)).toMatchObject({
      against: 'live',
      valid: false,
      faults: [
        { rule: 'trial-days-fixed', line: 2, column: 56, path: ['trial', trial, 'days'] },
        { rule: 'sku-unknown', line: 3, column: 10, severity: 'warning' },
      ],
    });
    const offline = await validate(text, '--site', 'cn', '--json');
    expect(offline.exitCode).toBe(0);
    expect(JSON.parse(offline.stdout)).toMatchObject({ against: 'unknown', valid: true, faults: [] });
    expect(offline.stderr).toContain('Rules that depend on the product were not checked');
    expect((await validate(text, ...sandbox, '--offline')).stderr).toBe('');
  });

  it.each(['OFFI999', 'OFFI758576253042421799'])('tells of a product that is not there: %s', async (id) => {
    const text = `product: ${id}\ncredit: { cash_coupon: yes }`;
    const { stdout, exitCode } = await validate(text, ...sandbox, '--json');
    expect(exitCode).toBe(7);
    expect(JSON.parse(stdout).faults).toMatchObject([
      { rule: 'product-unknown', line: 1, column: 10 },
      { rule: 'credit-cash-coupon', line: 2 },
    ]);
  });

  it('asks whether an associated product is the seller’s', async () => {
    const text = `product: ${office}\naudience: { type: associated, associated: [OFFI758576253042421761, OFFI758576253042421799, none] }`;
    const { stdout } = await validate(text, ...sandbox, '--json');
    expect(JSON.parse(stdout).faults).toMatchObject([
      { rule: 'audience-associated-own', path: ['audience', 'associated', 1] },
      { rule: 'audience-associated-own', path: ['audience', 'associated', 2] },
    ]);
  });

  it('reads files of users beside the document, as Excel in China writes them', async () => {
    // 华为云账号名,华为云账号ID in GBK
    const heading = Buffer.from('bbaaceaad4c6d5cbbac5c3fb2cbbaaceaad4c6d5cbbac54944', 'hex');
    const rows = Buffer.from(`\r\nhw12345678,${'a'.repeat(32)}\r\n,${'b'.repeat(32)}\r\n`);
    file('lists/buyers.csv', Buffer.concat([heading, rows]));
    const { stdout, exitCode } = await validate(
      `product: ${office}\naudience: { type: specified, users: { file: lists/buyers.csv } }`,
      '--offline',
    );
    expect(exitCode).toBe(7);
    expect(stdout).toMatch(/^lists\/buyers\.csv:3:1: error: .*\n {2}user-name-required · https/);
  });

  it.each(['', 'account_name,account_id\n'])(
    'takes no file without users for an empty list: %j',
    async (text) => {
      file('none.csv', text);
      const document = `product: ${office}\naudience: { users: { file: none.csv } }`;
      const { stdout, exitCode } = await validate(document, '--offline');
      expect(exitCode).toBe(7);
      expect(stdout).toMatch(/^\S*board\.yaml:2:28: error: none\.csv has no users; .* users: \[\]/);
      expect(await validate(`product: ${office}\naudience: { users: [] }`, '--offline')).toMatchObject({
        exitCode: 0,
      });
    },
  );

  it('finds nothing wrong with the example of the docs', async () => {
    file('buyers.csv', `name,id\nhw12345678,${'a'.repeat(32)}\n`);
    expect(await validate(exampleDocument(root, 'en'), ...sandbox)).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  it('passes with warnings', async () => {
    const { stdout, exitCode } = await validate(
      `product: ${office}\naudience: { type: specified, users: ["hw12345678:ABC"] }`,
      '--offline',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2:38: warning: account ID "ABC" is not 32');
  });

  it.each([
    ['product: [', 'NOT_YAML'],
    ['', 'NOT_A_DOCUMENT'],
    [Buffer.from([0xff, 0xfe, 0xfd]), 'NOT_TEXT'],
  ])('refuses what is no document: %j', async (text, code) => {
    expect(await validate(text, '--offline')).toMatchObject({ exitCode: 2, code });
  });

  it('gives its faults as rows', async () => {
    const text = `product: ${office}\ncredit: { cash_coupon: yes }\ntrial: { a: { days: 2 } }`;
    const { stdout } = await validate(text, '--offline', '--fields', 'line,rule', '-o', 'csv');
    expect(stdout.trim().split(/\r?\n/)).toEqual(['line,rule', '2,credit-cash-coupon', '3,trial-days']);
  });
});

describe('koo product apply --write-version', () => {
  it('writes the version that the change has made, and nothing else', async () => {
    const text = `# ours\r\nproduct: ${office} # never\r\ncredit: {cash_coupon: on,   credit_line: all}\r\n`;
    const path = file('own.yaml', text);
    const apply = (...args: string[]) =>
      runCommand(ProductApply, ['-f', path, ...sandbox, '--yes', '--write-version', '--json', ...args], env);
    expect(await apply('--dry-run')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path, 'utf8')).toBe(text);
    const applied = await apply();
    const { version } = JSON.parse(applied.stdout);
    const line = (of: string) => `# ours\r\nproduct: ${office} # never\r\nversion: "${of}"\r\n`;
    expect(readFileSync(path, 'utf8')).toBe(text.replace(/^.*\r\n.*\r\n/, line(version)));
    writeFileSync(path, readFileSync(path, 'utf8').replace('all}', 'off}'));
    const again = JSON.parse((await apply()).stdout);
    expect(again).toMatchObject({ applied: true });
    expect(again.version).not.toBe(version);
    expect(readFileSync(path, 'utf8')).toContain(
      `${line(again.version)}credit: {cash_coupon: on,   credit_line: off}`,
    );
  });

  it.each(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])(
    'is refused for stdin before anything is sent: %s',
    async (name) => {
      expect(
        await runCommand(ProductApply, ['-f', name, ...sandbox, '--yes', '--write-version'], env),
      ).toMatchObject({ exitCode: 2, code: 'STDIN_NOT_WRITABLE' });
    },
  );
});
