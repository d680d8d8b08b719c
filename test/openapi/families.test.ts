import { describe, expect, test } from 'vitest';
import { isSuccess } from '../../src/openapi/families.ts';
import { type ApiCall, readEnvelope } from '../../src/openapi/model.ts';

const base = '/api/mkp-openapi-public/global';
const paths = {
  order: `${base}/v1/order/query`,
  usage: `${base}/v1/isv/usage-data`,
  'old usage': '/rest/marketplace/v1/isv/usage-data',
  upload: `${base}/v1/market-event/EV1/file`,
  licence: `${base}/v1/license/activate`,
  'licence batch': `${base}/v2/license/heartbeat`,
  asset: '/api/mkp-openapi-public/v1/asset/deployed-object',
  costs: '/v4/costs/cost-analysed-bills/query',
  'partner bills': '/v2/bills/partner-bills/subcustomer-bills/monthly-sum',
  account: '/v3/auth/domains',
  'another path of IAM': '/v3/users/1',
  'another path': `${base}/v1/products`,
} as const;
type Name = keyof typeof paths;
const names = Object.keys(paths) as Name[];

function succeeds(name: Name, text: string, status = 200): boolean {
  const host: ApiCall['host'] = name === 'account' || name === 'another path of IAM' ? 'iam' : 'mkt';
  return isSuccess({ path: paths[name], host }, { status, text, ...readEnvelope(text, {}) });
}

describe('a success', () => {
  test.each<[Name, string]>([
    ['order', '{"resultCode":"MKT.0000"}'],
    ['usage', '{"error_code":"MKT.0000"}'],
    ['old usage', '{"error_code":"MKT.0000"}'],
    ['upload', '{"error_code":"CBC.0000"}'],
    ['licence', '{"error_code":"92020000"}'],
    ['licence batch', '{"error_code":"92020000","data":[]}'],
    ['asset', '{"error_code":"MKT.0000","data":[]}'],
    ['asset', '{"error_code":"CBC.0000"}'],
    ['asset', '{"error_code":"","data":[]}'],
    ['asset', '{"error_code":null,"data":[]}'],
    ['costs', '{"cost_data":[],"total_count":0}'],
    ['partner bills', '{"bill_sums":[],"count":0}'],
    ['account', '{"domains":[],"links":{}}'],
    ['another path of IAM', '{"user":{"id":"1"}}'],
    ['another path', '{"error_code":"MKT.0000"}'],
    ['another path', '{"error_code":"ABC.0000"}'],
    ['another path', '{"error_code":"92020000"}'],
  ])('%s: %s', (name, text) => {
    expect(succeeds(name, text)).toBe(true);
    expect(succeeds(name, text, 299)).toBe(true);
    expect(succeeds(name, text, 300)).toBe(false);
    expect(succeeds(name, text, 199)).toBe(false);
  });

  test.each<Name>(['another path', 'another path of IAM'])('HTTP 204 without a body: %s', (name) => {
    expect(succeeds(name, '', 204)).toBe(true);
    expect(succeeds(name, '', 200)).toBe(false);
    expect(succeeds(name, 'OK', 204)).toBe(false);
  });
});

describe('no success, whatever the family', () => {
  test.each([
    '{}',
    '{"status":"maintenance"}',
    '{"success":false}',
    '{"success":true}',
    '{"error_code":null,"error_msg":"System error"}',
    '{"errorCode":"94060001"}',
    '{"error_code":"MKT.0999"}',
    '{"resultCode":"MKT.0000","error_code":"94060001"}',
    '{"error":{"code":"500"},"domains":[]}',
    '{"data":null,"domains":null,"cost_data":null}',
    '[]',
    'null',
    '<html>',
  ])('%s', (text) => {
    expect(names.filter((name) => succeeds(name, text))).toEqual([]);
  });

  test('the success code of another family, and none', () => {
    const codes = ['MKT.0000', 'CBC.0000', '92020000'] as const;
    const takenBy = (text: string) => names.filter((name) => succeeds(name, text));
    const open: readonly Name[] = ['asset', 'another path'];
    expect(codes.map((code) => takenBy(`{"error_code":"${code}"}`))).toEqual([
      ['usage', 'old usage', ...open],
      ['upload', ...open],
      ['licence', 'licence batch', 'another path'],
    ]);
    // Only the order query names it `resultCode`, and it names it nothing else.
    expect(codes.map((code) => takenBy(`{"resultCode":"${code}"}`))).toEqual([
      ['order', ...open],
      open,
      ['another path'],
    ]);
    expect(takenBy('{"errorCode":"MKT.0000"}')).toEqual(open);
    expect(takenBy('{"resultCode":"MKT.0000","error_code":"MKT.0000"}')).toEqual([
      'order',
      'usage',
      'old usage',
      ...open,
    ]);
    expect(takenBy('{"data":[{}]}')).toEqual(['asset', 'partner bills', 'another path of IAM']);
    expect(names.filter((name) => succeeds(name, '', 204))).toEqual(['another path of IAM', 'another path']);
  });
});
