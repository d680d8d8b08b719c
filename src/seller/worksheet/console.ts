import type { SiteId } from '../../openapi/sites.ts';
import type { Language, Localized } from '../../text/localized.ts';
import type { AudienceType } from '../contract.ts';
import { sources } from '../values.ts';
import { audienceWords } from '../words.ts';

/** A seller console whose menus Huawei documents. */
export type Console = 'cn' | 'intl' | 'eu';

/** The console that the steps of a site are named after; a sandbox and an address of one's own have none. */
export function consoleOf(site: SiteId): Console {
  return site === 'intl' || site === 'eu' ? site : 'cn';
}

/** A page of the seller console on which a part of a configuration is kept. */
export type PageId = 'audience' | 'credit' | 'stock' | 'limits' | 'trial' | 'attributes';

/** A page of a console. */
export interface Page {
  /** What to click, as the menus are named there. */
  readonly menu: string;
  /** The same in words, for those who do not read the language of the menus. */
  readonly gloss: Localized;
  readonly source: string;
}

const manual = (id: string) => `https://support.huaweicloud.com/intl/en-us/sp-marketplace/${id}.html`;

function page(menu: string, en: string, zh: string, source: string): Page {
  return { menu, gloss: { en, zh }, source };
}

export const chinesePages: Readonly<Record<PageId, Page>> = {
  audience: page(
    '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 销售对象管理（或：对象配置）',
    'Seller Console > Product Management (formerly Transaction Management) > Sales Configurations > Target Customers',
    '',
    sources.audience,
  ),
  credit: page(
    '卖家中心 > 商品管理 > 信控设置',
    'Seller Console > Product Management > Credit Control',
    '',
    sources.credit,
  ),
  stock: page('卖家中心 > 库存管理 > 设置库存', 'Seller Console > Stock > Set Stock', '', sources.stock),
  limits: page(
    '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 商品限购配置 > 添加配置',
    'Seller Console > Product Management (formerly Transaction Management) > Sales Configurations > Purchase Limits > Add Configuration',
    '',
    manual('sp_topic_0000124'),
  ),
  trial: page(
    '卖家中心 > 销售配置管理 > SaaS试用配置 > 添加配置',
    'Seller Console > Sales Configurations > SaaS Trial > Add Configuration',
    '',
    sources.trial,
  ),
  attributes: page(
    '卖家中心 > 商品管理 > 枚举属性名称和数量属性名称管理',
    'Seller Console > Product Management > Names of Enumeration and Quantity Attributes',
    '',
    sources.attributes,
  ),
};

function englishLimits(source: string): Page {
  return page(
    'Seller Console > Transaction Management > Sales Configurations > Purchase Limits > Add Configuration',
    '',
    '卖家控制台 > 交易管理 > 销售配置 > 商品限购 > 添加配置',
    source,
  );
}

/** The pages that Huawei documents, by console. Those that are missing were found in no document of that site. */
const pages: Readonly<Record<Console, Readonly<Partial<Record<PageId, Page>>>>> = {
  cn: chinesePages,
  intl: {
    audience: page(
      'Seller Console > Product Management > Sales Configurations > Target Customers',
      '',
      '卖家控制台 > 商品管理 > 销售配置 > 销售对象',
      sources.audience,
    ),
    limits: englishLimits(manual('sp_topic_0000124')),
    trial: page(
      'Seller Console > Product Management',
      'the documents call the page "Configuring SaaS Trial Use"',
      '卖家控制台 > 商品管理；文档中称为“Configuring SaaS Trial Use”，即 SaaS试用配置',
      manual('en-us_topic_0000002171259508'),
    ),
    attributes: page(
      'Seller Console > Product Management',
      'the documents call the page "Managing Product Attributes"',
      '卖家控制台 > 商品管理；文档中称为“Managing Product Attributes”，即商品属性管理',
      sources.attributes,
    ),
  },
  eu: {
    limits: englishLimits(sources.limits),
  },
};

/** A page of a console; `undefined` when Huawei's documents of that site know none. */
export function pageOf(on: Console, id: PageId): Page | undefined {
  return pages[on][id];
}

/** A word of the console. */
interface Word {
  /** On the other sites; documented there or not. */
  readonly en: string;
  /** As documented on the Chinese site. */
  readonly zh: string;
  readonly isEnglishDocumented: boolean;
}

function word(zh: string, en: string, isEnglishDocumented: boolean): Word {
  return { en, zh, isEnglishDocumented };
}

/** An audience, as the console writes it: with a capital. */
function audience(type: AudienceType): Word {
  const { en, zh } = audienceWords[type];
  return word(zh, en.charAt(0).toUpperCase() + en.slice(1), true);
}

const words = {
  addUser: word('添加用户', 'Add User', true),
  addSpecified: word('添加指定用户', 'add specified user', false),
  accountName: word('华为云账号名', 'account name', false),
  accountId: word('华为云账号ID', 'account id', false),
  confirm: word('确定', 'OK', false),
  submit: word('提交', 'Submit', true),
  remove: word('删除', 'delete', false),
  set: word('设置', 'set', false),
  creditSwitch: word('授信开关', 'credit switch', false),
  cashCoupon: word('授信现金券支付', 'payment by credit cash coupon', false),
  creditLine: word('信用额度支付', 'payment by credit line', false),
  delta: word('本次补货数量', 'quantity added this time', false),
  note: word('补货说明', 'note on it', false),
  once: word('限购次数', 'Purchase Limit', true),
  quantity: word('数量属性限制', 'Quantity Attribute', true),
  all: audience('all'),
  enterprise: audience('enterprise'),
  individual: audience('individual'),
  specified: audience('specified'),
  associated: audience('associated'),
} as const satisfies Record<AudienceType, Word> & Record<string, Word>;

export type WordId = keyof typeof words;

/** Of the European site one page is documented. */
const europeanWords: readonly WordId[] = ['once', 'quantity', 'submit'];

/**
 * A word of a console, with its meaning where the reader's language is another.
 *
 * @param bold marks what is documented as it is
 */
export function wordOf(on: Console, id: WordId, language: Language, bold: (text: string) => string): string {
  const { en, zh, isEnglishDocumented }: Word = words[id];
  if (on === 'cn') return language === 'zh' ? bold(zh) : `${bold(zh)} (${en})`;
  if (!isEnglishDocumented || (on === 'eu' && !europeanWords.includes(id))) {
    return language === 'en' ? en.toLowerCase() : zh;
  }
  return language === 'en' ? bold(en) : `${bold(en)}（${zh}）`;
}

/** A word of the consoles in both languages. */
export function labelOf(id: WordId): Localized {
  const { en, zh } = words[id];
  return { en, zh };
}

/** The menus that lead to a page, in both languages; `null` when Huawei's documents of that site know none. */
export function menuOf(on: Console, id: PageId): Localized | null {
  const known = pageOf(on, id);
  if (!known) return null;
  const { menu, gloss } = known;
  if (on === 'cn') return { en: gloss.en, zh: menu };
  return { en: gloss.en ? `${menu} (${gloss.en})` : menu, zh: gloss.zh };
}
