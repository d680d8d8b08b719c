import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type { Localized } from '../text/localized.ts';
import { readBase64, readUtf8 } from './decode.ts';
import { type OaepHashes, oaepPad, oaepRoom, oaepUnpad } from './oaep.ts';

/** Shortest RSA key KooGallery accepts, in bits. */
export const minRsaBits = 3072;

/** Java's `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`. */
const hashes: OaepHashes = { hash: 'sha256', maskHash: 'sha1' };

/** What can be wrong with a key or a client secret. */
export type ClientSecretFault =
  | 'key-unreadable'
  | 'key-not-rsa'
  | 'key-too-short'
  | 'text-too-long'
  | 'not-base64'
  | 'length'
  | 'padding'
  | 'not-utf8';

const faults: Readonly<Record<ClientSecretFault, Localized>> = {
  'key-unreadable': {
    en: 'not an RSA key koo can read: give PEM, or the base64 of it without the BEGIN and END lines',
    zh: '无法识别该 RSA 密钥：请提供 PEM，或去掉 BEGIN、END 行的 Base64 内容',
  },
  'key-not-rsa': { en: 'the key is not an RSA key', zh: '该密钥不是 RSA 密钥' },
  'key-too-short': {
    en: `the RSA key is shorter than the ${minRsaBits} bits KooGallery demands`,
    zh: `RSA 密钥不足云商店要求的 ${minRsaBits} 位`,
  },
  'text-too-long': {
    en: 'the text is longer than RSA-OAEP can hold with this key',
    zh: '文本过长，超出该密钥 RSA-OAEP 的可加密长度',
  },
  'not-base64': { en: 'the client secret is not base64', zh: 'clientSecret 不是 Base64' },
  length: {
    en: 'the client secret is not as long as the key: encrypted with another key, or cut off',
    zh: 'clientSecret 的长度与密钥不符：使用了另一把密钥加密，或内容被截断',
  },
  padding: {
    en: 'the client secret does not decrypt: another key, or another padding than OAEP with SHA-256 and MGF1 with SHA-1',
    zh: 'clientSecret 解密失败：密钥不同，或填充方式不是 OAEP（SHA-256，MGF1 使用 SHA-1）',
  },
  'not-utf8': { en: 'the decrypted client secret is not UTF-8', zh: '解密后的 clientSecret 不是 UTF-8' },
};

/** A key or client secret that cannot be used, and why. Never holds key material. */
export class ClientSecretError extends Error {
  override readonly name = 'ClientSecretError';
  readonly fault: ClientSecretFault;
  readonly text: Localized;

  constructor(fault: ClientSecretFault) {
    super(faults[fault].en);
    this.fault = fault;
    this.text = faults[fault];
  }
}

/**
 * Reads an RSA public key: PEM, or base64 of the SPKI form without PEM lines, as the seller console takes it.
 *
 * @throws ClientSecretError `key-unreadable`, `key-not-rsa`
 */
export function readPublicKey(text: string): KeyObject {
  return readKey(
    text,
    (pem) => createPublicKey(pem),
    (key) => createPublicKey({ key, format: 'der', type: 'spki' }),
  );
}

/**
 * Reads an RSA private key: PEM, or base64 of the PKCS#8 form without PEM lines.
 *
 * @throws ClientSecretError `key-unreadable`, `key-not-rsa`
 */
export function readPrivateKey(text: string): KeyObject {
  return readKey(
    text,
    (pem) => createPrivateKey(pem),
    (key) => createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
  );
}

function readKey(
  text: string,
  fromPem: (pem: string) => KeyObject,
  fromDer: (der: Buffer) => KeyObject,
): KeyObject {
  let key: KeyObject;
  try {
    key = text.includes('-----BEGIN') ? fromPem(text) : fromDer(Buffer.from(text, 'base64'));
  } catch {
    throw new ClientSecretError('key-unreadable');
  }
  if (key.asymmetricKeyType !== 'rsa') throw new ClientSecretError('key-not-rsa');
  return key;
}

/**
 * Encrypts a client secret as KooGallery does for `applicationSync`: base64 of RSA-OAEP with SHA-256, MGF1 with SHA-1,
 * empty label. Node's `oaepHash` sets both hashes at once, so the padding is made here over raw RSA.
 *
 * @param seed 32 random bytes
 * @throws ClientSecretError `key-…`, `text-too-long`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function encryptClientSecret(
  publicKey: KeyObject | string,
  text: string,
  seed: Uint8Array = randomBytes(32),
): string {
  const message = Buffer.from(text, 'utf8');
  return encryptPadded(publicKey, (length) =>
    message.length <= oaepRoom(hashes, length) ? oaepPad(hashes, message, seed, length) : undefined,
  );
}

/**
 * Base64 of raw RSA over a block that the caller pads.
 *
 * @param pad gets the length of the modulus in bytes; `undefined` when the text does not fit
 * @throws ClientSecretError `key-…`, `text-too-long`
 */
export function encryptPadded(
  publicKey: KeyObject | string,
  pad: (length: number) => Buffer | undefined,
): string {
  const key = typeof publicKey === 'string' ? readPublicKey(publicKey) : publicKey;
  if (modulusBits(key) < minRsaBits) throw new ClientSecretError('key-too-short');
  const block = pad(modulusBytes(key));
  if (block === undefined) throw new ClientSecretError('text-too-long');
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block).toString('base64');
}

/**
 * Decrypts a client secret. Keys of any length are accepted here: what arrived should be readable.
 *
 * @throws ClientSecretError whose `fault` says what is wrong; all paddings that do not fit give the same `padding`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function decryptClientSecret(privateKey: KeyObject | string, base64: string): string {
  const message = oaepUnpad(hashes, decryptPadded(privateKey, base64));
  if (message === undefined) throw new ClientSecretError('padding');
  const text = readUtf8(message);
  if (text === undefined) throw new ClientSecretError('not-utf8');
  return text;
}

/**
 * The padded block in a client secret.
 *
 * @throws ClientSecretError `key-…`, `not-base64`, `length`, `padding`
 */
export function decryptPadded(privateKey: KeyObject | string, base64: string): Buffer {
  const key = typeof privateKey === 'string' ? readPrivateKey(privateKey) : privateKey;
  const ciphertext = readBase64(base64.replace(/[\r\n]/g, ''));
  if (ciphertext === undefined) throw new ClientSecretError('not-base64');
  if (ciphertext.length !== modulusBytes(key)) throw new ClientSecretError('length');
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch {
    // The number is not below the modulus, so it was not made with this key.
    throw new ClientSecretError('padding');
  }
}

function modulusBytes(key: KeyObject): number {
  return Math.ceil(modulusBits(key) / 8);
}

function modulusBits(key: KeyObject): number {
  if (key.asymmetricKeyType !== 'rsa') throw new ClientSecretError('key-not-rsa');
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}
