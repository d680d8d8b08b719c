import type { ActivityCall, LifeProtocol } from '../../../lifecycle/activities.ts';
import type { Callback, Order } from '../../../lifecycle/model.ts';
import { day } from '../../../text/duration.ts';
import type { JsonObject } from '../../../text/json.ts';
import {
  mockNewOrder,
  mockOrderIds,
  mockSceneOrders,
  mockSecondOrders,
} from '../../protocols/mock-orders.ts';
import type { Result, ScenarioStep } from '../scenario/scenario.ts';
import { type Draft, type Instance, trialDays } from './draft.ts';

export function creationStep(
  draft: Draft,
  { number, life }: Instance,
  { activity, values }: ActivityCall,
): ScenarioStep {
  const { world } = draft;
  const isSecondItem = life.purchase.line !== life.purchase.id;
  // The first buyer buys twice, if not on trial, and a second one in between.
  const buyer = isSecondItem || (number === 3 && !life.trial) ? 1 : number;
  const others = [...draft.instances.keys()].filter((other) => other !== number).map(instanceId);
  return {
    id: `i${number}`,
    activity,
    values: {
      ...values,
      ...purchaseValues(draft, number, life.purchase),
      ...(life.trial && draft.protocol === 'v1' && { expireTime: `\${days:${trialDays}}` }),
      ...(draft.protocol === 'v1' && !world.isReused && { customerId: `\${id:c${buyer}}` }),
    },
    expect: {
      result: purchaseResults(draft, number === buyer),
      ...(others.length > 0 && { not: { instanceId: others } }),
    },
  };
}

function purchaseValues({ world, protocol }: Draft, number: number, { id, line }: Order): JsonObject {
  if (world.isReused) {
    const order = number === 1 ? mockNewOrder(world.sale) : mockSecondOrders[world.sale];
    return mockOrderIds(order);
  }
  if (protocol !== 'v1') return orderValues(protocol, { id, line });
  // In V1, the items of an order have different products.
  return { orderId: `\${order:${id}}`, ...(line !== id && { productId: '00301-666666-0--9' }) };
}

/**
 * The merchant may refuse a purchase for reasons of its business, and a mock order of another kind of product; but not
 * because of an earlier purchase, if the buyer is a new one.
 */
function purchaseResults({ world, protocol }: Draft, isNewBuyer: boolean): readonly Result[] {
  if (world.isReused) return ['success', 'refused'];
  return protocol === 'v1' && isNewBuyer
    ? ['success', '000100', '000101', '000102', '000106', '000107']
    : ['success', 'business'];
}

export function changeStep(
  draft: Draft,
  instance: Instance,
  callback: Callback,
  call: ActivityCall,
): ScenarioStep {
  const { values, expiresAt, activity } = call;
  const productInfo = draft.world.samples[activity]?.productInfo;
  return {
    activity,
    values: {
      ...instanceValues(draft, instance),
      ...values,
      ...(call.order && changeOrderValues(draft, instance, callback, call.order)),
      ...(expiresAt !== undefined && { expireTime: `\${days:${Math.round(expiresAt / day)}}` }),
      ...(call.refund && { orderAmount: '-100.5' }),
      ...(productInfo !== undefined && { productInfo }),
    },
    expect: { result: changeResults(draft, callback) },
  };
}

/** With the same order for each renewal, the merchant cannot tell which one is given back. */
function changeResults({ world }: Draft, callback: Callback): readonly Result[] {
  if (callback.type === 'issue-license') return ['success', 'business'];
  const isGivenBack = callback.type === 'refresh' && callback.scene === 'UNSUBSCRIBE_RENEWAL_PERIOD';
  return isGivenBack && world.isReused ? ['success', 'refused'] : ['success'];
}

function instanceValues({ protocol }: Draft, { number }: Instance): JsonObject {
  return protocol === 'license-code' || protocol === 'order-notify' ? {} : { instanceId: instanceId(number) };
}

function changeOrderValues(
  draft: Draft,
  { life, creation }: Instance,
  callback: Callback,
  order: Order,
): JsonObject {
  const { world, protocol } = draft;
  // V1 expires and releases an instance with the order of its purchase.
  if (order === life.purchase && protocol === 'v1') return { orderId: creation?.values?.orderId ?? '' };
  if (!world.isReused) return orderValues(protocol, order);
  if (callback.type === 'notify') return mockOrderIds(mockNewOrder(world.sale));
  if (callback.type === 'refresh') return mockOrderIds(mockSceneOrders[callback.scene]);
  return mockOrderIds(callback.type === 'upgrade' ? 'MOCKMONTYCHANGE' : 'MOCKMONTYUNSUBSCRIBE');
}

export function instanceId(number: number): string {
  return `\${i${number}.instanceId}`;
}

/** V1 has no field for the line of an order. */
function orderValues(protocol: LifeProtocol, { id, line }: Order): JsonObject {
  return { orderId: `\${order:${id}}`, ...(protocol !== 'v1' && { orderLineId: `\${orderLine:${line}}` }) };
}
