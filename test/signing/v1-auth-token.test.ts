import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authToken, authTokenBase, isBlank, verifyAuthToken } from '../../src/signing/v1-auth-token.ts';
import { runs } from '../support/property-runs.ts';

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', ' ', '+', '%', '%20', 'a b', 'a+b/c=', '华为云 商店', '🛒', '\u3000', '\u00a0'),
);
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z]\w{0,11}$/),
  fc.constantFrom('activity', 'Activity', 'testFlag'),
);
const params = fc.array(fc.tuple(name, value), { maxLength: 12 });
const key = fc.string({ unit: 'grapheme', maxLength: 4096, size: 'max' });
const form = fc.constantFrom('get' as const, 'post' as const);

describe('authTokenBase', () => {
  test('GET: signs all parameters including empty ones, only the first of repeated ones, without authToken', () => {
    const params = [
      ['b', ''],
      ['authToken', 'x'],
      ['a', '+ %2B=&'],
      ['B', '中'],
      ['a', 'second'],
      ['c', ' '],
    ] as const;
    expect(authTokenBase(params, 'get')).toBe('B=中&a=+ %2B=&&b=&c= ');
  });

  test('POST: omits blank values and does not trim others', () => {
    const params = [
      ['b', ''],
      ['a', ' x '],
      ['c', ' \t\u3000'],
      ['d', '\u00a0'],
      ['authToken', 'x'],
    ] as const;
    expect(authTokenBase(params, 'post')).toBe('a= x &d=\u00a0');
  });

  test('uses the first of repeated names, even if blank', () => {
    expect(
      authTokenBase(
        [
          ['a', ''],
          ['a', '1'],
        ],
        'get',
      ),
    ).toBe('a=');
    expect(
      authTokenBase(
        [
          ['a', ''],
          ['a', '1'],
        ],
        'post',
      ),
    ).toBe('');
  });

  test('keeps names such as __proto__', () => {
    expect(
      authTokenBase(
        [
          ['__proto__', '1'],
          ['constructor', '2'],
          ['10', 'x'],
          ['9', 'y'],
        ],
        'get',
      ),
    ).toBe('10=x&9=y&__proto__=1&constructor=2');
  });

  test('returns an empty text for no parameters', () => {
    expect(authTokenBase([], 'get')).toBe('');
  });
});

test('isBlank has the same white space as Java', () => {
  // What Character.isWhitespace of OpenJDK 17 says yes to, and neighbours it says no to.
  const blank = '\t\n\v\f\r\u001c\u001d\u001e\u001f \u1680\u2000\u2006\u2008\u200a\u2028\u2029\u205f\u3000';
  expect(isBlank('')).toBe(true);
  for (const character of blank) expect(isBlank(character), codePoint(character)).toBe(true);
  for (const character of '\u0008\u000e\u001b\u0085\u00a0\u2007\u200b\u202f\ufeff!0') {
    expect(isBlank(character), codePoint(character)).toBe(false);
    expect(isBlank(` ${character}\n`)).toBe(false);
  }
});

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16)}`;
}

describe('authToken', () => {
  test('does not depend on the order of arrival', () => {
    const unique = fc.uniqueArray(fc.tuple(name, value), { selector: ([n]) => n, maxLength: 12 });
    const shuffled = unique.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, key, form, ([one, other], key, form) => {
        const timeStamp = '20200727073711903';
        const token = authToken({ key, timeStamp, params: one, form });
        expect(token).toMatch(/^[A-Za-z0-9+/]{43}=$/);
        expect(verifyAuthToken({ key, timeStamp, params: other, form }, token)).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  test('survives the journey through a URL', () => {
    fc.assert(
      fc.property(params, (list) => {
        const query = list.map(([n, v]) => `${n}=${encodeURIComponent(v)}`).join('&');
        const arrived = [...new URLSearchParams(query)];
        const input = { key: 'k', timeStamp: '1', form: 'get' } as const;
        expect(authToken({ ...input, params: arrived })).toBe(authToken({ ...input, params: list }));
      }),
    );
  });

  test('is the HMAC described by the page', () => {
    fc.assert(
      fc.property(key, value, (key, text) => {
        const expected = createHmac('sha256', `${key}20200101000000000`)
          .update(`a=${text}&b=`)
          .digest('base64');
        const params = [
          ['b', ''],
          ['a', text],
        ] as const;
        expect(authToken({ key, timeStamp: '20200101000000000', params, form: 'get' })).toBe(expected);
      }),
      { numRuns: runs(60) },
    );
  });

  test('another key, time, value, name or one more parameter is refused', () => {
    const input = { key: 'k', timeStamp: '1', params: [['a', 'x']], form: 'get' } as const;
    const token = authToken(input);
    expect(verifyAuthToken({ ...input, key: 'K' }, token)).toBe(false);
    expect(verifyAuthToken({ ...input, timeStamp: '2' }, token)).toBe(false);
    expect(verifyAuthToken({ ...input, params: [['a', 'y']] }, token)).toBe(false);
    expect(verifyAuthToken({ ...input, params: [['b', 'x']] }, token)).toBe(false);
    expect(
      verifyAuthToken(
        {
          ...input,
          params: [
            ['a', 'x'],
            ['b', ''],
          ],
        },
        token,
      ),
    ).toBe(false);
    for (const wrong of ['', token.toLowerCase(), token.slice(1), `${token}=`, ` ${token}`])
      expect(verifyAuthToken(input, wrong)).toBe(false);
  });

  test('removes quotation marks only from a header value', () => {
    const input = { key: 'k', timeStamp: '1', params: [['a', 'x']], form: 'post' } as const;
    const quoted = `"${authToken(input)}"`;
    expect(verifyAuthToken(input, quoted)).toBe(true);
    expect(verifyAuthToken(input, `"${quoted}"`)).toBe(false);
    expect(verifyAuthToken({ ...input, form: 'get' }, quoted)).toBe(false);
  });
});
