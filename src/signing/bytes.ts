import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Input of a hash; text is hashed as UTF-8. */
export type Bytes = string | Uint8Array;

/** HMAC-SHA256 of the concatenated parts. */
export function hmacSha256(key: Bytes, ...parts: readonly Bytes[]): Buffer {
  return hmac('sha256', key, ...parts);
}

/** HMAC with another hash; only to explain wrong signatures. */
export function hmac(algorithm: string, key: Bytes, ...parts: readonly Bytes[]): Buffer {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** Plain SHA-256; to compare texts and to explain wrong signatures. */
export function sha256(...parts: readonly Bytes[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Compares two texts in constant time. */
export function equalsConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** The bytes of standard, padded base64; `undefined` for any other text. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
