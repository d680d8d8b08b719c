import { describe, expect, test } from 'vitest';
import { apiCode, apiCodes, successCodes } from '../../src/codes/openapi.ts';

describe('catalogue of the open API', () => {
  test('every code once, with words in both languages', () => {
    expect(new Set(apiCodes.map(({ code }) => code)).size).toBe(apiCodes.length);
    for (const { meaning, next } of apiCodes) {
      for (const { en, zh } of [meaning, next]) {
        expect(en).toMatch(/^[\x20-\x7e]+$/);
        expect(zh).toMatch(/\p{Script=Han}/u);
        // Full-width punctuation between Chinese characters.
        expect(zh).not.toMatch(/\p{Script=Han}[,;:?]/u);
      }
      expect(next.en).toMatch(/\.$/);
      expect(next.zh).toMatch(/。$/);
    }
  });

  test('the documented codes are all there', () => {
    const documented =
      'MKT.0000 MKT.0999 MKT.0100 MKT.0101 MKT.0102 MKT.0199 MKT.0150 MKT.0151 MKT.0154 MKT.0250 MKT.9001 MKT.9002 ' +
      'MKT.9003 MKT.9004 MKT.9005 94060001 94060002 94060004 CBC.0000 CBC.0150 CBC.0101 CBC.0999 91381033 91381034 ' +
      '91381035 91381036 91381037 91381038 91380150 92020000 92020001 92020002 92020003 92020004 92020005 92020011 ' +
      '92020020 95000001 95000002 95000003 95000004 0101 0103 0104 0105 0106 0201 0204 0301 0302 0304 0306 0310 0401 ' +
      '0402 0404 0802 0303 0305 0311 0307 0308 0501 0502 0601 0605 0606 0608 0609 0611 0612 0705 0602 0607 1009 0610 0613';
    expect(apiCodes.map(({ code }) => code).toSorted()).toEqual(documented.split(' ').toSorted());
  });

  test('the gateway is known by both prefixes', () => {
    expect(apiCode('APIGW.0301')).toBe(apiCode('APIG.0301'));
    expect(apiCode('APIGW.0301')).toMatchObject({ family: 'gateway', permission: true, repeat: 'never' });
    expect(apiCode('OTHER.0301')).toBeUndefined();
    expect(apiCode('')).toBeUndefined();
  });

  test('successes need nobody; permanent errors are not to be repeated', () => {
    for (const code of successCodes) expect(apiCode(code)).toMatchObject({ actor: 'nobody', repeat: 'done' });
    for (const code of ['MKT.9001', 'MKT.9002', 'MKT.9003', 'MKT.9004', 'MKT.0100']) {
      expect(apiCode(code)).toMatchObject({ http: [500], repeat: 'never' });
    }
    expect(apiCode('MKT.0999')?.repeat).toBe('later');
  });
});
