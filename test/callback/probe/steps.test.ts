import { expect, it } from 'vitest';
import type { Probe, SuiteOptions } from '../../../src/callback/probe/model.ts';
import { missingLicenseCode } from '../../../src/callback/probe/steps.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { run } from '../variants/run.ts';
import { type Call, read, result, text } from '../variants/wrap.ts';

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

/** The calls that the suite makes, for the protocol itself or another one of the same server. */
async function callsOf(id: ProtocolId, options: Partial<SuiteOptions> = {}, other: ProtocolId = id) {
  const calls: Call[] = [];
  const tested = [...new Set([id, other])].map((one) => {
    const protocol = protocolOf(one);
    return { protocol, key: `${protocol.keyClass}-key` };
  });
  const report = await run(
    {
      options,
      make: (reference) => async (request) => {
        const call = read(request, { protocol: protocolOf(other) });
        if (call.activity !== '') calls.push(call);
        return reference.handle(request);
      },
    },
    id,
    1,
    { tested },
  );
  const accepted = (activity: string) => calls.filter((call) => call.activity === activity);
  return { report, calls: accepted };
}

const distinct = (calls: readonly Call[], name: string) =>
  new Set(calls.map(({ values }) => text(values, name)).filter((value) => value !== ''));

it('V1 expires and releases an instance with the order and the amount of its purchase', async () => {
  const { calls } = await callsOf('v1', { set: { 'newInstance.orderAmount': '77' } });
  const first = calls('newInstance')[0]!;
  const [ended] = calls('releaseInstance').filter(({ values }) => values.orderAmount === '77');
  expect(ended?.values.orderId).toBe(first.values.orderId);
  expect(distinct(calls('expireInstance'), 'orderId')).toContain(text(first.values, 'orderId'));
  expect(distinct(calls('refreshInstance'), 'orderId')).not.toContain(text(first.values, 'orderId'));
});

it.each([
  ['v1', 'v1-kit'],
  ['v2', 'v2-kit'],
] as const)('the tenant of a joint product has the order of the %s instance', async (base, kit) => {
  const order = { orderId: 'CS2211181819B4LVS', orderLineId: 'CS2211181819B4LVS-000001' };
  const set = {
    'newInstance.orderId': order.orderId,
    ...(base === 'v2' && { 'newInstance.orderLineId': order.orderLineId }),
  };
  const { calls, report } = await callsOf(base, { set }, kit);
  expect(report.summary.failed).toBe(0);
  const tenants = calls('tenantSync').filter(({ values }) => values.orderId === order.orderId);
  expect(tenants.length).toBeGreaterThan(3);
});

it.each(['v2', 'online-license'] as const)('%s converts an instance that is a trial', async (id) => {
  const { calls } = await callsOf(id);
  const instances = (scene: string) =>
    distinct(
      calls('refreshInstance').filter(({ values }) => values.scene === scene),
      'instanceId',
    );
  expect([...instances('TRIAL_TO_FORMAL')].some((one) => !instances('RENEWAL').has(one))).toBe(true);
});

it('a server that sells no trials converts the instance of the lifecycle', async () => {
  const report = await run(
    {
      make: (reference) => async (request) => {
        const { values } = read(request, reference);
        return values.orderId === 'MOCKPERIODDAYTRIAL'
          ? result('000002', reference)
          : reference.handle(request);
      },
    },
    'v2',
  );
  expect(report.checks.find(({ id }) => id === 'V2-LIFE-TRIAL-TO-FORMAL')?.status).toBe('passed');
});
