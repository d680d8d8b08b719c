import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskedSecret, shownResponse } from '../../../src/sso/steps/masking.ts';
import { responseOf } from './world.ts';

const shown = (text: string, secrets: readonly string[] = []) =>
  shownResponse(responseOf({ body: text }), text, secrets).body;

describe('a secret', () => {
  test.each([
    ['', '', 0],
    ['0123456789012345678', '', 19],
    ['01234567890123456789', '0123', 20],
  ])('%s is shown by its start and its length', (secret, start, length) => {
    expect(maskedSecret(secret)).toEqual({ start, length });
  });
});

describe('a body', () => {
  test.each([
    ['{"access_token":"abc","expires_in":7200}', '{"access_token":"… (3)","expires_in":7200}'],
    [
      '{"data":{"refreshToken":"abc","list":[{"id_token":"d"}]}}',
      '{"data":{"refreshToken":"… (3)","list":[{"id_token":"… (1)"}]}}',
    ],
    ['{"token":12345}', '{"token":"… (5)"}'],
    [
      '{"token_type": "Bearer" , "n":12345678901234567890}',
      '{"token_type": "Bearer" , "n":12345678901234567890}',
    ],
    ['{"data":"{\\"access_token\\":\\"abc\\"}"}', '{"data":"{\\"access_token\\":\\"… (3)\\"}"}'],
    ['{"to":"https://a.example/?code=abc&a=1"}', '{"to":"https://a.example/?code=… (3)&a=1"}'],
    ['<o><access_token>abc</access_token></o>', '<o><access_token>… (3)</access_token></o>'],
    ['access_token=abc&expires_in=7200', 'access_token=… (3)&expires_in=7200'],
    ['{access_token: "abc"', '{access_token: "… (3)"'],
    ['<p>https://a.example/?code=abc&ticket=d</p>', '<p>https://a.example/?code=… (3)&ticket=… (1)</p>'],
    ['error_code: 5', 'error_code: 5'],
    ['<failure code="INVALID_TICKET">', '<failure code="INVALID_TICKET">'],
    ['a token is missing', 'a token is missing'],
  ])('%s has no token in it', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('has no token in it, wherever it is', () => {
    const name = fc.constantFrom('access_token', 'refresh_token', 'id_token', 'client_secret');
    const token = fc.stringMatching(/^T[A-Za-z0-9+/=._~-]{30}T$/);
    fc.assert(
      fc.property(fc.jsonValue(), name, token, fc.boolean(), (value, member, secret, isCut) => {
        const text = JSON.stringify({ value, deep: { list: [{ [member]: secret }] } });
        expect(shown(isCut ? text.slice(0, -1) : text)).not.toContain(secret.slice(5));
      }),
    );
  });

  test('repeats no secret that was sent, also a short one', () => {
    expect(
      shown('{"error_description":"client pw1 of code%2Bx-of-a-login"}', ['pw1', 'code+x-of-a-login']),
    ).not.toMatch(/pw1|code/);
  });
});

describe('a secret that was sent', () => {
  const secret = 's3cr3t+/=abcdefghijklmnop';

  test.each([
    [`client_secret=${encodeURIComponent(secret)}&client_id=abc`, 'client_secret=***&client_id=abc'],
    [`{"client_secret":"${secret}"}`, '{"client_secret":"***"}'],
    [`{"clientSecret":"s3cr3t\\u002b\\/=abcdefghijklmnop"}`, '{"clientSecret":"***"}'],
    [`{"error":"client_secret=${secret} is wrong"}`, '{"error":"client_secret=*** is wrong"}'],
    [`<client_secret>${secret}</client_secret>`, '<client_secret>***</client_secret>'],
  ])('is not shown by its start: %s', (text, expected) => {
    expect(shown(text, [secret])).toBe(expected);
  });

  test('is not shown by its start in a header', () => {
    const headers = { 'X-Echo': `client_secret=${encodeURIComponent(secret)}` };
    expect(shownResponse(responseOf({ headers }), '', [secret]).headers).toEqual({
      'X-Echo': 'client_secret=***',
    });
  });
});

test('the session of a server is not shown', () => {
  const headers = {
    'Set-Cookie': 'JSESSIONID=abc; Path=/',
    Location: 'https://a.example/in;jsessionid=0123456789abcdef?code=abcdef',
    'X-Name': 'v',
  };
  expect(shownResponse(responseOf({ headers }), '', []).headers).toEqual({
    'Set-Cookie': 'JSESSIONID=***; Path=/',
    Location: 'https://a.example/in;jsessionid=… (16)?code=… (6)',
    'X-Name': 'v',
  });
});
