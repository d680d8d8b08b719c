import type { Localized } from '../../text/localized.ts';
import { sources } from '../values.ts';

/** A rule in one sentence, and the page it comes from. */
export interface Rule {
  readonly title: Localized;
  /** URL of the page; for a rule of koo's own contract the document of it in the package. */
  readonly source: string;
}

function rule(source: keyof typeof sources, en: string, zh: string): Rule {
  return { title: { en, zh }, source: sources[source] };
}

const catalogue = {
  'user-name-required': rule(
    'audience',
    'A specified user has an account name.',
    '指定用户必须填写华为云账号名。',
  ),
  'user-id-required': rule(
    'audience',
    'A specified user has an account ID.',
    '指定用户必须填写华为云账号ID。',
  ),
  'user-name-form': rule(
    'audience',
    'Account names are 5 to 64 letters, digits, - and _ in all samples; Huawei states no format.',
    '已知的账号名均为 5～64 位字母、数字、- 和 _；华为未规定格式。',
  ),
  'user-id-form': rule(
    'audience',
    'Account IDs are 32 lower-case hexadecimal digits in all samples; Huawei states no format.',
    '已知的账号ID均为 32 位小写十六进制字符；华为未规定格式。',
  ),
  'user-duplicate': rule(
    'contract',
    'A list has one entry for an account ID.',
    '同一名单中，一个账号ID只有一条记录。',
  ),
  'user-conflict': rule('contract', 'An account ID has one account name.', '一个账号ID只能对应一个账号名。'),
  'user-added-and-removed': rule(
    'contract',
    'A user is added to a list or removed from it, not both at once.',
    '同一用户不能在一次变更中既添加又删除。',
  ),
  'users-max': rule(
    'contract',
    'One change has up to 10 000 user rows, all lists together.',
    '一次变更最多包含 10 000 条用户记录（所有名单合计）。',
  ),
  'list-credit-line-sku': rule(
    'credit',
    'The users of the credit line are set for the product, not for a specification.',
    '信用额度支付的指定用户按商品设置，不区分规格。',
  ),
  'list-trial-sku': rule(
    'trial',
    'A list of trial users belongs to a trial specification.',
    '试用用户名单属于某个试用规格。',
  ),
  'sku-unknown': rule('contract', 'A specification is one of the product.', '规格必须属于该商品。'),
  'audience-type': rule(
    'audience',
    'Who may buy is all, enterprise, individual, specified or associated.',
    '销售对象为 all、enterprise、individual、specified 或 associated。',
  ),
  'audience-sku-type': rule(
    'audience',
    'A specification may narrow the audience of its product, and not widen it or turn it into another.',
    '规格的销售对象只能在商品销售对象的范围内收窄。',
  ),
  'audience-locked': rule(
    'audience',
    'Where the product is for specified users or buyers of an associated product, its specifications follow it.',
    '商品的销售对象为指定用户或已购买关联商品用户时，规格与商品保持一致，不可单独设置。',
  ),
  'audience-associated-required': rule(
    'audience',
    'An audience of associated buyers names what they have bought.',
    '销售对象为已购买关联商品用户时，必须指明关联的商品或规格。',
  ),
  'audience-associated-only': rule(
    'audience',
    'Only an audience of associated buyers names associated products or specifications.',
    '只有销售对象为已购买关联商品用户时才能填写关联的商品或规格。',
  ),
  'audience-associated-own': rule(
    'audience',
    'A product is associated only with products of the same seller.',
    '商品只能关联同一商家的商品。',
  ),
  'audience-associated-same-product': rule(
    'audience',
    'A specification is associated only with specifications of the same product.',
    '规格只能关联同一商品的规格。',
  ),
  'credit-cash-coupon': rule(
    'credit',
    'The credit cash coupon is on or off.',
    '授信现金券支付为 on 或 off。',
  ),
  'credit-line': rule(
    'credit',
    'The credit line is off, for all, or for specified users.',
    '信用额度支付为 off、all 或 specified（指定用户）。',
  ),
  'stock-on-sale': rule(
    'stock',
    'Stock is set for products on sale only.',
    '只有“在销售”状态的商品可以设置库存。',
  ),
  'stock-delta': rule(
    'stock',
    'Stock changes by a whole number from -9999999 to 9999999, and not by 0.',
    '本次补货数量为 -9999999 到 9999999 的整数，且不为 0。',
  ),
  'stock-note': rule('stock', 'A change of stock has a note.', '设置库存必须填写补货说明。'),
  'stock-sku': rule(
    'contract',
    'Stock is counted by specification: a product with several needs the code of one.',
    '库存按规格计算：商品有多个规格时须指明规格。',
  ),
  'stock-not-below-sold': rule(
    'stock',
    'Stock may not fall below what is already sold.',
    '库存不能低于已售数量。',
  ),
  'stock-read-only': rule(
    'contract',
    'Stock in a document is for reading; koo product stock add changes it.',
    '配置文件中的库存仅供查看；修改请使用 koo product stock add。',
  ),
  'limit-pay-per-use': rule(
    'limits',
    'Purchase limits are not for pay-per-use.',
    '按需计费的商品不支持限购。',
  ),
  'limit-one-kind': rule(
    'limits',
    'A purchase limit is either once per customer or a maximum quantity.',
    '限购为每个客户限购一次或数量属性上限，二者选其一。',
  ),
  'limit-again-after-expiry': rule(
    'limits',
    'Again after expiry goes with once per customer.',
    '“到期后可再次购买”仅用于每个客户限购一次。',
  ),
  'limit-max-quantity': rule(
    'limits',
    'The most of the quantity attribute is a whole number from 1.',
    '数量属性上限为不小于 1 的整数。',
  ),
  'limit-quantity-attribute': rule(
    'limits',
    'A maximum quantity is for what is sold by a quantity attribute.',
    '数量属性限制仅用于按数量属性销售的规格。',
  ),
  'trial-saas': rule('trial', 'Trials are for SaaS products.', '试用配置仅支持 SaaS 类商品。'),
  'trial-published': rule(
    'trial',
    'A trial is set for a published trial specification.',
    '试用配置仅支持已发布的试用规格。',
  ),
  'trial-days': rule('trial', 'A trial lasts 3 to 180 whole days.', '试用时长为 3～180 天（整数）。'),
  'trial-days-fixed': rule(
    'trial',
    'The days of a published trial cannot change.',
    '试用发布后不能修改试用天数。',
  ),
  'trial-open-to': rule(
    'trial',
    'A trial is open to all or to specified users.',
    '试用对象为 all（全部用户）或 specified（指定用户）。',
  ),
  'attribute-type': rule(
    'attributes',
    'An attribute is of type enumeration or quantity.',
    '属性类型为 enumeration（枚举）或 quantity（数量）。',
  ),
  'attribute-code': rule('attributes', 'An attribute has a code.', '属性必须有编码。'),
  'attribute-preset': rule(
    'attributes',
    'The attributes appName, version, os and mode are preset and read-only.',
    'appName、version、os、mode 为系统预置属性，不可修改。',
  ),
  'attribute-preset-name': rule(
    'attributes',
    'The names of preset attributes cannot be used again.',
    '不能使用系统预置属性的名称。',
  ),
  'attribute-once': rule('contract', 'An attribute is named once.', '同一属性只能出现一次。'),
  'attribute-exists': rule(
    'contract',
    'A new attribute has a new code.',
    '新增属性的编码不能与已有属性重复。',
  ),
  'attribute-unknown': rule(
    'contract',
    'An attribute to change is one of the seller.',
    '只能修改或删除已有属性。',
  ),
  'attribute-name': rule(
    'attributes',
    'An attribute has a name in Chinese and in English.',
    '属性必须有中文和英文名称。',
  ),
  'attribute-values': rule(
    'contract',
    'The values of an enumeration are texts, at least one, each once.',
    '枚举属性至少有一个值，值为文本且不能重复。',
  ),
  'attribute-values-max': rule(
    'attributes',
    'An enumeration has up to 10 values.',
    '每个枚举属性最多 10 个值。',
  ),
  'attribute-quantity': rule(
    'attributes',
    'A quantity has a min from 0, a max that is not less, and a step above 0.',
    '数量属性须有最小值（不小于 0）、最大值（不小于最小值）和步长（大于 0）。',
  ),
  'attribute-specifications': rule(
    'attributes',
    'The values of a product’s enumerations give up to 100 specifications.',
    '一个商品的枚举属性值组合最多 100 个规格。',
  ),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof catalogue;

/** Every rule of the seller configuration, with the page it comes from. */
export const rules: Readonly<Record<RuleId, Rule>> = catalogue;

/** A value that breaks a rule (error), or that is legal and yet looks wrong (warning). */
export interface Fault {
  readonly rule: RuleId;
  /** Where it is, in the contract's names, from the value that was judged. */
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  readonly source: string;
}

/** What a rule found. */
export function fault(
  rule: RuleId,
  path: Fault['path'],
  message: Localized,
  severity: Fault['severity'] = 'error',
): Fault {
  return { rule, path, severity, message, source: rules[rule].source };
}

/** The same fault, seen from further outside. */
export function under(prefix: Fault['path']): (fault: Fault) => Fault {
  return (inner) => ({ ...inner, path: [...prefix, ...inner.path] });
}

/** A value in a message, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
