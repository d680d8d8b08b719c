import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainField, fieldMistakes } from '../../../src/signing/mistakes/sensitive/field.ts';
import { type AesBits, deriveAesKey, encryptField } from '../../../src/signing/sensitive-field.ts';
import { runs } from '../../support/property-runs.ts';

const key = '00000000-1111-2222-3333-444444444444';
const iv = 'A1b2C3d4E5f6G7h8';
const plain = '用户 test+user@example.com, 云商店的客户, 名字很长很长,一直到密文超过七十六个字符为止';
const both: AesBits[] = [256, 128];
const right = (text: string, bits: AesBits) => encryptField(key, text, { bits, iv });

/** These need to know the text, or lead to a text that says nothing about them. */
const needText = ['null-encrypted', 'blocks-missing'];

describe.each(both)('AES-%i', (bits) => {
  test.each(fieldMistakes)('$cause', (mistake) => {
    const input = { key, iv, bits, plain: mistake.cause === 'null-encrypted' ? '' : plain };
    const made = [mistake.sign(input) ?? []].flat();
    // The first 16 bytes come out right whatever sign the bytes have.
    expect(made.length > 0).toBe(bits === 256 || mistake.cause !== 'unsigned-sha1prng');
    for (const text of made) {
      expect(text).not.toBe(right(input.plain, bits));
      expect(explainField({ key, text, bits, plain: input.plain })?.cause).toBe(mistake.cause);
    }
    if (made.length === 0 || needText.includes(mistake.cause)) return;
    const unaided = made.map((text) => explainField({ key, text, bits })?.cause);
    expect(unaided).toContain(mistake.cause);
  });
});

test('never explains a correct field', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 4096 }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...both),
      fc.stringMatching(/^[A-Za-z0-9]{16}$/),
      (key, plain, bits, iv) => {
        const text = encryptField(key, plain, { bits, iv });
        expect(explainField({ key, text, bits })).toBeUndefined();
        expect(explainField({ key, text, bits, plain })).toBeUndefined();
        for (const mistake of fieldMistakes)
          expect([mistake.sign({ key, plain, bits, iv }) ?? []].flat()).not.toContain(text);
      },
    ),
    { numRuns: runs(40) },
  );
});

test('never throws for any text', () => {
  const piece = fc.constantFrom(
    'A1b2C3d4E5f6G7h8',
    'null',
    '=',
    '%2B',
    ' ',
    '中',
    'AAAAAAAAAAAAAAAAAAAAAA==',
    '\n',
    'x',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
        fc.string({ unit: 'binary' }),
      ),
      fc.constantFrom(...both),
      fc.constantFrom(undefined, '', 'x'),
      (text, bits, plain) => {
        explainField({ key, text, bits, ...(plain !== undefined && { plain }) });
      },
    ),
    { numRuns: runs(80) },
  );
});

describe('reproduces the mistakes of other languages', () => {
  const encrypt = (aesKey: Buffer, text: string | Buffer = plain) => {
    const cipher = createCipheriv(`aes-${aesKey.length * 8}-cbc`, aesKey, Buffer.from(iv));
    return iv + Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  };
  const explained = (text: string, bits: AesBits = 256) => explainField({ key, text, bits })?.cause;

  test('AES key derived in another way', () => {
    const hash = (name: string) => createHash(name).update(key).digest();
    expect(explained(encrypt(hash('md5')))).toBe('md5-key');
    expect(explained(encrypt(Buffer.from(hash('md5').toString('hex'))))).toBe('md5-key');
    expect(explained(encrypt(hash('sha256')))).toBe('sha256-key');
    expect(explained(encrypt(hash('sha1').subarray(0, 16)), 128)).toBe('sha1-key');
    expect(explained(encrypt(Buffer.from(key).subarray(0, 32)))).toBe('raw-key');
    expect(explained(encrypt(Buffer.from(key.replaceAll('-', ''))))).toBe('raw-key');
    expect(explained(right(plain, 128))).toBe('other-bits');
    expect(explained(right(plain, 256), 128)).toBe('other-bits');
  });

  test('known mistakes', () => {
    const first = encrypt(deriveAesKey(key, 256));
    const bytes = Buffer.from(first.slice(16), 'base64');
    const last = iv + bytes.subarray(-16).toString('base64');
    expect(explained(iv)).toBe('iv-alone');
    expect(explained(`${iv}null`)).toBe('iv-and-null');
    expect(explained('15905222222')).toBe('not-encrypted');
    expect(explained('someone@example.com')).toBe('not-encrypted');
    expect(explained(right('a+b', 256).replaceAll('+', ' '))).toBe(undefined);
    expect(explainField({ key, text: last, bits: 256, plain })?.cause).toBe('blocks-missing');
    expect(explained(right('null', 256))).toBeUndefined();
    expect(explainField({ key, text: right('null', 256), bits: 256, plain: '' })?.cause).toBe(
      'null-encrypted',
    );
    expect(explained('')).toBeUndefined();
  });

  test('leaves a signature of another key unexplained', () => {
    expect(explained(encryptField('another key', plain, { bits: 256, iv }))).toBeUndefined();
    expect(explainField({ key, text: right('other text', 256), bits: 256, plain })).toBeUndefined();
  });
});
