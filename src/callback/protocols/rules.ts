import type { Localized } from '../../text/localized.ts';
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
  order: {
    en: 'orderId (pay-per-use: orderId and productId): the same order gets the same instanceId and the whole reply again',
    zh: 'orderId（按需商品为 orderId 和 productId）：同一订单须返回相同的 instanceId 及完整的响应',
  },
  orderLine: {
    en: 'orderId and orderLineId (pay-per-use: orderId and productId): the same order line gets the same instanceId',
    zh: 'orderId 和 orderLineId（按需商品为 orderId 和 productId）：同一订单行须返回相同的 instanceId',
  },
  instance: {
    en: 'instanceId: the same call again must succeed again',
    zh: 'instanceId：重复调用须再次返回成功',
  },
  upgradeOrder: {
    en: 'orderId of the upgrade: the same call again must succeed again, without upgrading twice',
    zh: '升级订单的 orderId：重复调用须再次返回成功，且不得重复升级',
  },
  readOnly: {
    en: 'nothing changes: every call is answered from the present state',
    zh: '只读接口：每次按当前状态返回',
  },
  license: { en: 'license: the same call again must succeed again', zh: 'license：重复调用须再次返回成功' },
} as const satisfies Readonly<Record<string, Localized>>;

/** What KooGallery does when a call fails. */
export const retried = {
  v1Order: {
    en: 'Retried for 3 hours (once an hour by the Chinese pages, every 3 minutes by the international ones), then restarted by hand in the interface messages; after that the order is unsubscribed. More than 5 failed orders a month: the product is delisted',
    zh: '3 小时内自动重试（国内站文档为每小时 1 次，国际站文档为每 3 分钟 1 次），之后可在“生产接口消息”中手动重新启动；仍失败则订单自动退订。每月失败订单超过 5 个，商品将被下架',
  },
  v1Hour: {
    en: 'Retried for 1 hour, then restarted by hand in the interface messages',
    zh: '1 小时内自动重试，之后停止，可在“生产接口消息”中手动重新启动',
  },
  v1License: {
    en: 'Retried for 3 hours, once an hour, then restarted by hand',
    zh: '3 小时内每小时重试 1 次，之后需手动重新启动',
  },
  v1Unknown: { en: 'Not published', zh: '官方未公布' },
  query: {
    en: 'Not published; the next query comes with the next poll, or when the buyer views the resource',
    zh: '官方未公布；下次轮询或买家查看资源信息时会再次调用',
  },
  v2Order: {
    en: 'Retried every 2 minutes for 2 hours (60 times), with a mail for each failure; then the order fails and is unsubscribed',
    zh: '2 小时内每 2 分钟重试 1 次（共 60 次），每次失败均发邮件通知；之后订单失败并自动退订',
  },
  v2Change: {
    en: 'Retried for 2 hours, then restarted by hand (from the online licence guide)',
    zh: '2 小时内自动重试，之后停止，需手动重新启动（依据在线开通 License 指南）',
  },
  v2Unknown: { en: 'Not published for this interface', zh: '官方未公布该接口的重试规则' },
  licenseCode: { en: 'Retried 60 times, every 2 minutes', zh: '每 2 分钟重试 1 次，共 60 次' },
  kitBuyer: {
    en: 'Not retried by itself: the buyer decides whether to try again',
    zh: '不自动重试：由买家选择是否重试',
  },
  kitAdmin: {
    en: 'Called asynchronously; after a failure the company administrator decides whether to try again',
    zh: '异步调用；失败后由企业管理员选择是否重试',
  },
  orderNotify: {
    en: 'Retried for 3 hours, then restarted by hand',
    zh: '3 小时内自动重试，之后需手动重新启动',
  },
} as const satisfies Readonly<Record<string, Localized>>;

/** A page of the access guide (接入指南). */
export function accessGuide(page: string): string {
  return `https://support.huaweicloud.com/accessg-marketplace/${page}.html`;
}

/** A page of the international access guide. */
export function intlAccessGuide(page: string): string {
  return `https://support.huaweicloud.com/intl/en-us/accessg-marketplace/${page}.html`;
}

/** A page of the user guide (用户指南). */
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
