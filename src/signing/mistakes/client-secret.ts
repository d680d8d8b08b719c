import type { KeyObject } from 'node:crypto';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { readUtf8 } from '../bytes.ts';
import { decryptClientSecret, decryptPadded, encryptClientSecret, encryptPadded } from '../client-secret.ts';
import { mgf1, type OaepHashes, oaepPad, oaepRoom, oaepUnpad } from '../oaep.ts';
import type { Mistake } from './mistake.ts';

/** What a client secret is encrypted from. */
export interface ClientSecretInput {
  /** PEM, base64 SPKI or a key object; at least 3072 bits. */
  readonly publicKey: KeyObject | string;
  readonly text: string;
  /** 32 random bytes. */
  readonly seed: Uint8Array;
}

/** A known way to encrypt, or to expect, a client secret wrongly; `sign` encrypts so. */
export interface ClientSecretMistake extends Mistake<ClientSecretInput> {
  /** The text, if the secret was made in this way. */
  read(privateKey: KeyObject | string, base64: string): string | undefined;
}

/** A padding other than the right one. */
interface Padding {
  /** `undefined` when the message does not fit. */
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

function oaep(hashes: OaepHashes & { readonly seedBytes: number }): Padding {
  return {
    pad: (message, seed, length) =>
      message.length <= oaepRoom(hashes, length)
        ? oaepPad(hashes, message, mgf1('sha256', seed, hashes.seedBytes), length)
        : undefined,
    unpad: (block) => oaepUnpad(hashes, block),
  };
}

/** The secret in another padding. */
function padded(cause: string, text: Localized, ...paddings: readonly Padding[]): ClientSecretMistake {
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
        .filter((message) => message !== undefined)
        .map(readUtf8)
        .find((plain) => plain !== undefined);
    },
  };
}

/** The right secret in another writing. */
function written(
  cause: string,
  text: Localized,
  write: (base64: string) => string,
  mend: (given: string) => string,
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
      const read = mend(given) === given ? undefined : decryptClientSecret(privateKey, mend(given));
      return read?.ok ? read.text : undefined;
    },
  };
}

/** Known ways to get the client secret wrong. */
export const clientSecretMistakes: readonly ClientSecretMistake[] = [
  padded(
    'oaep-sha256-both',
    both(
      'OAEP uses SHA-256 for both hashes, as Node’s oaepHash, WebCrypto and .NET do. KooGallery uses SHA-1 for MGF1: in Java use RSA/ECB/OAEPWithSHA-256AndMGF1Padding with its default parameters, in Python OAEP(MGF1(SHA1()), SHA256(), None).',
    ),
    oaep({ hash: 'sha256', maskHash: 'sha256', seedBytes: 32 }),
  ),
  padded(
    'oaep-sha1-both',
    both(
      'OAEP uses SHA-1 for both hashes, the default of OpenSSL and many libraries. KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.',
    ),
    oaep({ hash: 'sha1', maskHash: 'sha1', seedBytes: 20 }),
  ),
  padded(
    'pkcs1-v1.5',
    both(
      'The padding is PKCS#1 v1.5, which Java uses for Cipher.getInstance("RSA"). KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.',
    ),
    pkcs1,
  ),
  padded(
    'oaep-other-hashes',
    both(
      'OAEP uses other hashes (SHA-1 with MGF1 over SHA-256, or SHA-512). KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.',
    ),
    oaep({ hash: 'sha1', maskHash: 'sha256', seedBytes: 20 }),
    oaep({ hash: 'sha512', maskHash: 'sha1', seedBytes: 64 }),
    oaep({ hash: 'sha512', maskHash: 'sha512', seedBytes: 64 }),
  ),
  padded(
    'no-padding',
    both('RSA is used without padding. KooGallery uses OAEP with SHA-256 and MGF1 with SHA-1.'),
    noPadding,
  ),
  written(
    'blank-for-plus',
    both(
      'The + characters of the base64 text turned into spaces: the text was URL-decoded. Values in a JSON body must not be URL-decoded.',
    ),
    (base64) => base64.replaceAll('+', ' '),
    (given) => given.replaceAll(' ', '+'),
  ),
  written(
    'percent-encoded',
    both('The base64 text is percent-encoded. Values in a JSON body must not be percent-encoded.'),
    encodeURIComponent,
    (given) => given.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  ),
  written(
    'url-safe-base64',
    both(
      'The base64 text is URL-safe or has no padding. Use the standard alphabet (+ and /) and keep the = at the end.',
    ),
    (base64) => Buffer.from(base64, 'base64').toString('base64url'),
    (given) => Buffer.from(given, 'base64url').toString('base64'),
  ),
  written(
    'hex',
    both('The ciphertext is encoded in hex. Encode it in base64.'),
    (base64) => Buffer.from(base64, 'base64').toString('hex'),
    (given) => Buffer.from(given, 'hex').toString('base64'),
  ),
];

/**
 * In which other way a client secret was made; `undefined` when it is right, or when no known way leads to a text:
 * then it was most likely made with another key.
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
