import type { Localized } from '../text/localized.ts';
import type {
  Attribute,
  AudienceType,
  ChargingMode,
  Credit,
  Delivery,
  Product,
  ProductStatus,
  PurchaseLimit,
  Sku,
} from './contract.ts';

/*
 * What the values of the contract are called for people: in Chinese as the seller console calls them, in English as its
 * international pages do, where these name them.
 */

export const audienceWords: Readonly<Record<AudienceType, Localized>> = {
  all: { en: 'all users', zh: '全部用户' },
  enterprise: { en: 'enterprise users', zh: '企业用户' },
  individual: { en: 'individual users', zh: '个人用户' },
  specified: { en: 'specified users', zh: '指定用户' },
  associated: { en: 'associated-product buyers', zh: '已购买关联商品用户' },
};

/** 授信现金券支付 and 信用额度支付 */
export const creditWords: Readonly<Record<Credit[keyof Credit], Localized>> = {
  on: { en: 'on', zh: '开启' },
  off: { en: 'off', zh: '关闭' },
  all: { en: 'on, for all users', zh: '开启（全部用户）' },
  specified: { en: 'on, for specified users', zh: '开启（指定用户）' },
};

export const statusWords: Readonly<Record<ProductStatus, Localized>> = {
  on_sale: { en: 'on sale', zh: '在售' },
  off_sale: { en: 'off sale', zh: '已下架' },
  draft: { en: 'draft', zh: '草稿' },
};

export const trialWords: Readonly<Record<NonNullable<Sku['trial']>, Localized>> = {
  draft: { en: 'draft', zh: '草稿' },
  published: { en: 'published', zh: '已发布' },
};

export const deliveryWords: Readonly<Record<Delivery, Localized>> = {
  saas: { en: 'SaaS', zh: 'SaaS' },
  license: { en: 'License', zh: 'License' },
  image: { en: 'image', zh: '镜像' },
  hardware: { en: 'hardware', zh: '硬件' },
  service: { en: 'service', zh: '服务' },
};

export const chargingWords: Readonly<Record<ChargingMode, Localized>> = {
  PERIOD: { en: 'period', zh: '包周期' },
  ONE_TIME: { en: 'one-time', zh: '一次性' },
  ON_DEMAND: { en: 'on demand', zh: '按需' },
  ON_DEMAND_PKG: { en: 'on-demand package', zh: '按需套餐包' },
};

/** A purchase limit. */
export function limitWords({ max_quantity, again_after_expiry }: PurchaseLimit): Localized {
  if (max_quantity !== undefined) return { en: `at most ${max_quantity}`, zh: `最多购买 ${max_quantity}` };
  return again_after_expiry
    ? { en: 'once per customer, again after expiry', zh: '每个客户限购一次，资源到期后可再次购买' }
    : { en: 'once per customer', zh: '每个客户限购一次' };
}

/** What kind of attribute it is, and what it takes. */
export function attributeWords(attribute: Attribute): Localized {
  if (attribute.type === 'quantity') {
    const { min, max, step } = attribute;
    return { en: `quantity, ${min} to ${max}, step ${step}`, zh: `数量，${min}～${max}，步长 ${step}` };
  }
  const { values } = attribute;
  return values.length === 0
    ? { en: 'enumeration', zh: '枚举' }
    : { en: `enumeration: ${values.join(', ')}`, zh: `枚举：${values.join('、')}` };
}

/** A specification for people: its name, where it is known, and its code. */
export function skuLabel(code: string, product: Product | undefined): string {
  const name = product?.skus.find(({ sku_code }) => sku_code === code)?.name;
  return name === undefined ? code : `${name} (${code})`;
}
