import { describe, expect, it } from 'vitest';
import type { SuiteOptions } from '../../../src/callback/probe/model.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import type { Report } from '../../../src/suite/report.ts';
import { failingForOtherOrders } from '../variants/mistakes/creation.ts';
import type { Handle, HttpReply, ReferenceMerchant } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import { type Call, isAuthentic, read, result, sealed, text, withBody } from '../variants/wrap.ts';

const noInstance = JSON.stringify({ resultCode: '000000', resultMsg: 'ok', instanceId: null });

/** What the suite gets of a server, and the calls that it makes. */
async function tested(
  protocol: ProtocolId,
  options: Partial<SuiteOptions>,
  wrap: (reference: ReferenceMerchant) => Handle = ({ handle }) => handle,
) {
  const calls: Call[] = [];
  const authentic: Call[] = [];
  const report = await run(
    {
      options,
      make: (reference) => {
        const handle = wrap(reference);
        return (request) => {
          calls.push(read(request, reference));
          if (isAuthentic(request, reference)) authentic.push(read(request, reference));
          return handle(request);
        };
      },
    } as Parameters<typeof run>[0],
    protocol,
  );
  return { report, calls, real: authentic.filter(({ values }) => !('testFlag' in values)) };
}

const realOf = ({ checks }: Report) =>
  checks.filter(({ group, id }) => group === 'real' && !id.endsWith('REAL-VERIFIED'));
const statuses = (report: Report) => realOf(report).map(({ id, status }) => `${id} ${status}`);

describe('the lifecycle as real traffic', () => {
  it('is off by default: every lifecycle call has testFlag 1', async () => {
    const { report, calls } = await tested('v2', {});
    expect(realOf(report)).toEqual([]);
    const known = calls.filter(({ activity }) => activity !== '');
    expect(known.filter(({ values }) => values.testFlag !== '1')).toEqual([]);
  });

  it.each([
    [
      'v1',
      'period',
      ['newInstance', 'queryInstance', 'upgrade', 'refreshInstance', 'expireInstance', 'releaseInstance'],
    ],
    [
      'v2',
      'period',
      [
        'newInstance',
        'queryInstance',
        'upgradeInstance',
        'refreshInstance',
        'updateInstanceStatus',
        'updateInstanceStatus',
        'releaseInstance',
      ],
    ],
    ['v2', 'one-time', ['newInstance', 'queryInstance', 'releaseInstance']],
  ] as const)('of %s, %s', async (protocol, sale, activities) => {
    const { report, calls, real } = await tested(protocol, { asReal: true, sale });
    const own = real.filter(({ activity }) => (activities as readonly string[]).includes(activity));
    expect(statuses(report).every((status) => status.endsWith(' passed'))).toBe(true);
    expect([...new Set(own.map(({ activity }) => activity))]).toEqual([...new Set(activities)]);
    // After the release, each call of a live instance is made once more, for a new order if it has one.
    const released = real.findLastIndex(({ activity }) => activity === 'releaseInstance');
    const after = real.slice(released + 1);
    const live = activities.filter((name) => !/^(new|expire|release)/.test(name));
    expect(after.map(({ activity }) => activity).sort()).toEqual([...new Set(live)].sort());
    const before = real.slice(0, released).map(({ values }) => text(values, 'orderId'));
    const orderIds = after.map(({ values }) => text(values, 'orderId')).filter((id) => id !== '');
    expect(orderIds.filter((id) => before.includes(id))).toEqual([]);
    const orders = calls.filter(({ activity }) => activity === 'newInstance');
    const order = text(own[0]?.values ?? {}, 'orderId');
    // The order is bought once, and repeated once.
    const bought = orders.filter(({ values }) => text(values, 'orderId') === order);
    expect(bought.map(({ values }) => values.testFlag)).toEqual([undefined, undefined]);
  });

  it('finds a server that works for debugging only', async () => {
    const { report } = await tested('v2', { asReal: true }, (reference) => async (request) => {
      const { activity, values } = read(request, reference);
      const isReal = !('testFlag' in values) && activity === 'refreshInstance';
      return isReal ? result('000005', reference) : reference.handle(request);
    });
    expect(report.checks.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([
      'V2-REAL-RENEW',
    ]);
  });

  it.each([
    ['newInstance', 'V2-REAL-AGAIN-NEW', 'failed'],
    ['refreshInstance', 'V2-REAL-AGAIN-RENEW', 'failed'],
    ['releaseInstance', 'V2-REAL-AGAIN-RELEASE', 'warned'],
  ])('finds a server that takes a repeated %s for another one', async (name, id, status) => {
    const { report } = await tested('v2', { asReal: true }, (reference) => {
      const made = new Set<string>();
      return async (request) => {
        const { activity, values } = read(request, reference);
        if (activity !== name || 'testFlag' in values || !isAuthentic(request, reference))
          return reference.handle(request);
        const key = `${text(values, 'instanceId')} ${text(values, 'orderId')}`;
        if (made.has(key)) return result('000003', reference);
        made.add(key);
        return reference.handle(request);
      };
    });
    const found = report.checks.filter((check) => check.status === 'failed' || check.status === 'warned');
    expect(found.map((check) => `${check.id} ${check.status}`)).toEqual([`${id} ${status}`]);
  });

  it.each([
    ['HTTP 400', (reply: HttpReply) => ({ ...reply, status: 400, body: Buffer.from('{"error":"bad"}') })],
    [
      'no instance',
      (reply: HttpReply, reference: ReferenceMerchant) => withBody(reply, noInstance, reference),
    ],
  ])('fails where a real response is not what is due: %s', async (_title, change) => {
    // Another failure, so that nothing is judged by the lack of one.
    const wrap = (reference: ReferenceMerchant) => async (request: Parameters<Handle>[0]) => {
      const { activity, values } = read(request, reference);
      if (activity === 'upgradeInstance') return result('000005', reference);
      const reply = await reference.handle(request);
      return activity === 'newInstance' && !('testFlag' in values) ? change(reply, reference) : reply;
    };
    const { report } = await tested('v2', { asReal: true }, wrap);
    expect(statuses(report)[0]).toBe('V2-REAL-NEW failed');
  });

  it('ends with calls of the released instance, with the parameters of before and new orders', async () => {
    const { report, real } = await tested('v2', { asReal: true });
    expect(report.checks.find(({ id }) => id === 'V2-REAL-RELEASED')?.status).toBe('passed');
    const end = real.findIndex(({ activity }) => activity === 'releaseInstance');
    const released = real.slice(end + 1).filter(({ activity }) => activity !== 'releaseInstance');
    expect(released.length).toBeGreaterThan(2);
    for (const { activity, values } of released) {
      const before = real
        .slice(0, end)
        .find((call) => call.activity === activity && call.values.instanceId === values.instanceId)!;
      expect(Object.keys(values).sort()).toEqual(Object.keys(before.values).sort());
      if ('orderId' in values) expect(values.orderId).not.toBe(before.values.orderId);
    }
  });

  it('fails where a released instance answers', async () => {
    const reviving = (reference: ReferenceMerchant): Handle => {
      let lastReal = '';
      return async (request) => {
        const { activity, values } = read(request, reference);
        if (activity === 'releaseInstance' && !('testFlag' in values)) lastReal = text(values, 'instanceId');
        const isRevived = activity === 'refreshInstance' && text(values, 'instanceId') === lastReal;
        return isRevived && isAuthentic(request, reference)
          ? result('000000', reference)
          : reference.handle(request);
      };
    };
    const { report } = await tested('v2', { asReal: true }, reviving);
    expect(report.checks.find(({ id }) => id === 'V2-REAL-RELEASED')).toMatchObject({
      status: 'failed',
      expected: { en: expect.stringContaining('000003') },
    });
  });

  it('fails where the response to a repeated real call cannot be read', async () => {
    let renewals = 0;
    const wrap = (reference: ReferenceMerchant) => async (request: Parameters<Handle>[0]) => {
      const { activity, values } = read(request, reference);
      const reply = await reference.handle(request);
      if (activity !== 'refreshInstance' || 'testFlag' in values || !isAuthentic(request, reference))
        return reply;
      renewals += 1;
      return renewals === 2 ? { ...reply, status: 400, body: Buffer.from('{"error":"bad"}') } : reply;
    };
    const { report } = await tested('v2', { asReal: true }, wrap);
    expect(report.checks.find(({ id }) => id === 'V2-REAL-AGAIN-RENEW')?.status).toBe('failed');
  });

  it('is skipped where the order is that of the debugging calls', async () => {
    const { report } = await tested('v2', {
      asReal: true,
      set: { 'newInstance.orderId': 'MOCKPERIODYEARNEW' },
    });
    expect(new Set(realOf(report).map(({ status }) => status))).toEqual(new Set(['skipped']));
  });

  it('is skipped where the server knows the mock orders only', async () => {
    const { report } = await tested('v2', { asReal: true }, (reference) => async (request) => {
      const { values } = read(request, reference);
      const order = text(values, 'orderId');
      return order === '' || order.startsWith('MOCK')
        ? reference.handle(request)
        : result('000002', reference);
    });
    expect(new Set(realOf(report).map(({ status }) => status))).toEqual(new Set(['skipped']));
    expect(realOf(report)[0]?.reason?.en).toMatch(
      /^the server answers another order with resultCode 000002 /,
    );
  });

  it('fails where the server fails for every order but the first', async () => {
    const { report } = await tested('v2', { asReal: true }, failingForOtherOrders);
    expect(statuses(report)[0]).toBe('V2-REAL-NEW failed');
  });

  it('is not made where the product creates no instance', async () => {
    for (const protocol of ['v2-kit', 'license-code'] as const)
      expect(realOf((await tested(protocol, { asReal: true })).report)).toEqual([]);
  });

  it('of a notification has testFlag 0, which is mandatory there', async () => {
    const { report, calls } = await tested('order-notify', { asReal: true });
    expect(statuses(report)).toEqual(['ON-REAL-NOTIFY passed', 'ON-REAL-AGAIN-NOTIFY passed']);
    expect(calls.at(-1)?.values.testFlag).toBe('0');
  });

  it.each(['v1', 'v1-kit', 'v2', 'v2-kit', 'license-code', 'order-notify'] as const)(
    'is refused where it is forged, and finds a server of %s that verifies debugging calls alone',
    async (protocol) => {
      const isReal = (request: Parameters<Handle>[0], reference: ReferenceMerchant) =>
        text(read(request, reference).values, 'testFlag') !== '1';
      const verified = async (wrap?: (reference: ReferenceMerchant) => Handle) =>
        (await tested(protocol, { asReal: true }, wrap)).report.checks.find(({ id }) =>
          id.endsWith('REAL-VERIFIED'),
        )?.status;
      expect(await verified()).toBe('passed');
      const trusting = (reference: ReferenceMerchant) => (request: Parameters<Handle>[0]) =>
        reference.handle(
          isReal(request, reference) ? sealed(read(request, reference), request, reference) : request,
        );
      expect(await verified(trusting)).toBe('failed');
    },
  );
});
