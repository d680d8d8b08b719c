import { success } from '../../codes/callback.ts';
import type { Call, Family, Result } from './model.ts';
import { keyOf } from './state.ts';
import { text } from './values.ts';

/**
 * The notice that an order was paid, for any kind of product. It says which order and no more: answer at once, then
 * ask the order API for the rest.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
export const orderNotify: Family = { orderNotify: take };

function take({ values, state }: Call): Result {
  // A set: the same notice again changes nothing, and is a success again.
  state.notified.add(keyOf(text(values, 'orderId'), text(values, 'orderLineId')));
  return { resultCode: success };
}
