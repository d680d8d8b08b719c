import { type Bytes, equalsConstantTime, hmacSha256 } from './bytes.ts';

export interface V2SignatureInput {
  /** The access key of the interface class. */
  readonly key: string;
  /** The body as canonical JSON. */
  readonly payload: Bytes;
  /** Milliseconds since 1970 in decimal, as in the request. */
  readonly timestamp: string;
  readonly nonce: string;
}

export interface V2MistakeInput extends V2SignatureInput {
  readonly payload: string;
  /** The body as received, for mistakes that sign it unchanged. */
  readonly wireText?: string;
}

/**
 * The text that a V2 base signature signs, `accessKey + nonce + timestamp + hex(HMAC-SHA256(accessKey, payload))`,
 * with the key replaced by `<accessKey>`.
 */
export function redactedV2Text(input: V2SignatureInput): string {
  return `<accessKey>${input.nonce}${input.timestamp}${v2Inner(input)}`;
}

/** The HMAC-SHA256 of the payload with the access key, lower-case hex; part of the text to sign. */
export function v2Inner({ key, payload }: Pick<V2SignatureInput, 'key' | 'payload'>): string {
  return hmacSha256(key, payload).toString('hex');
}

/**
 * Signature of the V2 base interfaces, online licences, licence codes and orderNotify: upper-case hex, 64 characters.
 * Both HMACs use the access key.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function v2Signature(input: V2SignatureInput): string {
  const { key, nonce, timestamp } = input;
  return upperHex(hmacSha256(key, key + nonce + timestamp + v2Inner(input)));
}

/** Upper-case hex, the encoding of V2 signatures. */
export function upperHex(digest: Buffer): string {
  return digest.toString('hex').toUpperCase();
}

/** Whether `given` is the correct signature; ignores case. */
export function verifyV2Signature(input: V2SignatureInput, given: string): boolean {
  return equalsHex(v2Signature(input), given);
}

/** Compares hex digests in constant time; ignores case. */
export function equalsHex(a: string, b: string): boolean {
  return equalsConstantTime(a.toUpperCase(), b.toUpperCase());
}

/** The text that `x-sign` signs, `accessKey + nonce + timestamp + payload`, with the key replaced by `<accessKey>`. */
export function redactedKitText({ payload, timestamp, nonce }: V2MistakeInput): string {
  return `<accessKey>${nonce}${timestamp}${payload}`;
}

/**
 * `x-sign` of the V2 kit interfaces: upper-case hex, 64 characters. Unlike in the base interfaces, the payload is
 * not hashed first.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function kitSignature({ key, payload, timestamp, nonce }: V2SignatureInput): string {
  return upperHex(hmacSha256(key, key + nonce + timestamp, payload));
}

/** Whether `given` is the correct `x-sign`; ignores case. */
export function verifyKitSignature(input: V2SignatureInput, given: string): boolean {
  return equalsHex(kitSignature(input), given);
}
