import { describe, expect, test } from 'vitest';
import { codesIn } from '../../src/codes/recognise.ts';

describe('codes in text', () => {
  test.each([
    ['{"resultCode":"000105","resultMsg":"x"}', '000105'],
    ['{"resultCode": 000105}', '000105'],
    ['{\\"resultCode\\":\\"000002\\"}', '000002'],
    ["{'result_code': '000107'}", '000107'],
    ['resultCode=000103&resultMsg=x', '000103'],
    ['GET /x?resultCode=000100&a=1', '000100'],
    ['%22resultCode%22%3A%22000105%22', '000105'],
    ['<resultCode>000005</resultCode>', '000005'],
    ['reply.resultCode is 000001', ''],
    ['code: 000001', '000001'],
    ['the code 000001.', '000001'],
    ['RESULT_CODE=000001', '000001'],
    ['retCode => 000001', '000001'],
    ['errCode 92020003', '92020003'],
    ['错误码：000106', '000106'],
    ['结果码为000900，请处理', '000900'],
    ['{"error_code":"APIGW.0301","request_id":"0301"}', 'APIGW.0301'],
    ['APIG.0308', 'APIG.0308'],
    ['failed with MKT.0151.', 'MKT.0151'],
    ['MKT.0151,CBC.0101 MKT.0151', 'MKT.0151 CBC.0101'],
    ['error_code: "013"', '013'],
  ])('%s', (text, codes) => {
    expect(codesIn(text).join(' ')).toBe(codes);
  });

  test.each([
    '2024-11-21 12:00:00.000105 handled',
    '[000105] thread',
    'id=000105',
    'orderId=000105',
    'CS000105',
    'code=0001055',
    'code=00010',
    'code=000105.5',
    'code=000105-7',
    'code=000105:30',
    'code=000105abc',
    'zip_code=000001',
    'zip-code=000001',
    'postcode=000001',
    'barcode: 000001',
    'skuCode=000001',
    'decode 000001',
    'encoded 000001',
    'code000105',
    'code=200 after 000105 ms',
    'code=001',
    '"code":"013"',
    'code\n000105',
    'XMKT.0150',
    'MKT.01501',
    'MKT.015',
    'MKT_0150',
    'MKT.0150abc',
    'mkt.0150',
    'APIGX.0301',
    '错误000105',
  ])('nothing in %j', (text) => {
    expect(codesIn(text)).toEqual([]);
  });
});
