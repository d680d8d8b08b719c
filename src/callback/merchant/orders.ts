import { KooError } from '../../errors/koo-error.ts';
import { listOf, textOf } from '../../openapi/read.ts';
import { type JsonObject, objectOf, own } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Activity, Values } from '../protocols/model.ts';
import { type OrderLookup, type Rejection, rejection, stringValue } from './model.ts';
import type { Order } from './state.ts';

/** The order API's names of the charging modes, and those of V1. */
const chargingModes: Readonly<Record<string, string>> = {
  ON_DEMAND: '0',
  PERIOD: '1',
  ONE_TIME: '3',
  ON_DEMAND_PKG: '5',
};

/**
 * Whether an activity acts upon an order, which must be looked up first: what was bought is not in the request. V1
 * sends it, and a release must not fail because of its order.
 */
export function actsOnOrder({ request }: Activity): boolean {
  return request.some(({ name, required }) => name === 'orderLineId' && required);
}

/**
 * Looks up the order line of a request. Nothing is stored: an order that is not there yet may be there at the retry.
 *
 * @returns a rejection with 000002 if there is no such order line, with 000005 if the order API cannot be asked
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export async function findOrder(values: Values, lookUp: OrderLookup): Promise<Order | Rejection> {
  const [orderId, lineId] = [stringValue(values, 'orderId'), stringValue(values, 'orderLineId')];
  try {
    const info = await lookUp(orderId, lineId);
    return (info && readOrder(info, lineId)) ?? unknownOrder;
  } catch (error) {
    const code = error instanceof KooError ? error.facts.code : 'INTERNAL_ERROR';
    return rejection('000005', both('the order cannot be queried ({code})', { code }));
  }
}

const unknownOrder = rejection('000002', both('the order API does not know the order'));

/** Reads a line of an order, whatever else it contains. */
function readOrder({ orderLine, buyerInfo }: JsonObject, lineId: string): Order | undefined {
  const line = listOf(orderLine)
    .map(objectOf)
    .find(({ orderLineId }) => textOf(orderLineId) === lineId);
  if (!line) return undefined;
  const product = objectOf(listOf(line.productInfo)[0]);
  const buyer = objectOf(buyerInfo);
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
