import { expect, test } from 'vitest';
import { inactiveReason } from '../../../src/users/cli/target.ts';

const sku = 'da9b4d34-5295-46a7-92d4-000000000001';
const trial = { [sku]: { days: 15, open_to: 'all' } } as const;

test.each([
  ['audience', undefined, 'koo product audience set P specified --site sandbox'],
  ['audience', sku, `koo product audience set P specified --sku ${sku} --site sandbox`],
  ['credit_line', undefined, 'koo product credit set P --credit-line specified --site sandbox'],
  ['trial', sku, `koo product trial set P --sku ${sku} --open-to specified --site sandbox`],
] as const)('a list without effect: %s %s', (name, code, command) => {
  const ref = { list: name, ...(code && { sku_code: code }) };
  const settings = { audience: { type: 'all', skus: {} }, credit: { credit_line: 'off' }, trial } as const;
  const reason = inactiveReason('P', ref, settings, ['--site sandbox']);
  expect(reason?.en.endsWith(command)).toBe(true);
  expect(reason?.zh.endsWith(command)).toBe(true);
});

test('a list with an effect, or where that is not known', () => {
  const trials = { [sku]: { days: 15, open_to: 'specified' } } as const;
  const audience = { type: 'specified', skus: {} } as const;
  expect(inactiveReason('P', { list: 'audience' }, { audience, trial: {} })).toBeUndefined();
  expect(inactiveReason('P', { list: 'audience' }, { trial: {} })).toBeUndefined();
  expect(inactiveReason('P', { list: 'trial', sku_code: sku }, { trial: trials })).toBeUndefined();
  expect(
    inactiveReason('P', { list: 'credit_line' }, { credit: { credit_line: 'specified' }, trial: {} }),
  ).toBeUndefined();
  const own = { type: 'enterprise', skus: { [sku]: { type: 'specified' } } } as const;
  expect(
    inactiveReason('P', { list: 'audience', sku_code: sku }, { audience: own, trial: {} }),
  ).toBeUndefined();
  // The specifications follow a product that is itself specified.
  expect(inactiveReason('P', { list: 'audience', sku_code: sku }, { audience, trial: {} })?.en).toContain(
    'Without --sku',
  );
});

test('the command in a reason is quoted for a shell', () => {
  const reason = inactiveReason(
    'P',
    { list: 'trial', sku_code: 's; rm x' },
    { trial: { 's; rm x': trial[sku] } },
  );
  expect(reason?.en).toContain("koo product trial set P --sku 's; rm x' --open-to specified");
});
