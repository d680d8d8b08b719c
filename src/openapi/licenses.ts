import type { JsonObject, JsonValue } from '../text/json.ts';
import { incomplete } from './errors.ts';
import type { ApiAnswer, OpenApi } from './model.ts';
import { basePath, basePathV2 } from './model.ts';
import { listOf, objectOf } from './read.ts';

/** Licences in one call, and entries of a licence in one call, at the most. */
export const maxLicenses = 100;
export const maxUsageEntries = 100;

/** When licences take effect: `yyyyMMddHHmmss` in UTC, not before the order. */
type EffectTime = string | undefined;

/**
 * Activates a licence. Not idempotent: a second activation answers `92020003`.
 *
 * @returns what Huawei tells of it: status, expire_time (an estimate), product_id, order_id, amount
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649244.html
 */
export async function activateLicense(api: OpenApi, license: string, at?: EffectTime): Promise<JsonObject> {
  const answer = await post(api, `${basePath}/license/activate`, { license, ...effect(at) }, false);
  return licenseInfo(answer);
}

/**
 * Activates up to {@link maxLicenses} licences, all or none as far as is documented; nothing is told of each.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649244.html
 */
export async function activateLicenses(
  api: OpenApi,
  licenses: readonly string[],
  at?: EffectTime,
): Promise<void> {
  await post(api, `${basePathV2}/license/activate`, { license_list: licenses, ...effect(at) }, false);
}

/**
 * Status of a licence (formerly its heartbeat).
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649245.html
 */
export async function queryLicense(api: OpenApi, license: string): Promise<JsonObject> {
  const answer = await post(api, `${basePath}/license/heartbeat`, { license }, true);
  return objectOf(answer.json?.data);
}

/**
 * Status of up to {@link maxLicenses} licences. Huawei names this call and publishes no tables of it: the fields
 * are those of the batch activation, the data a list of what the single call gives.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649245.html
 */
export async function queryLicenses(
  api: OpenApi,
  licenses: readonly string[],
): Promise<readonly JsonObject[]> {
  const answer = await post(api, `${basePathV2}/license/heartbeat`, { license_list: licenses }, true);
  const { data } = answer.json ?? {};
  if (!Array.isArray(data)) throw incomplete(answer, 'data[]');
  return listOf(data).map(objectOf);
}

/** Who uses a licence: an id, or how many are active (up to 9 digits); exactly one of both. */
export type UsageEntry = { readonly id: string } | { readonly active_num: number };

export interface LicenseUsage {
  readonly license: string;
  /** Up to {@link maxUsageEntries}. */
  readonly entries: readonly UsageEntry[];
}

/**
 * Reports who uses up to {@link maxLicenses} licences. Whether repeating it adds up is not documented, so it is not
 * repeated.
 *
 * @returns `data` of the answer: the licences that failed a check; Huawei's table of it is not readable as published
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002290055385.html
 */
export async function reportLicenseUsage(
  api: OpenApi,
  usage: readonly LicenseUsage[],
): Promise<JsonValue | undefined> {
  const answer = await post(
    api,
    `${basePathV2}/license/software-usage-info`,
    // The capital I is Huawei's.
    { usage_info: usage.map(({ license, entries }) => ({ license, software_usage_Info: [...entries] })) },
    false,
  );
  return answer.json?.data;
}

async function post(api: OpenApi, path: string, body: JsonObject, idempotent: boolean): Promise<ApiAnswer> {
  return api.call({ method: 'POST', path, body: JSON.stringify(body), idempotent });
}

function effect(at: EffectTime): JsonObject {
  return at === undefined ? {} : { real_effect_time: at };
}

/** `data.license_code_info` is JSON written into a string. */
function licenseInfo({ json }: ApiAnswer): JsonObject {
  const text = objectOf(json?.data).license_code_info;
  if (typeof text !== 'string') return objectOf(text);
  try {
    return objectOf(JSON.parse(text) as JsonValue);
  } catch {
    return {};
  }
}
