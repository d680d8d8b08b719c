import * as crypto from 'node:crypto';
import { decodeUtf8 } from '../../../text/decode.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { percentDecode } from '../../sdk-hmac-canonical.ts';
import {
  type AesBits,
  aesDecrypt,
  aesEncrypt,
  decryptField,
  deriveAesKey,
  encryptField,
  splitField,
} from '../../sensitive-field.ts';
import type { Mistake } from '../mistake.ts';

export interface FieldInput {
  readonly key: string;
  readonly plain: string;
  readonly bits: AesBits;
  /** 16 letters and digits. */
  readonly iv: string;
}

export interface ReceivedField {
  readonly key: string;
  readonly text: string;
  readonly bits: AesBits;
  /** The expected plain text, if known. */
  readonly plain?: string;
}

/** A known mistake in the encryption of a field; `sign` encrypts with the mistake. */
export interface FieldMistake extends Mistake<FieldInput> {
  /** Whether the mistake explains the field. */
  matches(given: ReceivedField): boolean;
}

/** A mistake that uses wrong AES keys. */
function keyMistake(
  cause: string,
  text: Localized,
  keys: (key: string, bits: AesBits) => readonly Uint8Array[],
): FieldMistake {
  return {
    cause,
    text,
    sign: ({ key, plain, bits, iv }) =>
      keys(key, bits).map((aesKey) => joinField(iv, aesEncrypt(aesKey, Buffer.from(iv), Buffer.from(plain)))),
    matches(given) {
      const parts = splitField(given.text);
      if (!parts.ok) return false;
      return keys(given.key, given.bits).some((aesKey) =>
        matchesPlain(given, decodeBytes(aesDecrypt(aesKey, parts.iv, parts.ciphertext))),
      );
    },
  };
}

export function joinField(iv: string, ciphertext: Buffer): string {
  return iv + ciphertext.toString('base64');
}

export function decodeBytes(bytes: Uint8Array | undefined): string | undefined {
  return bytes && decodeUtf8(bytes, true);
}

/** Whether a decrypted text is the expected one or, if none is known, looks like text. */
export function matchesPlain({ plain }: ReceivedField, decrypted: string | undefined): boolean {
  if (decrypted === undefined) return false;
  return plain === undefined ? !/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(decrypted) : decrypted === plain;
}

/** The decrypted text of a field; `undefined` if it cannot be decrypted. */
export function tryDecrypt({ key, text, bits }: ReceivedField): string | undefined {
  const read = decryptField(key, text, bits);
  return read.ok ? read.text : undefined;
}

export function encryptCorrectly({ key, plain, bits, iv }: FieldInput): string {
  return encryptField(key, plain, { bits, iv });
}

/** The bytes of the ciphertext without the IV. */
export function ciphertextOf(field: string): Buffer {
  return Buffer.from(field.slice(16), 'base64');
}

/** Known mistakes in the AES key, the most likely first. */
export const aesKeyMistakes: readonly FieldMistake[] = [
  keyMistake(
    'other-bits',
    both(
      'The field is encrypted with the other key length. encryptType 1 means AES-256 and 2 means AES-128; without encryptType it is AES-256.',
    ),
    (key, bits) => [deriveAesKey(key, bits === 256 ? 128 : 256)],
  ),
  keyMistake(
    'unsigned-sha1prng',
    both(
      'The SHA1PRNG that derives the AES key treats bytes as unsigned or is incomplete. Outside Java, add the state as signed bytes, or use AES-128 (encryptType 2): its key is the first 16 bytes of SHA1(SHA1(key)).',
    ),
    (key, bits) => {
      const state = hash('sha1', key);
      const first = hash('sha1', state);
      const wrongStates = [addUnsigned(state, first, 1), addUnsigned(state, first, 0), first, state];
      const wrong = wrongStates.map((next) => fitKey(Buffer.concat([first, hash('sha1', next)]), bits));
      return [...wrong, fitKey(first, bits)];
    },
  ),
  keyMistake(
    'raw-key',
    both(
      'The server uses the access key itself as the AES key. Derive the AES key first: KeyGenerator with SecureRandom SHA1PRNG, seeded with the access key.',
    ),
    (key) =>
      [
        Buffer.from(key),
        Buffer.from(key.replaceAll('-', '')),
        Buffer.from(key.replaceAll('-', ''), 'hex'),
      ].flatMap(fitBothLengths),
  ),
  keyMistake(
    'md5-key',
    both(
      'The server uses the MD5 of the access key as the AES key. Derive the AES key with SHA1PRNG, seeded with the access key.',
    ),
    (key) => digestKeys('md5', key),
  ),
  keyMistake(
    'sha256-key',
    both(
      'The server uses the SHA-256 of the access key as the AES key. Derive the AES key with SHA1PRNG, seeded with the access key.',
    ),
    (key) => digestKeys('sha256', key),
  ),
  keyMistake(
    'sha1-key',
    both(
      'The server uses a single SHA-1 of the access key as the AES key. SHA1PRNG hashes twice and then continues to advance its state.',
    ),
    (key) => digestKeys('sha1', key),
  ),
  keyMistake(
    'key-not-trimmed',
    both(
      'The access key used for encryption ends with a space or a line break. Trim the value read from the configuration.',
    ),
    (key, bits) => ['\n', '\r\n', ' '].map((space) => deriveAesKey(key + space, bits)),
  ),
];

/** Little-endian sum of unsigned bytes, as in ports of SHA1PRNG that ignore Java's signed bytes. */
function addUnsigned(state: Buffer, output: Buffer, carryIn: number): Buffer {
  let carry = carryIn;
  return Buffer.from(
    state.map((byte, i) => {
      const sum = byte + (output[i] ?? 0) + carry;
      carry = sum >> 8;
      return sum;
    }),
  );
}

function digestKeys(algorithm: string, key: string): Buffer[] {
  const digest = hash(algorithm, key);
  const hex = digest.toString('hex');
  return [digest, Buffer.from(hex), Buffer.from(hex.toUpperCase())].flatMap(fitBothLengths);
}

function fitBothLengths(bytes: Buffer): Buffer[] {
  return [fitKey(bytes, 128), fitKey(bytes, 256)];
}

/** Truncates the bytes to the length of the key, or pads them with zeros. */
export function fitKey(bytes: Buffer, bits: AesBits): Buffer {
  const key = Buffer.alloc(bits / 8);
  bytes.copy(key);
  return key;
}

function hash(algorithm: string, data: string | Uint8Array): Buffer {
  return crypto.hash(algorithm, data, 'buffer');
}

/** A mistake in the encoding of a correct field; each `undo` reverts one form of it. */
function encodingMistake(
  cause: string,
  text: Localized,
  write: (field: string) => string | readonly string[],
  ...undos: readonly ((given: string) => string)[]
): FieldMistake {
  return {
    cause,
    text,
    sign: (input) => write(encryptCorrectly(input)),
    matches: (given) =>
      undos.some((undo) => matchesPlain(given, tryDecrypt({ ...given, text: undo(given.text) }))),
  };
}

/** Known mistakes in the encoding of a correct ciphertext and IV. */
export const fieldEncodingMistakes: readonly FieldMistake[] = [
  encodingMistake(
    'blank-for-plus',
    both(
      'The + characters of the base64 text turned into spaces: the value was decoded twice. Decode it once.',
    ),
    (field) => field.replaceAll('+', ' '),
    (given) => given.replaceAll(' ', '+'),
  ),
  encodingMistake(
    'percent-encoded',
    both('The field is percent-encoded one time too many.'),
    encodeURIComponent,
    (given) => percentDecode(given).toString('latin1'),
  ),
  encodingMistake(
    'hex',
    both('The ciphertext is encoded in hex. Encode it in base64.'),
    (field) => {
      const hex = ciphertextOf(field).toString('hex');
      return [field.slice(0, 16) + hex, field.slice(0, 16) + hex.toUpperCase()];
    },
    (given) => given.slice(0, 16) + Buffer.from(given.slice(16), 'hex').toString('base64'),
  ),
  encodingMistake(
    'base64-variant',
    both(
      'The base64 of the ciphertext is URL-safe, unpadded or contains line breaks. Use standard base64 on one line and keep the = at the end.',
    ),
    (field) => {
      const iv = field.slice(0, 16);
      const base64 = field.slice(16);
      const urlSafe = ciphertextOf(field).toString('base64url');
      return [
        iv + urlSafe,
        iv + base64.replaceAll('+', '-').replaceAll('/', '_'),
        iv + base64.replace(/=+$/, ''),
        `${iv}${base64.replace(/.{76}(?=.)/g, '$&\r\n')}`,
        `${iv}${base64.replace(/.{76}(?=.)/g, '$&\n')}`,
        `${field}\r\n`,
        `${field}\n`,
      ];
    },
    (given) => given.slice(0, 16) + Buffer.from(given.slice(16), 'base64url').toString('base64'),
  ),
  encodingMistake(
    'iv-elsewhere',
    both(
      'The IV is in the wrong place or is encoded together with the ciphertext. Put its 16 characters first, unencoded, followed by the base64 of the ciphertext.',
    ),
    (field) => {
      const iv = field.slice(0, 16);
      return [
        Buffer.concat([Buffer.from(iv), ciphertextOf(field)]).toString('base64'),
        field.slice(16) + iv,
        Buffer.from(iv).toString('base64') + field.slice(16),
        Buffer.from(field).toString('base64'),
      ];
    },
    (given) => {
      const bytes = Buffer.from(given, 'base64');
      return joinField(bytes.subarray(0, 16).toString('latin1'), bytes.subarray(16));
    },
    (given) => given.slice(-16) + given.slice(0, -16),
    (given) => Buffer.from(given.slice(0, 24), 'base64').toString('latin1') + given.slice(24),
    (given) => Buffer.from(given, 'base64').toString('latin1'),
  ),
];
