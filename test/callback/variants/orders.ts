import type { OrderLookup } from '../../../src/callback/merchant/model.ts';
import type { OrderSource } from '../../../src/callback/probe/model.ts';

/** An order API without HTTP, which knows the mock orders and those that it has issued. */
export function createOrders(): OrderSource & { readonly lookUp: OrderLookup } {
  const known = new Map<string, string | undefined>();
  const queried = new Set<string>();
  return {
    issue(_like, { fault, ids } = {}) {
      const orderId = ids?.orderId ?? `CS${crypto.randomUUID().slice(0, 8)}`;
      known.set(orderId, fault);
      return ids ?? { orderId, orderLineId: `${orderId}-000001` };
    },
    restore: (orderId) => void known.set(orderId, undefined),
    isQueried: (orderId) => queried.has(orderId),
    lastRefusal: () => undefined,
    async lookUp(orderId, orderLineId) {
      queried.add(orderId);
      const fault = known.get(orderId);
      if (fault === 'MKT.0150' || !(known.has(orderId) || orderId.startsWith('MOCK'))) return undefined;
      if (fault) throw new Error(fault);
      return { orderId, orderLine: [{ orderLineId, chargingMode: 'PERIOD' }] };
    },
  };
}
