import { KooError } from '../../errors/koo-error.ts';
import { listOf, textOf } from '../../openapi/model.ts';
import { objectOf, own } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Activity, Values } from '../protocols/model.ts';
import { type OrderLookup, Rejection, stringValue } from './model.ts';
import type { Order } from './state.ts';

/** The charging modes of V1 by their names in the order API. */
const chargingModes: Readonly<Record<string, string>> = {
  ON_DEMAND: '0',
  PERIOD: '1',
  ONE_TIME: '3',
  ON_DEMAND_PKG: '5',
};

/**
 * Whether an activity needs its order to be looked up first, because the request does not say what was bought. V1
 * sends it, and a release must not fail because of its order.
 */
export function actsOnOrder({ request }: Activity): boolean {
  return request.some(({ name, required }) => name === 'orderLineId' && required);
}

/**
 * Looks up the order line of a request. Nothing is stored: an order that is not there yet may be there at the retry.
 *
 * @throws Rejection 000002 if there is no such order line, 000005 if the order API cannot be asked
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export async function findOrder(values: Values, lookUp: OrderLookup): Promise<Order> {
  const lineId = stringValue(values, 'orderLineId');
  const info = await lookUp(stringValue(values, 'orderId'), lineId).catch((error: unknown) => {
    const code = error instanceof KooError ? error.facts.code : 'INTERNAL_ERROR';
    throw new Rejection('000005', both('the order cannot be queried ({code})', { code }));
  });
  const line = listOf(info?.orderLine)
    .map(objectOf)
    .find(({ orderLineId }) => textOf(orderLineId) === lineId);
  if (!line) throw new Rejection('000002', both('the order API does not know the order'));
  const product = objectOf(listOf(line.productInfo)[0]);
  const buyer = objectOf(info?.buyerInfo);
  return {
    productId: stringValue(product, 'productId'),
    skuCode: stringValue(product, 'skuCode'),
    quantity: stringValue(product, 'linearValue'),
    chargingMode: own(chargingModes, stringValue(line, 'chargingMode')) ?? '',
    periodType: stringValue(line, 'periodType'),
    periodNumber: stringValue(line, 'periodNumber'),
    expireTime: stringValue(line, 'expireTime'),
    customerId: stringValue(buyer, 'customerId'),
    mobilePhone: stringValue(buyer, 'mobilePhone'),
    email: stringValue(buyer, 'email'),
    parameters: listOf(line.extendParams).map(objectOf),
  };
}
