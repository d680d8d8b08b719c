import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core';
import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signRequest } from '../../src/signing/sdk-hmac.ts';
import { type Headers, headerValue, percentEncode } from '../../src/signing/sdk-hmac-canonical.ts';
import { runs } from '../support/property-runs.ts';

// Huawei's own signer for Node is a second opinion. It parts from the published algorithm, and so from koo and the
// SDKs in other languages, in the ways named below: there they are asserted to differ, elsewhere to agree.

interface Generated {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Headers;
  readonly data?: unknown;
}

const sk = 'SecretKey';
const now = new Date('2026-01-01T00:00:00Z');
const origin = 'https://mkt.myhuaweicloud.com';

function ours({ method, path, query, headers, data }: Generated): string | undefined {
  const search = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${percentEncode(name)}=${percentEncode(one)}`),
  );
  const body = data === undefined ? '' : JSON.stringify(data);
  const url = new URL(`${origin}${path}?${search.join('&')}`);
  return headerValue(
    signRequest({ method, url, headers, body }, { ak: 'AccessKey', sk }, now),
    'Authorization',
  );
}

function theirs({ method, path, query, headers, data }: Generated): string | undefined {
  const request = {
    method,
    endpoint: origin + path,
    // It sorts the lists it is given in place.
    queryParams: structuredClone(query),
    headers: { ...Object.fromEntries(headers), 'X-Sdk-Date': '20260101T000000Z' },
    data,
  };
  const credential = new BasicCredentials().withAk('AccessKey').withSk(sk);
  // Its types want a whole request; its code reads these members.
  return (AKSKSigner.sign(request as never, credential) as { Authorization?: string }).Authorization;
}

const json = ['content-type', 'application/json'] as const;
const example: Generated = { method: 'GET', path: '/a', query: {}, headers: [json] };

describe("Huawei's signer for Node", () => {
  test('agrees over generated requests', () => {
    const segment = fc.stringMatching(/^[\w~-]{1,8}$/);
    const text = fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .filter((value) => !/[\u{d800}-\u{10ffff}]/u.test(value));
    const requests: fc.Arbitrary<Generated> = fc.record(
      {
        method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        path: fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
        query: fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), {
          maxKeys: 5,
          noNullPrototype: true,
        }),
        headers: fc
          .uniqueArray(
            fc.tuple(fc.stringMatching(/^x-k[a-z0-9]{1,6}$/), fc.stringMatching(/^[!-~]{0,12}$/)),
            {
              maxLength: 4,
              selector: ([name]) => name,
            },
          )
          .map((headers) => [json, ...headers]),
        data: fc.dictionary(text, fc.jsonValue(), { maxKeys: 4, noNullPrototype: true }),
      },
      { requiredKeys: ['method', 'path', 'query', 'headers'] },
    );
    fc.assert(
      fc.property(requests, (request) => {
        expect(ours(request)).toBe(theirs(request));
      }),
      { numRuns: runs(150) },
    );
  });

  test.each<[string, Generated]>([
    ['encodes an encoded path again', { ...example, path: '/a%20b' }],
    ['does not trim header values', { ...example, headers: [json, ['x-a', ' b ']] }],
    ['signs headers with an underscore, which proxies drop', { ...example, headers: [json, ['x_a', 'b']] }],
    ['sorts names by UTF-16, not by UTF-8', { ...example, query: { '\u{1f600}': '1', '\uff5e': '2' } }],
  ])('%s: koo does not', (_, request) => {
    expect(ours(request)).not.toBe(theirs(request));
  });
});
