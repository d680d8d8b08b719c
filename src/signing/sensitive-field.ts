import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { type KooError, usageError } from '../errors/koo-error.ts';
import { attempt } from '../text/attempt.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { both, type Localized } from '../text/translate.ts';
import { decodeBase64 } from './bytes.ts';

/** Key length in bits: 256 for `encryptType` 1, 128 for `encryptType` 2. */
export type AesBits = 128 | 256;

const faults = {
  empty: both('the field is empty'),
  'too-short': both('the field is shorter than the 16-character IV that every encrypted field starts with'),
  'iv-alone': both('the field contains only the 16-character IV and no ciphertext'),
  'iv-not-ascii': both(
    'the first 16 characters, the IV, are not 16 bytes: the IV may contain only A-Z, a-z and 0-9',
  ),
  'not-base64': both('the text after the 16-character IV is not valid base64'),
  'not-blocks': both('the length of the ciphertext is not a multiple of the AES block size (16 bytes)'),
  padding: both('the padding is wrong after decryption: another key or key length was used for encryption'),
  'not-utf8': both(
    'the decrypted text is not valid UTF-8: the key, the key length or the character set differs',
  ),
} as const satisfies Readonly<Record<string, Localized>>;

export type FieldFault = keyof typeof faults;

interface Failure {
  readonly ok: false;
  readonly fault: FieldFault;
  readonly reason: Localized;
}

/** A decrypted sensitive field, or why it cannot be decrypted. Never contains key material. */
export type DecryptedField = { readonly ok: true; readonly text: string } | Failure;

function failure(fault: FieldFault): Failure {
  return { ok: false, fault, reason: faults[fault] };
}

/**
 * The AES key of Java's `KeyGenerator("AES").init(bits, SHA1PRNG seeded with the access key)`; 16 or 32 bytes.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
 */
export function deriveAesKey(key: string, bits: AesBits): Buffer {
  return sha1prng(Buffer.from(key, 'utf8'), bits / 8);
}

/**
 * The most bytes of UTF-8 text that an encrypted field of `maxLength` characters can hold: 79 in 128 characters, 175 in
 * 256.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
 */
export function plaintextLimit(maxLength: number): number {
  const ciphertext = Math.floor((maxLength - 16) / 4) * 3;
  // The padding takes at least one byte of the last block.
  return Math.floor(ciphertext / 16) * 16 - 1;
}

/**
 * Encrypts a sensitive field of the V1 interfaces: `iv + base64(AES-CBC-PKCS5(UTF-8 text))`. A field of 128 characters
 * holds at most 79 bytes of text, one of 64 characters at most 31.
 *
 * @throws KooError (usage, `NOT_ENCRYPTED`) if the IV is not 16 letters and digits
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
 */
export function encryptField(
  key: string,
  plain: string,
  { bits, iv }: { readonly bits: AesBits; readonly iv: string },
): string {
  if (!isIv(iv)) throw cannotEncrypt(both('the IV must be 16 characters from A-Z, a-z and 0-9'));
  const ciphertext = aesEncrypt(deriveAesKey(key, bits), Buffer.from(iv), Buffer.from(plain, 'utf8'));
  return iv + ciphertext.toString('base64');
}

/** Whether a text is an IV: 16 letters and digits. */
export function isIv(text: string): boolean {
  return /^[A-Za-z0-9]{16}$/.test(text);
}

/** AES-CBC with PKCS#5 padding; the key has 16, 24 or 32 bytes. */
export function aesEncrypt(aesKey: Uint8Array, iv: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(`aes-${aesKey.length * 8}-cbc`, aesKey, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** The error for a text that cannot be encrypted as requested. */
export function cannotEncrypt(message: Localized): KooError {
  return usageError('NOT_ENCRYPTED', message, both('See `koo callback encrypt --help`.'));
}

/**
 * Decrypts a sensitive field.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
 */
export function decryptField(key: string, text: string, bits: AesBits): DecryptedField {
  const parts = splitField(text);
  if (!parts.ok) return parts;
  const plain = aesDecrypt(deriveAesKey(key, bits), parts.iv, parts.ciphertext);
  if (plain === undefined) return failure('padding');
  const decoded = decodeUtf8(plain, true);
  return decoded === undefined ? failure('not-utf8') : { ok: true, text: decoded };
}

/** The IV and the ciphertext of an encrypted field, or what is wrong with it. */
export function splitField(
  text: string,
): { readonly ok: true; readonly iv: Buffer; readonly ciphertext: Buffer } | Failure {
  if (text === '') return failure('empty');
  if (text.length < 16) return failure('too-short');
  if (text.length === 16) return failure('iv-alone');
  const iv = Buffer.from(text.slice(0, 16), 'utf8');
  if (iv.length !== 16) return failure('iv-not-ascii');
  const ciphertext = decodeBase64(text.slice(16));
  if (ciphertext === undefined) return failure('not-base64');
  if (ciphertext.length % 16 !== 0) return failure('not-blocks');
  return { ok: true, iv, ciphertext };
}

/** The inverse of {@link aesEncrypt}; `undefined` if the padding is wrong. */
export function aesDecrypt(aesKey: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Buffer | undefined {
  const decipher = createDecipheriv(`aes-${aesKey.length * 8}-cbc`, aesKey, iv);
  return attempt(() => Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

/**
 * The first `length` bytes of Java's `SecureRandom("SHA1PRNG")` (provider SUN) after `setSeed(seed)`, verified against
 * OpenJDK 17. Java adds the state as signed bytes; unsigned addition differs from the 21st byte on.
 */
export function sha1prng(seed: Uint8Array, length: number): Buffer {
  let state: Buffer = hash('sha1', seed, 'buffer');
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; made += 20) {
    const output = hash('sha1', state, 'buffer');
    blocks.push(output);
    state = nextState(state, output);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function nextState(state: Buffer, output: Buffer): Buffer {
  const next = Buffer.alloc(20);
  let carry = 1;
  for (let i = 0; i < 20; i++) {
    const sum = state.readInt8(i) + output.readInt8(i) + carry;
    next[i] = sum;
    carry = sum >> 8;
  }
  if (next.equals(state)) next.writeUInt8((next.readUInt8(0) + 1) & 0xff, 0);
  return next;
}
