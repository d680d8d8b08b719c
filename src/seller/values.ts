/** Words, limits and sources of the seller configuration, for commands that do without the schemas of `contract.ts`. */

/** Lists of specified users: who may buy, who may pay with the credit line, who may try. */
export const listNames = ['audience', 'credit_line', 'trial'] as const;

export const deliveries = ['saas', 'license', 'image', 'hardware', 'service'] as const;
export const productStatuses = ['on_sale', 'off_sale', 'draft'] as const;
export const chargingModes = ['PERIOD', 'ONE_TIME', 'ON_DEMAND', 'ON_DEMAND_PKG'] as const;

/** 销售对象: all, enterprise, individual or specified users, or buyers of an associated product. */
export const audienceTypes = ['all', 'enterprise', 'individual', 'specified', 'associated'] as const;

export const presetAttributes = ['appName', 'version', 'os', 'mode'] as const;

/** The key of `purchase_limits` for the product as a whole. */
export const wholeProduct = '*';

/** Users in one call of `batch-create` or `batch-delete`, at the most. */
export const maxUsersOfBatch = 100;
/** Users in one page, at the most. */
export const maxUsersOfPage = 1000;
/** User rows in one PATCH, all lists together, at the most. */
export const maxUsersOfPatch = 10_000;
/** Products in one page, at the most. */
export const maxProductsOfPage = 100;

/** The most by which one adjustment raises or lowers stock. */
export const maxStockDelta = 9_999_999;
/** UTF-16 units of its note, at the most. */
export const maxStockNote = 255;
/** Days of a trial, at the least and at the most. */
export const trialDays = { min: 3, max: 180 } as const;
/** Values of an enumeration, at the most. */
export const maxEnumerationValues = 10;

/** The pages that document the settings, for the rules and the worksheets. */
export const sources = {
  /** 配置商品销售对象, Target Customers */
  audience: 'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_topic_0000002453027949.html',
  /** 信控设置 */
  credit: 'https://www.huaweicloud.com/s/JWNjZSDorr7nva5jdHJsJQ',
  /** 商品配置, with 商品库存管理 among its pages */
  stock: 'https://www.huaweicloud.com/s/JeS6keWVhuW6lyU',
  /** 商品限购配置, Configuring Purchase Limits */
  limits: 'https://support.huaweicloud.com/eu/sp-marketplace/sp_topic_0000126.html',
  /** SaaS类商品试用配置 */
  trial: 'https://www.huaweicloud.com/s/Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU',
  /** 枚举属性名称和数量属性名称管理, Managing Product Attributes */
  attributes: 'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_sp_topic_0199264843.html',
  /** What follows from koo's own contract and is in no page of Huawei's. */
  contract: 'docs/api/seller-config.openapi.yaml',
} as const;
