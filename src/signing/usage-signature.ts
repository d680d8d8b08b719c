import { type Bytes, hmacSha256 } from './bytes.ts';

export interface UsageSignatureInput {
  /** The seller's access key of the base interfaces. */
  readonly key: string;
  /** Milliseconds since 1970 in decimal, as in the header `ts`. */
  readonly ts: string;
  readonly nonce: string;
  /** The body exactly as sent: compact JSON with keys in ascending order at every level. */
  readonly body: Bytes;
}

/**
 * Signature of the new usage push, in base64. The page says "sorted naturally" and does not mention nested keys;
 * sending exactly the signed text is correct whether they are sorted or not.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function usageSignature({ key, ts, nonce, body }: UsageSignatureInput): string {
  return hmacSha256(key, `ts=${ts}&nonce=${nonce}&body=`, body).toString('base64');
}
