import { expect, it } from 'vitest';
import type { Probe } from '../../../src/callback/probe/model.ts';
import { missingLicenseCode } from '../../../src/callback/probe/steps.ts';
import { run } from '../variants/run.ts';
import { read } from '../variants/wrap.ts';

it.each(['v1-kit', 'v2-kit'] as const)('sends no secret that %s cannot decrypt', async (id) => {
  const activities: string[] = [];
  const report = await run(
    {
      options: { rsaPublicKey: undefined } as object,
      make: (reference) => async (request) => {
        activities.push(read(request, reference).activity);
        return reference.handle(request);
      },
    },
    id,
  );
  expect(activities).toContain('authSync');
  expect(activities).not.toContain('applicationSync');
  const skipped = report.checks.filter(
    ({ status, activity }) => status === 'skipped' && activity === 'applicationSync',
  );
  expect(skipped.length).toBeGreaterThan(3);
  for (const { reason } of skipped) expect(reason?.en).toMatch(/--rsa-public-key/);
  expect(report.summary).toMatchObject({ failed: 0, warned: 0 });
});

const probe = (set: Readonly<Record<string, string>>) => ({ options: { set } }) as Probe;

it('without a licence code it is said where to get one, for koo’s own server too', () => {
  expect(missingLicenseCode(probe({}))?.en).toMatch(
    /--set license=CODE \(koo callback serve knows KOO-DEMO-LICENSE-0001\)/,
  );
  expect(missingLicenseCode(probe({}))?.zh).toContain('KOO-DEMO-LICENSE-0001');
});

it('a licence code for all activities or for one is enough', () => {
  expect(missingLicenseCode(probe({ license: 'L' }))).toBeUndefined();
  expect(missingLicenseCode(probe({ 'refreshLicense.license': 'L' }))).toBeUndefined();
});
