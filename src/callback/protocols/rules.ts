import { both, type Localized } from '../../text/translate.ts';
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

/** How to recognise a repeated call. */
export const idempotencyRules = {
  order: both(
    'Recognise a repeated order by orderId (pay-per-use: orderId and productId), and return the same instanceId and the complete response.',
  ),
  orderLine: both(
    'Recognise a repeated order line by orderId and orderLineId (pay-per-use: orderId and productId), and return the same instanceId.',
  ),
  instance: both('Recognise a repeated call by instanceId; it must succeed.'),
  renewal: both(
    'Recognise a repeated renewal by instanceId and orderId; it must succeed without renewing twice. A call with another orderId is a renewal of its own.',
  ),
  upgradeOrder: both(
    'Recognise a repeated call by the orderId of the upgrade; it must succeed without upgrading twice.',
  ),
  readOnly: both('The interface is read-only: return the current state in every call.'),
  change: both(
    'Recognise a repeated change by instanceId, orderId and scene; it must succeed without changing twice. A call with another orderId or scene is a change of its own.',
  ),
  license: both('Recognise a repeated call by license; it must succeed.'),
  licenseChange: both(
    'Recognise a repeated change by license, orderId and scene; it must succeed without changing twice. A call with another orderId or scene is a change of its own.',
  ),
} as const satisfies Readonly<Record<string, Localized>>;

/** The reaction of KooGallery to a failed call. */
export const retryRules = {
  v1Order: both(
    'After a failure, KooGallery retries for 3 hours (every hour according to the Chinese site, every 3 minutes according to the international site); then you must restart the call manually in the interface messages. If it still fails, the order is unsubscribed. If more than 5 orders fail in a month, the product is delisted.',
  ),
  v1Hour: both(
    'After a failure, KooGallery retries for 1 hour; then you must restart the call manually in the interface messages.',
  ),
  v1License: both(
    'After a failure, KooGallery retries every hour for 3 hours; then you must restart the call manually.',
  ),
  v1Unknown: both('Huawei has not published what KooGallery does after a failure.'),
  query: both(
    'Huawei has not published what KooGallery does after a failure. It repeats the query at the next poll or when the buyer views the resource.',
  ),
  v2Order: both(
    'After a failure, KooGallery retries every 2 minutes for 2 hours (60 times) and sends an email for each failure; then the order fails and is unsubscribed.',
  ),
  v2Change: both(
    'After a failure, KooGallery retries for 2 hours; then you must restart the call manually (documented for online licences only).',
  ),
  v2Unknown: both('Huawei has not published what KooGallery does after a failure of this interface.'),
  licenseCode: both('After a failure, KooGallery retries every 2 minutes, 60 times.'),
  kitBuyer: both(
    'After a failure, KooGallery does not retry automatically; the buyer decides whether to retry.',
  ),
  kitAdmin: both(
    'KooGallery calls this interface asynchronously; after a failure, the company administrator decides whether to retry.',
  ),
  orderNotify: both(
    'After a failure, KooGallery retries for 3 hours; then you must restart the call manually.',
  ),
} as const satisfies Readonly<Record<string, Localized>>;

export function accessGuide(page: string): string {
  return `https://support.huaweicloud.com/accessg-marketplace/${page}.html`;
}

/** A page of the international access guide. */
export function intlAccessGuide(page: string): string {
  return `https://support.huaweicloud.com/intl/en-us/accessg-marketplace/${page}.html`;
}

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
