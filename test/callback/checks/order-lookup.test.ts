import { describe, expect, it } from 'vitest';
import type { OrderSource } from '../../../src/callback/probe/model.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { both } from '../../../src/text/translate.ts';
import type { Handle, ReferenceMerchant } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import { isAuthentic, read, result, text } from '../variants/wrap.ts';

/** An order API without HTTP. */
function orderSource(): OrderSource & { find(orderId: string): boolean } {
  const known = new Set<string>();
  const queried = new Set<string>();
  return {
    issue: () => {
      const orderId = `CS${crypto.randomUUID().slice(0, 8)}`;
      known.add(orderId);
      return { orderId, orderLineId: `${orderId}-000001` };
    },
    isQueried: (orderId) => queried.has(orderId),
    lastRefusal: () => undefined,
    find: (orderId) => {
      queried.add(orderId);
      return known.has(orderId) || orderId.startsWith('MOCK');
    },
  };
}

type Source = ReturnType<typeof orderSource>;

/** A server that looks up orders when they arrive. */
const lookingUp =
  (orders: Source, refuses = true) =>
  (reference: ReferenceMerchant): Handle =>
  async (request) => {
    const { activity, values } = read(request, reference);
    const isNew =
      !reference.protocol.replySigned &&
      /^(newInstance|orderNotify)$/.test(activity) &&
      isAuthentic(request, reference);
    const isUnknown = isNew && !orders.find(text(values, 'orderId'));
    return isUnknown && refuses ? result('000002', reference, 'no such order') : reference.handle(request);
  };

/** A server that looks up an order of the order API, and then answers a creation with a code. */
const answeringAfterQuery =
  (orders: Source, code: string) =>
  (reference: ReferenceMerchant): Handle =>
  async (request) => {
    const { activity, values } = read(request, reference);
    const order = text(values, 'orderId');
    const isFound = activity === 'newInstance' && isAuthentic(request, reference) && orders.find(order);
    return isFound && !order.startsWith('MOCK') ? result(code, reference) : reference.handle(request);
  };

async function orderChecks(protocol: ProtocolId, orders: Source, make: (r: ReferenceMerchant) => Handle) {
  const { checks } = await run({ make, options: { orders } }, protocol);
  const others = checks.filter(({ id, status }) => !/-ORDER-/.test(id) && status === 'failed');
  expect(others.map(({ id }) => id)).toEqual([]);
  return checks.flatMap(({ id, status }) => (/-ORDER-/.test(id) ? [`${id} ${status}`] : []));
}

describe('the order API', () => {
  it.each([
    ['v2', ['V2-ORDER-QUERIED passed', 'V2-ORDER-UNKNOWN passed']],
    ['online-license', ['OL-ORDER-QUERIED passed', 'OL-ORDER-UNKNOWN passed']],
    ['order-notify', ['ON-ORDER-QUERIED passed']],
    ['v1', []],
    ['v2-kit', []],
    ['license-code', []],
  ] as const)('%s: is queried', async (protocol, expected) => {
    const orders = orderSource();
    expect(await orderChecks(protocol, orders, lookingUp(orders))).toEqual(expected);
  });

  it.each(['v2', 'online-license', 'order-notify'] as const)(
    '%s: is queried by the reference merchant, if it can look orders up',
    async (protocol) => {
      const orders = orderSource();
      const lookUpOrder = async (orderId: string, orderLineId: string) =>
        orders.find(orderId) ? { orderId, orderLine: [{ orderLineId, chargingMode: 'PERIOD' }] } : undefined;
      const variant = {
        make: ({ handle }: ReferenceMerchant) => handle,
        options: { orders, asReal: true },
        merchant: { lookUpOrder },
      };
      const { checks } = await run(variant, protocol);
      expect(checks.filter(({ status }) => status === 'failed' || status === 'warned')).toEqual([]);
      expect(checks.filter(({ id }) => /-ORDER-/.test(id)).length).toBeGreaterThan(0);
    },
  );

  it('is missed by a server that does not query it', async () => {
    expect(await orderChecks('v2', orderSource(), ({ handle }) => handle)).toEqual([
      'V2-ORDER-QUERIED failed',
      'V2-ORDER-UNKNOWN failed',
    ]);
  });

  it('is missed by a server that ignores what it says', async () => {
    const orders = orderSource();
    expect(await orderChecks('v2', orders, lookingUp(orders, false))).toEqual([
      'V2-ORDER-QUERIED passed',
      'V2-ORDER-UNKNOWN failed',
    ]);
  });

  it('is queried by a server that then refuses the product', async () => {
    const orders = orderSource();
    const { checks } = await run({ make: answeringAfterQuery(orders, '000100'), options: { orders } }, 'v2');
    expect(checks.find(({ id }) => id === 'V2-ORDER-QUERIED')?.status).toBe('passed');
  });

  it.each([
    ['was queried, and returned', undefined, /^Your server has queried the order CS\w+, and the order API/],
    [
      'was refused',
      { reason: both('MKT.0100: no'), isUnauthenticated: false },
      /^The order API refused the query of your server for the order CS\w+: MKT.0100: no.$/,
    ],
    [
      'has a wrong signature',
      { reason: both('APIGW.0301: no'), isUnauthenticated: true },
      /^The order API refused a query of your server: APIGW.0301: no. `koo api sign`/,
    ],
  ])('is not blamed for the failure of a server whose query %s', async (_title, refusal, hint) => {
    const asked: string[] = [];
    const orders = {
      ...orderSource(),
      lastRefusal: (orderId: string) => {
        asked.push(orderId);
        return refusal;
      },
    };
    const { checks } = await run({ make: answeringAfterQuery(orders, '000005'), options: { orders } }, 'v2');
    const found = checks.find(({ id }) => id === 'V2-ORDER-QUERIED');
    const orderId = asked[0] ?? '';
    expect(found?.expected?.en).toBe(`the order ${orderId} of the order API is accepted`);
    expect(found?.hint.en).toMatch(hint);
  });

  it('is missed by a server that gives no response while it waits for the query', async () => {
    let hangs = false;
    const { checks } = await run(
      {
        make: (reference) => async (request) => {
          const reply = await reference.handle(request);
          const hung = hangs;
          hangs = false;
          return hung ? { ...reply, transfer: 'reset' } : reply;
        },
        options: { deep: true },
        lookUp: (lookUp) => (id, line) =>
          lookUp(id, line).catch((error) => {
            hangs = error.message === 'silent';
            throw error;
          }),
      },
      'v2',
    );
    const found = checks.find(({ id }) => id === 'V2-ORDER-API-DOWN');
    expect(found?.status).toBe('failed');
    expect(found?.hint.en).toContain('shorter time limit');
  });

  it.each([
    [4, 'passed'],
    [5, 'failed'],
  ])('may be spared for %i calls after it has failed', async (calls, status) => {
    let spared = 0;
    let failing: string | undefined;
    const { checks } = await run(
      {
        make: ({ handle }) => handle,
        lookUp: (lookUp) => async (id, line) => {
          if (id === failing && spared > 0) {
            spared -= 1;
            throw new Error('spared');
          }
          return lookUp(id, line).catch((error) => {
            failing = id;
            spared = calls;
            throw error;
          });
        },
      },
      'v2',
    );
    expect(checks.find(({ id }) => id === 'V2-ORDER-API-DOWN')?.status).toBe(status);
  });

  it('cannot be judged where instances are created in the background', async () => {
    const { checks } = await run(
      {
        make: (reference) => async (request) => {
          const { activity, values } = read(request, reference);
          const isReal = activity === 'newInstance' && !text(values, 'orderId').startsWith('MOCK');
          const reply = await reference.handle(request);
          return isReal && isAuthentic(request, reference) ? result('000004', reference) : reply;
        },
        lookUp: (lookUp) => lookUp,
      },
      'v2',
    );
    expect(checks.find(({ id }) => id === 'V2-ORDER-API-DOWN')).toMatchObject({
      status: 'skipped',
      reason: { en: 'the server creates instances in the background' },
    });
  });

  it.each([
    ['a server that queries another one', { ...orderSource(), isDefault: true }],
    ['a server that queries another one and refuses its orders', { ...orderSource(), isDefault: true }],
  ])('by default only warns of %s', async (title, orders) => {
    const make = (reference: ReferenceMerchant): Handle =>
      title.includes('refuses')
        ? async (request) => {
            const { activity, values } = read(request, reference);
            const isNew = activity === 'newInstance' && isAuthentic(request, reference);
            return isNew && !text(values, 'orderId').startsWith('MOCK')
              ? result('000002', reference)
              : reference.handle(request);
          }
        : reference.handle;
    const { checks } = await run({ make, options: { orders, asReal: true } }, 'v2');
    expect(checks.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([]);
    const queried = checks.find(({ id }) => id === 'V2-ORDER-QUERIED');
    expect(queried?.status).toBe('warned');
    expect(queried?.hint.en).toMatch(/^No query for the order CS\w+ has .*KOO_ORDER_API_URL.*--no-order-api/);
    expect(checks.find(({ id }) => id === 'V2-ORDER-UNKNOWN')?.status).toBe('skipped');
  });

  it('is not part of a run without it', async () => {
    const { checks } = await run({ make: ({ handle }) => handle }, 'v2');
    expect(checks.filter(({ id }) => /-ORDER-/.test(id))).toEqual([]);
  });
});
