import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/signing/bytes.ts';
import { verifySignature } from '../../src/signing/mistakes/sdk-hmac/verification.ts';
import { redactedCanonicalRequest, sdkSignature, signRequest } from '../../src/signing/sdk-hmac.ts';
import {
  canonicalPath,
  canonicalQuery,
  canonicalRequest,
  type Headers,
  headerValue,
  percentEncode,
} from '../../src/signing/sdk-hmac-canonical.ts';
import { usageSignature } from '../../src/signing/usage-signature.ts';
import vectors from '../vectors/openapi.json' with { type: 'json' };

const now = new Date('2026-01-01T00:00:00Z');
const credential = { ak: 'AccessKey', sk: 'SecretKey' };

function dateOf(text: string): Date {
  return new Date(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

describe('published and recomputed vectors', () => {
  test.each(vectors.requests)('$id: canonical request and signature ($source)', (vector) => {
    const { method, url, date, body, signed, hash, signature, ak, sk, securityToken } = vector;
    const given = vector.headers as unknown as Headers;
    const token: Headers = securityToken ? [['X-Security-Token', securityToken]] : [];
    const request = {
      method,
      url: new URL(url),
      headers: [...given, ['X-Sdk-Date', date] as const, ...token],
      body,
    };
    const canonical = canonicalRequest(request, signed.split(';'));
    if (vector.bodyHash) expect(sha256(body).toString('hex')).toBe(vector.bodyHash);
    expect(sha256(canonical).toString('hex')).toBe(hash);
    expect(sdkSignature(canonical, date, sk)).toBe(signature);
    const authorization = `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${signed}, Signature=${signature}`;
    const received = { ...request, headers: [...request.headers, ['Authorization', authorization] as const] };
    const known = { ak, sk, ...(securityToken && { securityToken }) };
    expect(verifySignature(received, [known], dateOf(date))).toMatchObject({ ok: true, ak });
  });

  // Go signs no host; all the others are signed as koo signs by itself.
  test.each(vectors.requests.filter(({ signed }) => signed.includes('host')))(
    '$id: signRequest',
    (vector) => {
      const { method, url, date, body, signed, signature, ak, sk, securityToken } = vector;
      const headers = vector.headers as unknown as Headers;
      const known = { ak, sk, ...(securityToken && { securityToken }) };
      const sent = signRequest({ method, url: new URL(url), headers, body }, known, dateOf(date));
      expect(headerValue(sent, 'Authorization')).toBe(
        `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${signed}, Signature=${signature}`,
      );
      expect(headerValue(sent, 'X-Sdk-Date')).toBe(date);
    },
  );

  test('query', () => {
    const { parameters, canonical } = vectors.query;
    const sent = parameters.map(
      ([name = '', value = '']) => `${percentEncode(name)}=${percentEncode(value)}`,
    );
    expect(canonicalQuery(`?${sent.join('&')}`)).toBe(canonical);
    expect(canonicalQuery(new URLSearchParams(parameters as [string, string][]).toString())).toBe(canonical);
  });

  test('K5: usage push', () => {
    expect(usageSignature(vectors.usage)).toBe(vectors.usage.signature);
  });
});

describe('canonical form', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });

  test('percent-encodes like encodeURIComponent, and its five exceptions', () => {
    fc.assert(
      fc.property(text, (value) => {
        const known = encodeURIComponent(value).replace(
          /[!'()*]/g,
          (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
        );
        expect(percentEncode(value)).toBe(known);
        expect(decodeURIComponent(percentEncode(value))).toBe(value);
      }),
    );
  });

  test('encodes a path exactly once and adds a trailing slash', () => {
    fc.assert(
      fc.property(
        fc.array(
          text.filter((part) => !/^\.{1,2}$/.test(part)),
          { maxLength: 4 },
        ),
        (segments) => {
          const canonical = `/${segments.map(percentEncode).join('/')}`;
          const expected = canonical.endsWith('/') ? canonical : `${canonical}/`;
          expect(canonicalPath(`/${segments.map(percentEncode).join('/')}`)).toBe(expected);
          expect(canonicalPath(`/${segments.map(encodeURIComponent).join('/')}`)).toBe(expected);
          expect(canonicalPath(expected)).toBe(expected);
        },
      ),
    );
    expect(canonicalPath('/a%2fb/100%/ü')).toBe('/a%2Fb/100%25/%C3%BC/');
    expect(canonicalPath('')).toBe('/');
  });

  test('the canonical query does not depend on the order of parameters', () => {
    const parameters = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'B', '中', 'a b'), text), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(parameters, fc.nat(), (list, seed) => {
        const write = (pairs: readonly (readonly [string, string])[]) =>
          pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
        const mixed = list.toSorted((a, b) => ((a[1].length + seed) % 3) - ((b[1].length + seed) % 3));
        const canonical = canonicalQuery(write(list));
        expect(canonicalQuery(write(mixed))).toBe(canonical);
        const names = new URLSearchParams(canonical);
        expect([...names].toSorted()).toEqual(list.map(([name, value]) => [name, value]).toSorted());
      }),
    );
  });

  test('repeated names by value, no value is an empty one, + is a space', () => {
    expect(canonicalQuery('b=2&b=1&a&c=x+y&d=1=2')).toBe('a=&b=1&b=2&c=x%20y&d=1%3D2');
    expect(canonicalQuery('')).toBe('');
    expect(canonicalQuery('?&')).toBe('');
  });

  test('trims header values and sorts repeated headers', () => {
    const headers: Headers = [
      ['X-B', ' \t two words  '],
      ['x-a', 'z'],
      ['X-A', 'a '],
    ];
    const lines = canonicalRequest({ method: 'get', url: new URL('https://h.example/'), headers, body: '' }, [
      'X-B',
      'host',
      'X-A',
    ]).split('\n');
    expect(lines.slice(0, 8)).toEqual([
      'GET',
      '/',
      '',
      'host:h.example',
      'x-a:a',
      'x-a:z',
      'x-b:two words',
      '',
    ]);
    expect(lines[8]).toBe('host;x-a;x-b');
  });

  test('the shown form hides the token', () => {
    const request = { method: 'GET', url: new URL('https://h.example/'), headers: [], body: '' };
    const shown = redactedCanonicalRequest(request, { ...credential, securityToken: 'very-secret' }, now);
    expect(shown).toContain('x-security-token:***');
    expect(shown).not.toContain('very-secret');
  });
});
