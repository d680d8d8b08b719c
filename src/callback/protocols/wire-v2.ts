import { canonicalJson, canonicalJsonText } from '../../signing/canonical-json.ts';
import { kitSignature, v2Signature, verifyKitSignature, verifyV2Signature } from '../../signing/v2.ts';
import { oncePerInput } from '../../text/once.ts';
import { both } from '../../text/translate.ts';
import { requiredField } from './fields.ts';
import type { Opened, ReceivedRequest, SealInput, Wire } from './model.ts';
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

/**
 * Maximum difference between a V2 timestamp and the current time, in milliseconds.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
const windowMs = 60_000;

const proofNotes = {
  signature: [both('Signature of the key, nonce, timestamp and body, in hex')],
  timestamp: [
    both('Milliseconds since 1970, valid for 60 s (the international site says seconds, which is wrong)'),
  ],
  nonce: [both('Random string, different in each request')],
} as const;

/**
 * V2 base interfaces, online licences, licence codes and orderNotify: a JSON body to one URL with the signature in the
 * query. `charset` is as documented for the protocol.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function v2Base(charset: 'utf8' | 'utf-8' = 'utf8'): Wire {
  return {
    method: 'POST',
    replySigned: false,
    proof: {
      signature: { in: 'query', name: 'signature' },
      timestamp: { in: 'query', name: 'timestamp' },
      nonce: { in: 'query', name: 'nonce' },
    },
    envelope: [
      requiredField('signature', ...proofNotes.signature),
      requiredField('timestamp', ...proofNotes.timestamp),
      requiredField('nonce', ...proofNotes.nonce),
      requiredField('activity', both('Body: name of the interface'), { maxLength: 32 }),
    ],
    timestamp: millis,

    seal(input) {
      const { activity, values, target, timestamp, nonce } = input;
      const { body, payload } = serialise(input, { activity: activity.name, ...values });
      return {
        protocol: activity.protocol,
        activity: activity.name,
        method: 'POST',
        url: productionUrl(target).href,
        query: [
          ['signature', v2Signature({ ...input, payload })],
          ['timestamp', timestamp],
          ['nonce', nonce],
        ],
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', `application/json;charset=${charset}`],
        ],
        body,
      };
    },

    open(request, context) {
      const query = firstValues(queryParameters(request.url));
      const proof = {
        signature: query.get('signature'),
        timestamp: query.get('timestamp'),
        nonce: query.get('nonce'),
      };
      const opened = openSigned(request, context, proof, verifyV2Signature);
      if (!opened.ok) return opened;
      const { activity, ...values } = opened.values;
      return { ...opened, activity: typeof activity === 'string' ? activity : '', values };
    },
  };
}

/**
 * V2 kit interfaces: a JSON body to fixed sub-paths with the signature in headers.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export const v2KitWire: Wire = {
  method: 'POST',
  replySigned: false,
  proof: {
    signature: { in: 'header', name: 'x-sign' },
    timestamp: { in: 'header', name: 'x-timestamp' },
    nonce: { in: 'header', name: 'x-nonce' },
  },
  envelope: [
    requiredField('x-sign', ...proofNotes.signature),
    requiredField('x-timestamp', ...proofNotes.timestamp),
    requiredField('x-nonce', ...proofNotes.nonce),
  ],
  timestamp: millis,

  seal(input) {
    const { activity, values, target, timestamp, nonce } = input;
    const { body, payload } = serialise(input, values);
    return {
      protocol: activity.protocol,
      activity: activity.name,
      method: 'POST',
      url: productionUrl(target, activity.path).href,
      query: [],
      headers: [
        ['Content-Type', 'application/json;charset=utf-8'],
        ['x-sign', kitSignature({ ...input, payload })],
        ['x-timestamp', timestamp],
        ['x-nonce', nonce],
      ],
      body,
    };
  },

  open(request, context) {
    const proof = {
      signature: request.headers['x-sign'],
      timestamp: request.headers['x-timestamp'],
      nonce: request.headers['x-nonce'],
    };
    const opened = openSigned(request, context, proof, verifyKitSignature);
    return opened.ok ? { ...opened, activity: activityInPath(request.url, '/produceAPI/v2/') } : opened;
  },
};

function millis(now: Date): string {
  return String(now.getTime());
}

/** The body to send and the payload to sign. */
function serialise({ text }: SealInput, members: SealInput['values']): { body: string; payload: string } {
  if (text === undefined) {
    const body = canonicalJson(members);
    return { body, payload: body };
  }
  return { body: text, payload: canonicalJsonText(text) ?? text };
}

/** The payload of a received body: the body itself, if it is not an object. Several keys and protocols are tried on one. */
export const receivedPayload = oncePerInput((body: Uint8Array): string => {
  // Invalid UTF-8 cannot verify, but can be shown.
  const text = bodyText(body) ?? Buffer.from(body).toString('utf8');
  return canonicalJsonText(text) ?? text;
});

interface ReceivedProof {
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly nonce: string | undefined;
}

/** Verifies the signature, then parses the body. Also accepts signatures of the unchanged text. */
function openSigned(
  request: ReceivedRequest,
  { key, now }: { readonly key: string; readonly now: Date },
  { signature, timestamp = '', nonce }: ReceivedProof,
  verify: typeof verifyV2Signature,
): Opened {
  if (!signature) return unauthenticated(both('the signature is missing'));
  if (!/^\d{1,15}$/.test(timestamp)) return unreadable(both('the timestamp is missing or is not a number'));
  if (!nonce) return unreadable(both('the nonce is missing'));
  const text = bodyText(request.body);
  if (text === undefined) return notAJsonObject;
  const authentic = [receivedPayload(request.body), text].some((payload) =>
    verify({ key, payload, timestamp, nonce }, signature),
  );
  if (!authentic) return unauthenticated(both('the signature is wrong'));
  if (Math.abs(now.getTime() - Number(timestamp)) > windowMs)
    return unreadable(both('the timestamp differs from the current time by more than 60 s'));
  const values = parseObject(text);
  return values ? { ok: true, activity: '', values, nonce } : notAJsonObject;
}
