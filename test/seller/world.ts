import type {
  Configuration,
  EnumerationAttribute,
  Product,
  QuantityAttribute,
} from '../../src/seller/contract.ts';

export const hw = { account_name: 'hw12345678', account_id: 'd78cbac186b744899480f25bd022f468' };

/** A SaaS product with a specification by period, one pay-per-use, and a published and a draft trial. */
export const product: Product = {
  product_id: 'OFFI1',
  name: { en: 'Board', zh: '看板' },
  delivery: 'saas',
  status: 'on_sale',
  skus: [
    { sku_code: 'std', name: 'Standard', charging_modes: ['PERIOD'], quantity_attribute: 'seats' },
    { sku_code: 'plain', name: 'Plain', charging_modes: ['ONE_TIME'] },
    { sku_code: 'od', name: 'On demand', charging_modes: ['ON_DEMAND'] },
    { sku_code: 'pkg', name: 'Package', charging_modes: ['ON_DEMAND_PKG'] },
    { sku_code: 'try', name: 'Trial', charging_modes: ['PERIOD'], trial: 'published' },
    { sku_code: 'draft', name: 'Trial 2', charging_modes: ['PERIOD'], trial: 'draft' },
  ],
};

export const configuration: Configuration = {
  product_id: 'OFFI1',
  version: '7',
  audience: { type: 'all', skus: {} },
  credit: { cash_coupon: 'on', credit_line: 'off' },
  stock: { std: { available: 999, sold: 10 } },
  purchase_limits: {},
  trial: { try: { days: 15, open_to: 'all' } },
  attributes: [
    { code: 'version', type: 'enumeration', name: { en: 'Version', zh: '版本' }, values: ['1'] },
    { code: 'seats', type: 'quantity', name: { en: 'Seats', zh: '席位数' }, min: 1, max: 500, step: 1 },
  ],
  user_counts: [],
};

export const edition: EnumerationAttribute = {
  code: 'edition',
  type: 'enumeration',
  name: { en: 'Edition', zh: '版别' },
  values: ['basic', 'pro'],
};

export const seats: QuantityAttribute = {
  code: 'seats',
  type: 'quantity',
  name: { en: 'Seats', zh: '席位数' },
  min: 1,
  max: 500,
  step: 1,
};
