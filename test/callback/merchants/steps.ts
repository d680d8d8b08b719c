import { canonicalJsonText } from '../../../src/signing/canonical-json.ts';
import { decryptClientSecret } from '../../../src/signing/client-secret.ts';
import { decryptField, encryptField } from '../../../src/signing/sensitive-field.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../src/text/json.ts';
import { type Call, type Instance, type Merchant, Refusal, type Steps } from './model.ts';
import type { Param } from './params.ts';

/** A value as text: numbers come as numbers or as text. */
export function text(values: JsonObject, name: string): string {
  const value = values[name] ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The objects of a list, which may be JSON text. */
export function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  const list: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  if (!Array.isArray(list) || !list.every((item) => isObject(item))) throw invalid('the list is invalid');
  return list as readonly JsonObject[];
}

export function invalid(message: string): Refusal {
  return new Refusal('000002', message);
}

export function unknownInstance(): Refusal {
  return new Refusal('000003', 'the instance does not exist');
}

export function isDebugging({ values }: Pick<Call, 'values'>): boolean {
  return text(values, 'testFlag') === '1';
}

const form = {
  text: /^.*$/s,
  integer: /^-?\d+$/,
  decimal: /^-?\d+(\.\d{1,3})?$/,
  time: /^\d{14}(\d{3})?$/,
} as const;

/** `yyyyMMddHHmmss`, with milliseconds in one example. */
function isDate(value: string): boolean {
  const iso = value.replace(/^(....)(..)(..)(..)(..)(..)(...)?$/, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(iso);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === iso.slice(0, 10);
}

/** How this merchant verifies, identifies and answers. */
export function stepsOf(merchant: Merchant): Steps {
  const { key, protocol, sale, params } = merchant;
  const isKit = protocol.keyClass === 'kit';
  const steps: Steps = {
    readBody: ({ body }) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body),
    parse: (body) => {
      const values: unknown = JSON.parse(body);
      if (!isObject(values)) throw invalid('the body is no JSON object');
      return values as JsonObject;
    },
    query: ({ url }) => [...new URLSearchParams(url.split('?').slice(1).join('?'))],
    payload: (body) => canonicalJsonText(body) ?? body,
    proof: (request) => {
      const query = new Map(steps.query(request).toReversed());
      const part = (header: string, name: string) =>
        (isKit ? request.headers[header] : query.get(name)) ?? '';
      return {
        signature: part('x-sign', 'signature'),
        timestamp: part('x-timestamp', 'timestamp'),
        nonce: part('x-nonce', 'nonce'),
      };
    },
    isFresh: (timestamp, now) =>
      /^\d{13}$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= merchant.limits.windowMs,
    nonceKey: (nonce) => nonce,
    isRemembered: (seenAt, now) => now - seenAt <= merchant.limits.nonceMs,
    sameSignature: (expected, given) => expected.toUpperCase() === given.toUpperCase(),
    sameToken: (expected, given) => expected === given,
    signedParams: (params) => params,
    accepts: (param, value) => accepts(param, value),
    validate: (call) => {
      for (const param of Object.values(params[call.activity] ?? {})) {
        const value = call.values[param.name] ?? '';
        if (value === '' ? param.required : !steps.accepts(param, value, call)) {
          throw invalid(`${param.name} is missing or invalid`);
        }
      }
    },
    locks: ({ values }) =>
      ['orderId', 'customerId', 'instanceId', 'tenantId', 'license']
        .filter((name) => text(values, name) !== '')
        .map((name) => `${name} ${text(values, name)}`),
    newId: () => crypto.randomUUID().replaceAll('-', ''),
    orderKey: ({ values }) =>
      JSON.stringify([
        text(values, 'orderId'),
        text(values, protocol.id === 'v1' ? 'productId' : 'orderLineId'),
      ]),
    trialKey: ({ values }) =>
      JSON.stringify([text(values, 'customerId'), text(values, 'skuCode') || text(values, 'productId')]),
    findInstance: async ({ values }) => {
      const found = merchant.store.instances.get(text(values, 'instanceId'));
      await merchant.io();
      if (!found || (found.released && !found.debugging)) throw unknownInstance();
      return found;
    },
    appInfo: (instance) => appInfo(instance, merchant),
    usageInfo: ({ id }, { now }) => {
      if (sale !== 'on-demand') return {};
      const statisticalTime = new Date(now).toISOString().replace(/\D/g, '');
      const dashboardUrl = `https://app.example.com/usage/${id}`;
      return { usageInfo: [{ usageValue: 12.5, statisticalTime, dashboardUrl }] };
    },
    tenantKey: (values) => JSON.stringify([text(values, 'instanceId'), text(values, 'tenantId')]),
    applicationKey: (values) => JSON.stringify([steps.tenantKey(values), text(values, 'appId')]),
    userKey: (values, user) => JSON.stringify([steps.applicationKey(values), text(user, 'userName')]),
    departmentKey: (values, orgCode) => JSON.stringify([steps.tenantKey(values), orgCode]),
    licenseKey: ({ values }) =>
      JSON.stringify(['instanceId', 'eventId', 'deviceFingerprint'].map((name) => text(values, name))),
    notifyKey: ({ values }) => JSON.stringify([text(values, 'orderId'), text(values, 'orderLineId')]),
    decrypt: (value) => {
      const plain = decryptField(key, value, 256);
      if (!plain.ok) throw invalid('an encrypted field cannot be decrypted');
      return plain.text;
    },
    secret: (value) => {
      const plain = decryptClientSecret(merchant.privateKey, value);
      if (!plain.ok) throw new Refusal('000101', 'clientSecret cannot be decrypted');
      return plain.text;
    },
    json: (result) =>
      JSON.stringify(result).replace(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    respond: (result) => {
      const body = Buffer.from(steps.json(result));
      const sign = protocol.replySigned
        ? [['Body-Sign', formatBodySign(bodySignature(key, body))] as const]
        : [];
      return { status: 200, headers: [['Content-Type', 'application/json;charset=UTF-8'], ...sign], body };
    },
  };
  return steps;
}

function accepts({ type, max, values }: Param, value: unknown): boolean {
  if (type === 'list') return listOf(value as JsonValue).length >= 0;
  if (type === 'object') return isObject(value);
  if (typeof value !== 'string' && !(typeof value === 'number' && (values || type !== 'text'))) return false;
  const written = String(value);
  if (written.length > max || !form[type].test(written)) return false;
  return (type !== 'time' || isDate(written)) && (values?.includes(written) ?? true);
}

function appInfo({ id, userName, password }: Instance, { protocol, key }: Merchant): JsonObject {
  const written = (plain: string) =>
    protocol.id === 'v1'
      ? encryptField(key, plain, { bits: 256, iv: crypto.randomUUID().replaceAll('-', '').slice(-16) })
      : plain;
  return {
    frontEndUrl: `https://app.example.com/${encodeURIComponent(id)}`,
    adminUrl: `https://app.example.com/admin/${encodeURIComponent(id)}`,
    userName: written(userName),
    password: written(password),
    memo: '首次登录后请修改密码',
  };
}
