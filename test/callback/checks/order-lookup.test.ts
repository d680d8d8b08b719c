import { describe, expect, it } from 'vitest';
import type { OrderSource } from '../../../src/callback/checks/model.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
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

  it('is not part of a run without it', async () => {
    const { checks } = await run({ make: ({ handle }) => handle }, 'v2');
    expect(checks.filter(({ id }) => /-ORDER-/.test(id))).toEqual([]);
  });
});
