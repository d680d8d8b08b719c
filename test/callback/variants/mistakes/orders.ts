import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import type { Mistake, Variant } from '../model.ts';

const protocols: readonly ProtocolId[] = ['v2', 'online-license'];
const make: Variant['make'] = ({ handle }) => handle;

const bare = (orderId: string, orderLineId: string): JsonObject => ({
  orderId,
  orderLine: [{ orderLineId }],
});

export const orders: readonly Mistake[] = [
  {
    id: 'order-api-error-creates',
    title: {
      en: 'If the order cannot be queried, the instance is created all the same',
      zh: '订单查询失败时仍然开通实例',
    },
    caughtBy: 'ORDER-API-DOWN',
    protocols,
    lookUp: (lookUp) => (id, line) => lookUp(id, line).catch(() => bare(id, line)),
    make,
  },
  {
    id: 'order-api-error-is-kept',
    title: {
      en: 'An order whose query has failed once is never queried again',
      zh: '订单查询失败一次后不再查询',
    },
    caughtBy: 'ORDER-API-DOWN',
    protocols,
    lookUp: (lookUp) => {
      const replies = new Map<string, ReturnType<typeof lookUp>>();
      return (id, line) => {
        const reply = replies.get(id) ?? lookUp(id, line);
        replies.set(id, reply);
        return reply;
      };
    },
    make,
  },
  {
    id: 'order-api-refusal-creates',
    title: {
      en: 'An order that the order API does not return creates an instance',
      zh: '订单接口未返回的订单也会开通实例',
    },
    caughtBy: 'ORDER-FOREIGN',
    also: ['ORDER-UNKNOWN'],
    protocols,
    lookUp: (lookUp) => async (id, line) => (await lookUp(id, line)) ?? bare(id, line),
    make,
  },
];
