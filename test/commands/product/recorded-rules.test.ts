import { describe, expect, it } from 'vitest';
import Confirm from '../../../src/commands/product/confirm.ts';
import { runCommand } from '../run.ts';
import { board, environment, file, office, product } from './harness.ts';

const cn = ['--site', 'cn'];
const sheet = [...cn, '--worksheet', '-'];

/** Makes a worksheet and says that it was carried out. */
async function recorded(...[name, ...argv]: Parameters<typeof product>) {
  expect(await product(name, ...argv, ...sheet)).toMatchObject({ exitCode: 0 });
  const confirmed = await runCommand(Confirm, [board, '--yes', ...cn], environment());
  expect(confirmed).toMatchObject({ exitCode: 0 });
}

describe('rules on what is recorded', () => {
  it('keep the days of a trial', async () => {
    await recorded('trial set', board, '--sku', 't1', '--days', '15', '--open-to', 'all');
    expect(await product('trial set', board, '--sku', 't1', '--days', '20', ...sheet)).toMatchObject({
      exitCode: 2,
      code: 'RULE_BROKEN',
      message: expect.stringMatching(/published with 15 days/),
      stdout: '',
    });
    const path = file('product.yaml', `product: ${board}\ntrial: { t1: { days: 20 } }\n`);
    const applied = await product('apply', '-f', path, ...sheet);
    expect(applied).toMatchObject({ exitCode: 2, code: 'INVALID_DOCUMENT' });
    expect(applied.message).toContain('(trial-days-fixed)');
    expect(
      await product('trial set', board, '--sku', 't1', '--open-to', 'specified', ...sheet),
    ).toMatchObject({
      exitCode: 0,
    });
  });

  it('lock the specifications of a product for specified users', async () => {
    await recorded('audience set', board, 'specified');
    const ran = await product('audience set', board, 'individual', '--sku', 's9', ...sheet);
    expect(ran).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN' });
    expect(ran.message).toContain('(audience-locked)');
  });

  it('hold a specification against what the product is to become', async () => {
    await recorded('audience set', board, 'individual', '--sku', 's1');
    const ran = await product('audience set', board, 'enterprise', ...sheet);
    expect(ran).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN' });
    expect(ran.message).toContain('specification s1 cannot be for individual');
    // Of what is not recorded nothing is said.
    expect(await product('audience set', office, 'enterprise', ...sheet)).toMatchObject({ exitCode: 0 });
  });
});

describe('a document where nothing is recorded', () => {
  it.each([
    ['apply', ...sheet],
    ['apply', '--dry-run', ...cn],
    ['diff', ...cn],
  ] as const)('needs the days of a trial: %s %s', async (name, ...flags) => {
    const path = file('product.yaml', `product: ${board}\ntrial: { t1: { open_to: all } }\n`);
    const ran = await product(name, '-f', path, ...flags);
    expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_DOCUMENT', stdout: '' });
    expect(ran.message).toMatch(/product\.yaml:2:10 days is missing: .*\(trial-days\)$/);
    file('product.yaml', `product: ${board}\ntrial: { t1: { days: 15, open_to: all } }\n`);
    expect((await product(name, '-f', path, ...flags)).code).toBeUndefined();
  });

  it('tells in the worksheet what may have to go', async () => {
    const text = [
      `product: ${board}`,
      'audience: { type: specified, users: ["hw12345678:d78cbac186b744899480f25bd022f468"], skus: {} }',
      'purchase_limits: {}',
    ].join('\n');
    const { stdout, exitCode } = await product('apply', '-f', file('product.yaml', text), ...sheet);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('> In the console, specifications may have an audience of their own');
    expect(stdout).toMatch(/the list audience may have .* remove those that the document does not name/);
    expect(stdout).toContain('> In the console, there may be purchase limits that koo does not know');
  });

  it('is not told to be fulfilled when all it wants is that something goes', async () => {
    const text = `product: ${board}\naudience: { users: [] }\npurchase_limits: {}\n`;
    const { stdout, stderr } = await product('apply', '-f', file('product.yaml', text), ...sheet);
    expect(stderr).toMatch(/the list audience may have .* also remove all of them/);
    expect(stderr).toContain('there may be purchase limits that koo does not know');
    expect(stdout).toContain('Nothing to change by what is known here');
  });
});
