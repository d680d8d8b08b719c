import type { SiteId } from '../openapi/sites.ts';
import { both, type Localized } from '../text/translate.ts';

/** A page that `koo open` finds. */
export interface ConsolePage {
  readonly title: Localized;
  /** How to find the page in the console. */
  readonly menu: Localized;
  /** Its address by site, only where Huawei names it. */
  readonly addresses?: Partial<Readonly<Record<SiteId, string>>>;
}

/**
 * Pages that merchants need. Huawei publishes no addresses of the seller console, so most pages have a menu path only.
 *
 * @see https://github.com/huaweicloud/huaweicloud-devkit/blob/be2ccec7026d56b8043ea932711b22e58d31f5c4/plugins/huaweicloud-core/src/setup-cli.mjs
 * (access keys, cn)
 * @see https://github.com/leoleils/huaweicloud-solution-gameflexmatch (access keys, intl: a copy of Huawei's solution)
 */
export const consolePages = {
  keys: {
    title: both('AK/SK of the open API'),
    menu: both('Seller Console > Console > user name > My Credentials > Access Keys'),
    addresses: {
      cn: 'https://console.huaweicloud.com/iam/#/mine/accessKey',
      intl: 'https://console-intl.huaweicloud.com/iam/#/mine/accessKey',
    },
  },
  seller: {
    title: both('Seller console'),
    menu: both('KooGallery home page > Seller Console, in the header'),
  },
  'access-keys': {
    title: both('Access keys of the callbacks'),
    menu: both('Seller Console > Application Tools > Key Management'),
  },
  callbacks: {
    title: both('Production addresses of the callbacks'),
    menu: both('Seller Console > Application Access Management > Production Addresses'),
  },
  debugging: {
    title: both('Debugging of the callbacks'),
    menu: both('Seller Console > Application Access Debugging'),
  },
  messages: {
    title: both('Callbacks that failed in production'),
    menu: both('Seller Console > Production Interface Messages'),
  },
  products: { title: both('Products'), menu: both('Seller Console > Product Management > My Products') },
  usage: { title: both('Usage records'), menu: both('Seller Console > Transactions > Usage Records') },
  docs: {
    title: both('Documentation of the open API'),
    menu: both('Help Center > KooGallery > Access Guide'),
    addresses: {
      cn: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html',
      intl: 'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649116.html',
      eu: 'https://support.huaweicloud.com/eu/accessg-marketplace/en-us_topic_000033.html',
    },
  },
} as const satisfies Readonly<Record<string, ConsolePage>>;

export type PageId = keyof typeof consolePages;

export const pageIds = Object.keys(consolePages) as PageId[];

/** The address of a page on a site; `undefined` if Huawei names none. */
export function pageAddress(page: PageId, site: SiteId): string | undefined {
  const { addresses }: ConsolePage = consolePages[page];
  return addresses?.[site];
}
