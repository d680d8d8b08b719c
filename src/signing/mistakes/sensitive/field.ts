import { createCipheriv, createDecipheriv } from 'node:crypto';
import { attempt } from '../../../text/attempt.ts';
import { both } from '../../../text/translate.ts';
import { decodeBase64 } from '../../bytes.ts';
import { aesDecrypt, aesEncrypt, deriveAesKey, isIv, splitField } from '../../sensitive-field.ts';
import { gbk, readGbk } from '../charset.ts';
import { withoutCorrectSignature } from '../mistake.ts';
import {
  aesKeyMistakes,
  ciphertextOf,
  decodeBytes,
  encryptCorrectly,
  type FieldInput,
  type FieldMistake,
  fieldEncodingMistakes,
  fitKey,
  joinField,
  matchesPlain,
  type ReceivedField,
  tryDecrypt,
} from './mistake.ts';

/** Whether a mistake produces a field; it can say so only if the plain text is known. */
function producesField(sign: FieldMistake['sign'], { key, text, bits, plain }: ReceivedField): boolean {
  const iv = text.slice(0, 16);
  if (plain === undefined || !isIv(iv)) return false;
  return [sign({ key, plain, bits, iv }) ?? []].flat().includes(text);
}

const mistakes: readonly FieldMistake[] = [
  {
    cause: 'iv-alone',
    text: both(
      'The field contains only an IV: the encryption failed and the error was ignored. Handle the error.',
    ),
    sign: ({ iv }) => iv,
    matches: ({ text }) => isIv(text),
  },
  {
    cause: 'iv-and-null',
    text: both(
      'The IV is followed by the text "null": the server encrypts a missing value. Omit the field instead.',
    ),
    sign: ({ iv }) => [`${iv}null`, `${iv}undefined`],
    matches: ({ text }) => /^[A-Za-z0-9]{16}(null|undefined)$/.test(text),
  },
  {
    cause: 'null-encrypted',
    text: both('The server encrypts the text "null" in place of a missing value. Omit the field instead.'),
    sign: (input) => (input.plain === '' ? encryptCorrectly({ ...input, plain: 'null' }) : undefined),
    matches: (given) => given.plain === '' && tryDecrypt(given) === 'null',
  },
  {
    cause: 'encrypted-twice',
    text: both('The field is encrypted twice. Encrypt it once.'),
    sign: (input) => encryptCorrectly({ ...input, plain: encryptCorrectly(input) }),
    matches(given) {
      const once = tryDecrypt(given);
      return once !== undefined && matchesPlain(given, tryDecrypt({ ...given, text: once }));
    },
  },
  ...aesKeyMistakes,
  ...fieldEncodingMistakes,
  {
    cause: 'iv-not-used',
    text: both(
      'The IV at the start of the field was not used for encryption (a fixed IV, or ECB mode). Use CBC mode with these 16 characters as the IV.',
    ),
    sign({ key, plain, bits, iv }) {
      const aesKey = deriveAesKey(key, bits);
      return [
        ...fixedIvs(aesKey, key).map((fixed) => aesEncrypt(aesKey, fixed, Buffer.from(plain))),
        encryptEcb(aesKey, Buffer.from(plain)),
      ].map((ciphertext) => joinField(iv, ciphertext));
    },
    matches(given) {
      const parts = splitField(given.text);
      if (!parts.ok) return false;
      const aesKey = deriveAesKey(given.key, given.bits);
      return [
        ...fixedIvs(aesKey, given.key).map((fixed) => aesDecrypt(aesKey, fixed, parts.ciphertext)),
        decryptEcb(aesKey, parts.ciphertext),
      ].some((bytes) => matchesPlain(given, decodeBytes(bytes)));
    },
  },
  {
    cause: 'zero-padding',
    text: both(
      'The plain text is padded with zeros. Use PKCS5 (PKCS7) padding, which always adds at least one byte.',
    ),
    sign({ key, plain, bits, iv }) {
      const bytes = Buffer.from(plain);
      const padded = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);
      return joinField(iv, encryptUnpadded(deriveAesKey(key, bits), iv, padded));
    },
    matches(given) {
      const parts = splitField(given.text);
      if (!parts.ok) return false;
      const bytes = decryptUnpadded(given, parts.iv, parts.ciphertext);
      // A text of whole blocks without any padding looks as if the last block were missing.
      if (given.plain === undefined && bytes.at(-1) !== 0) return false;
      return matchesPlain(given, decodeBytes(bytes)?.replace(/\0{0,15}$/, ''));
    },
  },
  {
    cause: 'gbk',
    text: both(
      'The plain text is encoded in GBK, the default character set of the platform. Use getBytes("UTF-8").',
    ),
    sign: ({ key, plain, bits, iv }) =>
      joinField(iv, aesEncrypt(deriveAesKey(key, bits), Buffer.from(iv), gbk(plain))),
    matches(given) {
      const parts = splitField(given.text);
      if (!parts.ok) return false;
      const bytes = aesDecrypt(deriveAesKey(given.key, given.bits), parts.iv, parts.ciphertext);
      return bytes !== undefined && decodeBytes(bytes) === undefined && matchesPlain(given, readGbk(bytes));
    },
  },
  {
    cause: 'last-block-missing',
    text: both(
      'The last AES block is missing: the server uses the result of update() and omits final(). In Node, append cipher.final(): Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64"). In Java, call doFinal(text) once.',
    ),
    sign: signWithoutLastBlock,
    matches(given) {
      if (given.plain !== undefined) return producesField(signWithoutLastBlock, given);
      const iv = given.text.slice(0, 16);
      const bytes = decodeBase64(given.text.slice(16));
      if (!isIv(iv) || !bytes || ![0, 14, 15].includes(bytes.length % 16)) return false;
      return wholeBlocks(bytes).some((blocks) => {
        const text = startOfText(decryptUnpadded(given, Buffer.from(iv), blocks));
        return text !== '' && matchesPlain(given, text);
      });
    },
  },
  {
    cause: 'blocks-missing',
    text: both(
      'Some AES blocks are missing: the server discards the result of update(), or truncates the text. Concatenate update() and doFinal(), or call doFinal(text) once.',
    ),
    sign: signWithoutBlocks,
    matches: (given) => producesField(signWithoutBlocks, given),
  },
  {
    cause: 'not-encrypted',
    text: both(
      'The field is not encrypted. Send the 16 characters of the IV, followed by the base64 of the AES ciphertext.',
    ),
    sign({ plain, iv }) {
      const base64 = Buffer.from(plain).toString('base64');
      return [plain, base64, iv + plain, iv + base64];
    },
    matches({ text, plain }) {
      // No key decrypts such a text.
      if (plain === undefined) return text !== '' && !splitField(text).ok;
      const base64 = Buffer.from(plain).toString('base64');
      return [plain, base64].some((bare) => text === bare || text.slice(16) === bare);
    },
  },
];

function fixedIvs(aesKey: Buffer, key: string): Buffer[] {
  return [Buffer.alloc(16), Buffer.alloc(16, '0'), aesKey.subarray(0, 16), fitKey(Buffer.from(key), 128)];
}

function encryptEcb(aesKey: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv(`aes-${aesKey.length * 8}-ecb`, aesKey, null);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function decryptEcb(aesKey: Buffer, ciphertext: Buffer): Buffer | undefined {
  const decipher = createDecipheriv(`aes-${aesKey.length * 8}-ecb`, aesKey, null);
  return attempt(() => Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

function encryptUnpadded(aesKey: Buffer, iv: string, plain: Buffer): Buffer {
  const cipher = createCipheriv(`aes-${aesKey.length * 8}-cbc`, aesKey, Buffer.from(iv));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function signWithoutLastBlock(input: FieldInput): string[] | undefined {
  const kept = ciphertextOf(encryptCorrectly(input)).subarray(0, -16);
  if (kept.length === 0) return undefined;
  // Node keeps the bytes that do not fill a group of base64 for final().
  const groups = kept.subarray(0, kept.length - (kept.length % 3));
  return [...new Set([kept, groups].map((part) => joinField(input.iv, part)))];
}

function signWithoutBlocks(input: FieldInput): string[] {
  const ciphertext = ciphertextOf(encryptCorrectly(input));
  const cuts = Array.from({ length: ciphertext.length / 16 - 1 }, (_, i) => (i + 1) * 16);
  const parts = cuts.flatMap((cut) => [ciphertext.subarray(cut), ciphertext.subarray(0, cut - 16)]);
  return parts.filter((part) => part.length > 0).map((part) => joinField(input.iv, part));
}

function decryptUnpadded({ key, bits }: ReceivedField, iv: Uint8Array, ciphertext: Uint8Array): Buffer {
  const decipher = createDecipheriv(`aes-${bits}-cbc`, deriveAesKey(key, bits), iv);
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

/** The whole blocks of a ciphertext; if a single block lacks its last byte, it with each possible one. */
function wholeBlocks(bytes: Buffer): Buffer[] {
  if (bytes.length !== 15) return bytes.length < 16 ? [] : [bytes.subarray(0, bytes.length & ~15)];
  return Array.from({ length: 256 }, (_, last) => Buffer.concat([bytes, Buffer.of(last)]));
}

/** UTF-8 text that may end within a character; `undefined` if it is not UTF-8. */
function startOfText(bytes: Uint8Array): string | undefined {
  return attempt(() =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true }),
  );
}

/** Known mistakes in the encryption of a sensitive field, the most likely first. */
export const fieldMistakes: readonly FieldMistake[] = withoutCorrectSignature(encryptCorrectly, mistakes);

/** The known mistake that explains the field; `undefined` if the field is correct or matches none. */
export function explainField(given: ReceivedField): FieldMistake | undefined {
  const decrypted = tryDecrypt(given);
  const twice = decrypted !== undefined && tryDecrypt({ ...given, text: decrypted }) !== undefined;
  if (decrypted !== undefined && !twice && (given.plain ?? decrypted) === decrypted) return undefined;
  return fieldMistakes.find(({ matches }) => matches(given));
}
