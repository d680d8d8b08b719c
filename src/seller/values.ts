/** Words and sources of the seller configuration, for commands that do without the schemas of `contract.ts`. */

/** Lists of specified users: who may buy, who may pay with the credit line, who may try. */
export const listNames = ['audience', 'credit_line', 'trial'] as const;

export const deliveries = ['saas', 'license', 'image', 'hardware', 'service'] as const;
export const productStatuses = ['on_sale', 'off_sale', 'draft'] as const;
export const chargingModes = ['PERIOD', 'ONE_TIME', 'ON_DEMAND', 'ON_DEMAND_PKG'] as const;

/** Target customers: all, enterprise, individual or specified users, or buyers of an associated product. */
export const audienceTypes = ['all', 'enterprise', 'individual', 'specified', 'associated'] as const;

export const cashCoupons = ['on', 'off'] as const;
export const creditLines = ['off', 'all', 'specified'] as const;
export const trialAudiences = ['all', 'specified'] as const;
export const attributeTypes = ['enumeration', 'quantity'] as const;

export const presetAttributes: readonly string[] = ['appName', 'version', 'os', 'mode'];
/** Whether an attribute comes with the console and is read-only. */
export const isPreset = (code: string) => presetAttributes.includes(code);

/** The key of `purchase_limits` for the product as a whole. */
export const wholeProduct = '*';

/** The pages that document the settings, for the rules and the worksheets. */
export const sources = {
  /** Target Customers */
  audience: 'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_topic_0000002453027949.html',
  /** Credit Control */
  credit: 'https://www.huaweicloud.com/s/JWNjZSDorr7nva5jdHJsJQ',
  /** Product Configuration, with Stock Management among its pages */
  stock: 'https://www.huaweicloud.com/s/JeS6keWVhuW6lyU',
  /** Configuring Purchase Limits */
  limit: 'https://support.huaweicloud.com/eu/sp-marketplace/sp_topic_0000126.html',
  /** Configuring SaaS Trial Use */
  trial: 'https://www.huaweicloud.com/s/Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU',
  /** Managing Product Attributes */
  attribute: 'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_sp_topic_0199264843.html',
  /** Rules of koo's own contract, which no page of Huawei's states. */
  contract: 'docs/api/seller-config.openapi.yaml',
} as const;
