import { describe, expect, it, test } from 'vitest';
import {
  assertLoginAddress,
  isLoginAddress,
  loginAddressWarnings,
} from '../../../../src/sandbox/market/model/login-addresses.ts';
import type { Connection } from '../../../../src/sandbox/market/model/model.ts';
import { addressFor } from '../../../../src/sso/center/address.ts';

describe('a login address', () => {
  it.each([
    'http://127.0.0.1:8080/sso/callback',
    'https://saas.example.net/cas?tenant={tenantId}',
    'https://{tenantCode}.saas.example.net/sso',
    'https://saas.example.net&tenant={tenantId}',
  ])('can be registered: %s', (text) => {
    expect(isLoginAddress(text)).toBe(true);
  });

  it.each([
    ['', 'it is not an http or https URL'],
    ['/sso', 'it is not an http or https URL'],
    ['https:/saas.example.net', 'it is not an http or https URL'],
    ['javascript://saas.example.net/%0aalert(1)', 'it is not an http or https URL'],
    ['https://saas.example.net:99999/', 'it is not an http or https URL'],
    ['https://user@saas.example.net/', 'it contains a user name or a password'],
    ['https://:pass-9f8e7d@saas.example.net/', 'it contains a user name or a password'],
    ['https://saas.example.net/#/sso', 'it contains #, and browsers do not send what follows'],
    ['https://saas.example.net/a b', 'it contains blanks or control characters'],
    ['https://saas.example.net/\r\nLocation: x', 'it contains blanks or control characters'],
  ])('cannot be registered: %j', (text, reason) => {
    expect(isLoginAddress(text)).toBe(false);
    expect(() => assertLoginAddress('loginAddress', text)).toThrow(
      expect.objectContaining({
        facts: expect.objectContaining({
          category: 'usage',
          code: 'INVALID_LOGIN_ADDRESS',
          message: expect.objectContaining({ en: `The login address cannot be registered: ${reason}` }),
        }),
      }),
    );
  });

  it('is that of an organisation where it has placeholders', () => {
    const owner = { id: 't1', code: 'org0007' };
    expect(addressFor('https://{tenantCode}.example.net/?t={tenantId}&again={tenantId}', owner)).toBe(
      'https://org0007.example.net/?t=t1&again=t1',
    );
    expect(addressFor('https://example.net/', owner)).toBe('https://example.net/');
  });
});

test('plain http to another machine and an address of another product are warned of', () => {
  const other = { product: 'p2', loginAddress: 'http://saas.example.net/sso' } as Connection;
  const warnings = (loginAddress: string, product = 'p1') =>
    loginAddressWarnings({ loginAddress }, product, [other]).map(({ en }) => en);
  expect(warnings('http://saas.example.net/sso')).toEqual([
    'The login address at saas.example.net uses http: codes and tickets can be read on the way.',
    'The login address is also that of p2. KooGallery tells applications apart by it: use one for each.',
  ]);
  expect(warnings('https://saas.example.net/sso')).toEqual([]);
  expect(warnings('http://localhost:8080/sso')).toEqual([]);
  expect(warnings('http://saas.example.net/sso', 'p2')).toHaveLength(1);
  expect(loginAddressWarnings({}, 'p1', [other, { product: 'p3' } as Connection])).toEqual([]);
});
