import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/text/redact.ts';

const secret = 'k/y+é "1"';

const forms: Readonly<Record<string, string>> = {
  raw: secret,
  'percent-encoded': encodeURIComponent(secret),
  'percent-encoded in lower case': 'k%2fy%2b%c3%a9%20%221%22',
  'form-encoded': new URLSearchParams({ a: secret }).toString().slice(2),
  JSON: JSON.stringify(secret).slice(1, -1),
  'JSON in ASCII': 'k/y+\\u00e9 \\"1\\"',
  'JSON with escaped slashes': 'k\\/y+\\u00e9 \\"1\\"',
  base64: Buffer.from(secret).toString('base64'),
  'base64 without padding': Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  base64url: Buffer.from(secret).toString('base64url'),
  hex: Buffer.from(secret).toString('hex'),
  'hex in upper case': Buffer.from(secret).toString('hex').toUpperCase(),
};

describe('redact', () => {
  it.each(Object.entries(forms))('masks a secret that is %s', (_, form) => {
    expect(redact(`before ${form} after`, [secret])).toBe('before *** after');
  });

  it('masks every occurrence of every secret, the longest first', () => {
    expect(redact('abc abcdef abc', ['abc', 'abcdef'])).toBe('*** *** ***');
  });

  it('leaves other text unchanged', () => {
    expect(redact('text', [])).toBe('text');
    expect(redact('text', [''])).toBe('text');
    expect(redact('a ** b', ['*', '**'])).toBe('a ** b');
  });

  it('leaves no secret in any text, even one with asterisks or one that a mask would complete', () => {
    const unit = fc.constantFrom(...'ab*+/ =%é实\\"');
    const key = fc.string({ unit, minLength: 1, maxLength: 6 }).filter((text) => /[^*]/.test(text));
    const text = fc.string({ unit, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), text, text, (secrets, before, after) => {
        const result = redact(`${before}${secrets.join('-')}${after}`, secrets);
        for (const hidden of secrets) expect(result).not.toContain(hidden);
      }),
    );
  });

  it('masks the written forms of any secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }), (key) => {
        const forms = [encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key)];
        for (const form of forms) expect(redact(form, [key])).not.toContain(form.slice(1, -1));
      }),
    );
  });
});
