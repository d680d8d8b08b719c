import { compactJson } from '../../signing/canonical-json.ts';
import { authToken, verifyAuthToken } from '../../signing/v1-auth-token.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { requiredField } from './fields.ts';
import type { Activity, Opened, Parameter, Values, Wire } from './model.ts';
import {
  activityInPath,
  bodyText,
  firstValues,
  notAJsonObject,
  parseObject,
  productionUrl,
  queryParameters,
  unauthenticated,
  unreadable,
} from './request.ts';
import { cnMillis, isMillisText, utcMillis } from './time.ts';

const noToken = unauthenticated(both('authToken is missing'));
const wrongToken = unauthenticated(both('authToken is wrong'));
const noTime = unreadable(both('timeStamp is missing or not in the format yyyyMMddHHmmssSSS'));

/**
 * V1 base interfaces: a GET whose query contains all parameters including `authToken`. The merchant's own query
 * parameters are signed as well. Huawei does not document how long a `timeStamp` is valid.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 */
export const v1Get: Wire = {
  method: 'GET',
  replySigned: true,
  proof: { signature: { in: 'query', name: 'authToken' }, timestamp: { in: 'query', name: 'timeStamp' } },
  envelope: [
    requiredField('activity', both('Name of the interface (instanceStatus: 32 characters)'), {
      maxLength: 20,
    }),
    requiredField('authToken', both('Signature of all other parameters'), { maxLength: 50 }),
    requiredField('timeStamp', both('Time of the request, UTC'), { maxLength: 20, format: 'utc-millis' }),
  ],
  timestamp: utcMillis,

  seal({ activity, target, values, key, timestamp }) {
    const url = productionUrl(target);
    const own = [...url.searchParams];
    const sent: Parameter[] = [
      ...parameters({ activity: activity.name, ...inDeclaredOrder(activity, values) }),
      ['timeStamp', timestamp],
    ];
    const token = authToken({ key, timeStamp: timestamp, params: [...own, ...sent], form: 'get' });
    return {
      protocol: activity.protocol,
      activity: activity.name,
      method: 'GET',
      url: url.href,
      query: [...sent, ['authToken', token]],
      headers: [],
    };
  },

  open(request, { key }) {
    const params = queryParameters(request.url);
    const values = Object.fromEntries(firstValues(params));
    const { activity = '', authToken: token, timeStamp, ...rest } = values;
    if (!token) return noToken;
    if (!timeStamp || !isMillisText(timeStamp)) return noTime;
    if (!verifyAuthToken({ key, timeStamp, params, form: 'get' }, token)) return wrongToken;
    return { ok: true, activity, values: rest };
  },
};

/**
 * V1 kit interfaces: a JSON body and a header `authToken` that signs its non-blank top-level properties.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export const v1Post: Wire = {
  method: 'POST',
  replySigned: true,
  proof: { signature: { in: 'header', name: 'authToken' }, timestamp: { in: 'body', name: 'timeStamp' } },
  envelope: [
    requiredField('authToken', both('Header: signature of the properties of the body'), { maxLength: 255 }),
    requiredField('timeStamp', both('Body: time of the request, UTC+8'), { format: 'cn-millis' }),
  ],
  timestamp: cnMillis,

  seal({ activity, target, values, key, timestamp, text }) {
    const body = text ?? compactJson({ ...inDeclaredOrder(activity, values), timeStamp: timestamp });
    const sent = parseObject(body) ?? {};
    const timeStamp = typeof sent.timeStamp === 'string' ? sent.timeStamp : timestamp;
    return {
      protocol: activity.protocol,
      activity: activity.name,
      method: 'POST',
      url: productionUrl(target, activity.path).href,
      query: [],
      headers: [
        ['Content-Type', 'application/json;charset=utf-8'],
        ['authToken', authToken({ key, timeStamp, params: parameters(sent), form: 'post' })],
      ],
      body,
    };
  },

  open(request, { key }): Opened {
    const token = request.headers.authtoken;
    if (!token) return noToken;
    const body = parseObject(bodyText(request.body) ?? '');
    // The key consists of the access key and timeStamp of the body.
    if (!body) return notAJsonObject;
    const { timeStamp, ...values } = body;
    if (typeof timeStamp !== 'string' || !isMillisText(timeStamp)) return noTime;
    if (!verifyAuthToken({ key, timeStamp, params: parameters(body), form: 'post' }, token))
      return wrongToken;
    return { ok: true, activity: activityInPath(request.url, '/produceAPI/'), values };
  },
};

/** Values in the order of the declared fields, followed by unknown ones; without nulls and signature. */
function inDeclaredOrder(activity: Activity, values: Values): JsonObject {
  const names = new Set([...activity.request.map((field) => field.name), ...Object.keys(values)]);
  names.delete('authToken');
  names.delete('timeStamp');
  const present = [...names].map((name) => [name, values[name] ?? null] as const);
  return Object.fromEntries(present.filter(([, value]) => value !== null));
}

/** Parameters to sign or send: strings unchanged, other values as compact JSON, without nulls. */
export function parameters(values: JsonObject): Parameter[] {
  return Object.entries(values)
    .filter((entry): entry is [string, Exclude<JsonValue, null>] => entry[1] !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? value : compactJson(value)]);
}
