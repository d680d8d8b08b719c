import { describe, expect, test } from 'vitest';
import { allEntries } from '../../src/codes/families.ts';
import { findEntries, findNearestEntries, isCodeLike, normalizeCode } from '../../src/codes/lookup.ts';
import { findMessages, searchCodes } from '../../src/codes/search.ts';

const entries = allEntries();
const find = (word: string, http?: number) =>
  findEntries(word, http).map(({ code, family }) => `${family} ${code}`);

describe('a code', () => {
  test.each([
    ['000105', ['callback 000105']],
    ['mkt.0151', ['order-usage MKT.0151']],
    ['MKT0151', ['order-usage MKT.0151']],
    ['"MKT-0151",', ['order-usage MKT.0151']],
    ['０００１０６', ['callback 000106']],
    ['APIG.0301', ['gateway APIGW.0301']],
    ['91381034', ['upload 91381034']],
    ['92020003', ['license 92020003']],
    ['95000003', ['license 95000003']],
    ['94060002', ['usage-push 94060002']],
    ['005', ['usage-record 005']],
    ['0101', ['order-usage MKT.0101', 'upload CBC.0101', 'gateway APIGW.0101']],
    ['debug-timeout', ['debugger DEBUG-TIMEOUT']],
    ['MKT.9001', ['order-usage MKT.9001', 'seller-config MKT.9001']],
    ['000999', []],
    ['008', []],
  ])('%s', (word, found) => {
    expect(find(word)).toEqual(found);
  });

  test('is chosen by its status if several families have it', () => {
    expect(find('MKT.9001', 404)).toEqual(['seller-config MKT.9001']);
    expect(find('MKT.9001', 500)).toEqual(['order-usage MKT.9001']);
    expect(find('MKT.0151', 599)).toEqual(['order-usage MKT.0151']);
  });

  test.each([
    ['105', '000105'],
    ['5', '000005'],
    ['000015', '000105'],
    ['MTK.0151', 'MKT.0151'],
    ['MKT.0152', 'MKT.0151'],
    ['429', 'APIGW.0308'],
    ['QQQ.7777', undefined],
  ])('nearest to %s', (word, nearest) => {
    const found = findNearestEntries(word, entries).map(({ code }) => code);
    if (nearest === undefined) expect(found).toEqual([]);
    else expect(found).toContain(nearest);
    expect(found.length).toBeLessThanOrEqual(3);
  });

  test('is distinguished from words', () => {
    for (const word of ['000105', 'MKT.0151', 'apig.0301', '42', 'ABC.1234', 'DEBUG-X']) {
      expect(isCodeLike(word), word).toBe(true);
    }
    for (const word of ['sold', '售罄', 'sha256', 'V2', 'MKT', '1.5', '000000000', 'a=000105', '']) {
      expect(isCodeLike(word), word).toBe(false);
    }
    expect(normalizeCode('"000105".')).toBe('000105');
  });

  test('is found behind any length of punctuation', () => {
    const quotes = '"'.repeat(200_000);
    expect(normalizeCode(`${quotes}000105${quotes}`)).toBe('000105');
    expect(normalizeCode(`0${quotes}5`)).toBe(`0${quotes}5`);
  });
});

describe('words', () => {
  test.each([
    ['sold out', '000106'],
    ['sould out', '000106'],
    ['售罄', '000106'],
    ['售磬', '000106'],
    ['手机号重复', '000101'],
    ['mobil number', '000101'],
    ['authentcation', '000001'],
    ['verify aksk signature fail', 'APIGW.0301'],
    ['signature expired', 'APIGW.0301'],
    ['too many requests', 'MKT.0250'],
    ['访问频率', 'MKT.0250'],
    ['http header->bodySign is empty.', 'DEBUG-BODY-SIGN-MISSING'],
    ['License额度不足', '000900'],
    ['device fingerprint', '000903'],
    ['something wrong with appSecret', '000101'],
    ['超时', 'DEBUG-TIMEOUT'],
    ['delisted', '006'],
    ['rate limit', 'MKT.0250'],
    ['throttle', 'MKT.0250'],
    ['Throttled by the gateway', 'APIGW.0308'],
    ['限流', 'MKT.0250'],
    ['流量控制', 'APIGW.0308'],
    ['duplicate', '010'],
    ['duplicate record', '010'],
    ['为什么提示该商品资源已售罄', '000106'],
    ['why is my product sold out', '000106'],
    ['HTTP 429', 'APIGW.0308'],
    ['403 Forbidden', 'CBC.0150'],
    ['clock skew', 'APIGW.0301'],
    ['status: 429 too many', 'APIGW.0308'],
  ])('%s', (query, code) => {
    expect(searchCodes(query, entries)[0]?.entry.code).toBe(code);
  });

  test.each([
    'xyzzy plugh',
    'hello world',
    '',
    '   ',
    '!!!',
    '龘',
    'Connection refused',
    'java.lang.NullPointerException at com.example.Foo.bar(Foo.java:100)',
    'at org.apache.Foo(Foo.java:404)',
    'SSLHandshakeException: PKIX path building failed',
    'queue 429',
    '今天天气很好',
  ])('finds nothing for %j', (query) => {
    expect(searchCodes(query, entries)).toEqual([]);
  });

  test('returns the best match first, and few others', () => {
    expect(searchCodes('实例不存在', entries).map(({ entry }) => entry.code)).toEqual([
      '001',
      'MKT.9001',
      '000003',
      'MKT.9001',
    ]);
    for (const { meaning } of entries.filter((_, index) => index % 5 === 0)) {
      const found = searchCodes(meaning.zh, entries);
      expect(found.length).toBeLessThanOrEqual(10);
      expect(found.map(({ entry }) => entry.meaning.zh)).toContain(meaning.zh);
    }
  });
});

describe('a message of the interface debugging', () => {
  const codesIn = (text: string) => findMessages(text, entries).map(({ code }) => code);

  test('is found with any value for its placeholder', () => {
    const debug = entries.filter(({ family }) => family === 'debugger');
    expect(debug.length).toBe(10);
    for (const { code, message } of debug) {
      for (const text of [message.zh, message.en]) {
        if (text === undefined) continue;
        expect(codesIn(`10:00 ${text.replace(/\{\w+\}/, 'a+b/c=')} (x)`), text).toContain(code);
      }
    }
  });

  test('is found with other punctuation and spaces', () => {
    expect(codesIn('调测失败，接口响应缺少 frontEndUrl。')).toEqual(['DEBUG-FIELD-MISSING']);
    expect(codesIn('debugging failed.  The length of\n instanceId is invalid')).toEqual([
      'DEBUG-FIELD-LENGTH',
    ]);
  });

  test('is not found in other text', () => {
    expect(codesIn('调测失败')).toEqual([]);
    expect(codesIn('Debugging failed.')).toEqual([]);
  });
});
