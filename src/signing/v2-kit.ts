import { hmacSha256 } from './hash.ts';
import { sameHex, type V2Input, type V2Signable } from './v2-base.ts';

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
