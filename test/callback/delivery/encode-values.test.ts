import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeValues } from '../../../src/callback/delivery/encode-values.ts';
import { freshId, freshIv, freshNonce } from '../../../src/callback/delivery/fresh.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import { decryptClientSecret } from '../../../src/signing/client-secret.ts';

const key = '00000000-1111-2222-3333-444444444444';
const iv = () => 'A1b2C3d4E5f6G7h8';
const newInstance = protocolOf('v1').activities[0]!;
const applicationSync = protocolOf('v2-kit').activities.find(({ name }) => name === 'applicationSync')!;

test('sensitive fields are encrypted with the key length asked for, others stay', () => {
  const values = { orderId: 'a', mobilePhone: '15905222222', email: '' };
  expect(encodeValues(newInstance, values, { key, bits: 256, iv })).toEqual({
    orderId: 'a',
    mobilePhone: 'A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==',
    email: '',
  });
  expect(encodeValues(newInstance, values, { key, bits: 128, iv }).mobilePhone).toBe(
    'A1b2C3d4E5f6G7h8NlKrQcgIay7GnTaEnFxLZA==',
  );
});

test('what is ciphertext already stays', () => {
  const values = { mobilePhone: 'A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==' };
  expect(encodeValues(newInstance, values, { key, bits: 256, iv })).toEqual(values);
});

test('a client secret is encrypted where there is a public key', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const values = { clientId: 'a', clientSecret: '密钥' };
  expect(encodeValues(applicationSync, values, { key, bits: 256, iv })).toEqual(values);
  const { clientSecret } = encodeValues(applicationSync, values, {
    key,
    bits: 256,
    iv,
    rsaPublicKey: publicKey,
  });
  expect(decryptClientSecret(privateKey, String(clientSecret))).toEqual({ ok: true, text: '密钥' });
});

test('fresh texts have their form and do not repeat', () => {
  expect(freshId()).toMatch(/^[0-9a-f]{32}$/);
  expect(freshId(7)).toMatch(/^[0-9a-f]{7}$/);
  expect(freshNonce()).toMatch(/^[0-9A-F]{64}$/);
  expect(freshIv()).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(new Set([freshIv(), freshIv(), freshIv()]).size).toBe(3);
});
