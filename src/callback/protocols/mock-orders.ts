import type { Localized } from '../../text/localized.ts';
import type { Sale } from './model.ts';

/** An order that Huawei's order query answers for debugging. */
export interface MockOrder {
  readonly id: string;
  readonly meaning: Localized;
}

/**
 * The nine orders the live order query answers. V2 callbacks carry an order id and nothing of the order, so that a
 * merchant looks it up: an invented id would rightly be refused. `MONTY` is Huawei's spelling.
 *
 * @see https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649116.html
 */
export const mockOrders = [
  { id: 'MOCKPERIODYEARNEW', meaning: { en: 'New yearly subscription', zh: '包年新购订单' } },
  { id: 'MOCKONETIMENEW', meaning: { en: 'New one-time purchase', zh: '一次性新购订单' } },
  { id: 'MOCKONDEMAND', meaning: { en: 'New pay-per-use order', zh: '按需新购订单' } },
  { id: 'MOCKONDEMANDPKG', meaning: { en: 'New pay-per-use package', zh: '按需套餐包新购订单' } },
  { id: 'MOCKPERIODDAYTRIAL', meaning: { en: 'Trial', zh: '试用订单' } },
  { id: 'MOCKMONTYTRIALTOFORMAL', meaning: { en: 'Trial turned into a subscription', zh: '试用转正订单' } },
  { id: 'MOCKMONTYUNSUBSCRIBE', meaning: { en: 'Unsubscription', zh: '退订订单' } },
  { id: 'MOCKMONTYRENEW', meaning: { en: 'Renewal', zh: '续费订单' } },
  { id: 'MOCKMONTYCHANGE', meaning: { en: 'Change of specification', zh: '变更订单' } },
] as const satisfies readonly MockOrder[];

export type MockOrderId = (typeof mockOrders)[number]['id'];

/** The only line of a mock order. */
export function mockLine(id: MockOrderId): string {
  return `${id}-000001`;
}

/** The mock order of a new purchase. */
export function mockNewOrder(sale: Sale): MockOrderId {
  if (sale === 'on-demand') return 'MOCKONDEMAND';
  return sale === 'one-time' ? 'MOCKONETIMENEW' : 'MOCKPERIODYEARNEW';
}

/** The mock order that fits each scene of refreshInstance. */
export const mockSceneOrders = {
  TRIAL_TO_FORMAL: 'MOCKMONTYTRIALTOFORMAL',
  RENEWAL: 'MOCKMONTYRENEW',
  UNSUBSCRIBE_RENEWAL_PERIOD: 'MOCKMONTYUNSUBSCRIBE',
  RENEWAL_CHANGE: 'MOCKMONTYCHANGE',
} as const satisfies Readonly<Record<string, MockOrderId>>;
