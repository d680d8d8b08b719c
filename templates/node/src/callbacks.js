// Handles the calls of KooGallery: authentication, dispatch, and the reply. Independent of HTTP libraries.
import activities from './activities.json' with { type: 'json' };
// koo:if v1 v2
import * as instances from './instances.js';
// koo:end
// koo:if kit
import * as kit from './kit.js';
// koo:end
// koo:if license-code online-license
import * as licenses from './licenses.js';
// koo:end
// koo:if orders
import * as orders from './orders.js';
// koo:end
import { Refusal } from './refusal.js';
import * as signing from './signing.js';
import { parseObject, problemOf } from './values.js';

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {string} query as sent, without `?`
 * @property {Record<string, string | undefined>} headers names in lower case
 * @property {Buffer | undefined} body as sent; `undefined` if it could not be read, or is too long
 * @property {boolean} [isBusy] whether there was no room for the body
 *
 * @typedef {object} Reply always with HTTP status 200
 * @property {Record<string, string>} headers the case of the names matters
 * @property {Buffer} body must be sent byte for byte
 * @property {string | undefined} activity for the log, like the properties below
 * @property {string} resultCode
 * @property {string} reason
 *
 * @typedef {object} App
 * @property {import('./settings.js').Settings} settings
 * @property {import('./store.js').Store} store
// koo:if orders
 * @property {(orderId: string, orderLineId: string) => Promise<any>} [queryOrder] absent without access to the open API
// koo:end
// koo:if kit
 * @property {import('./confirmations.js').Confirmations} confirmations for the login
// koo:end
 * @property {() => number} now in milliseconds since 1970
 *
 * @typedef {object} Call an authenticated, valid call; its handler runs in a transaction
 * @property {Record<string, any>} values
 * @property {string} key the access key that signed the call
 * @property {import('./settings.js').Settings} settings
 * @property {import('./store.js').Store} store
// koo:if orders
 * @property {any} [order] the order line, if it was queried
// koo:end
 * @property {number} now
 */

/** The protocols: method and path of the calls, class of the key, and the functions that verify and handle a call. */
const protocols = {
  // koo:if v1
  v1: {
    place: 'GET',
    keyClass: 'base',
    authenticate: authenticateV1,
    handlers: instances.v1,
    signsReply: true,
  },
  // koo:end
  // koo:if v1-kit
  'v1-kit': {
    place: 'POST /produceAPI/',
    keyClass: 'kit',
    authenticate: authenticateV1Kit,
    handlers: kit.v1,
    signsReply: true,
  },
  // koo:end
  // koo:if v2
  v2: {
    place: 'POST',
    keyClass: 'base',
    authenticate: authenticateV2,
    handlers: instances.v2,
    queriesOrder: true,
  },
  // koo:end
  // koo:if v2-kit
  'v2-kit': {
    place: 'POST /produceAPI/v2/',
    keyClass: 'kit',
    authenticate: authenticateV2Kit,
    handlers: kit.v2,
  },
  // koo:end
  // koo:if online-license
  'online-license': {
    place: 'POST',
    keyClass: 'base',
    authenticate: authenticateV2,
    handlers: licenses.onlineLicense,
    queriesOrder: true,
  },
  // koo:end
  // koo:if license-code
  'license-code': {
    place: 'POST',
    keyClass: 'license',
    authenticate: authenticateV2,
    handlers: licenses.licenseCode,
  },
  // koo:end
  // koo:if order-notify
  'order-notify': {
    place: 'POST',
    keyClass: 'notify',
    authenticate: authenticateV2,
    handlers: orders.orderNotify,
    queriesOrder: true,
  },
  // koo:end
};

/**
 * Handles a call. Every reply is HTTP 200, even a refusal: KooGallery only reads the result code.
 *
 * @param {Request} request
 * @param {App} app
 * @returns {Promise<Reply>}
 */
export async function handleCallback(request, app) {
  const call = readCall(request);
  const { resultCode, resultMsg, body } = await answer(request, call, app);
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
  // koo:if v1-family
  const { signsReply, keyClass } = protocols[call.possible[0]] ?? {};
  if (signsReply) headers['Body-Sign'] = signing.bodySign(app.settings.keys[keyClass], body);
  // koo:end
  return { headers, body, activity: call.activity, resultCode, reason: resultMsg };
}

/** Encodes a result once, so that the signed bytes are those that are sent. KooGallery requires escapes in `memo`. */
function encode({ resultCode = '000000', resultMsg = 'success', ...rest }) {
  const json = JSON.stringify({ resultCode, resultMsg, ...rest });
  return { resultCode, resultMsg, body: Buffer.from(json.replace(/[\u0080-\uffff]/g, escaped)) };
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

async function answer(request, call, app) {
  try {
    return await perform(request, call, app);
  } catch (error) {
    if (error instanceof Refusal) return encode({ resultCode: error.resultCode, resultMsg: error.message });
    console.error(error);
    // The caller must not learn internal details.
    return encode({ resultCode: '000005', resultMsg: 'internal error' });
  }
}

/** Finds the protocols that a call may belong to. It is not authenticated yet: this only decides which keys to try. */
function readCall(request) {
  const { place, activity, values } = claimOf(request);
  const possible = Object.keys(protocols).filter((protocol) => protocols[protocol].place === place);
  const owner = possible.find((protocol) => Object.keys(activities[protocol]).includes(activity));
  return owner ? { values, activity, possible: [owner] } : { values, possible };
}

function claimOf(request) {
  const { method, body } = request;
  // koo:if v1
  if (method === 'GET') {
    // Of repeated parameters, the first one counts.
    const values = Object.fromEntries([...new URLSearchParams(request.query)].reverse());
    return { place: 'GET', activity: values.activity, values };
  }
  // koo:end
  const values = body && parseObject(body);
  // koo:if kit
  const [, folder, name] = /(\/produceAPI\/(?:v2\/)?)([^/]*)\/?$/.exec(request.path) ?? [];
  if (folder) return { place: `${method} ${folder}`, activity: name, values };
  // koo:end
  return { place: method, activity: values?.activity, values };
}

async function perform(request, { values, activity, possible }, app) {
  const { settings, store, now } = app;
  const [first] = possible;
  if (!first) throw unknownInterface();
  // KooGallery repeats the call.
  if (request.isBusy) throw new Refusal('000005', 'the server is busy');
  if (!request.body) throw new Refusal('000002', 'the body is too long or cannot be read');
  // Before anything else reads it, because it may have so many members that this takes long.
  if (!values)
    throw new Refusal('000002', 'the body is not a JSON object, or has too many levels or members');
  const keys = possible.map((protocol) => settings.keys[protocols[protocol].keyClass]);
  const signed = protocols[first].authenticate(request, values, keys, now());
  const protocol = possible[keys.indexOf(signed.key)];
  // koo:if v2-family
  if (signed.nonce && !store.addNonce(protocols[protocol].keyClass, signed.nonce, now())) {
    throw new Refusal('000001', 'the nonce has been used before');
  }
  // koo:end
  if (activity === undefined) throw unknownInterface();
  const rules = activities[protocol][activity];
  const problem = problemOf(rules, values);
  if (problem) throw new Refusal('000002', problem);
  const call = { values, key: signed.key, settings, store, now: now() };
  // koo:if orders
  // Query it before the transaction, which locks the database.
  if (app.queryOrder && protocols[protocol].queriesOrder && rules.orderLineId?.required) {
    call.order = await orders.findOrder(values, app.queryOrder);
  }
  // koo:end
  // Encode the reply inside the transaction, so that a failure rolls it back.
  return store.transaction(() => encode(protocols[protocol].handlers[activity](call)));
}

function unknownInterface() {
  return new Refusal('000002', 'the server has no such interface');
}
// koo:if v1

/**
 * V1: `authToken` signs the parameters of the query.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 */
function authenticateV1({ query }, { authToken, timeStamp }, [key]) {
  verifyToken(key, authToken, timeStamp, new URLSearchParams(query), 'get');
  return { key };
}
// koo:end
// koo:if v1-kit

/**
 * V1 kit: `authToken`, a header, signs the properties of the body. Huawei's examples put it in quotation marks.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
function authenticateV1Kit({ headers }, values, [key]) {
  const params = Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  verifyToken(key, headers.authtoken?.replace(/^"(.*)"$/, '$1'), values.timeStamp, params, 'post');
  return { key };
}
// koo:end
// koo:if v1-family

function verifyToken(key, token, timeStamp, params, form) {
  if (!token) throw new Refusal('000001', 'authToken is missing');
  if (!isTime(timeStamp)) throw new Refusal('000002', 'timeStamp is missing or is not yyyyMMddHHmmssSSS');
  if (!signing.equalsConstantTime(token, signing.authToken(key, timeStamp, params, form))) {
    throw new Refusal('000001', 'authToken is wrong');
  }
}

/** Whether a text is a time, which 30 February is not. */
function isTime(text) {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(text) ?? [];
  const [year, month, ...rest] = parts.map(Number);
  const time = new Date(Date.UTC(year, month - 1, ...rest));
  return !Number.isNaN(time.getTime()) && time.toISOString().replace(/\D/g, '') === text;
}
// koo:end
// koo:if v2-base

/**
 * V2: the query has signature, timestamp and nonce.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
function authenticateV2({ query, body }, _values, keys, now) {
  const params = new URLSearchParams(query);
  const [signature, timestamp, nonce] = ['signature', 'timestamp', 'nonce'].map((name) => params.get(name));
  const proof = { signature, timestamp, nonce, body };
  return verifySignature(proof, keys, signing.v2Signature, now);
}
// koo:end
// koo:if v2-kit

/**
 * V2 kit: they are headers, and the signature is another one.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
function authenticateV2Kit({ headers, body }, _values, keys, now) {
  const [signature, timestamp, nonce] = ['x-sign', 'x-timestamp', 'x-nonce'].map((name) => headers[name]);
  const proof = { signature, timestamp, nonce, body };
  return verifySignature(proof, keys, signing.kitSignature, now);
}
// koo:end
// koo:if v2-family

const maxClockDifference = 60_000;

function verifySignature({ signature, timestamp, nonce, body }, keys, sign, now) {
  if (!signature) throw new Refusal('000001', 'the signature is missing');
  // 13 digits, the first not 0: a 0 could have been the end of the nonce, which the signature does not separate.
  if (!/^[1-9]\d{12}$/.test(timestamp ?? ''))
    throw new Refusal('000002', 'the timestamp is missing or no number');
  if (!nonce) throw new Refusal('000002', 'the nonce is missing');
  // KooGallery sends the text that it signs, but a proxy may have serialised the JSON again.
  const payloads = [body, signing.canonicalPayload(body)];
  const isSignedWith = (key) =>
    payloads.some((payload) =>
      signing.equalsConstantTime(signature.toUpperCase(), sign(key, payload, timestamp, nonce)),
    );
  const key = keys.find(isSignedWith);
  if (key === undefined) throw new Refusal('000001', 'the signature is wrong');
  if (Math.abs(now - Number(timestamp)) > maxClockDifference) {
    throw new Refusal('000002', 'the timestamp is more than 60 s from the time of this server');
  }
  // Both are remembered as they are signed.
  return { key, nonce: nonce + timestamp };
}
// koo:end
