import { type Bytes, hmacSha256, sameText } from './bytes.ts';

/** What a V2 signature is made of. */
export interface V2Signable {
  /** The access key of the interface class. */
  readonly key: string;
  /** The body as canonical JSON. */
  readonly payload: Bytes;
  /** Milliseconds since 1970 in decimal, as in the request. */
  readonly timestamp: string;
  readonly nonce: string;
}

/** What a wrong V2 signature is explained from. */
export interface V2Input extends V2Signable {
  readonly payload: string;
  /** The body as it came over the wire, for signatures over it. */
  readonly wireText?: string;
}

/**
 * The text a V2 base signature is made over, `accessKey + nonce + timestamp + hex(HMAC-SHA256(accessKey, payload))`,
 * with the key shown as `<accessKey>`.
 */
export function v2CanonicalShown(input: V2Signable): string {
  return `<accessKey>${input.nonce}${input.timestamp}${v2Inner(input)}`;
}

/** The payload's part in the signed text: HMAC-SHA256 under the access key, lower-case hex. */
export function v2Inner({ key, payload }: Pick<V2Signable, 'key' | 'payload'>): string {
  return hmacSha256(key, payload).toString('hex');
}

/**
 * Signature of the V2 base interfaces, online licences, licence codes and orderNotify: upper-case hex, 64 characters.
 * Both HMACs use the access key.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function v2Signature(input: V2Signable): string {
  const { key, nonce, timestamp } = input;
  return hmacSha256(key, key + nonce + timestamp + v2Inner(input))
    .toString('hex')
    .toUpperCase();
}

/** Whether `given` is the right signature; upper or lower case. */
export function verifyV2Signature(input: V2Signable, given: string): boolean {
  return sameHex(v2Signature(input), given);
}

/** Compares hex digests in constant time, upper or lower case. */
export function sameHex(a: string, b: string): boolean {
  return sameText(a.toUpperCase(), b.toUpperCase());
}

/** The text `x-sign` is made over, `accessKey + nonce + timestamp + payload`, with the key shown as `<accessKey>`. */
export function kitCanonicalShown({ payload, timestamp, nonce }: V2Input): string {
  return `<accessKey>${nonce}${timestamp}${payload}`;
}

/**
 * `x-sign` of the V2 kit interfaces: upper-case hex, 64 characters. Unlike the base interfaces the payload goes in as
 * it is, not hashed first.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function kitSignature({ key, payload, timestamp, nonce }: V2Signable): string {
  return hmacSha256(key, key + nonce + timestamp, payload)
    .toString('hex')
    .toUpperCase();
}

/** Whether `given` is the right `x-sign`; upper or lower case. */
export function verifyKitSignature(input: V2Signable, given: string): boolean {
  return sameHex(kitSignature(input), given);
}
