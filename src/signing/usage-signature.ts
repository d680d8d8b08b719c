import { type Bytes, hmacSha256 } from './bytes.ts';

/** What the header `signature` of the usage push is made of. */
export interface UsageSignable {
  /** The seller's access key of the base interfaces. */
  readonly key: string;
  /** Milliseconds since 1970 in decimal, as in the header `ts`. */
  readonly ts: string;
  readonly nonce: string;
  /** The body exactly as it is sent: compact JSON with keys ascending at every level. */
  readonly body: Bytes;
}

/**
 * Signature of the usage push (new), in base64. Sorting nested keys too is our reading of "sorted naturally";
 * sending exactly the signed text makes it right under either reading.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function usageSignature({ key, ts, nonce, body }: UsageSignable): string {
  return hmacSha256(key, `ts=${ts}&nonce=${nonce}&body=`, body).toString('base64');
}
