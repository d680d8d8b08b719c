/** Limits of the seller configuration, for commands that do without the schemas of `contract.ts`. */

/** Users in one call of `batch-create` or `batch-delete`, at most. */
export const maxUsersOfBatch = 100;
/** Users in one page, at most. */
export const maxUsersOfPage = 1000;
/** User rows in one PATCH, all lists together, at most. */
export const maxUsersOfPatch = 10_000;
/** Products in one page, at most. */
export const maxProductsOfPage = 100;

/** The most by which one adjustment raises or lowers stock. */
export const maxStockDelta = 9_999_999;
/** UTF-16 units of its note, at most. */
export const maxStockNote = 255;
/** Days of a trial, at the least and at the most. */
export const trialDays = { min: 3, max: 180 } as const;
/** Values of an enumeration, at most. */
export const maxEnumerationValues = 10;
