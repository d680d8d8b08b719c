// koo:if orders
// Orders: V2 calls only name an order; the open API knows what was bought.
import { Refusal } from './refusal.js';
import { textOf } from './values.js';

/**
 * Queries the order line of a call. Not cached: an order that is missing now may exist at the retry.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export async function findOrder(values, queryOrder) {
  let order;
  try {
    order = await queryOrder(textOf(values, 'orderId'), textOf(values, 'orderLineId'));
  } catch (error) {
    console.error('order query:', error);
    throw new Refusal('000005', 'the order cannot be queried');
  }
  if (!order) throw new Refusal('000002', 'there is no such order');
  return order;
}
// koo:if order-notify

/**
 * A paid order of any product.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
export const orderNotify = {
  orderNotify({ values, store }) {
    // YOUR CODE: deliver the order. KooGallery repeats a notification until it succeeds.
    store.addNotifiedOrder(textOf(values, 'orderId'), textOf(values, 'orderLineId'));
    return {};
  },
};
// koo:end
// koo:end
