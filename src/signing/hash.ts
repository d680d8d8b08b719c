import { createHash, createHmac } from 'node:crypto';

/** What is hashed; texts are UTF-8. */
export type Bytes = string | Uint8Array;

/** HMAC-SHA256 over the parts, one behind the other. */
export function hmacSha256(key: Bytes, ...parts: readonly Bytes[]): Buffer {
  return hmac('sha256', key, ...parts);
}

/** HMAC with another hash: for explaining wrong signatures only. */
export function hmac(algorithm: string, key: Bytes, ...parts: readonly Bytes[]): Buffer {
  const made = createHmac(algorithm, key);
  for (const part of parts) made.update(part);
  return made.digest();
}

/** Plain SHA-256: for comparing texts and for explaining wrong signatures. */
export function sha256(...parts: readonly Bytes[]): Buffer {
  const made = createHash('sha256');
  for (const part of parts) made.update(part);
  return made.digest();
}
