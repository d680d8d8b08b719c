import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Need, Sale } from './model.ts';

type Needs = Readonly<Record<Sale, Need>>;

/** The same need for all sale modes. */
export function sameForAllSales(all: Need): Needs {
  return { period: all, 'on-demand': all, 'one-time': all };
}

/** Result codes of all interfaces. */
export const commonCodes = ['000001', '000002', '000004', '000005'] as const;

/** Result codes of interfaces with an instance ID. */
export const instanceCodes = ['000001', '000002', '000003', '000004', '000005'] as const;

/** Result codes of newInstance. */
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

/** What identifies a repeated call. */
export const idempotencyRules = {
  order: both(
    'orderId (pay-per-use: orderId and productId); a repeated order gets the same instanceId and the complete response',
  ),
  orderLine: both(
    'orderId and orderLineId (pay-per-use: orderId and productId); a repeated order line gets the same instanceId',
  ),
  instance: both('instanceId; a repeated call must succeed'),
  upgradeOrder: both('orderId of the upgrade; a repeated call must succeed without upgrading twice'),
  readOnly: both('read-only; every call returns the current state'),
  license: both('license; a repeated call must succeed'),
} as const satisfies Readonly<Record<string, Localized>>;

/** What KooGallery does when a call fails. */
export const retryRules = {
  v1Order: both(
    'Retried for 3 hours (every hour according to the Chinese site, every 3 minutes according to the international site), then restarted manually in the interface messages; if it still fails, the order is unsubscribed. More than 5 failed orders in a month delist the product',
  ),
  v1Hour: both('Retried for 1 hour, then restarted manually in the interface messages'),
  v1License: both('Retried every hour for 3 hours, then restarted manually'),
  v1Unknown: both('Not published'),
  query: both('Not published; the query is repeated at the next poll or when the buyer views the resource'),
  v2Order: both(
    'Retried every 2 minutes for 2 hours (60 times), with an email for each failure; then the order fails and is unsubscribed',
  ),
  v2Change: both('Retried for 2 hours, then restarted manually (according to the online licence guide)'),
  v2Unknown: both('Not published for this interface'),
  licenseCode: both('Retried every 2 minutes, 60 times'),
  kitBuyer: both('Not retried automatically; the buyer decides whether to retry'),
  kitAdmin: both(
    'Called asynchronously; after a failure, the company administrator decides whether to retry',
  ),
  orderNotify: both('Retried for 3 hours, then restarted manually'),
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

/** A page of the Huawei Cloud guides. */
export function guidePage(page: string): string {
  return `https://www.huaweicloud.com/guide/${page}`;
}
