import type { ApiCode } from './api-code.ts';
import { gatewayCodes } from './gateway.ts';
import { licenseCodes } from './license.ts';
import { orderUsageCodes } from './order-usage.ts';
import { uploadCodes } from './upload.ts';

/** Every code of the open API that is documented. */
export const apiCodes: readonly ApiCode[] = [
  ...orderUsageCodes,
  ...uploadCodes,
  ...licenseCodes,
  ...gatewayCodes,
];

const byCode: ReadonlyMap<string, ApiCode> = new Map(apiCodes.map((entry) => [entry.code, entry]));

/** What a code means; the gateway's are known with either prefix. `undefined` for a code nobody documents. */
export function apiCode(code: string): ApiCode | undefined {
  const gateway = /^APIGW?\.(\d{4})$/i.exec(code)?.[1];
  return byCode.get(gateway ?? code);
}

/** Codes that mean success, one for each family of envelopes. */
export const successCodes: ReadonlySet<string> = new Set(['MKT.0000', 'CBC.0000', '92020000']);
