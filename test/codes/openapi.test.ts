import { describe, expect, test } from 'vitest';
import { apiCode, apiCodes, successCodes } from '../../src/codes/openapi.ts';

describe('codes of the open API', () => {
  test('finds codes of the gateway by both prefixes', () => {
    expect(apiCode('APIGW.0301')).toBe(apiCode('APIG.0301'));
    expect(apiCode('apig.0301')).toBe(apiCode('APIG.0301'));
    expect(apiCode('APIGW.0301')).toMatchObject({ family: 'gateway', permission: true, repeat: 'never' });
    expect(apiCode('OTHER.0301')).toBeUndefined();
    expect(apiCode('0301')).toBeUndefined();
    expect(apiCode('')).toBeUndefined();
  });

  test('chooses between the two MKT.9001 by status', () => {
    expect(apiCode('MKT.9001')).toMatchObject({ family: 'order-usage', http: [500] });
    expect(apiCode('MKT.9001', 500)).toBe(apiCode('MKT.9001'));
    expect(apiCode('MKT.9001', 404)).toMatchObject({ family: 'seller-config', http: [404] });
    expect(apiCode('MKT.0409', 409)).toMatchObject({ family: 'seller-config' });
    expect(apiCode('MKT.0409')).toBe(apiCode('MKT.0409', 409));
    expect(apiCodes().some(({ family }) => family === 'seller-config')).toBe(false);
  });

  test('needs no action after success, and does not retry permanent errors', () => {
    for (const code of successCodes) expect(apiCode(code)).toMatchObject({ actor: 'nobody', repeat: 'done' });
    for (const code of ['MKT.9001', 'MKT.9002', 'MKT.9003', 'MKT.9004', 'MKT.0100']) {
      expect(apiCode(code)).toMatchObject({ http: [500], repeat: 'never' });
    }
    expect(apiCode('MKT.0999')?.repeat).toBe('later');
  });
});
