import { canonicalJson, canonicalJsonText } from '../../signing/canonical-json.ts';
import { kitSignature, v2Signature, verifyKitSignature, verifyV2Signature } from '../../signing/v2.ts';
import { oncePerInput } from '../../text/once.ts';
import { both } from '../../text/translate.ts';
import { requiredField } from './fields.ts';
import type { Field, Opened, Parameter, ReceivedRequest, SealInput, Wire } from './model.ts';
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
 * The maximum difference between a V2 timestamp and the current time, in milliseconds.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
const windowMs = 60_000;

type ProofParts = Required<Wire['proof']>;

const baseProof: ProofParts = {
  signature: { in: 'query', name: 'signature' },
  timestamp: { in: 'query', name: 'timestamp' },
  nonce: { in: 'query', name: 'nonce' },
};

const kitProof: ProofParts = {
  signature: { in: 'header', name: 'x-sign' },
  timestamp: { in: 'header', name: 'x-timestamp' },
  nonce: { in: 'header', name: 'x-nonce' },
};

function proofFields({ signature, timestamp, nonce }: ProofParts): readonly Field[] {
  return [
    requiredField(signature.name, both('Signature of the key, nonce, timestamp and body, in hex')),
    requiredField(
      timestamp.name,
      both('Milliseconds since 1970, valid for 60 s (the international site says seconds, which is wrong)'),
    ),
    requiredField(nonce.name, both('Random string, different in each request')),
  ];
}

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
    proof: baseProof,
    envelope: [
      ...proofFields(baseProof),
      requiredField('activity', both('Body: name of the interface'), { maxLength: 32 }),
    ],
    timestamp: millis,

    seal(input) {
      const { activity, values, target } = input;
      const { body, proof } = signBody(input, { activity: activity.name, ...values }, baseProof, v2Signature);
      return {
        protocol: activity.protocol,
        activity: activity.name,
        method: 'POST',
        url: productionUrl(target).href,
        query: proof,
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', `application/json;charset=${charset}`],
        ],
        body,
      };
    },

    open(request, context) {
      const query = firstValues(queryParameters(request.url));
      const opened = openSigned(request, context, baseProof, (name) => query.get(name), verifyV2Signature);
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
  proof: kitProof,
  envelope: proofFields(kitProof),
  timestamp: millis,

  seal(input) {
    const { activity, values, target } = input;
    const { body, proof } = signBody(input, values, kitProof, kitSignature);
    return {
      protocol: activity.protocol,
      activity: activity.name,
      method: 'POST',
      url: productionUrl(target, activity.path).href,
      query: [],
      headers: [['Content-Type', 'application/json;charset=utf-8'], ...proof],
      body,
    };
  },

  open(request, context) {
    const opened = openSigned(
      request,
      context,
      kitProof,
      (name) => request.headers[name],
      verifyKitSignature,
    );
    return opened.ok ? { ...opened, activity: activityInPath(request.url, '/produceAPI/v2/') } : opened;
  },
};

function millis(now: Date): string {
  return String(now.getTime());
}

/** The body to send and the parts of its signature. Signs the canonical form of the body. */
function signBody(
  input: SealInput,
  members: SealInput['values'],
  names: ProofParts,
  sign: typeof v2Signature,
): { readonly body: string; readonly proof: readonly Parameter[] } {
  const body = input.text ?? canonicalJson(members);
  const payload = input.text === undefined ? body : (canonicalJsonText(body) ?? body);
  const proof: Parameter[] = [
    [names.signature.name, sign({ ...input, payload })],
    [names.timestamp.name, input.timestamp],
    [names.nonce.name, input.nonce],
  ];
  return { body, proof };
}

/** The payload of a received body: the body itself, if it is not an object. Several keys and protocols are tried on one. */
export const receivedPayload = oncePerInput((body: Uint8Array): string => {
  // Invalid UTF-8 cannot verify, but can be shown.
  const text = bodyText(body) ?? Buffer.from(body).toString('utf8');
  return canonicalJsonText(text) ?? text;
});

/** Verifies the signature, then parses the body. Also accepts signatures of the unchanged text. */
function openSigned(
  request: ReceivedRequest,
  { key, now }: { readonly key: string; readonly now: Date },
  names: ProofParts,
  read: (name: string) => string | undefined,
  verify: typeof verifyV2Signature,
): Opened {
  const signature = read(names.signature.name);
  const timestamp = read(names.timestamp.name) ?? '';
  const nonce = read(names.nonce.name);
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
  // The signed text does not separate the nonce from the timestamp: the 0 could have been the end of a used nonce.
  if (timestamp.startsWith('0')) return unreadable(both('the timestamp begins with 0'));
  const values = parseObject(text);
  return values ? { ok: true, activity: '', values, nonce } : notAJsonObject;
}
