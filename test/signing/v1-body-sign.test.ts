import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodySignature,
  formatBodySign,
  parseBodySign,
  verifyBodySign,
} from '../../src/signing/v1-body-sign.ts';
import { runs } from '../support/property-runs.ts';

const sig = 'wd1JabGmHPwqq+/pu2hy00t74rTgYioCEzR6Mm27LbU=';

describe('bodySignature', () => {
  test('is the HMAC of all bytes, valid UTF-8 or not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 4096 }),
        fc.uint8Array({ maxLength: 2000 }),
        (key, body) => {
          expect(bodySignature(key, body)).toBe(createHmac('sha256', key).update(body).digest('base64'));
        },
      ),
    );
  });

  test('white space around the body counts', () => {
    expect(bodySignature('k', '{}\n')).not.toBe(bodySignature('k', '{}'));
    expect(verifyBodySign('k', ' {}', bodySignature('k', ' {}'))).toBe(true);
    expect(verifyBodySign('k', '{}', bodySignature('k', ' {}'))).toBe(false);
  });
});

describe('parseBodySign', () => {
  test('reads what formatBodySign writes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, body) => {
        const signature = bodySignature(key, body);
        expect(parseBodySign(formatBodySign(signature))).toEqual({ ok: true, signature });
      }),
    );
  });

  test.each([
    `sign_type="HMAC-SHA256", signature="${sig}"`,
    `sign_type="HMAC-SHA256", signature= "${sig}"`,
    `sign_type="HMAC-SHA256",signature="${sig}"`,
    `  sign_type = "HMAC-SHA256" ,\tsignature = "${sig}"  `,
    `sign_type="HMAC-SHA256", Signature="${sig}"`,
    `signature="${sig}", sign_type="HMAC-SHA256"`,
  ])('accepts %s', (header) => {
    expect(parseBodySign(header)).toEqual({ ok: true, signature: sig });
  });

  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    [sig, 'sign-type-missing'],
    [`signature="${sig}"`, 'sign-type-missing'],
    ['sign_type="HMAC-SHA256"', 'signature-missing'],
    [`sign_type=HMAC-SHA256, signature="${sig}"`, 'sign-type-unquoted'],
    [`sign_type='HMAC-SHA256', signature="${sig}"`, 'sign-type-unquoted'],
    [`sign_type="HMAC-SHA256", signature=${sig}`, 'signature-unquoted'],
    [`sign_type="HMAC-SHA256", signature='${sig}'`, 'signature-unquoted'],
    [`sign_type="HMAC-SHA256", signature=“${sig}”`, 'signature-unquoted'],
    [`sign_type="HMAC-SHA256", signature="${sig}`, 'signature-unquoted'],
    ['sign_type="HMAC-SHA256", signature=""', 'signature-empty'],
    ['sign_type="HMAC-SHA256", signature=" "', 'signature-empty'],
    [`sign_type=" HMAC-SHA256 ", signature="${sig}"`, 'sign-type-wrong'],
    ['sign_type="HMAC-SHA256", signature=', 'signature-empty'],
    [`sign_type="HmacSHA256", signature="${sig}"`, 'sign-type-wrong'],
    [`sign_type="hmac-sha256", signature="${sig}"`, 'sign-type-wrong'],
    [`sign_type="", signature="${sig}"`, 'sign-type-wrong'],
    [`sign_type="HMAC-SHA256" signature="${sig}"`, 'separator'],
    [`sign_type="HMAC-SHA256"; signature="${sig}"`, 'separator'],
    [`sign_type="HMAC-SHA256",, signature="${sig}"`, 'separator'],
    [`sign_type="HMAC-SHA256", signature="${sig}",`, 'separator'],
    [`sign_type="HMAC-SHA256", signature=""${sig}""`, 'separator'],
    [`sign_type="HMAC-SHA256", sign_type="HMAC-SHA256", signature="${sig}"`, 'repeated'],
    [`sign_type="HMAC-SHA256", signature="${sig}", signature="${sig}"`, 'repeated'],
    [`sign_type="HMAC-SHA256", signature="${sig}", key_id="1"`, 'unknown-part'],
    [`signType="HMAC-SHA256", signature="${sig}"`, 'unknown-part'],
    [`sign_type="HMAC-SHA256", ${sig}`, 'unknown-part'],
    [`{"sign_type":"HMAC-SHA256","signature":"${sig}"}`, 'sign-type-missing'],
  ])('%s is refused: %s', (header, fault) => {
    const parsed = parseBodySign(header);
    expect(parsed).toMatchObject({ ok: false, fault });
    expect(!parsed.ok && parsed.text.en && parsed.text.zh).toBeTruthy();
  });

  test.each(['null', 'ab'.repeat(32), ` ${sig} `, 'a,b=;'])('leaves %j to verification', (value) => {
    expect(parseBodySign(`sign_type="HMAC-SHA256", signature="${value}"`)).toEqual({
      ok: true,
      signature: value,
    });
    expect(verifyBodySign('k', '{}', value)).toBe(false);
  });

  test('never throws and finds no accidental match', () => {
    const piece = fc.constantFrom(
      'sign_type',
      'signature',
      '=',
      '"',
      ',',
      ' ',
      'HMAC-SHA256',
      sig,
      ';',
      'x',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const parsed = parseBodySign(pieces.join(''));
        if (parsed.ok) expect(pieces.join('')).toContain(`"${parsed.signature}"`);
      }),
      { numRuns: runs(500) },
    );
  });
});
