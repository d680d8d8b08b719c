import { describe, expect, test } from 'vitest';
import { type Place, refusalOf } from '../../src/http/expected-request.ts';

const local: Place = { loopback: true, names: [] };
const open: Place = { loopback: false, names: [] };

function codeOf(place: Place, headers: readonly (readonly [string, string])[], url = '/', version = '1.1') {
  return refusalOf({ url, rawHeaders: headers.flat(), httpVersion: version }, place)?.code;
}

function codeOfHost(place: Place, host: string) {
  return codeOf(place, [['Host', host]]);
}

describe('the host', () => {
  test.each([
    'localhost:8788',
    'shop.localhost:8788',
    'LocalHost:8788',
    '127.0.0.1:9000',
    '127.8.9.1:8788',
    '[::1]:8788',
    'localhost',
  ])('may be %s, with any port', (host) => {
    expect(codeOfHost(local, host)).toBeUndefined();
  });

  test.each([
    'attacker.example:8788',
    'attacker.example',
    'localhost:99999999',
    'localhost.attacker.example:8788',
    '127.0.0.1.attacker.example:8788',
    'localhost@attacker.example:8788',
    'localhost:8788:8788',
    'localhost:8788/',
    '0.0.0.0:8788',
    '192.168.1.5:8788',
    '[::]:8788',
    '[fe80::1]:8788',
    '[::1',
    `${'a'.repeat(100_000)}:8788`,
    'löcalhost:8788',
    ':8788',
    'constructor',
  ])('must not be %.60s', (host) => {
    expect(codeOfHost(local, host)).toBe('HOST_NOT_ALLOWED');
  });

  test('may be an address of a server for other machines, with any port, but no other name', () => {
    for (const host of ['192.168.1.5:9000', '[fe80::1]:8788', 'localhost:9000', '0.0.0.0:8788'])
      expect(codeOfHost(open, host)).toBeUndefined();
    expect(codeOfHost(open, 'attacker.example:8788')).toBe('HOST_NOT_ALLOWED');
    expect(codeOfHost(open, '1.2.3.4.attacker.example')).toBe('HOST_NOT_ALLOWED');
  });

  test('may be a name that the user gave, with any port unless it has one', () => {
    const named = { ...local, names: ['Tunnel.example', 'container:9000'] };
    for (const host of ['tunnel.example', 'tunnel.EXAMPLE:8788', 'container:9000'])
      expect(codeOfHost(named, host)).toBeUndefined();
    for (const host of ['container', 'container:9001', 'a.tunnel.example', 'tunnel.example.attacker.example'])
      expect(codeOfHost(named, host)).toBe('HOST_NOT_ALLOWED');
  });

  test('is required once, except by HTTP/1.0', () => {
    const host = ['Host', 'localhost:8788'] as const;
    expect(codeOf(local, [])).toBe('INVALID_HOST');
    expect(codeOf(local, [['Host', '']])).toBe('INVALID_HOST');
    expect(codeOf(local, [host, host])).toBe('INVALID_HOST');
    expect(codeOf(local, [host, ['HOST', 'attacker.example']])).toBe('INVALID_HOST');
    expect(codeOf(local, [], '/', '1.0')).toBeUndefined();
    expect(codeOf(local, [['Host', 'attacker.example']], '/', '1.0')).toBe('HOST_NOT_ALLOWED');
    expect(codeOf(local, [host, host], '/', '1.0')).toBe('INVALID_HOST');
  });

  test('of the request line counts as well', () => {
    const headers = [['Host', 'localhost:8788']] as const;
    expect(codeOf(local, headers, 'http://localhost:8788/x')).toBeUndefined();
    expect(codeOf(local, headers, 'http://attacker.example/x')).toBe('HOST_NOT_ALLOWED');
    expect(codeOf(local, headers, 'not a url')).toBe('HOST_NOT_ALLOWED');
    expect(codeOf(local, headers, '*')).toBeUndefined();
  });
});

describe('a page', () => {
  const from = (name: string, value: string) =>
    codeOf(local, [
      ['Host', '127.0.0.1:8788'],
      [name, value],
    ]);

  test.each(['https://attacker.example', 'http://127.0.0.1:3000', 'http://localhost:8788', 'null', 'x', ''])(
    'of the origin "%s" is refused',
    (origin) => {
      expect(from('Origin', origin)).toBe('PAGE_NOT_ALLOWED');
    },
  );

  test('of the server itself, an extension and an app are not', () => {
    for (const origin of ['http://127.0.0.1:8788', 'chrome-extension://abcdef', 'app://client'])
      expect(from('Origin', origin)).toBeUndefined();
  });

  test('behind a tunnel has the name of the tunnel', () => {
    const named = { ...local, names: ['tunnel.example'] };
    const sent = (origin: string) =>
      codeOf(named, [
        ['Host', 'tunnel.example'],
        ['Origin', origin],
      ]);
    expect(sent('https://tunnel.example')).toBeUndefined();
    expect(sent('https://attacker.example')).toBe('PAGE_NOT_ALLOWED');
  });

  test('that sends no origin, as for pictures, is refused for its site', () => {
    expect(from('Sec-Fetch-Site', 'cross-site')).toBe('PAGE_NOT_ALLOWED');
    for (const site of ['none', 'same-origin', 'same-site'])
      expect(from('Sec-Fetch-Site', site)).toBeUndefined();
  });
});

describe('a page of another website', () => {
  const open: Place = { ...local, openPaths: ['/x?', '/sso/'] };
  const navigation = {
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
  };

  function opens(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', place = open) {
    const rawHeaders = Object.entries({ Host: '127.0.0.1:8788', ...navigation, ...headers }).flat();
    return refusalOf({ method, url, rawHeaders, httpVersion: '1.1' }, place) === undefined;
  }

  test('may lead the browser to an open path, and to no other', () => {
    expect(opens('/sso/callback?code=1')).toBe(true);
    for (const url of ['/', '/sso', '/other', '/other/sso/', '/?/sso/']) expect(opens(url)).toBe(false);
    expect(opens('/sso/callback', {}, 'GET', local)).toBe(false);
  });

  test('may not send a form there, embed it, or fetch it', () => {
    expect(opens('/sso/logout', {}, 'POST')).toBe(false);
    expect(opens('/sso/callback', {}, 'HEAD')).toBe(false);
    expect(opens('/sso/callback', { 'Sec-Fetch-Dest': 'iframe' })).toBe(false);
    expect(opens('/sso/callback', { 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' })).toBe(false);
    expect(opens('/sso/callback', { 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors' })).toBe(false);
    expect(opens('/sso/callback', { Origin: 'https://attacker.example' })).toBe(false);
    expect(opens('/sso/callback', { Host: 'attacker.example' })).toBe(false);
  });
});

test('takes up to 200 headers', () => {
  const headers = (count: number) => Array.from({ length: count }, (_, n) => [`X-${n}`, '1'] as const);
  expect(codeOf(local, [['Host', 'localhost:8788'], ...headers(199)])).toBeUndefined();
  expect(codeOf(local, [['Host', 'localhost:8788'], ...headers(200)])).toBe('TOO_MANY_HEADERS');
});

test('says which name to allow, and shortens it', () => {
  const message = refusalOf(
    { url: '/', rawHeaders: ['Host', 'tunnel.example:443'], httpVersion: '1.1' },
    local,
  )?.message;
  expect(message?.en).toContain('--allow-host tunnel.example');
  expect(message?.zh).toContain('--allow-host tunnel.example');
  const long = refusalOf({ url: '/', rawHeaders: ['Host', 'a'.repeat(9_999)], httpVersion: '1.1' }, local);
  expect(long?.message.en.length).toBeLessThan(400);
});
