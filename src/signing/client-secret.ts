import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { type KooError, usageError } from '../errors/koo-error.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { both, type Localized } from '../text/translate.ts';
import { decodeBase64 } from './bytes.ts';
import { type OaepHashes, oaepMaxLength, oaepPad, oaepUnpad } from './oaep.ts';
import { cannotEncrypt } from './sensitive-field.ts';

/** Minimum length of an RSA key for KooGallery, in bits. */
export const minRsaBits = 3072;

/** Java's `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`. */
const hashes: OaepHashes = { hash: 'sha256', maskHash: 'sha1' };

const faults = {
  'not-base64': both('the client secret is not valid base64'),
  length: both(
    'the length of the client secret does not match the key: it was encrypted with another key or truncated',
  ),
  padding: both(
    'the client secret cannot be decrypted: it was encrypted with another key, or the padding is not OAEP with SHA-256 and MGF1 with SHA-1',
  ),
  'not-utf8': both('the decrypted client secret is not valid UTF-8'),
} as const satisfies Readonly<Record<string, Localized>>;

export type ClientSecretFault = keyof typeof faults;

interface Failure {
  readonly ok: false;
  readonly fault: ClientSecretFault;
  readonly reason: Localized;
}

/** A decrypted client secret, or why it cannot be decrypted. Never contains key material. */
export type DecryptedSecret = { readonly ok: true; readonly text: string } | Failure;

function failure(fault: ClientSecretFault): Failure {
  return { ok: false, fault, reason: faults[fault] };
}

function invalidKey(message: Localized, hint: Localized = generateHint): KooError {
  return usageError('INVALID_RSA_KEY', message, hint);
}

const generateHint = both(
  'Generate a key with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out FILE. Export its public key with: openssl pkey -in FILE -pubout',
);

/** PEM blocks that are not a key koo can read. */
const otherBlocks = [
  {
    label: /-----BEGIN (TRUSTED )?CERTIFICATE-----/,
    message: both('this is a certificate, not a key'),
    hint: both('Export its public key with: openssl x509 -in FILE -pubkey -noout'),
  },
  {
    label: /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m,
    message: both('the RSA key is encrypted with a passphrase'),
    hint: both('Decrypt it with: openssl pkey -in FILE -out NEW_FILE'),
  },
];

const privateBlock = {
  label: /-----BEGIN (RSA )?PRIVATE KEY-----/,
  message: both('this is a private key, not a public one'),
  hint: both('Export its public key with: openssl pkey -in FILE -pubout'),
};

/**
 * Reads an RSA public key of the length that KooGallery requires: PEM, or base64 of SPKI without PEM lines, as the
 * seller console accepts it.
 *
 * @throws KooError (usage, `INVALID_RSA_KEY`)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function readPublicKey(text: string): KeyObject {
  const key = readKey(text, [...otherBlocks, privateBlock], createPublicKey, (der) =>
    createPublicKey({ key: der, format: 'der', type: 'spki' }),
  );
  assertCanEncrypt(key);
  return key;
}

/** OpenSSL reads keys that it cannot use, such as one with an even modulus, or with more than 16384 bits. */
function assertCanEncrypt(key: KeyObject): void {
  const bits = modulusBits(key);
  if (bits < minRsaBits) {
    throw invalidKey(
      both('the RSA key has {bits} bits; KooGallery requires at least {minRsaBits}', { bits, minRsaBits }),
    );
  }
  try {
    publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.alloc(modulusBytes(key)));
  } catch {
    throw invalidKey(both('the RSA key cannot be used to encrypt'));
  }
}

/**
 * Reads an RSA private key: PEM, or base64 of PKCS#8 without PEM lines.
 *
 * @throws KooError (usage, `INVALID_RSA_KEY`)
 */
export function readPrivateKey(text: string): KeyObject {
  return readKey(text, otherBlocks, createPrivateKey, (key) =>
    createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
  );
}

/** @param refused PEM blocks that are reported instead of read */
function readKey(
  text: string,
  refused: readonly (typeof privateBlock)[],
  fromPem: (pem: string) => KeyObject,
  fromDer: (der: Buffer) => KeyObject,
): KeyObject {
  const found = refused.find(({ label }) => label.test(text));
  if (found) throw invalidKey(found.message, found.hint);
  let key: KeyObject;
  try {
    key = text.includes('-----BEGIN') ? fromPem(text) : fromDer(Buffer.from(text, 'base64'));
  } catch {
    throw invalidKey(
      both('cannot read the RSA key: use PEM, or its base64 content without the BEGIN and END lines'),
    );
  }
  modulusBits(key);
  return key;
}

/**
 * Encrypts a client secret as KooGallery does for `applicationSync`: base64 of RSA-OAEP with SHA-256, MGF1 with SHA-1,
 * empty label. Node's `oaepHash` sets both hashes at once, so this adds the padding itself and uses raw RSA.
 *
 * @param seed 32 random bytes
 * @throws KooError (usage) `INVALID_RSA_KEY`, `NOT_ENCRYPTED`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function encryptClientSecret(
  publicKey: KeyObject | string,
  text: string,
  seed: Uint8Array = randomBytes(32),
): string {
  const message = Buffer.from(text, 'utf8');
  const secret = encryptPadded(publicKey, (length) =>
    message.length <= oaepMaxLength(hashes, length) ? oaepPad(hashes, message, seed, length) : undefined,
  );
  if (secret !== undefined) return secret;
  throw cannotEncrypt(both('the text is too long for RSA-OAEP with this key'));
}

/**
 * Base64 of raw RSA of a block that the caller pads; `undefined` if the text does not fit.
 *
 * @param pad receives the length of the modulus in bytes; returns `undefined` if the text does not fit
 * @throws KooError (usage, `INVALID_RSA_KEY`)
 */
export function encryptPadded(
  publicKey: KeyObject | string,
  pad: (length: number) => Buffer | undefined,
): string | undefined {
  const key = typeof publicKey === 'string' ? readPublicKey(publicKey) : publicKey;
  const block = pad(modulusBytes(key));
  return block && publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block).toString('base64');
}

/**
 * Decrypts a client secret with a key of any length. Every padding error gives the same fault.
 *
 * @throws KooError (usage, `INVALID_RSA_KEY`)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function decryptClientSecret(privateKey: KeyObject | string, base64: string): DecryptedSecret {
  const block = decryptPadded(privateKey, base64);
  if (!Buffer.isBuffer(block)) return block;
  const message = oaepUnpad(hashes, block);
  if (message === undefined) return failure('padding');
  const text = decodeUtf8(message, true);
  return text === undefined ? failure('not-utf8') : { ok: true, text };
}

/** The padded block of a client secret, or why it cannot be decrypted. @throws KooError (usage, `INVALID_RSA_KEY`) */
export function decryptPadded(privateKey: KeyObject | string, base64: string): Buffer | Failure {
  const key = typeof privateKey === 'string' ? readPrivateKey(privateKey) : privateKey;
  const ciphertext = decodeBase64(base64.replace(/[\r\n]/g, ''));
  if (ciphertext === undefined) return failure('not-base64');
  if (ciphertext.length !== modulusBytes(key)) return failure('length');
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch {
    // The number is not below the modulus, so it was encrypted with another key.
    return failure('padding');
  }
}

function modulusBytes(key: KeyObject): number {
  return Math.ceil(modulusBits(key) / 8);
}

function modulusBits(key: KeyObject): number {
  if (key.asymmetricKeyType !== 'rsa') throw invalidKey(both('the key is not an RSA key'));
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

/** Whether a text can be a client secret that is still encrypted: base64, or hex, of as much as RSA gives. */
export function looksEncrypted(text: string): boolean {
  const trimmed = text.replace(/\s/g, '');
  const unpadded = trimmed.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  const padded = unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, '=');
  const isHex = /^[\da-f]+$/i.test(trimmed);
  const length = isHex ? trimmed.length / 2 : (decodeBase64(padded)?.length ?? 0);
  // From 2048 bits, in steps of 512.
  return length >= 256 && length % 64 === 0;
}
