import type { KeyObject } from 'node:crypto';
import { KooError } from '../../errors/koo-error.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { both, type Localized } from '../../text/translate.ts';
import { decryptClientSecret, decryptPadded, encryptClientSecret, encryptPadded } from '../client-secret.ts';
import { mgf1, oaepMaxLength, oaepPad, oaepUnpad } from '../oaep.ts';
import { percentDecode } from '../sdk-hmac-canonical.ts';
import type { Mistake } from './mistake.ts';

export interface ClientSecretInput {
  /** PEM, base64 SPKI or a key object; at least 3072 bits. */
  readonly publicKey: KeyObject | string;
  readonly text: string;
  /** 32 random bytes. */
  readonly seed: Uint8Array;
}

/** A known mistake in the encryption of a client secret; `sign` encrypts with the mistake. */
export interface ClientSecretMistake extends Mistake<ClientSecretInput> {
  /** The text, if the secret was encrypted with this mistake. */
  read(privateKey: KeyObject | string, base64: string): string | undefined;
}

interface Padding {
  /** `undefined` if the message does not fit. */
  pad(message: Buffer, seed: Uint8Array, length: number): Buffer | undefined;
  unpad(block: Buffer): Buffer | undefined;
}

const pkcs1: Padding = {
  pad(message, seed, length) {
    const filler = length - message.length - 3;
    if (filler < 8) return undefined;
    const noise = mgf1('sha256', seed, filler).map((byte) => byte || 1);
    return Buffer.concat([Buffer.of(0, 2), noise, Buffer.of(0), message]);
  },
  unpad(block) {
    const end = block.indexOf(0, 2);
    return block.readUInt16BE(0) === 2 && end >= 10 ? block.subarray(end + 1) : undefined;
  },
};

const noPadding: Padding = {
  pad: (message, _seed, length) =>
    message.length < length - 8 ? Buffer.concat([Buffer.alloc(length - message.length), message]) : undefined,
  unpad(block) {
    const start = block.findIndex((byte) => byte !== 0);
    return start >= 8 ? block.subarray(start) : undefined;
  },
};

function oaep(hash: string, maskHash: string, seedBytes: number): Padding {
  const hashes = { hash, maskHash };
  return {
    pad: (message, seed, length) =>
      message.length <= oaepMaxLength(hashes, length)
        ? oaepPad(hashes, message, mgf1('sha256', seed, seedBytes), length)
        : undefined,
    unpad: (block) => oaepUnpad(hashes, block),
  };
}

function paddingMistake(
  cause: string,
  text: Localized,
  ...paddings: readonly Padding[]
): ClientSecretMistake {
  return {
    cause,
    text,
    sign: ({ publicKey, text: plain, seed }) =>
      paddings.flatMap(({ pad }) => {
        const message = Buffer.from(plain, 'utf8');
        return encryptPadded(publicKey, (length) => pad(message, seed, length)) ?? [];
      }),
    read(privateKey, base64) {
      const block = decryptPadded(privateKey, base64);
      if (!Buffer.isBuffer(block)) return undefined;
      return paddings
        .map(({ unpad }) => unpad(block))
        .map((message) => message && decodeUtf8(message, true))
        .find((plain) => plain !== undefined);
    },
  };
}

/** A mistake in the encoding of a correct secret; `undo` reverts it. */
function encodingMistake(
  cause: string,
  text: Localized,
  write: (base64: string) => string,
  undo: (given: string) => string,
): ClientSecretMistake {
  return {
    cause,
    text,
    sign(input) {
      const right = encryptClientSecret(input.publicKey, input.text, input.seed);
      const wrong = write(right);
      return wrong === right ? undefined : wrong;
    },
    read(privateKey, given) {
      const read = undo(given) === given ? undefined : decryptClientSecret(privateKey, undo(given));
      return read?.ok ? read.text : undefined;
    },
  };
}

export const clientSecretMistakes: readonly ClientSecretMistake[] = [
  paddingMistake(
    'oaep-sha256-both',
    both(
      'OAEP uses SHA-256 for both hashes, as Node’s oaepHash, WebCrypto and .NET do. KooGallery uses SHA-1 for MGF1: in Java use RSA/ECB/OAEPWithSHA-256AndMGF1Padding with its default parameters, in Python OAEP(MGF1(SHA1()), SHA256(), None).',
    ),
    oaep('sha256', 'sha256', 32),
  ),
  paddingMistake(
    'oaep-sha1-both',
    both(
      'OAEP uses SHA-1 for both hashes, the default of OpenSSL and many libraries. KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.',
    ),
    oaep('sha1', 'sha1', 20),
  ),
  paddingMistake(
    'pkcs1-v1.5',
    both(
      'The padding is PKCS#1 v1.5, which Java uses for Cipher.getInstance("RSA"). KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.',
    ),
    pkcs1,
  ),
  paddingMistake(
    'oaep-other-hashes',
    both(
      'OAEP uses other hashes (SHA-1 with MGF1 over SHA-256, or SHA-512). KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.',
    ),
    oaep('sha1', 'sha256', 20),
    oaep('sha512', 'sha1', 64),
    oaep('sha512', 'sha512', 64),
  ),
  paddingMistake(
    'no-padding',
    both('RSA is used without padding. KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.'),
    noPadding,
  ),
  encodingMistake(
    'blank-for-plus',
    both(
      'The + characters of the base64 text turned into spaces: the text was URL-decoded. Values in a JSON body must not be URL-decoded.',
    ),
    (base64) => base64.replaceAll('+', ' '),
    (given) => given.replaceAll(' ', '+'),
  ),
  encodingMistake(
    'percent-encoded',
    both('The base64 text is percent-encoded. Values in a JSON body must not be percent-encoded.'),
    encodeURIComponent,
    (given) => percentDecode(given).toString('latin1'),
  ),
  encodingMistake(
    'url-safe-base64',
    both(
      'The base64 text is URL-safe or has no padding. Use the standard alphabet (+ and /) and keep the = at the end.',
    ),
    (base64) => Buffer.from(base64, 'base64').toString('base64url'),
    (given) => Buffer.from(given, 'base64url').toString('base64'),
  ),
  encodingMistake(
    'hex',
    both('The ciphertext is encoded in hex. Encode it in base64.'),
    (base64) => Buffer.from(base64, 'base64').toString('hex'),
    (given) => Buffer.from(given, 'hex').toString('base64'),
  ),
];

/**
 * The known mistake that explains a client secret; `undefined` if the secret is correct or matches no known mistake,
 * most likely because another key was used.
 *
 * @throws KooError (usage, `INVALID_RSA_KEY`)
 */
export function explainClientSecret(
  privateKey: KeyObject | string,
  base64: string,
): ClientSecretMistake | undefined {
  if (decryptClientSecret(privateKey, base64).ok) return undefined;
  return clientSecretMistakes.find(({ read }) => read(privateKey, base64) !== undefined);
}

/**
 * Decrypts a client secret.
 *
 * @throws KooError (check, `NOT_DECRYPTED`), with the known mistake that explains the value, if any
 */
export function decryptOrExplain(privateKey: KeyObject, text: string): string {
  const read = decryptClientSecret(privateKey, text);
  if (read.ok) return read.text;
  const hint =
    explainClientSecret(privateKey, text)?.text ??
    both('The value matches no known mistake. Most likely it was encrypted for another key pair.');
  throw notDecrypted(read.reason, hint);
}

export function notDecrypted(message: Localized, hint: Localized): KooError {
  return new KooError({ category: 'check', code: 'NOT_DECRYPTED', message, hint });
}
