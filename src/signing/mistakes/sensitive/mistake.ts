import { createHash } from 'node:crypto';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { readUtf8 } from '../../bytes.ts';
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

/** What a sensitive field is encrypted from. */
interface FieldInput {
  /** The access key. */
  readonly key: string;
  readonly plain: string;
  readonly bits: AesBits;
  /** 16 letters and digits. */
  readonly iv: string;
}

/** A field as it came, to be explained. */
export interface GivenField {
  readonly key: string;
  readonly text: string;
  readonly bits: AesBits;
  /** The text that should be in it, where it is known. */
  readonly plain?: string;
}

/** A known way to encrypt a field wrongly; `sign` encrypts so. */
export interface FieldMistake extends Mistake<FieldInput> {
  /** Whether the field was made in this way. */
  matches(given: GivenField): boolean;
}

/** The ciphertext made under other AES keys. */
function otherKey(
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
        holds(given, readBytes(aesDecrypt(aesKey, parts.iv, parts.ciphertext))),
      );
    },
  };
}

export function joinField(iv: string, ciphertext: Buffer): string {
  return iv + ciphertext.toString('base64');
}

export function readBytes(bytes: Uint8Array | undefined): string | undefined {
  return bytes && readUtf8(bytes);
}

/** Whether a decrypted text is the expected one or, where none is known, looks like a text at all. */
export function holds({ plain }: GivenField, decrypted: string | undefined): boolean {
  if (decrypted === undefined) return false;
  return plain === undefined ? !/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(decrypted) : decrypted === plain;
}

/** The text in a field; `undefined` when it cannot be read. */
export function tryDecrypt({ key, text, bits }: GivenField): string | undefined {
  const read = decryptField(key, text, bits);
  return read.ok ? read.text : undefined;
}

/** The field as it should be. */
export function rightField({ key, plain, bits, iv }: FieldInput): string {
  return encryptField(key, plain, { bits, iv });
}

/** Ciphertext without its IV, in bytes. */
export function ciphertextOf(field: string): Buffer {
  return Buffer.from(field.slice(16), 'base64');
}

/** Ways to get the AES key wrong, the likely ones first. */
export const aesKeyMistakes: readonly FieldMistake[] = [
  otherKey(
    'other-bits',
    both(
      'The field is encrypted with the other key length. encryptType 1 means AES-256 and 2 means AES-128; without encryptType it is AES-256.',
    ),
    (key, bits) => [deriveAesKey(key, bits === 256 ? 128 : 256)],
  ),
  otherKey(
    'unsigned-sha1prng',
    both(
      'The SHA1PRNG that derives the AES key treats bytes as unsigned or is incomplete. Outside Java, add the state as signed bytes, or use AES-128 (encryptType 2): its key is the first 16 bytes of SHA1(SHA1(key)).',
    ),
    (key, bits) => {
      const state = hash('sha1', key);
      const first = hash('sha1', state);
      const wrongStates = [unsignedSum(state, first, 1), unsignedSum(state, first, 0), first, state];
      const wrong = wrongStates.map((next) => fitted(Buffer.concat([first, hash('sha1', next)]), bits));
      return [...wrong, fitted(first, bits)];
    },
  ),
  otherKey(
    'raw-key',
    both(
      'The server uses the access key itself as the AES key. Derive the AES key first: KeyGenerator with SecureRandom SHA1PRNG, seeded with the access key.',
    ),
    (key) =>
      [
        Buffer.from(key),
        Buffer.from(key.replaceAll('-', '')),
        Buffer.from(key.replaceAll('-', ''), 'hex'),
      ].flatMap(bothFits),
  ),
  otherKey(
    'md5-key',
    both(
      'The server uses the MD5 of the access key as the AES key. Derive the AES key with SHA1PRNG, seeded with the access key.',
    ),
    (key) => digestKeys('md5', key),
  ),
  otherKey(
    'sha256-key',
    both(
      'The server uses the SHA-256 of the access key as the AES key. Derive the AES key with SHA1PRNG, seeded with the access key.',
    ),
    (key) => digestKeys('sha256', key),
  ),
  otherKey(
    'sha1-key',
    both(
      'The server uses a single SHA-1 of the access key as the AES key. SHA1PRNG hashes twice and then continues to advance its state.',
    ),
    (key) => digestKeys('sha1', key),
  ),
  otherKey(
    'key-not-trimmed',
    both(
      'The access key used for encryption ends with a space or a line break. Trim the value read from the configuration.',
    ),
    (key, bits) => ['\n', '\r\n', ' '].map((blank) => deriveAesKey(key + blank, bits)),
  ),
];

/** Little-endian sum, bytes unsigned: what a port of SHA1PRNG does that forgets Java's sign. */
function unsignedSum(state: Buffer, output: Buffer, carryIn: number): Buffer {
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
  return [digest, Buffer.from(hex), Buffer.from(hex.toUpperCase())].flatMap(bothFits);
}

function bothFits(bytes: Buffer): Buffer[] {
  return [fitted(bytes, 128), fitted(bytes, 256)];
}

/** Cut to the length of the key, or filled up with zeros. */
export function fitted(bytes: Buffer, bits: AesBits): Buffer {
  const key = Buffer.alloc(bits / 8);
  bytes.copy(key);
  return key;
}

function hash(algorithm: string, data: string | Uint8Array): Buffer {
  return createHash(algorithm).update(data).digest();
}

/** The right field in another writing, which `mend` undoes. */
function written(
  cause: string,
  text: Localized,
  write: (field: string) => string | readonly string[],
  ...mends: readonly ((given: string) => string)[]
): FieldMistake {
  return {
    cause,
    text,
    sign: (input) => write(rightField(input)),
    matches: (given) => mends.some((mend) => holds(given, tryDecrypt({ ...given, text: mend(given.text) }))),
  };
}

/** Ways to write the right ciphertext and IV otherwise. */
export const fieldWritingMistakes: readonly FieldMistake[] = [
  written(
    'blank-for-plus',
    both(
      'The + characters of the base64 text turned into spaces: the value was decoded twice. Decode it once.',
    ),
    (field) => field.replaceAll('+', ' '),
    (given) => given.replaceAll(' ', '+'),
  ),
  written(
    'percent-encoded',
    both('The field is percent-encoded one time too many.'),
    encodeURIComponent,
    (given) => given.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  ),
  written(
    'hex',
    both('The ciphertext is encoded in hex. Encode it in base64.'),
    (field) => {
      const hex = ciphertextOf(field).toString('hex');
      return [field.slice(0, 16) + hex, field.slice(0, 16) + hex.toUpperCase()];
    },
    (given) => given.slice(0, 16) + Buffer.from(given.slice(16), 'hex').toString('base64'),
  ),
  written(
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
  written(
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
