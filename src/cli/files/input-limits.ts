const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * Longest input of each kind that koo reads into memory, in bytes; docs/limits.md lists them. Usage records and logs are
 * streams, and have no limit.
 */
export const inputLimits = {
  /** An access key, an SK, an RSA key, a client secret or tokens. */
  key: 64 * kibibyte,
  /** The console's `credentials.csv`. */
  credentials: mebibyte,
  /** `koo.yaml`. */
  config: mebibyte,
  /** A captured request or response. */
  capture: 16 * mebibyte,
  /** A text to sign. */
  text: 2 * mebibyte,
  /** A text that another program signed, or a response with it. */
  signed: 4 * mebibyte,
  /** The body of a request. */
  body: 32 * mebibyte,
  /** A value to encrypt or decrypt. */
  value: mebibyte,
  /** Words, or codes. */
  words: mebibyte,
  /** Data for the sandbox. */
  seed: 32 * mebibyte,
  /** A scenario of the conformance suite. */
  scenario: mebibyte,
  /** An earlier report of the conformance suite. */
  baseline: 64 * mebibyte,
  /** A configuration document. */
  document: 4 * mebibyte,
  /** A list of users or licences, or the present state of a product. */
  list: 64 * mebibyte,
} as const;

/** A limit as people write it, such as `64 KB`. */
export function sizeText(bytes: number): string {
  return bytes < mebibyte ? `${bytes / kibibyte} KB` : `${bytes / mebibyte} MB`;
}
