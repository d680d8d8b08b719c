import { expect, it } from 'vitest';
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
