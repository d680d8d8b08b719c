import type { KeyObject } from 'node:crypto';
import { encryptClientSecret } from '../../signing/client-secret.ts';
import { type AesBits, decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonValue } from '../../text/json.ts';
import type { Activity, Field, Values } from '../protocols/model.ts';

export interface EncodeOptions {
  readonly key: string;
  /** The key length the merchant chose when publishing the product. */
  readonly bits: AesBits;
  /** A fresh IV of 16 letters and digits. */
  readonly iv: () => string;
  /** The merchant's public key; without it a client secret is sent as it is given. */
  readonly rsaPublicKey?: KeyObject;
}

/**
 * Encrypts the values that travel encrypted: mobile number and e-mail address in V1, `clientSecret` in the kit
 * interfaces. What is ciphertext under this key already stays.
 *
 * @throws KooError (usage, `NOT_ENCRYPTED`) when the public key is too short or the secret too long for it
 */
export function encodeValues(activity: Activity, values: Values, options: EncodeOptions): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = activity.request.find((one) => one.name === name);
      return [name, field ? encode(field, value, options) : value];
    }),
  );
}

function encode(field: Field, value: JsonValue, { key, bits, iv, rsaPublicKey }: EncodeOptions): JsonValue {
  if (typeof value !== 'string' || value === '') return value;
  if (field.encrypted)
    return decryptField(key, value, bits).ok ? value : encryptField(key, value, { bits, iv: iv() });
  if (field.format === 'client-secret' && rsaPublicKey) return encryptClientSecret(rsaPublicKey, value);
  return value;
}
