import { both, type Localized } from '../../text/translate.ts';
import type { Sale } from './model.ts';

/** An order that Huawei's order query returns for debugging. */
export interface MockOrder {
  readonly id: string;
  readonly meaning: Localized;
}

/**
 * The nine mock orders of the live order query. V2 callbacks contain only an order ID, which merchants look up, so an
 * invented ID would be rejected. `MONTY` is Huawei's spelling.
 *
 * @see https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649116.html
 */
export const mockOrders = [
  { id: 'MOCKPERIODYEARNEW', meaning: both('New yearly subscription') },
  { id: 'MOCKONETIMENEW', meaning: both('New one-time purchase') },
  { id: 'MOCKONDEMAND', meaning: both('New pay-per-use order') },
  { id: 'MOCKONDEMANDPKG', meaning: both('New pay-per-use package') },
  { id: 'MOCKPERIODDAYTRIAL', meaning: both('Trial') },
  { id: 'MOCKMONTYTRIALTOFORMAL', meaning: both('Conversion of a trial to a subscription') },
  { id: 'MOCKMONTYUNSUBSCRIBE', meaning: both('Unsubscription') },
  { id: 'MOCKMONTYRENEW', meaning: both('Renewal') },
  { id: 'MOCKMONTYCHANGE', meaning: both('Specification change') },
] as const satisfies readonly MockOrder[];

export type MockOrderId = (typeof mockOrders)[number]['id'];

/** The only line of a mock order. */
export function mockLine(id: string): string {
  return `${id}-000001`;
}

/** A mock order and its line, as values of a call. */
export function mockOrderIds(orderId: MockOrderId): {
  readonly orderId: MockOrderId;
  readonly orderLineId: string;
} {
  return { orderId, orderLineId: mockLine(orderId) };
}

/** The mock order of a new purchase. */
export function mockNewOrder(sale: Sale): MockOrderId {
  if (sale === 'on-demand') return 'MOCKONDEMAND';
  return sale === 'one-time' ? 'MOCKONETIMENEW' : 'MOCKPERIODYEARNEW';
}

/** The mock order of another purchase, for servers that know no other orders. */
export const mockSecondOrders = {
  period: 'MOCKPERIODDAYTRIAL',
  'on-demand': 'MOCKONDEMANDPKG',
  'one-time': 'MOCKPERIODYEARNEW',
} as const satisfies Readonly<Record<Sale, MockOrderId>>;

/** The mock order that fits each scene of refreshInstance. */
export const mockSceneOrders = {
  TRIAL_TO_FORMAL: 'MOCKMONTYTRIALTOFORMAL',
  RENEWAL: 'MOCKMONTYRENEW',
  UNSUBSCRIBE_RENEWAL_PERIOD: 'MOCKMONTYUNSUBSCRIBE',
  RENEWAL_CHANGE: 'MOCKMONTYCHANGE',
} as const satisfies Readonly<Record<string, MockOrderId>>;
