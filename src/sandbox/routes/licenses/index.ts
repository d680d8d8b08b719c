import type { JsonObject, JsonValue } from '../../../text/json.ts';
import {
  type Call,
  checkFields,
  type Field,
  isObject,
  mustBe,
  type Route,
  readList,
  textOf,
} from '../../call.ts';
import { type Code, refusal } from '../../codes.ts';
import { transaction } from '../../store.ts';
import { formatOrderTime, orderTime } from '../../times.ts';
import { codes, license, maxBatch, post, wrong } from './call.ts';
import { reportUsage } from './statistics.ts';
import { findLicense } from './stored.ts';

const effect: Field = { name: 'real_effect_time', max: 16 };

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
  post('v1/license/activate', [license, effect], (call, body) => {
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
  post('v2/license/activate', [{ name: 'license_list' }, effect], (call, body) => {
    activate(call, licenseList(body), body, '92020020');
    return {};
  }),
  post('v1/license/heartbeat', [license, { name: 'heartbeatInfo' }], (call, body) => {
    checkHeartbeat(body.heartbeatInfo);
    return { data: queried(call, textOf(body, 'license'), '92020005') };
  }),
  post('v2/license/heartbeat', [{ name: 'license_list' }], (call, body) => ({
    data: licenseList(body).map((code) => queried(call, code, '92020020')),
  })),
  post('v2/license/software-usage-info', [{ name: 'usage_info' }], reportUsage),
];

function licenseList(body: JsonObject): readonly string[] {
  return readList(body.license_list, 'license_list', maxBatch, wrong).map((code, index) => {
    const name = `license_list[${index}]`;
    if (typeof code !== 'string' || code === '') throw refusal(wrong, mustBe(name, 'a string', '字符串'));
    if (code.length > 64) {
      throw refusal(wrong, mustBe(name, '64 characters at most', '64 个字符以内'));
    }
    return code;
  });
}

function activate(call: Call, codes: readonly string[], body: JsonObject, unknown: Code): void {
  const effect = textOf(body, 'real_effect_time');
  if (effect !== '' && orderTime(effect) === undefined) {
    throw refusal('92020002', mustBe('real_effect_time', 'yyyyMMddHHmmss in UTC', ' yyyyMMddHHmmss（UTC）'));
  }
  transaction(call.database, () => {
    for (const code of codes) {
      const found = findLicense(call, code, unknown);
      if (!found.received) {
        throw refusal('92020004', { en: `${code} is not received`, zh: `${code} 尚未被用户领取` });
      }
      if (found.status !== 'NEW') {
        throw refusal('92020003', {
          en: `${code} is ${found.status}; a licence is activated once`,
          zh: `${code} 的状态为 ${found.status}，授权码只能激活一次`,
        });
      }
      if (effect !== '' && effect < found.orderTime) {
        throw refusal('92020002', {
          en: `real_effect_time is before the order time ${found.orderTime} of ${code}`,
          zh: `real_effect_time 早于 ${code} 的下单时间 ${found.orderTime}`,
        });
      }
      call.database
        .prepare("UPDATE licenses SET status = 'ALIVE', activate_time = ? WHERE code = ?")
        .run(effect || formatOrderTime(call.now), code);
    }
  });
}

/** May hold more than what is documented: the page calls it extensible. */
function checkHeartbeat(info: JsonValue | undefined): void {
  if (info === undefined || info === null) return;
  if (!isObject(info)) throw refusal(wrong, mustBe('heartbeatInfo', 'an object', '对象'));
  const known = [
    { name: 'thirdPartyAccount', max: 256 },
    { name: 'ip', max: 32 },
  ];
  const others = Object.keys(info).map((name) => ({ name }));
  checkFields(info, [...known, ...others], codes, 'heartbeatInfo.');
}

function queried(call: Call, code: string, unknown: Code): JsonObject {
  const { status, activateTime, expireTime } = findLicense(call, code, unknown);
  if (activateTime === null) throw refusal('92020011', { en: code, zh: code });
  return { license_code: code, status, activate_time: activateTime, expire_time: expireTime };
}
