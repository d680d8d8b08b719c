import { expect, test } from 'vitest';
import { missingLicenseCode } from '../../../src/callback/probe/license.ts';
import type { Probe } from '../../../src/callback/probe/model.ts';

const probe = (set: Readonly<Record<string, string>>) => ({ options: { set } }) as Probe;

test('without a licence code it is said where to get one, for koo’s own server too', () => {
  expect(missingLicenseCode(probe({}))?.en).toMatch(
    /--set license=CODE \(koo callback serve knows KOO-DEMO-LICENSE-0001\)/,
  );
  expect(missingLicenseCode(probe({}))?.zh).toContain('KOO-DEMO-LICENSE-0001');
});

test('a licence code for all activities or for one is enough', () => {
  expect(missingLicenseCode(probe({ license: 'L' }))).toBeUndefined();
  expect(missingLicenseCode(probe({ 'refreshLicense.license': 'L' }))).toBeUndefined();
});
