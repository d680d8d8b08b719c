import { chinesePages, type PageId } from '../seller/worksheet/console.ts';
import type { Localized } from '../text/localized.ts';

/** A thing to do, or to know before going on. */
export interface Step {
  readonly text: Localized;
  /** Where in the seller console, as its menus are named. */
  readonly console?: Localized;
  /** Commands of koo that help here; words in capitals stand for the merchant's own values. */
  readonly commands?: readonly string[];
  /** Pages of Huawei that say so. */
  readonly sources?: readonly string[];
  /** What koo does not know for sure, or what Huawei changes often: the console has the last word. */
  readonly checkInConsole?: true;
}

/** A checklist for one of a merchant's tasks. */
export interface Guide {
  /** As in `koo guide ID`. */
  readonly id: string;
  readonly title: Localized;
  /** What it is good for, in a line. */
  readonly about: Localized;
  readonly steps: readonly Step[];
}

const support = 'https://support.huaweicloud.com';

/** A page of the access guide. */
export const access = (id: string): string => `${support}/accessg-marketplace/${id}.html`;

/** A page of the merchants' guide. */
export const manual = (id: string): string => `${support}/usermanual-marketplace/${id}.html`;

/** A page of the international site's access guide, in English. */
export const accessIntl = (id: string): string => `${support}/intl/en-us/accessg-marketplace/${id}.html`;

/** A page of the international site's merchants' guide, in English. */
export const manualIntl = (id: string): string => `${support}/intl/en-us/sp-marketplace/${id}.html`;

/** A page of the guides for SaaS merchants. */
export const saasCenter = (id: string): string => `${support}/usermanual-saascenter/${id}.html`;

/** An excerpt of the guides in Huawei's knowledge pages. */
export const knowledge = (id: string): string => `https://huaweicloud.com/s/${id}`;

/** The same, by product page. */
export const productPage = (id: string): string => `https://huaweicloud.com/guide/${id}`;

const seller: Localized = { en: 'Seller Console (卖家中心)', zh: '卖家中心' };

function inConsole(en: string, zh: string): Localized {
  return { en: `${seller.en} > ${en}`, zh: `${seller.zh} > ${zh}` };
}

/** A page of a product's configuration: the same words as in a worksheet. */
function chinesePage(id: PageId): Localized {
  const { menu, gloss } = chinesePages[id];
  return { en: `${gloss.en} (${menu})`, zh: menu };
}

/** Places in the seller console that several guides send the merchant to. */
export const places = {
  products: inConsole('Product Management > My Products (商品管理 > 我的商品)', '商品管理 > 我的商品'),
  certification: inConsole(
    'Product Management > Joint-Operation Certification (商品管理 > 联营认证)',
    '商品管理 > 联营认证',
  ),
  keys: inConsole('Application Tools > Key Management (应用工具 > 密钥管理)', '应用工具 > 密钥管理'),
  addresses: inConsole(
    'Application Access Management > Production Addresses (应用接入管理 > 生产地址管理)',
    '应用接入管理 > 生产地址管理',
  ),
  debugging: inConsole('Application Access Debugging (应用接入调试)', '应用接入调试'),
  cases: inConsole('Application Access Debugging > Cases (调试用例管理)', '应用接入调试 > 调试用例管理'),
  messages: inConsole('Production Interface Messages (生产接口消息)', '生产接口消息'),
  credentials: inConsole(
    'Application Tools > Application Credentials (应用工具 > 应用凭证管理)',
    '应用工具 > 应用凭证管理',
  ),
  accessKeyPair: inConsole(
    'Console > user name > My Credentials > Access Keys (控制台 > 我的凭证 > 管理访问密钥)',
    '控制台 > 用户名 > 我的凭证 > 管理访问密钥',
  ),
  audience: chinesePage('audience'),
  credit: chinesePage('credit'),
  stock: chinesePage('stock'),
  limits: chinesePage('limits'),
  trial: chinesePage('trial'),
  attributes: chinesePage('attributes'),
  supervision: inConsole('Delivery > Service Supervision (交付管理 > 服务监管)', '交付管理 > 服务监管'),
  orders: inConsole('Transactions > Orders (交易管理 > 订单列表)', '交易管理 > 订单列表'),
  usageRecords: inConsole('Transactions > Usage Records (交易管理 > 话单管理)', '交易管理 > 话单管理'),
  invoices: inConsole('Orders > Invoices (订单管理 > 发票管理)', '订单管理 > 发票管理'),
} as const satisfies Readonly<Record<string, Localized>>;
