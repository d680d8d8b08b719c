import { type JsonObject, type JsonValue, objectOf, tryJson } from '../text/json.ts';
import { incompleteResponseError } from './errors.ts';
import { type ApiResponse, basePath, basePathV2, listOf, type OpenApi } from './model.ts';

/** Most licences in a call, and most entries of a licence in a call. */
export const maxLicenses = 100;
export const maxUsageEntries = 100;

/** When licences take effect: `yyyyMMddHHmmss` in UTC, not before the order. */
type EffectTime = string | undefined;

/**
 * Activates a licence. Not idempotent: a second activation is rejected with `92020003`.
 *
 * @returns Huawei's facts about it: status, expire_time (an estimate), product_id, order_id, amount
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649244.html
 */
export async function activateLicense(api: OpenApi, license: string, at?: EffectTime): Promise<JsonObject> {
  const body = { license, ...effectTimeField(at) };
  return parseLicenseInfo(await post(api, `${basePath}/license/activate`, body, false));
}

/**
 * Activates up to {@link maxLicenses} licences; all or none, as far as documented. The response has no facts per licence.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649244.html
 */
export async function activateLicenses(
  api: OpenApi,
  licenses: readonly string[],
  at?: EffectTime,
): Promise<void> {
  const body = { license_list: licenses, ...effectTimeField(at) };
  await post(api, `${basePathV2}/license/activate`, body, false);
}

/**
 * Status of a licence (formerly its heartbeat).
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649245.html
 */
export async function queryLicense(api: OpenApi, license: string): Promise<JsonObject> {
  const response = await post(api, `${basePath}/license/heartbeat`, { license }, true);
  return objectOf(response.json?.data);
}

/**
 * Status of up to {@link maxLicenses} licences. Huawei mentions this call without documenting it: koo sends the fields
 * of the batch activation and expects a list of what the single call returns.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649245.html
 */
export async function queryLicenses(
  api: OpenApi,
  licenses: readonly string[],
): Promise<readonly JsonObject[]> {
  const response = await post(api, `${basePathV2}/license/heartbeat`, { license_list: licenses }, true);
  const { data } = response.json ?? {};
  if (!Array.isArray(data)) throw incompleteResponseError(response, 'data[]');
  return listOf(data).map(objectOf);
}

/** A user of a licence, or the number of active users (up to 9 digits). */
export type UsageEntry = { readonly id: string } | { readonly active_num: number };

export interface LicenseUsage {
  readonly license: string;
  /** Up to {@link maxUsageEntries}. */
  readonly entries: readonly UsageEntry[];
}

/**
 * Reports the users of up to {@link maxLicenses} licences. It is not retried, since it is not documented whether a
 * second report counts twice.
 *
 * @returns `data` of the response: the licences that failed a check; Huawei's published table of it is truncated
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002290055385.html
 */
export async function reportLicenseUsage(
  api: OpenApi,
  usage: readonly LicenseUsage[],
): Promise<JsonValue | undefined> {
  // The capital I is Huawei's.
  const items = usage.map(({ license, entries }) => ({ license, software_usage_Info: [...entries] }));
  const path = `${basePathV2}/license/software-usage-info`;
  return (await post(api, path, { usage_info: items }, false)).json?.data;
}

async function post(api: OpenApi, path: string, body: JsonObject, idempotent: boolean): Promise<ApiResponse> {
  return api.call({ method: 'POST', path, body: JSON.stringify(body), idempotent });
}

function effectTimeField(at: EffectTime): JsonObject {
  return at === undefined ? {} : { real_effect_time: at };
}

/** `data.license_code_info` is JSON written into a string. */
function parseLicenseInfo({ json }: ApiResponse): JsonObject {
  const text = objectOf(json?.data).license_code_info;
  return objectOf(typeof text === 'string' ? (tryJson(text) as JsonValue | undefined) : text);
}
