/** Words and limits of the seller configuration, for commands that do without the schemas of `contract.ts`. */

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
