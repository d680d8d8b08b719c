import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AesBits,
  decryptField,
  deriveAesKey,
  encryptField,
  plaintextLimit,
  sha1prng,
} from '../../src/signing/sensitive-field.ts';
import { runs } from '../support/property-runs.ts';
import jdk from '../vectors/jdk.json' with { type: 'json' };

const bits = fc.constantFrom<AesBits>(128, 256);
const iv = fc.stringMatching(/^[A-Za-z0-9]{16}$/);
const plain = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '+ % 空格', '🛒', '\ufeffa', 'x'.repeat(79)),
);

describe('against the JDK', () => {
  test.each(jdk.aesKeys)(
    'derives AES keys from a seed of $bytes bytes',
    ({ text, times, bytes, aes128, aes256 }) => {
      const key = text.repeat(times);
      expect(Buffer.byteLength(key)).toBe(bytes);
      expect(deriveAesKey(key, 128).toString('hex')).toBe(aes128);
      expect(deriveAesKey(key, 256).toString('hex')).toBe(aes256);
    },
  );

  test.each(jdk.fields)('AES-$bits field with $plain', ({ key, bits, iv, plain, field }) => {
    expect(encryptField(key, plain, { bits: bits as AesBits, iv })).toBe(field);
    expect(decryptField(key, field, bits as AesBits)).toEqual({ ok: true, text: plain });
  });
});

test('SHA1PRNG: the first 16 bytes are those of SHA1(SHA1(seed)), a longer run continues a shorter one', () => {
  const sha1 = (data: Uint8Array) => createHash('sha1').update(data).digest();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), fc.nat(100), (seed, length) => {
      expect(sha1prng(seed, 16)).toEqual(sha1(sha1(seed)).subarray(0, 16));
      expect(sha1prng(seed, length)).toHaveLength(length);
      expect(sha1prng(seed, 120).subarray(0, length)).toEqual(sha1prng(seed, length));
    }),
  );
});

test('what is encrypted can be decrypted', () => {
  const key = fc.string({ unit: 'grapheme', maxLength: 4096, size: 'max' });
  fc.assert(
    fc.property(key, plain, bits, iv, (key, plain, bits, iv) => {
      const field = encryptField(key, plain, { bits, iv });
      expect(field).toMatch(/^[A-Za-z0-9]{16}[A-Za-z0-9+/]+={0,2}$/);
      expect(field.length).toBe(16 + 4 * Math.ceil((16 * Math.floor(Buffer.byteLength(plain) / 16 + 1)) / 3));
      expect(decryptField(key, field, bits)).toEqual({ ok: true, text: plain });
    }),
    { numRuns: runs(60) },
  );
});

test.each([
  [64, 31],
  [128, 79],
  [256, 175],
])('a field of %i characters holds %i bytes', (characters, bytes) => {
  const length = (n: number) =>
    encryptField('k', 'x'.repeat(n), { bits: 256, iv: 'A1b2C3d4E5f6G7h8' }).length;
  expect(plaintextLimit(characters)).toBe(bytes);
  expect(length(bytes)).toBeLessThanOrEqual(characters);
  expect(length(bytes + 1)).toBeGreaterThan(characters);
});

test.each([
  '',
  'A1b2C3d4E5f6G7h',
  'A1b2C3d4E5f6G7h89',
  'A1b2C3d4E5f6G7h+',
  'A1b2C3d4E5f6G7h中',
  'A1b2C3d4E5f6G7h8\n',
])('the IV %j is refused', (iv) => {
  expect(() => encryptField('k', 'x', { bits: 256, iv })).toThrow(
    expect.objectContaining({
      facts: expect.objectContaining({
        category: 'usage',
        code: 'NOT_ENCRYPTED',
        message: expect.objectContaining({ en: 'the IV must be 16 characters from A-Z, a-z and 0-9' }),
      }),
    }),
  );
});

describe('reports why a field cannot be decrypted', () => {
  const field = encryptField('key', '15905222222', { bits: 256, iv: 'A1b2C3d4E5f6G7h8' });
  test.each([
    ['', 'empty'],
    ['15905222222', 'too-short'],
    ['A1b2C3d4E5f6G7h8', 'iv-alone'],
    [`密${field.slice(1)}`, 'iv-not-ascii'],
    ['A1b2C3d4E5f6G7h8null', 'not-blocks'],
    ['A1b2C3d4E5f6G7h8nul', 'not-base64'],
    [field.replace('==', ''), 'not-base64'],
    [`${field.slice(0, 20)} ${field.slice(21)}`, 'not-base64'],
    [`${field}\n`, 'not-base64'],
    [field.slice(0, -4), 'not-blocks'],
  ])('%s: %s', (text, fault) => {
    expect(decryptField('key', text, 256)).toMatchObject({ ok: false, fault });
  });

  test('a wrong key or key length', () => {
    expect(decryptField('other', field, 256)).toMatchObject({ ok: false, fault: 'padding' });
    expect(decryptField('key', field, 128)).toMatchObject({ ok: false, fault: 'padding' });
  });

  test('not UTF-8', async () => {
    const { gbk } = await import('../../src/signing/mistakes/charset.ts');
    const { aesEncrypt } = await import('../../src/signing/sensitive-field.ts');
    const ciphertext = aesEncrypt(deriveAesKey('key', 256), Buffer.from('A1b2C3d4E5f6G7h8'), gbk('中文'));
    expect(decryptField('key', `A1b2C3d4E5f6G7h8${ciphertext.toString('base64')}`, 256)).toMatchObject({
      ok: false,
      fault: 'not-utf8',
    });
  });

  test('an error has both languages and contains neither key nor field', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const read = decryptField('THE-KEY', text, 256);
        if (read.ok) return;
        expect(Object.keys(read).sort()).toEqual(['fault', 'ok', 'reason']);
        expect(Object.keys(read.reason).sort()).toEqual(['en', 'zh']);
        expect(JSON.stringify(read)).not.toContain('THE-KEY');
      }),
    );
  });
});
