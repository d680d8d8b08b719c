import { both } from '../../../text/translate.ts';
import { isMockOrderId, mockOrder } from '../../seed/mock-orders.ts';
import { sql } from '../../state/database.ts';
import type { OrderInfo } from '../../state/orders.ts';
import {
  type ApiCall,
  assertSeller,
  checkFields,
  optional,
  orderParameterCodes,
  type Route,
  required,
  singleValues,
  textOf,
} from '../gateway/call.ts';
import { apiError } from '../gateway/codes.ts';

export const orderQueryPath = '/api/mkp-openapi-public/global/v1/order/query';

const parameters = [required('orderId', 64), optional('orderLineId', 64)];

/**
 * Query of one order. Which code an unknown order gets is not documented: here it is an illegal value (`MKT.0100`),
 * and an order of another seller is an illegal operation (`MKT.0150`).
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export const orderRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: orderQueryPath,
    family: 'order',
    handle: (call) => ({ orderInfo: queryOrder(call) }),
  },
];

function queryOrder(call: ApiCall): OrderInfo {
  const { url, account, database } = call;
  const query = singleValues(url.searchParams, 'MKT.0101');
  checkFields(query, parameters, orderParameterCodes);
  assertSeller(call, 'MKT.0151');
  const orderId = textOf(query, 'orderId');
  const lineId = textOf(query, 'orderLineId');
  const order = isMockOrderId(orderId) ? mockOrder(orderId) : stored();
  if (lineId === '') return order;
  const orderLine = order.orderLine.filter((line) => line.orderLineId === lineId);
  if (orderLine.length === 0)
    throw apiError('MKT.0100', both('the order has no order line {lineId}', { lineId }));
  return { ...order, orderLine };

  function stored(): OrderInfo {
    const row = sql(database)`SELECT seller, document FROM orders WHERE id = ${orderId}`.get();
    if (!row) throw apiError('MKT.0100', both('order {orderId} does not exist', { orderId }));
    if (row.seller !== account.id)
      throw apiError('MKT.0150', both('the order is for a product of another seller'));
    // A test run asks whether its orders were queried.
    sql(database)`UPDATE issued_orders SET queried = 1 WHERE id = ${orderId} AND queried = 0`.run();
    return JSON.parse(String(row.document)) as OrderInfo;
  }
}
