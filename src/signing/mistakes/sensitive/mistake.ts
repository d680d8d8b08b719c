import type { Localized } from '../../../text/localized.ts';
import { readUtf8 } from '../../bytes.ts';
import {
  type AesBits,
  aesDecrypt,
  aesEncrypt,
  decryptField,
  encryptField,
  splitField,
} from '../../sensitive-field.ts';
import type { Mistake } from '../mistake.ts';

/** What a sensitive field is encrypted from. */
export interface FieldInput {
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
export function otherKey(
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
