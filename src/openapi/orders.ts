import type { JsonObject } from '../text/json.ts';
import { incompleteResponseError } from './errors.ts';
import type { OpenApi } from './model.ts';
import { basePath } from './model.ts';
import { objectOf, textOf } from './read.ts';

/** An order, or one line of it. */
export interface OrderQuery {
  /** `CS…`, 64 characters at most. */
  readonly orderId: string;
  /** `<orderId>-000001` */
  readonly orderLineId?: string | undefined;
}

/**
 * Queries an order. Times in it are `yyyyMMddHHmmss` in UTC (not reliably in mock orders).
 *
 * @returns the whole response: `resultCode`, `resultMsg`, `orderInfo`
 * @throws KooError; (business, `INCOMPLETE_ANSWER`) for a success without an order
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export async function queryOrder(api: OpenApi, { orderId, orderLineId }: OrderQuery): Promise<JsonObject> {
  const response = await api.call({
    method: 'GET',
    path: `${basePath}/order/query`,
    query: [
      ['orderId', orderId],
      ...(orderLineId === undefined ? [] : [['orderLineId', orderLineId] as const]),
    ],
    idempotent: true,
  });
  const { orderInfo } = response.json ?? {};
  if (textOf(objectOf(orderInfo).orderId) === undefined) throw incompleteResponseError(response, 'orderInfo');
  return response.json ?? {};
}

/** Queries a mock order, which every seller may do: it proves the role. */
export async function queryMockOrder(api: OpenApi): Promise<JsonObject> {
  return queryOrder(api, { orderId: 'MOCKPERIODYEARNEW' });
}
