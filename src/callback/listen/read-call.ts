import type { Keys } from '../../signing/key-class.ts';
import { given, type JsonObject, type JsonValue } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { CallFacts } from '../history/model.ts';
import { inferFromRequest } from '../infer-protocol.ts';
import { createNonceCache } from '../merchant/nonces.ts';
import { readProofPart, readTime } from '../proof.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Opened, Protocol, ReceivedRequest, Values } from '../protocols/model.ts';
import { bodyText, firstValues, parseObject, queryParameters } from '../protocols/request.ts';
import { validateValues } from '../protocols/validate.ts';
import { findActivityName } from '../verify.ts';

/** A received request, read as a callback. */
export interface ReadCall {
  readonly facts: Pick<
    CallFacts,
    'protocol' | 'activity' | 'instanceId' | 'orderId' | 'signature' | 'reason'
  >;
  readonly protocol?: Protocol;
  /** Absent if the protocol has no such interface. */
  readonly activity?: Activity;
  readonly values: Values;
  /**
   * Whether a merchant has to refuse the call. A call with a field that contradicts the documents may be accepted,
   * because KooGallery does not always follow its documents.
   */
  readonly refusal: 'never' | 'allowed' | 'required';
}

/** Reads requests as callbacks, and remembers their nonces. */
export type CallReader = (request: ReceivedRequest, now: Date) => ReadCall;

/**
 * Creates a reader that verifies requests as a merchant must. Without an access key for a request, its signature is
 * not checked.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function createCallReader(keys: Keys): CallReader {
  const nonces = createNonceCache();
  return (request, now) => {
    const id = inferFromRequest(request);
    if (id === undefined) {
      const signature = Object.keys(keys).length > 0 ? 'invalid' : 'not-checked';
      return { facts: { signature, reason: noCallback }, values: {}, refusal: 'required' };
    }
    const protocol = protocolOf(id);
    const key = keyOf(keys, protocol);
    const opened = key === undefined ? undefined : protocol.open(request, { key, now });
    const name = (opened?.ok ? opened.activity : findActivityName(protocol, request)) || undefined;
    const activity = protocol.activities.find((known) => known.name === name);
    const values = opened?.ok ? opened.values : claimedValues(protocol, request);
    const isNew = !opened?.ok || !opened.nonce || nonces.add(`${protocol.keyClass} ${opened.nonce}`, now);
    const fault = faultOf(opened, isNew, activity, values);
    return {
      facts: {
        protocol: id,
        ...given({
          activity: name,
          instanceId: nonEmptyText(values.instanceId),
          orderId: nonEmptyText(values.orderId),
        }),
        signature: key === undefined || !opened ? 'not-checked' : signatureOf(protocol, request, key, opened),
        ...(fault && { reason: fault.reason }),
      },
      protocol,
      ...(activity && { activity }),
      values,
      refusal: fault?.refusal ?? 'never',
    };
  };
}

/** Returns the access key of the protocol's interface class, or else that of the base interfaces. */
export function keyOf(keys: Keys, { keyClass }: Protocol): string | undefined {
  return keys[keyClass] ?? keys.base;
}

/** Says why a call is not valid, and whether it has to be refused for that. */
function faultOf(
  opened: Opened | undefined,
  isNew: boolean,
  activity: Activity | undefined,
  values: Values,
): { readonly reason: Localized; readonly refusal: 'allowed' | 'required' } | undefined {
  if (opened && !opened.ok) return { reason: opened.reason, refusal: 'required' };
  if (!isNew) return { reason: both('the nonce has already been used'), refusal: 'required' };
  if (!activity) return { reason: both('the protocol has no such interface'), refusal: 'required' };
  const [problem] = validateValues(activity.request, values);
  return problem && { reason: problem.message, refusal: 'allowed' };
}

/** A signature that is too old may be right nevertheless. */
function signatureOf(
  protocol: Protocol,
  request: ReceivedRequest,
  key: string,
  opened: Opened,
): 'valid' | 'invalid' {
  if (opened.ok) return 'valid';
  const timestamp = readProofPart(request, protocol.proof.timestamp);
  const time = timestamp === undefined ? undefined : readTime(protocol, timestamp, new Date(0));
  return time && protocol.open(request, { key, now: new Date(time.at) }).ok ? 'valid' : 'invalid';
}

/** Reads the values of a request without a valid signature. */
function claimedValues(protocol: Protocol, request: ReceivedRequest): JsonObject {
  return protocol.method === 'GET'
    ? Object.fromEntries(firstValues(queryParameters(request.url)))
    : (parseObject(bodyText(request.body) ?? '') ?? {});
}

function nonEmptyText(value: JsonValue | undefined): string | undefined {
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText && value !== '' ? String(value) : undefined;
}

const noCallback: Localized = both(
  'this is no callback of KooGallery: it has no authToken, x-sign or signature',
);
