import { describe, expect, test } from 'vitest';
import { canonicalJsonText } from '../../src/signing/canonical-json.ts';
import { explainKitSignature } from '../../src/signing/mistakes/v2/signature.ts';
import { type AesBits, decryptField, deriveAesKey, encryptField } from '../../src/signing/sensitive-field.ts';
import { authToken, authTokenBase, verifyAuthToken } from '../../src/signing/v1-auth-token.ts';
import { bodySignature, verifyBodySign } from '../../src/signing/v1-body-sign.ts';
import {
  kitSignature,
  v2Inner,
  v2Signature,
  verifyKitSignature,
  verifyV2Signature,
} from '../../src/signing/v2.ts';
import vectors from '../vectors/callbacks.json' with { type: 'json' };

const { key } = vectors;

describe('vectors', () => {
  test('authToken', () => {
    const { base, timeStamp, token } = vectors.authToken;
    const params = base
      .split('&')
      .map((pair) => pair.split('=') as [string, string])
      .reverse();
    const input = {
      key,
      timeStamp,
      params: [['authToken', token] as const, ...params],
      form: 'get',
    } as const;
    expect(authTokenBase(input.params, 'get')).toBe(base);
    expect(authToken(input)).toBe(token);
    expect(verifyAuthToken(input, token)).toBe(true);
  });

  test('Body-Sign', () => {
    const { body, signature } = vectors.bodySign;
    expect(bodySignature(key, body)).toBe(signature);
    expect(bodySignature(key, new TextEncoder().encode(body))).toBe(signature);
    expect(verifyBodySign(key, body, signature)).toBe(true);
  });

  test.each(vectors.aesKeys)('AES-$bits key of $key', ({ key, bits, hex }) => {
    expect(deriveAesKey(key, bits as AesBits).toString('hex')).toBe(hex);
  });

  test.each(vectors.fields)('AES-$bits field with $plain', ({ bits, iv, plain, field }) => {
    expect(encryptField(key, plain, { bits: bits as AesBits, iv })).toBe(field);
    expect(decryptField(key, field, bits as AesBits)).toEqual({ ok: true, text: plain });
  });

  test('V2 base', () => {
    const { payload, timestamp, nonce, inner, signature } = vectors.v2;
    const input = { key, payload, timestamp, nonce };
    expect(canonicalJsonText(payload)).toBe(payload);
    expect(v2Inner(input)).toBe(inner);
    expect(v2Signature(input)).toBe(signature.toUpperCase());
    expect(verifyV2Signature(input, signature)).toBe(true);
  });

  test('V2 kit, but not the hashed variant', () => {
    const { payload, timestamp, nonce, signature, mustNotBe } = vectors.kit;
    const input = { key, payload, timestamp, nonce };
    expect(canonicalJsonText(payload)).toBe(payload);
    expect(kitSignature(input)).toBe(signature.toUpperCase());
    expect(verifyKitSignature(input, signature)).toBe(true);
    expect(verifyKitSignature(input, mustNotBe)).toBe(false);
    expect(explainKitSignature(input, mustNotBe)?.cause).toBe('payload-hashed');
  });
});
