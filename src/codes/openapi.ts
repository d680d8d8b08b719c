import type { CodeEntry, CodeFamilyId } from './entry.ts';
import { entriesOf } from './families.ts';

const families: readonly CodeFamilyId[] = [
  'order-usage',
  'usage-push',
  'billing',
  'upload',
  'license',
  'gateway',
];

/** Every documented code of Huawei's open API. */
export function apiCodes(): readonly CodeEntry[] {
  return families.flatMap(entriesOf);
}

let byCode: ReadonlyMap<string, CodeEntry> | undefined;

/**
 * The entry of a code, with either prefix for those of the gateway; `undefined` for an undocumented code.
 *
 * @param status of the response: it distinguishes Huawei's MKT.9001 from that of koo's own seller configuration
 */
export function apiCode(code: string, status?: number): CodeEntry | undefined {
  const own = entriesOf('seller-config').find((entry) => entry.code === code);
  if (own && status !== undefined && own.http.includes(status)) return own;
  // A code that both have is Huawei's, unless the status says otherwise.
  byCode ??= new Map(
    [...entriesOf('seller-config'), ...apiCodes()].flatMap((entry) =>
      [entry.code, ...entry.aliases].map((name) => [name, entry] as const),
    ),
  );
  return byCode.get(code.replace(/^apigw?\./i, (prefix) => prefix.toUpperCase()));
}

/** The entry of a code of the billing service, some of whose codes other services have, too. */
export function billingCode(code: string): CodeEntry | undefined {
  return entriesOf('billing').find((entry) => entry.code === code);
}

/** The entry of the code of a single usage record; `undefined` for an undocumented code. */
export function usageRecordCode(code: string): CodeEntry | undefined {
  return entriesOf('usage-record').find((entry) => entry.code === code);
}

/** Codes that mean success, one for each form of response. */
export const successCodes: ReadonlySet<string> = new Set(['MKT.0000', 'CBC.0000', '92020000']);
