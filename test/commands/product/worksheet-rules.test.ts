import { describe, expect, it } from 'vitest';
import { board, file, product, useProducts } from './harness.ts';

useProducts();

const sheet = ['--site', 'cn', '--worksheet', '-'];

describe('the worksheet of a document where the present state is not known', () => {
  it('needs the days of a trial', async () => {
    const path = file('product.yaml', `product: ${board}\ntrial: { t1: { open_to: all } }\n`);
    const ran = await product('apply', '-f', path, ...sheet);
    expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_DOCUMENT', stdout: '' });
    expect(ran.message).toMatch(/product\.yaml:2:10: the key "days" is missing: .*\(trial-days\)$/);
    file('product.yaml', `product: ${board}\ntrial: { t1: { days: 15, open_to: all } }\n`);
    expect((await product('apply', '-f', path, ...sheet)).code).toBeUndefined();
  });

  it('tells in the worksheet what may have to go', async () => {
    const text = [
      `product: ${board}`,
      'audience: { type: specified, users: ["hw12345678:d78cbac186b744899480f25bd022f468"], skus: {} }',
      'purchase_limits: {}',
    ].join('\n');
    const { stdout, exitCode } = await product('apply', '-f', file('product.yaml', text), ...sheet);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('- [ ] Specifications may have an audience of their own');
    expect(stdout).toMatch(
      /The list audience may have .* also remove the users that the document does not list/,
    );
    expect(stdout).toContain('- [ ] There may be purchase limits that koo does not know');
  });

  it('is not told to be fulfilled when all it wants is that something goes', async () => {
    const text = `product: ${board}\naudience: { users: [] }\npurchase_limits: {}\n`;
    const { stdout, stderr } = await product('apply', '-f', file('product.yaml', text), ...sheet);
    expect(stderr).toMatch(/The list audience may have .* remove all of them/);
    expect(stderr).toContain('There may be purchase limits that koo does not know');
    expect(stdout).toContain('Nothing to change, as far as koo knows');
  });
});
