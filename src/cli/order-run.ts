import { queryOrder } from '../openapi/orders.ts';
import type { JsonObject } from '../signing/json.ts';
import type { Localized } from '../text/localized.ts';
import { type ApiWish, withApi } from './api-run.ts';
import { requireLength } from './length.ts';

/** Queries an order on the session's site. */
export async function runOrderGet(
  orderId: string,
  wish: ApiWish & { readonly line?: string | undefined },
  notice: (text: Localized) => void,
): Promise<JsonObject> {
  requireLength('ID', orderId, 64);
  if (wish.line !== undefined) requireLength('--line', wish.line, 64);
  return withApi(wish, 'order', notice, (api) => queryOrder(api, { orderId, orderLineId: wish.line }));
}
