import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { both, verbatim } from '../../../text/translate.ts';
import { licenseActivated } from '../../market/life/licenses.ts';
import { type Database, sql, transaction } from '../../state/database.ts';
import { formatOrderTime, orderTime } from '../../state/times.ts';
import {
  type ApiCall,
  assertContentType,
  assertNoQuery,
  checkFields,
  contextOf,
  type Field,
  mustBe,
  optional,
  type Route,
  readJson,
  readList,
  required,
  textOf,
} from '../gateway/call.ts';
import { apiError, type Code } from '../gateway/codes.ts';

/** Code for a parameter that is wrong or too long. */
const wrong = '95000001';

/** Most licences in a batch, and most entries of a licence's statistics. */
const maxBatch = 100;

const license = required('license', 64);
const effect = optional('real_effect_time', 16);

/**
 * Licence codes. What the pages leave open is decided here: a batch is carried out wholly or not at all; the batch
 * query (v2 heartbeat), whose tables are not published, takes `license_list` and answers a list; the query also
 * answers `expire_time`; the list of licences whose statistics were refused is `check_fail_list`.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649244.html (activate)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649245.html (query)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002290055385.html (statistics)
 */
export const licenseRoutes: readonly Route[] = [
  licenseRoute('v1/license/activate', [license, effect], (call, body) => {
    const code = textOf(body, 'license');
    activate(call, [code], body, '92020005');
    const row = findLicense(call, code, '92020005');
    const info = {
      status: row.status,
      expire_time: row.expireTime,
      product_id: row.productId,
      amount: row.amount,
      order_id: row.orderId,
    };
    return { data: { license_code_info: JSON.stringify(info) } };
  }),
  licenseRoute('v2/license/activate', [optional('license_list'), effect], (call, body) => {
    activate(call, licenseList(body), body, '92020020');
    return {};
  }),
  licenseRoute('v1/license/heartbeat', [license, optional('heartbeatInfo')], (call, body) => {
    checkHeartbeat(body.heartbeatInfo);
    return { data: licenseStatus(call, textOf(body, 'license'), '92020005') };
  }),
  licenseRoute('v2/license/heartbeat', [optional('license_list')], (call, body) => ({
    data: licenseList(body).map((code) => licenseStatus(call, code, '92020020')),
  })),
  licenseRoute('v2/license/software-usage-info', [optional('usage_info')], reportUsage),
];

function licenseList(body: JsonObject): readonly string[] {
  return readList(body.license_list, 'license_list', maxBatch, wrong).map((code, index) => {
    const name = `license_list[${index}]`;
    if (typeof code !== 'string' || code === '') throw apiError(wrong, mustBe(name, both('a string')));
    if (code.length > 64) throw apiError(wrong, mustBe(name, both('at most 64 characters')));
    return code;
  });
}

function activate(call: ApiCall, codes: readonly string[], body: JsonObject, unknown: Code): void {
  const effect = textOf(body, 'real_effect_time');
  if (effect !== '' && orderTime(effect) === undefined)
    throw apiError('92020002', mustBe('real_effect_time', both('yyyyMMddHHmmss in UTC')));
  const effectAt = orderTime(effect) ?? call.businessNow.getTime();
  transaction(call.database, () => {
    const context = contextOf(call);
    for (const code of codes) {
      const found = findLicense(call, code, unknown);
      if (!found.received) throw apiError('92020004', both('the buyer has not received {code}', { code }));
      if (found.status !== 'NEW') {
        throw apiError(
          '92020003',
          both('{code} is {status}; a licence can be activated only once', { code, status: found.status }),
        );
      }
      if (effect !== '' && effect < found.orderTime) {
        throw apiError(
          '92020002',
          both('real_effect_time is before the order time {orderTime} of {code}', {
            orderTime: found.orderTime,
            code,
          }),
        );
      }
      sql(call.database)`UPDATE licenses SET status = 'ALIVE',
        activate_time = ${formatOrderTime(new Date(effectAt))} WHERE code = ${code}`.run();
      licenseActivated(context, code, effectAt);
    }
  });
  call.wake();
}

/** Allows undocumented members: the page calls it extensible. */
function checkHeartbeat(info: JsonValue | undefined): void {
  if (info === undefined || info === null) return;
  if (!isObject(info)) throw apiError(wrong, mustBe('heartbeatInfo', both('an object')));
  const others = Object.keys(info).map((name) => optional(name));
  const fields = [optional('thirdPartyAccount', 256), optional('ip', 32), ...others];
  checkFields(info, fields, wrong, 'heartbeatInfo.');
}

function licenseStatus(call: ApiCall, code: string, unknown: Code): JsonObject {
  const { status, activateTime, expireTime } = findLicense(call, code, unknown);
  if (activateTime === null) throw apiError('92020011', verbatim(code));
  return { license_code: code, status, activate_time: activateTime, expire_time: expireTime };
}

interface StoredLicense {
  readonly status: string;
  readonly expireTime: string;
  readonly activateTime: string | null;
  readonly orderTime: string;
  readonly orderId: string;
  readonly productId: string;
  readonly amount: number;
  readonly received: 0 | 1;
  readonly isSold: 0 | 1;
}

/** @throws ApiError with the code `unknown` when it does not exist */
function findLicense(call: ApiCall, code: string, unknown: Code): StoredLicense {
  const found = licenseOf(call, code);
  if (!found) throw apiError(unknown, both('licence {code} does not exist', { code }));
  return found;
}

/** Finds a licence of the caller; one of another seller does not exist for it. */
function licenseOf({ database, account, businessNow }: ApiCall, code: string) {
  const found = sql(database)`SELECT status, expire_time AS expireTime, activate_time AS activateTime,
      order_time AS orderTime, order_id AS orderId, product_id AS productId, amount, received,
      EXISTS (SELECT 1 FROM market_instances WHERE license = code) AS isSold
    FROM licenses WHERE code = ${code} AND seller = ${account.id}`.get<StoredLicense>();
  // The marketplace expires the licences that it sold, after the grace period.
  const isExpired =
    found?.status === 'ALIVE' && !found.isSold && found.expireTime < formatOrderTime(businessNow);
  return found && isExpired ? { ...found, status: 'EXPIRED' } : found;
}

/**
 * Rejects any other method at the address. That licences have a code of their own for it (`95000002`) shows that such a
 * request reaches them.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649195.html
 */
export function wrongMethod(route: Route): Route {
  return {
    ...route,
    handle: () => {
      throw apiError('95000002', both('use POST'));
    },
  };
}

/**
 * Creates a licence call: JSON by POST, without a query.
 *
 * @param fields checked before `handle`, which throws ApiError for the rest
 */
function licenseRoute(
  path: string,
  fields: readonly Field[],
  handle: (call: ApiCall, body: JsonObject) => JsonObject,
): Route {
  return {
    method: 'POST',
    path: `/api/mkp-openapi-public/global/${path}`,
    family: 'license',
    handle: (call) => {
      assertContentType(call.headers, 'application/json', '95000003');
      assertNoQuery(call.url, wrong);
      const body = readJson(call.body, '95000004');
      checkFields(body, fields, wrong);
      return handle(call, body);
    },
  };
}

/** Stores the statistics of licences, all or none. @throws ApiError */
function reportUsage(call: ApiCall, body: JsonObject): JsonObject {
  const entries = readList(body.usage_info, 'usage_info', maxBatch, wrong).map(usageEntry);
  const inactive = entries
    .filter(({ code }) => licenseOf(call, code)?.status !== 'ALIVE')
    .map(({ code }) => code);
  if (inactive.length > 0) {
    const reason = both('not activated or unknown: {codes}', { codes: inactive });
    throw apiError('92020020', reason, { data: { check_fail_list: inactive } });
  }
  transaction(call.database, () => storeUsage(call.database, entries));
  return {};
}

interface UsageEntry {
  readonly code: string;
  readonly usage: readonly JsonValue[];
}

function usageEntry(entry: JsonValue, index: number): UsageEntry {
  const at = `usage_info[${index}]`;
  if (!isObject(entry)) throw apiError(wrong, mustBe(at, both('an object')));
  checkFields(entry, [license, optional('software_usage_Info')], wrong, `${at}.`);
  const usage = readList(entry.software_usage_Info, `${at}.software_usage_Info`, maxBatch, wrong);
  usage.forEach((item, number) => {
    checkUsage(item, `${at}.software_usage_Info[${number}]`);
  });
  return { code: textOf(entry, 'license'), usage };
}

function checkUsage(item: JsonValue, at: string): void {
  if (!isObject(item)) throw apiError(wrong, mustBe(at, both('an object')));
  checkFields(item, [optional('id', 256), optional('active_num')], wrong, `${at}.`);
  if ((item.id === undefined) === (item.active_num === undefined))
    throw apiError(wrong, both('{at} must have either id or active_num', { at }));
  if (item.active_num !== undefined && !/^\d{1,9}$/.test(String(item.active_num)))
    throw apiError(wrong, mustBe(`${at}.active_num`, both('an integer of at most 9 digits')));
}

function storeUsage(database: Database, entries: readonly UsageEntry[]): void {
  const update = database.prepare('UPDATE licenses SET software_usage = ? WHERE code = ?');
  for (const { code, usage } of entries) update.run(JSON.stringify(usage), code);
}
