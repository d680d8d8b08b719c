import { describe, expect, it } from 'vitest';
import Validate from '../../../src/commands/product/validate.ts';
import { runCommand } from '../run.ts';
import { board, environment, file, product, useProducts } from './harness.ts';

useProducts();

const now = (text: string) => file('now.yaml', `product: ${board}\n${text}\n`);
const wanted = (text: string) => file('product.yaml', `product: ${board}\n${text}\n`);

describe.each(['cn', 'intl', 'eu'])('a document of what is there, on %s and without a key', (site) => {
  const at = ['--site', site];

  it('is compared with the one that is wanted', async () => {
    const path = wanted('credit: { cash_coupon: off, credit_line: all }');
    const from = now('credit: { cash_coupon: on, credit_line: all }');
    const ran = await product('diff', '-f', path, '--from', from, ...at, '--json');
    expect(ran).toMatchObject({ exitCode: 7 });
    expect(JSON.parse(ran.stdout)).toEqual({
      product: board,
      version: null,
      changes: [{ kind: 'credit', setting: 'cash_coupon', before: 'on', after: 'off' }],
    });
    expect(await product('diff', '-f', from, '--from', from, ...at)).toMatchObject({
      exitCode: 0,
      stdout: 'No differences.\n',
    });
  });

  it('gives a dry run its plan, and a worksheet only what differs', async () => {
    const path = wanted('purchase_limits: { s1: { once_per_customer: true } }');
    const from = now('purchase_limits: { s2: { max_quantity: 3 } }');
    const planned = await product('apply', '-f', path, '--from', from, '--dry-run', ...at, '--json');
    expect(JSON.parse(planned.stdout)).toMatchObject({
      applied: false,
      version: null,
      changes: [
        { kind: 'limit', sku: 's2', before: { max_quantity: 3 } },
        { kind: 'limit', sku: 's1', after: { once_per_customer: true } },
      ],
    });
    const { stdout } = await product('apply', '-f', path, '--from', from, '--worksheet', '-', ...at);
    expect(stdout).not.toContain('there may be purchase limits that koo does not know');
    expect(stdout).toContain(`\`koo product diff ${path} --from now.yaml --site ${site}\``);
  });

  it('without it there is nothing to compare with', async () => {
    const path = wanted('credit: { cash_coupon: off }');
    for (const command of [['diff'], ['apply', '--dry-run']] as const) {
      const ran = await product(command[0], '-f', path, ...command.slice(1), ...at);
      expect(ran).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' });
    }
    expect(await product('apply', '-f', path, '--from', path, ...at)).toMatchObject({
      exitCode: 2,
      code: 'MISSING_FLAG',
    });
  });
});

it('tells once of a user who is on the list under another name', async () => {
  const users = (name: string) => `audience: { type: specified, users: ['${name}:${'1'.repeat(32)}'] }`;
  const path = wanted(users('buyer-zz'));
  const at = ['--from', now(users('buyer-aa')), '--site', 'cn'];
  for (const command of [['diff'], ['apply', '--dry-run'], ['apply', '--worksheet', '-']]) {
    const { stderr } = await product(command[0] as 'diff', ...command.slice(1), '-f', path, ...at);
    expect(stderr.match(/is on the list as buyer-aa, not as buyer-zz/g)).toHaveLength(1);
  }
});

describe('rules on what a document tells is there', () => {
  const sheet = ['--site', 'cn', '--worksheet', '-'];

  it('keep the days of a trial', async () => {
    const from = now('trial: { t1: { days: 15, open_to: all } }');
    const set = ['trial set', board, '--sku', 't1'] as const;
    expect(await product(...set, '--days', '20', '--from', from, ...sheet)).toMatchObject({
      exitCode: 2,
      code: 'RULE_BROKEN',
      message: expect.stringMatching(/published with 15 days/),
    });
    const opened = await product(...set, '--open-to', 'specified', '--from', from, ...sheet);
    expect(opened).toMatchObject({ exitCode: 0 });
  });

  it('lock the specifications of a product for specified users', async () => {
    const from = now('audience: { type: specified }');
    const set = ['audience set', board, 'individual', '--sku', 's9', '--from', from] as const;
    const ran = await product(...set, ...sheet);
    expect(ran).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN' });
    expect(ran.message).toContain('(audience-locked)');
  });

  it('hold a document against what is there', async () => {
    const from = now('audience: { type: all, skus: { s1: { type: individual } } }');
    const path = wanted('audience: { type: enterprise }');
    const argv = ['-f', path, '--from', from, '--site', 'cn', '--json'];
    const ran = await runCommand(Validate, argv, environment());
    expect(ran).toMatchObject({ exitCode: 7 });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      against: 'file',
      faults: [{ rule: 'audience-sku-type' }],
    });
  });
});

it('an attribute is changed as the document tells it', async () => {
  const from = now(
    'attributes: [{ code: seats, type: quantity, name: { en: Seats, zh: 席位数 }, min: 1, max: 500, step: 1 }]',
  );
  const sheet = ['--from', from, '--site', 'cn', '--worksheet', '-'];
  const same = await product('attribute update', 'seats', '--max', '500', ...sheet);
  expect(same.stdout).toContain('Nothing to change');
  const { stdout } = await product('attribute update', 'seats', '--max', '900', ...sheet);
  expect(stdout).toContain('Edit the attribute `seats`');
});

it('a document of another product, and one with an error, tell nothing', async () => {
  const path = wanted('credit: { cash_coupon: off }');
  const other = file('other.yaml', 'product: OTHER\n');
  const argv = ['--site', 'cn', '--worksheet', '-'];
  expect(await product('apply', '-f', path, '--from', other, ...argv)).toMatchObject({
    exitCode: 2,
    code: 'OTHER_PRODUCT',
  });
  const bad = now('credit: { cash_coupon: maybe }');
  expect(await product('apply', '-f', path, '--from', bad, ...argv)).toMatchObject({
    exitCode: 2,
    code: 'INVALID_DOCUMENT',
  });
});
