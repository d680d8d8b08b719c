import { describe, expect, test } from 'vitest';
import { toHttp } from '../../../src/callback/protocols/request.ts';
import { kitSignature } from '../../../src/signing/v2.ts';
import { key, now, pick, receive, seal } from './support.ts';

/** Base64 or hex of a proof, wherever it travels. */
function header(sealed: ReturnType<typeof seal>, name: string) {
  return sealed.headers.find(([one]) => one === name)?.[1];
}

describe('V1', () => {
  const values = {
    businessId: '61e834ba-7b97-4418-b8f7-e5345137278c',
    customerId: '68cbc86abc2018ab880d92f36422fa0e',
    expireTime: '20200727153156',
    orderId: 'CS1906666666ABCDE',
    productId: '00301-666666-0--0',
    testFlag: '1',
  };

  test('signs the vector', () => {
    const sealed = seal('v1 newInstance', { values, timestamp: '20200727073711903' });
    expect(sealed.query.at(-1)).toEqual(['authToken', '8Ok3j84xCgnXuTd3j6GHwsMS97d21VY9GMPYM585fXQ=']);
    expect(sealed).toMatchObject({ protocol: 'v1', activity: 'newInstance', method: 'GET', headers: [] });
    expect(sealed.body).toBeUndefined();
  });

  test('sends the fields in the declared order, unknown ones behind, the token last', () => {
    const sealed = seal('v1 newInstance', {
      values: { extra: 'x', ...values, trialFlag: null, orderAmount: 100 },
    });
    expect(sealed.query.map(([name]) => name)).toEqual([
      ...['activity', 'customerId', 'businessId', 'orderId', 'productId', 'expireTime', 'orderAmount'],
      ...['testFlag', 'extra', 'timeStamp', 'authToken'],
    ]);
    expect(Object.fromEntries(sealed.query)).toMatchObject({ orderAmount: '100', extra: 'x' });
  });

  test('percent-encodes by RFC 3986, including plus and space', () => {
    const sealed = seal('v1 queryInstance', { values: { instanceId: "a,b c+d/e=f&g%!'()*~-._中😀\ud800" } });
    expect(toHttp(sealed).url).toContain(
      'instanceId=a%2Cb%20c%2Bd%2Fe%3Df%26g%25%21%27%28%29%2A~-._%E4%B8%AD%F0%9F%98%80%EF%BF%BD&',
    );
    expect(toHttp(sealed).url).not.toMatch(/[+ ]/);
  });

  test("keeps the merchant's own query and signs it", () => {
    const target = 'https://isv.example.com/saas?token=a%2Bb+c&x=#top';
    const sealed = seal('v1 queryInstance', { target, values: { instanceId: 'a' } });
    expect(toHttp(sealed).url).toMatch(
      /^https:\/\/isv\.example\.com\/saas\?token=a%2Bb\+c&x=&activity=queryInstance&/,
    );
    const opened = pick('v1 queryInstance').protocol.open(receive(sealed), { key, now });
    expect(opened).toEqual({
      ok: true,
      activity: 'queryInstance',
      values: { token: 'a+b c', x: '', instanceId: 'a' },
    });
  });

  test.each(['https://isv.example.com?', 'https://isv.example.com/?&', 'https://isv.example.com#a'])(
    'joins the query to %s',
    (target) => {
      const { url } = toHttp(seal('v1 queryInstance', { target, values: { instanceId: 'a' } }));
      expect(url).toMatch(/^https:\/\/isv\.example\.com\/\?activity=queryInstance&instanceId=a&/);
    },
  );

  test('does not let values replace the signature', () => {
    const values = { instanceId: 'a', timeStamp: '1', authToken: 'forged' };
    const names = seal('v1 queryInstance', { values }).query.map(([name]) => name);
    expect(names).toEqual(['activity', 'instanceId', 'timeStamp', 'authToken']);
  });

  test('refuses a target that is not a URL', () => {
    expect(() => seal('v1 queryInstance', { target: 'isv.example.com' })).toThrow(TypeError);
  });

  test('writes its time in UTC, the kit in UTC+8', () => {
    expect(pick('v1 newInstance').protocol.timestamp(now)).toBe('20251125010203456');
    expect(pick('v1-kit tenantSync').protocol.timestamp(now)).toBe('20251125090203456');
  });
});

describe('V1 kit', () => {
  test('adds the sub-path, the token as header and the timestamp to the body', () => {
    const sealed = seal('v1-kit singleOrgSync', {
      target: 'https://isv.example.com/saas/?x=1',
      values: { orgCode: 'a', parentCode: null, flag: 1, instanceId: '' },
    });
    expect(sealed.url).toBe('https://isv.example.com/saas/produceAPI/singleOrgSync?x=1');
    expect(sealed.query).toEqual([]);
    expect(sealed.body).toBe('{"instanceId":"","orgCode":"a","flag":1,"timeStamp":"20251125090203456"}');
    expect(header(sealed, 'Content-Type')).toBe('application/json;charset=utf-8');
    expect(header(sealed, 'authToken')).toMatch(/^[\w+/]{43}=$/);
  });

  test('omits blank values from the signature and signs nested ones as compact JSON', () => {
    const signed = (values: Parameters<typeof seal>[1]) =>
      header(seal('v1-kit authSync', values), 'authToken');
    const plain = signed({ values: { userList: '[{"a":1}]' } });
    expect(signed({ values: { userList: [{ a: 1 }] } })).toBe(plain);
    expect(signed({ values: { userList: '[{"a":1}]', instanceId: ' ', tenantId: '' } })).toBe(plain);
    expect(signed({ values: { userList: '[{"a":1}]', instanceId: 'a' } })).not.toBe(plain);
  });

  test('signs what a given text says', () => {
    const text = '{ "timeStamp":"20251125090203456", "\\u0066lag": 1, "name":"\\u4e2d" }';
    const sealed = seal('v1-kit tenantSync', { text });
    expect(sealed.body).toBe(text);
    const asValues = seal('v1-kit tenantSync', { values: { name: '中', flag: 1 } });
    expect(header(sealed, 'authToken')).toBe(header(asValues, 'authToken'));
  });
});

describe('V2', () => {
  test('signs the vector and sends what it signed', () => {
    const sealed = seal('v2 newInstance', {
      values: {
        orderLineId: 'CS2211181819B4LVS-000001',
        testFlag: '1',
        orderId: 'CS2211181819B4LVS',
        nothing: null,
        businessId: '87b94795-0603-4e24-8ae5-69420d60e3c8',
      },
      timestamp: '1680508066618',
      nonce: '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA',
    });
    expect(sealed).toEqual({
      protocol: 'v2',
      activity: 'newInstance',
      method: 'POST',
      url: 'https://isv.example.com/saasproduce',
      query: [
        ['signature', '497bca0f783d28a4cfa40d1ec642e5e683598ce08f04ff363fabec130c95e8ae'.toUpperCase()],
        ['timestamp', '1680508066618'],
        ['nonce', '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA'],
      ],
      headers: [
        ['Accept', 'application/json'],
        ['Content-Type', 'application/json;charset=utf8'],
      ],
      body: '{"activity":"newInstance","businessId":"87b94795-0603-4e24-8ae5-69420d60e3c8","orderId":"CS2211181819B4LVS","orderLineId":"CS2211181819B4LVS-000001","testFlag":"1"}',
    });
  });

  test('signs the canonical form of a given text', () => {
    const text = '{ "testFlag":"1",\n "instanceId":"\\u4e2d", "activity":"queryInstance", "x":null}';
    const sealed = seal('v2 queryInstance', { text });
    expect(sealed.body).toBe(text);
    expect(sealed.query).toEqual(
      seal('v2 queryInstance', { values: { instanceId: '中', testFlag: '1' } }).query,
    );
  });

  test('signs a text that is not JSON unchanged', () => {
    const sealed = seal('v2 queryInstance', { text: '{"a":' });
    expect(sealed.body).toBe('{"a":');
    expect(sealed.query[0]).not.toEqual(seal('v2 queryInstance', { text: '{"b":' }).query[0]);
  });

  test.each([
    ['v2 newInstance', 'utf8'],
    ['license-code releaseLicenseCode', 'utf8'],
    ['online-license getLicenseAsync', 'utf8'],
    ['order-notify orderNotify', 'utf-8'],
  ])('%s names the charset as documented', (name, charset) => {
    expect(header(seal(name), 'Content-Type')).toBe(`application/json;charset=${charset}`);
  });

  test('writes its time in milliseconds', () => {
    expect(pick('v2 newInstance').protocol.timestamp(now)).toBe('1764032523456');
    expect(pick('v2-kit tenantSync').protocol.timestamp(now)).toBe('1764032523456');
  });
});

describe('V2 kit', () => {
  test('signs the vector, in headers, without an activity in the body', () => {
    const values = {
      instanceId: 'huaiweitest123456',
      orderId: 'CS1906666666ABCDE',
      tenantId: '68cbc86abc2018ab880d92f36422fa0e',
      tenantCode: 'huawei',
      name: 'huaiweitest',
      domainName: 'https://example.tenantaccount.com',
      flag: 1,
      testFlag: 0,
      timeStamp: '20220413093539534',
    };
    const nonce = '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA';
    const sealed = seal('v2-kit tenantSync', { values, timestamp: '1680508066618', nonce });
    expect(sealed.url).toBe('https://isv.example.com/saasproduce/produceAPI/v2/tenantSync');
    expect(sealed.query).toEqual([]);
    expect(sealed.headers).toEqual([
      ['Content-Type', 'application/json;charset=utf-8'],
      // Keys are sorted by code unit, so that tenantId comes before testFlag, and that before timeStamp.
      ['x-sign', kitSignature({ key, payload: sealed.body ?? '', timestamp: '1680508066618', nonce })],
      ['x-timestamp', '1680508066618'],
      ['x-nonce', nonce],
    ]);
    expect(sealed.body).toBe(
      '{"domainName":"https://example.tenantaccount.com","flag":1,"instanceId":"huaiweitest123456","name":"huaiweitest","orderId":"CS1906666666ABCDE","tenantCode":"huawei","tenantId":"68cbc86abc2018ab880d92f36422fa0e","testFlag":0,"timeStamp":"20220413093539534"}',
    );
  });
});
