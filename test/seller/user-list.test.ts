import { expect, test } from 'vitest';
import { listFlags } from '../../src/seller/user-list.ts';

test.each([
  [{ list: 'audience' }, '--product P'],
  [{ list: 'credit_line' }, '--product P --list credit-line'],
  [{ list: 'trial', sku_code: 's1' }, '--product P --list trial --sku s1'],
  [{ list: 'audience', sku_code: "s'; rm x" }, `--product P --sku 's'\\''; rm x'`],
] as const)('the flags of a list, quoted for a shell: %j', (ref, flags) => {
  expect(listFlags('P', ref)).toBe(flags);
});
