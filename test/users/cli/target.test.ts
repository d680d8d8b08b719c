import { expect, test } from 'vitest';
import { notInForce } from '../../../src/users/cli/target.ts';

const sku = 'da9b4d34-5295-46a7-92d4-000000000001';
const trial = { [sku]: { days: 15, open_to: 'all' } } as const;

test.each([
  ['audience', undefined, 'koo product audience set P specified --site sandbox'],
  ['audience', sku, `koo product audience set P specified --sku ${sku} --site sandbox`],
  ['credit_line', undefined, 'koo product credit set P --credit-line specified --site sandbox'],
  ['trial', sku, `koo product trial set P --sku ${sku} --open-to specified --site sandbox`],
] as const)('a list that is not in force: %s %s', (name, code, command) => {
  const ref = { list: name, ...(code && { sku_code: code }) };
  const settings = { audience: { type: 'all', skus: {} }, credit: { credit_line: 'off' }, trial } as const;
  const told = notInForce('P', ref, settings, ['--site sandbox']);
  expect(told?.en.endsWith(command)).toBe(true);
  expect(told?.zh.endsWith(command)).toBe(true);
});

test('a list that is in force, or of which that is not known', () => {
  const trials = { [sku]: { days: 15, open_to: 'specified' } } as const;
  const audience = { type: 'specified', skus: {} } as const;
  expect(notInForce('P', { list: 'audience' }, { audience, trial: {} })).toBeUndefined();
  expect(notInForce('P', { list: 'audience' }, { trial: {} })).toBeUndefined();
  expect(notInForce('P', { list: 'trial', sku_code: sku }, { trial: trials })).toBeUndefined();
  expect(
    notInForce('P', { list: 'credit_line' }, { credit: { credit_line: 'specified' }, trial: {} }),
  ).toBeUndefined();
  const own = { type: 'enterprise', skus: { [sku]: { type: 'specified' } } } as const;
  expect(notInForce('P', { list: 'audience', sku_code: sku }, { audience: own, trial: {} })).toBeUndefined();
  // The specifications follow a product that is itself specified.
  expect(notInForce('P', { list: 'audience', sku_code: sku }, { audience, trial: {} })?.en).toContain(
    'Without --sku',
  );
});

test('a command that is told is quoted for a shell', () => {
  const told = notInForce('P', { list: 'trial', sku_code: 's; rm x' }, { trial: { 's; rm x': trial[sku] } });
  expect(told?.en).toContain("koo product trial set P --sku 's; rm x' --open-to specified");
});
