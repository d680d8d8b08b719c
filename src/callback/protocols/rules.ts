import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Need, Sale } from './model.ts';

type Needs = Readonly<Record<Sale, Need>>;

/** Whatever the sale mode, with one answer. */
export function need(all: Need): Needs {
  return { period: all, 'on-demand': all, 'one-time': all };
}

/** Result codes that any interface may answer. */
export const commonCodes = ['000001', '000002', '000004', '000005'] as const;

/** … and those that take an instance id. */
export const instanceCodes = ['000001', '000002', '000003', '000004', '000005'] as const;

/** … and newInstance. */
export const newInstanceCodes = [
  ...commonCodes,
  '000100',
  '000101',
  '000102',
  '000103',
  '000104',
  '000105',
  '000106',
  '000107',
] as const;

/** What makes a repeated call the same call. */
export const sameBy = {
  order: both(
    'orderId (pay-per-use: orderId and productId): the same order gets the same instanceId and the whole reply again',
  ),
  orderLine: both(
    'orderId and orderLineId (pay-per-use: orderId and productId): the same order line gets the same instanceId',
  ),
  instance: both('instanceId: the same call again must succeed again'),
  upgradeOrder: both(
    'orderId of the upgrade: the same call again must succeed again, without upgrading twice',
  ),
  readOnly: both('nothing changes: every call is answered from the present state'),
  license: both('license: the same call again must succeed again'),
} as const satisfies Readonly<Record<string, Localized>>;

/** What KooGallery does when a call fails. */
export const retried = {
  v1Order: both(
    'Retried for 3 hours (once an hour by the Chinese pages, every 3 minutes by the international ones), then restarted by hand in the interface messages; after that the order is unsubscribed. More than 5 failed orders a month: the product is delisted',
  ),
  v1Hour: both('Retried for 1 hour, then restarted by hand in the interface messages'),
  v1License: both('Retried for 3 hours, once an hour, then restarted by hand'),
  v1Unknown: both('Not published'),
  query: both('Not published; the next query comes with the next poll, or when the buyer views the resource'),
  v2Order: both(
    'Retried every 2 minutes for 2 hours (60 times), with a mail for each failure; then the order fails and is unsubscribed',
  ),
  v2Change: both('Retried for 2 hours, then restarted by hand (from the online licence guide)'),
  v2Unknown: both('Not published for this interface'),
  licenseCode: both('Retried 60 times, every 2 minutes'),
  kitBuyer: both('Not retried by itself: the buyer decides whether to try again'),
  kitAdmin: both(
    'Called asynchronously; after a failure the company administrator decides whether to try again',
  ),
  orderNotify: both('Retried for 3 hours, then restarted by hand'),
} as const satisfies Readonly<Record<string, Localized>>;

/** A page of the access guide. */
export function accessGuide(page: string): string {
  return `https://support.huaweicloud.com/accessg-marketplace/${page}.html`;
}

/** A page of the international access guide. */
export function intlAccessGuide(page: string): string {
  return `https://support.huaweicloud.com/intl/en-us/accessg-marketplace/${page}.html`;
}

/** A page of the user guide. */
export function userGuide(page: string): string {
  return `https://support.huaweicloud.com/usermanual-marketplace/${page}.html`;
}

/** A page of the SaaS centre's user guide. */
export function saasCenterGuide(page: string): string {
  return `https://support.huaweicloud.com/usermanual-saascenter/${page}.html`;
}

/** A page of Huawei Cloud's guide extracts. */
export function guidePage(page: string): string {
  return `https://www.huaweicloud.com/guide/${page}`;
}
