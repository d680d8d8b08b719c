import type { ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { firstValues, queryParameters } from '../../../src/callback/protocols/request.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import type { Handle, ReferenceMerchant } from './model.ts';
import { hmac } from './verify-v1.ts';
import { jsonOf, read, result, sealed } from './wrap.ts';

export interface Proof {
  readonly signature?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly nonce?: string | undefined;
}

export interface Signable {
  readonly key: string;
  readonly nonce: string;
  readonly timestamp: string;
  readonly payload: string;
}

/** The parts of a V2 merchant's own verification; a mistake replaces one. */
export interface V2Way {
  /** The text that is signed, made of the body. */
  readonly payload: (body: string) => string;
  readonly sign: (input: Signable) => string;
  readonly equal: (right: string, given: string) => boolean;
  /** The result code for a proof that is out of time or lacks a part; undefined when it is good. */
  readonly judgeTime: (timestamp: string | undefined, now: number) => string | undefined;
  readonly nonceMissing: string | undefined;
  /** For a timestamp whose first digit may have been the last one of the nonce. */
  readonly zeroMoved: string | undefined;
  readonly signatureMissing: string | undefined;
}

/** Top-level keys ascending, nulls dropped, compact. */
export function sortedJson(body: string): string {
  const entries = Object.entries(jsonOf(Buffer.from(body)) as JsonObject);
  const present = entries.filter(([, value]) => value !== null);
  return JSON.stringify(Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1))));
}

export const baseSign = ({ key, nonce, timestamp, payload }: Signable) =>
  hmac(key, key + nonce + timestamp + hmac(key, payload, 'hex'), 'hex');

export const kitSign = ({ key, nonce, timestamp, payload }: Signable) =>
  hmac(key, key + nonce + timestamp + payload, 'hex');

const v2Way: V2Way = {
  payload: sortedJson,
  sign: baseSign,
  equal: (right, given) => right.toLowerCase() === given.toLowerCase(),
  judgeTime: (timestamp, now) =>
    timestamp && Math.abs(now - Number(timestamp)) <= 60_000 ? undefined : '000002',
  nonceMissing: '000002',
  zeroMoved: '000002',
  signatureMissing: '000001',
};

/** A merchant who verifies in his own way; what he takes for authentic goes on to the reference one. */
export function verifyingV2(change: Partial<V2Way>): (reference: ReferenceMerchant) => Handle {
  return (reference) => async (request) => {
    const way = { ...v2Way, ...(reference.protocol.keyClass === 'kit' && { sign: kitSign }), ...change };
    const rejection = judge(way, reference.key, request, proofOf(request, reference));
    if (rejection !== undefined) return result(rejection, reference);
    return reference.handle(sealed(read(request, reference), request, reference));
  };
}

function judge(way: V2Way, key: string, { body }: ReceivedRequest, proof: Proof): string | undefined {
  const { signature = '', timestamp = '', nonce = '' } = proof;
  if (signature === '' && way.signatureMissing !== undefined) return way.signatureMissing;
  if (nonce === '' && way.nonceMissing !== undefined) return way.nonceMissing;
  if (timestamp.startsWith('0') && way.zeroMoved !== undefined) return way.zeroMoved;
  const late = way.judgeTime(proof.timestamp, Date.now());
  if (late !== undefined) return late;
  const payload = way.payload(Buffer.from(body).toString('utf8'));
  const right = way.sign({ key, nonce, timestamp, payload });
  return signature === '' || way.equal(right, signature) ? undefined : '000001';
}

/** Where a protocol carries its proof. */
export function proofOf(
  { url, headers }: ReceivedRequest,
  { protocol }: Pick<ReferenceMerchant, 'protocol'>,
): Proof {
  if (protocol.keyClass === 'kit') {
    return { signature: headers['x-sign'], timestamp: headers['x-timestamp'], nonce: headers['x-nonce'] };
  }
  const query = firstValues(queryParameters(url));
  return {
    signature: query.get('signature'),
    timestamp: query.get('timestamp'),
    nonce: query.get('nonce'),
  };
}
