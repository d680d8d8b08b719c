// koo:if orders instances
// koo:if orders on-demand
// The open API of KooGallery.
import * as signing from './signing.js';
import { readObject } from './values.js';

const basePath = '/api/mkp-openapi-public/global/v1';

/** @param {{ url: string, ak: string, sk: string }} api */
async function call({ url, ak, sk }, method, path, { headers = {}, body = '', timeout }) {
  const target = new URL(basePath + path, url);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const sent = { 'Content-Type': 'application/json;charset=UTF-8', ...headers };
  const response = await fetch(target, {
    method,
    headers: signing.signRequest(ak, sk, { method, url: target, headers: sent, body }, date),
    signal: AbortSignal.timeout(timeout),
    redirect: 'error',
    ...(method === 'POST' && { body }),
  });
  const answer = await readObject(response);
  if (!answer)
    throw new Error(`the open API answered HTTP ${response.status}, but not with the expected JSON`);
  return answer;
}
// koo:if orders

/** The codes of V1 for the charging modes. */
const chargingModes = { ON_DEMAND: '0', PERIOD: '1', ONE_TIME: '3', ON_DEMAND_PKG: '5' };

/** Codes for an unknown parameter, a wrong parameter, and the order of another seller. */
const noOrder = ['MKT.0100', 'MKT.0101', 'MKT.0150'];

/**
 * Queries an order line.
 *
 * @returns `undefined` if there is none; throws if the open API does not respond as expected
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export async function queryOrder(api, orderId, orderLineId) {
  const query = new URLSearchParams({ orderId, orderLineId });
  const { resultCode, orderInfo } = await call(api, 'GET', `/order/query?${query}`, { timeout: 3000 });
  if (noOrder.includes(resultCode)) return undefined;
  if (resultCode !== 'MKT.0000') throw new Error(`the order query returned ${resultCode}`);
  const line = orderInfo.orderLine.find((one) => one.orderLineId === orderLineId);
  if (!line) return undefined;
  const { productId, skuCode, linearValue } = line.productInfo?.[0] ?? {};
  return {
    customerId: orderInfo.buyerInfo?.customerId ?? '',
    mobilePhone: orderInfo.buyerInfo?.mobilePhone ?? '',
    email: orderInfo.buyerInfo?.email ?? '',
    chargingMode: chargingModes[line.chargingMode] ?? '',
    expireTime: line.expireTime ?? '',
    purchase: {
      // The ID of the item sold. KooGallery has several IDs for a product: compare with what the console shows.
      productId: productId ?? '',
      skuCode: skuCode ?? '',
      quantity: linearValue ?? '',
      periodType: line.periodType ?? '',
      periodNumber: line.periodNumber ?? '',
      // Entered by the buyer: a list of { name, value }.
      parameters: line.extendParams ?? [],
    },
  };
}
// koo:end
// koo:if on-demand

/** Codes of records that KooGallery has already, such as after a lost reply. */
const alreadyAccepted = ['005', '010'];

/**
 * Pushes up to 1000 usage records.
 *
 * @param {string} accessKey the access key of the base interfaces
 * @returns {Promise<Map<string, { code: string, reason: string }>>} why records were rejected, by metering_sn
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export async function pushUsage(api, accessKey, records) {
  const body = JSON.stringify({ usage_records: records });
  const ts = String(Date.now());
  const nonce = crypto.randomUUID();
  const headers = { signature: signing.usageSignature(accessKey, ts, nonce, body), ts, nonce };
  const answer = await call(api, 'POST', '/isv/usage-data', { headers, body, timeout: 30_000 });
  if (answer.error_code !== 'MKT.0000') throw new Error(`the usage push returned ${answer.error_code}`);
  const { error_code: _code, error_msg, request_id: _id, ...rest } = answer;
  if (error_msg && !/^(success(ful)?|ok|成功)[.!。！]?$/i.test(error_msg)) throw new Error(notUnderstood);
  const rejected = new Map();
  addRejected(rest, rejected, new Set(records.map(({ metering_sn }) => metering_sn)));
  return rejected;
}

/**
 * Collects the rejected records of a response. Huawei does not publish where they are, so they may be anywhere. If there
 * is anything else, no record counts as accepted, because it may be a rejection.
 */
function addRejected(value, rejected, sent) {
  if (value === null || value === '') return;
  if (isRecord(value, sent)) {
    const { metering_sn, error_code, error_msg } = value;
    if (!alreadyAccepted.includes(error_code)) {
      rejected.set(metering_sn, { code: error_code, reason: error_msg ?? '' });
    }
    return;
  }
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || (isList && !value.every((one) => isRecord(one, sent)))) {
    throw new Error(notUnderstood);
  }
  for (const inner of Object.values(value)) addRejected(inner, rejected, sent);
}

const notUnderstood = 'the usage push returned something that is not understood';

/** Whether a value is a record that was sent, with a code and without nested values. */
function isRecord(value, sent) {
  if (!sent.has(value?.metering_sn) || !value.error_code) return false;
  return Object.values(value).every((one) => typeof one !== 'object' || one === null);
}
// koo:end
// koo:end
// koo:end
