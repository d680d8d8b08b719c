import type { CodeEntry } from './entry.ts';
import { gatewayCodes } from './gateway.ts';
import { licenseCodes } from './license.ts';
import { orderUsageCodes } from './order-usage.ts';
import { sellerConfigCodes } from './seller-config.ts';
import { uploadCodes } from './upload.ts';
import { usagePushCodes } from './usage.ts';

/** Every code of Huawei's open API that is documented. */
export const apiCodes: readonly CodeEntry[] = [
  ...orderUsageCodes,
  ...usagePushCodes,
  ...uploadCodes,
  ...licenseCodes,
  ...gatewayCodes,
];

// A code that stands in both is Huawei's, unless the status says otherwise.
const byCode: ReadonlyMap<string, CodeEntry> = new Map(
  [...sellerConfigCodes, ...apiCodes].flatMap((entry) =>
    [entry.code, ...entry.aliases].map((code) => [code, entry] as const),
  ),
);

/**
 * What a code means; the gateway's are known with either prefix. `undefined` for a code nobody documents.
 *
 * @param status of the answer: it tells Huawei's MKT.9001 from the one of koo's own seller configuration
 */
export function apiCode(code: string, status?: number): CodeEntry | undefined {
  const own = sellerConfigCodes.find((entry) => entry.code === code);
  if (own && status !== undefined && own.http.includes(status)) return own;
  return byCode.get(code.replace(/^apigw?\./i, (prefix) => prefix.toUpperCase()));
}

/** Codes that mean success, one for each family of envelopes. */
export const successCodes: ReadonlySet<string> = new Set(['MKT.0000', 'CBC.0000', '92020000']);
