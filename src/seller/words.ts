import { both, type Localized } from '../text/translate.ts';
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
 * Display names of the values of the contract: in Chinese as in the seller console, in English as on its international
 * pages, where these name them.
 */

export const audienceWords: Readonly<Record<AudienceType, Localized>> = {
  all: both('all users'),
  enterprise: both('enterprise users'),
  individual: both('individual users'),
  specified: both('specified users'),
  associated: both('associated-product buyers'),
};

/** States of payment by credit cash coupon and by credit line. */
export const creditWords: Readonly<Record<Credit[keyof Credit], Localized>> = {
  on: both('on'),
  off: both('off'),
  all: both('on, for all users'),
  specified: both('on, for specified users'),
};

export const statusWords: Readonly<Record<ProductStatus, Localized>> = {
  on_sale: both('on sale'),
  off_sale: both('off sale'),
  draft: both('draft'),
};

export const trialWords: Readonly<Record<NonNullable<Sku['trial']>, Localized>> = {
  draft: both('draft'),
  published: both('published'),
};

export const deliveryWords: Readonly<Record<Delivery, Localized>> = {
  saas: both('SaaS'),
  license: both('License'),
  image: both('image'),
  hardware: both('hardware'),
  service: both('service'),
};

export const chargingWords: Readonly<Record<ChargingMode, Localized>> = {
  PERIOD: both('period'),
  ONE_TIME: both('one-time'),
  ON_DEMAND: both('on demand'),
  ON_DEMAND_PKG: both('on-demand package'),
};

/** How a specification is sold: its charging modes, and its trial. */
export function saleWords({ charging_modes, trial }: Sku): Localized {
  const modes = charging_modes.map((mode) => chargingWords[mode]);
  const trials = trial ? [both('trial ({status})', { status: trialWords[trial] })] : [];
  return both('{texts}', { texts: [...modes, ...trials] });
}

export function limitWords({ max_quantity, again_after_expiry }: PurchaseLimit): Localized {
  if (max_quantity !== undefined) return both('at most {maxQuantity}', { maxQuantity: max_quantity });
  return again_after_expiry ? both('once per customer, again after expiry') : both('once per customer');
}

export function attributeWords(attribute: Attribute): Localized {
  if (attribute.type === 'quantity') {
    const { min, max, step } = attribute;
    return both('quantity, {min} to {max}, step {step}', { min, max, step });
  }
  const { values } = attribute;
  return values.length === 0 ? both('enumeration') : both('enumeration: {values}', { values });
}

/** Names a specification for people: by its name, if that is known, and its code. */
export function skuLabel(code: string, product: Product | undefined): string {
  const name = skuName(code, product);
  return name === undefined ? code : `${name} (${code})`;
}

/**
 * Names the product, or a specification by its name, if that is known, and its code.
 *
 * @param quote marks the name and the code
 */
export function targetLabel(
  sku: string | undefined,
  product: Product | undefined,
  quote = (text: string) => text,
): Localized {
  if (sku === undefined) return both('the product');
  const name = skuName(sku, product);
  return name === undefined
    ? both('specification {code}', { code: quote(sku) })
    : both('specification {name} ({code})', { name: quote(name), code: quote(sku) });
}

function skuName(code: string, product: Product | undefined): string | undefined {
  return product?.skus.find(({ sku_code }) => sku_code === code)?.name;
}
