import type { JsonObject } from '../text/json.ts';
import type { OpenApi } from './model.ts';
import { basePath } from './model.ts';

/** Names one order, or one line of it. */
export interface OrderQuery {
  /** `CS…`, 64 characters at most. */
  readonly orderId: string;
  /** `<orderId>-000001` */
  readonly orderLineId?: string | undefined;
}

/**
 * Queries an order. Times in it are `yyyyMMddHHmmss` in UTC (in mock orders not reliably).
 *
 * @returns the whole answer: `resultCode`, `resultMsg`, `orderInfo`
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export async function queryOrder(api: OpenApi, { orderId, orderLineId }: OrderQuery): Promise<JsonObject> {
  const answer = await api.call({
    method: 'GET',
    path: `${basePath}/order/query`,
    query: [
      ['orderId', orderId],
      ...(orderLineId === undefined ? [] : [['orderLineId', orderLineId] as const]),
    ],
    idempotent: true,
  });
  return answer.json ?? {};
}

/** The mock order that every seller may query: a proof of the role. */
export async function mockSellerOrder(api: OpenApi): Promise<JsonObject> {
  return queryOrder(api, { orderId: 'MOCKPERIODYEARNEW' });
}
