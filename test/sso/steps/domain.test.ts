import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KooError } from '../../../src/errors/koo-error.ts';
import { readDomain } from '../../../src/sso/steps/domain.ts';

describe('a login domain', () => {
  test.each([
    ['https://example.tenantaccount.com', 'https://example.tenantaccount.com', []],
    [' https://Example.tenantaccount.com ', 'https://example.tenantaccount.com', []],
    ['https://example.tenantaccount.com/', 'https://example.tenantaccount.com', []],
    ['https://example.tenantaccount.com:8443', 'https://example.tenantaccount.com:8443', []],
    ['example.tenantaccount.com', 'https://example.tenantaccount.com', [/has no scheme/]],
    ['https://a.example/api/v1/oauth2/token?x=1#y', 'https://a.example', [/has more than a host/]],
    ['a.example/api', 'https://a.example', [/has no scheme/, /has more than a host/]],
    ['http://127.0.0.1:8790', 'http://127.0.0.1:8790', []],
    ['http://localhost:8790/', 'http://localhost:8790', []],
    ['127.0.0.1:8790', 'http://127.0.0.1:8790', [/koo calls http:\/\/127\.0\.0\.1:8790$/]],
    ['https://macroverse.huaweicloud.com', 'https://macroverse.huaweicloud.com', [/unified login page/]],
    ['https://orgid.huaweiapaas.cn', 'https://orgid.huaweiapaas.cn', [/is OrgID, not/]],
    [
      'https://orgid-external.cn-north-4.myhuaweicloud.com',
      'https://orgid-external.cn-north-4.myhuaweicloud.com',
      [/is OrgID/],
    ],
    ['https://oauth-login.cloud.huawei.com', 'https://oauth-login.cloud.huawei.com', [/is Huawei ID/]],
  ])('%s is called at %s', (text, origin, notices) => {
    const domain = readDomain(text);
    expect(domain.origin).toBe(origin);
    expect(domain.notices.map(({ en }) => en)).toEqual(
      notices.map((notice) => expect.stringMatching(notice)),
    );
  });

  test.each([
    ['', /not a valid address/],
    ['https://', /not a valid address/],
    ['a b.example', /not a valid address/],
    ['https://https://a.example', /scheme twice/],
    ['http://a.example', /not an https address/],
    ['ftp://a.example', /not an https address/],
    ['https://user:hunter22@a.example', /user name or a password/],
  ])('%s is refused, and not quoted', (text, message) => {
    expect(() => readDomain(text)).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ code: 'INVALID_DOMAIN' }) }),
    );
    expect(() => readDomain(text)).toThrow(message);
    expect(() => readDomain(text)).not.toThrow(/hunter22/);
  });

  test('that is read stays as it is', () => {
    const host = fc.stringMatching(/^[a-zA-Z0-9.:@/_-]{1,20}$/);
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      host,
      host.map((one) => `https://${one}`),
    );
    fc.assert(
      fc.property(text, (text) => {
        let origin: string;
        try {
          ({ origin } = readDomain(text));
        } catch (error) {
          expect(error).toBeInstanceOf(KooError);
          return;
        }
        expect(readDomain(origin)).toEqual({ origin, notices: [] });
      }),
    );
  });
});
