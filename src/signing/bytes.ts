import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

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

/** Compares two texts in a time that says nothing about where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** Bytes of standard, padded base64; `undefined` when the text is anything else. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** The text of UTF-8 bytes; `undefined` when they are not UTF-8. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
