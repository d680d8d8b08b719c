import type { SiteId } from '../../openapi/sites.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { AudienceType } from '../contract.ts';
import { sources } from '../values.ts';

/** A seller console whose menus Huawei documents. */
export type Console = 'cn' | 'intl' | 'eu';

/** The console that the steps of a site refer to; the sandbox and custom addresses have none of their own. */
export function consoleForSite(site: SiteId): Console {
  return site === 'intl' || site === 'eu' ? site : 'cn';
}

/** A page of the seller console for one part of a configuration. */
export type PageId = 'audience' | 'credit' | 'stock' | 'limit' | 'trial' | 'attribute';

export interface Page {
  /** The menu path, as the console shows it. */
  readonly menu: string;
  /** The menu path, or what the documents call the page, for the reader; equal to the menu where it adds nothing. */
  readonly gloss: Localized;
  readonly source: string;
}

const manual = (id: string) => `https://support.huaweicloud.com/intl/en-us/sp-marketplace/${id}.html`;

function chinesePage(menu: string, english: string, source: string): Page {
  return { menu, gloss: { en: english, zh: menu }, source };
}

function englishPage(menu: Localized, source: string, gloss = menu): Page {
  return { menu: menu.en, gloss, source };
}

/** The labels of these menus are shown in Chinese to every reader. */
export const chinesePages: Readonly<Record<PageId, Page>> = {
  audience: chinesePage(
    '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 销售对象管理（或：对象配置）',
    'Seller Console > Product Management (formerly Transaction Management) > Sales Configurations > Target Customers',
    sources.audience,
  ),
  credit: chinesePage(
    '卖家中心 > 商品管理 > 信控设置',
    'Seller Console > Product Management > Credit Control',
    sources.credit,
  ),
  stock: chinesePage('卖家中心 > 库存管理 > 设置库存', 'Seller Console > Stock > Set Stock', sources.stock),
  limit: chinesePage(
    '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 商品限购配置 > 添加配置',
    'Seller Console > Product Management (formerly Transaction Management) > Sales Configurations > Purchase Limits > Add Configuration',
    manual('sp_topic_0000124'),
  ),
  trial: chinesePage(
    '卖家中心 > 销售配置管理 > SaaS试用配置 > 添加配置',
    'Seller Console > Sales Configurations > SaaS Trial > Add Configuration',
    sources.trial,
  ),
  attribute: chinesePage(
    '卖家中心 > 商品管理 > 枚举属性名称和数量属性名称管理',
    'Seller Console > Product Management > Names of Enumeration and Quantity Attributes',
    sources.attribute,
  ),
};

function englishLimits(source: string): Page {
  return englishPage(
    both(
      'Seller Console > Transaction Management > Sales Configurations > Purchase Limits > Add Configuration',
    ),
    source,
  );
}

/** The pages that Huawei documents, by console. A page is absent where no document of the site describes it. */
const pages: Readonly<Record<Console, Readonly<Partial<Record<PageId, Page>>>>> = {
  cn: chinesePages,
  intl: {
    audience: englishPage(
      both('Seller Console > Product Management > Sales Configurations > Target Customers'),
      sources.audience,
    ),
    limit: englishLimits(manual('sp_topic_0000124')),
    trial: englishPage(
      verbatim('Seller Console > Product Management'),
      manual('en-us_topic_0000002171259508'),
      both('the documents call the page "Configuring SaaS Trial Use"'),
    ),
    attribute: englishPage(
      verbatim('Seller Console > Product Management'),
      sources.attribute,
      both('the documents call the page "Managing Product Attributes"'),
    ),
  },
  eu: { limit: englishLimits(sources.limit) },
};

/** A page of a console; `undefined` where Huawei's documents of the site describe none. */
export function pageOf(on: Console, id: PageId): Page | undefined {
  return pages[on][id];
}

interface Label {
  /** On the other sites, whether documented there or not. */
  readonly en: string;
  /** As documented on the Chinese site. */
  readonly zh: string;
  readonly isEnglishDocumented: boolean;
}

function label(zh: string, en: string, isEnglishDocumented: boolean): Label {
  return { en, zh, isEnglishDocumented };
}

const labels = {
  addUser: label('添加用户', 'Add User', true),
  addSpecified: label('添加指定用户', 'add specified user', false),
  accountName: label('华为云账号名', 'account name', false),
  accountId: label('华为云账号ID', 'account id', false),
  confirm: label('确定', 'OK', false),
  submit: label('提交', 'Submit', true),
  remove: label('删除', 'delete', false),
  set: label('设置', 'set', false),
  creditSwitch: label('授信开关', 'credit switch', false),
  cashCoupon: label('授信现金券支付', 'payment by credit cash coupon', false),
  creditLine: label('信用额度支付', 'payment by credit line', false),
  delta: label('本次补货数量', 'quantity added this time', false),
  note: label('补货说明', 'note on it', false),
  once: label('限购次数', 'Purchase Limit', true),
  quantity: label('数量属性限制', 'Quantity Attribute', true),
  all: label('全部用户', 'All users', true),
  enterprise: label('企业用户', 'Enterprise users', true),
  individual: label('个人用户', 'Individual users', true),
  specified: label('指定用户', 'Specified users', true),
  associated: label('已购买关联商品用户', 'Associated-product buyers', true),
} as const satisfies Record<AudienceType, Label> & Record<string, Label>;

export type LabelId = keyof typeof labels;

/** The one documented page of the European site has these labels. */
const europeanLabels: readonly LabelId[] = ['once', 'quantity', 'submit'];

/**
 * A label of a console, with its translation for a reader of the other language.
 *
 * @param bold marks a label that is documented as it is
 */
export function consoleLabel(on: Console, id: LabelId, bold: (text: string) => string): Localized {
  const { en, zh, isEnglishDocumented }: Label = labels[id];
  if (on === 'cn') return { en: `${bold(zh)} (${en})`, zh: bold(zh) };
  if (!isEnglishDocumented || (on === 'eu' && !europeanLabels.includes(id)))
    return { en: en.toLowerCase(), zh };
  return { en: bold(en), zh: `${bold(en)}（${zh}）` };
}

export function bilingualLabel(id: LabelId): Localized {
  const { en, zh } = labels[id];
  return { en, zh };
}

/** The menu path to a page in both languages; `null` where Huawei's documents of the site describe none. */
export function menuPath(on: Console, id: PageId): Localized | null {
  const known = pageOf(on, id);
  if (!known) return null;
  const { menu, gloss } = known;
  const isRemark = on !== 'cn' && gloss.en !== menu;
  return { en: isRemark ? `${menu} (${gloss.en})` : gloss.en, zh: gloss.zh };
}
