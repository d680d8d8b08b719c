import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/suite/report.ts';
import type { Handle, ReferenceMerchant } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import { isAuthentic, jsonOf, read, result, text } from '../variants/wrap.ts';

/** Forgets an instance with its release, but still knows which orders it has seen. */
function forgetting(reference: ReferenceMerchant): Handle {
  const released = new Set<string>();
  return async (request) => {
    const { activity, values } = read(request, reference);
    const id = text(values, 'instanceId');
    if (released.has(id) && isAuthentic(request, reference)) return result('000003', reference);
    const reply = await reference.handle(request);
    if (activity === 'releaseInstance' && jsonOf(reply.body).resultCode === '000000') released.add(id);
    return reply;
  };
}

/** Accepts only the orders of the order API. */
function lookingUp(reference: ReferenceMerchant): Handle {
  return async (request) => {
    const { activity, values } = read(request, reference);
    const isUnknown = activity === 'newInstance' && !text(values, 'orderId').startsWith('MOCK');
    return isUnknown && isAuthentic(request, reference)
      ? result('000002', reference, 'no such order')
      : reference.handle(request);
  };
}

const statuses = ({ checks }: Report) => checks.map(({ id, status }) => `${id} ${status}`);

describe('a second run against the same server', () => {
  it.each(['v1', 'v2', 'online-license'] as const)('%s: has the same verdicts', async (protocol) => {
    const variant = { make: (reference: ReferenceMerchant) => reference.handle };
    expect(statuses(await run(variant, protocol, 2))).toEqual(statuses(await run(variant, protocol)));
  });

  it.each(['v1', 'v2', 'online-license'] as const)(
    '%s: has the same verdicts when the server forgets released instances',
    async (protocol) => {
      const first = await run({ make: forgetting }, protocol);
      expect(statuses(await run({ make: forgetting }, protocol, 2))).toEqual(statuses(first));
      const failing = first.checks.filter(({ status }) => status === 'failed' || status === 'warned');
      expect(failing.map(({ id }) => id.replace(/^[^-]+-/, '')).sort()).toEqual([
        'IDEMP-RELEASE',
        'REPLAY-AFTER-END',
      ]);
    },
  );

  it('says what to do when only the mock orders are accepted and their instances are forgotten', async () => {
    const make = (reference: ReferenceMerchant) => {
      const handle = forgetting(reference);
      return lookingUp({ ...reference, handle });
    };
    const { checks } = await run({ make }, 'v2', 2);
    const creation = checks.find(({ id }) => id === 'V2-LIFE-NEW');
    expect(creation?.status).toBe('failed');
    expect(creation?.actual?.en).toMatch(/^queryInstance: resultCode 000003/);
    expect(creation?.hint.en).toMatch(/Keep the released instances of debugging calls/);
  });
});
