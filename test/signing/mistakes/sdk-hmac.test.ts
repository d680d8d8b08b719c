import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/signing/bytes.ts';
import {
  correctDraft,
  type SdkInput,
  signDraft,
  writeCanonicalRequest,
} from '../../../src/signing/mistakes/sdk-hmac/draft.ts';
import { explainSdkSignature, sdkMistakes } from '../../../src/signing/mistakes/sdk-hmac/explain.ts';
import { sdkSignature } from '../../../src/signing/sdk-hmac.ts';
import type { Headers } from '../../../src/signing/sdk-hmac-canonical.ts';
import { canonicalRequest } from '../../../src/signing/sdk-hmac-canonical.ts';

const date = '20260101T000000Z';
const sk = 'Secret+Key/a1';
const headers: Headers = [
  ['Host', 'mkt.example.com:8443'],
  ['Content-Type', 'application/json; charset=utf-8'],
  ['X-Sdk-Date', date],
  ['User-Agent', 'shop/1'],
];
/** A request in which every mistake makes a difference. */
const rich: SdkInput = {
  request: {
    method: 'POST',
    url: new URL('https://mkt.example.com:8443/api/a%20b(1)%E4%B8%AD/query?z=%E4%B8%AD%20*~&empty=&a=%2F2'),
    headers,
    body: '{"b":"中/é", "a": [1, 2]}\r\n',
  },
  signed: ['content-type', 'host', 'x-sdk-date'],
  date,
  ak: 'AccessKey',
  sk,
  others: [{ ak: 'Second', sk: 'other' }],
};

test('the correct draft is the correct signature, which is no mistake', () => {
  const canonical = canonicalRequest(rich.request, rich.signed);
  expect(writeCanonicalRequest(correctDraft(rich))).toBe(canonical);
  expect(signDraft(correctDraft(rich))).toBe(sdkSignature(canonical, date, sk));
});

test.each(sdkMistakes.map((mistake) => [mistake.cause, mistake] as const))(
  'explains each variant of %s',
  (cause, mistake) => {
    const correct = correctDraft(rich);
    const wrong = signDraft(correct);
    const drafts = mistake.changes(correct, rich).map((change) => ({ ...correct, ...change }));
    const explained = drafts
      .map((draft) => ({ draft, given: signDraft(draft) }))
      .filter(({ given }) => given !== wrong)
      .map(({ draft, given }) => ({ draft, found: explainSdkSignature(rich, given) }));
    expect(explained.map(({ found }) => found?.cause)).toContain(cause);
    for (const { draft, found } of explained) {
      // An earlier mistake may have the same result, and then the same canonical request.
      expect(found?.canonical).toBe(writeCanonicalRequest(draft));
      expect(found?.text.en).toMatch(/^[A-Z].*\.$/s);
      expect(found?.text.en).not.toContain(sk);
      expect(found?.text.zh).toMatch(/\p{Script=Han}.*。$/su);
    }
  },
);

test('every mistake has an id of its own', () => {
  const causes = sdkMistakes.map(({ cause }) => cause);
  expect(new Set(causes).size).toBe(causes.length);
});

/** The signature of a client that writes its canonical request by hand. */
function signedBy(lines: readonly string[], key = sk, input = rich): string | undefined {
  return explainSdkSignature(input, sdkSignature(lines.join('\n'), date, key))?.cause;
}

describe('canonical requests written by hand', () => {
  const lines = [
    'POST',
    '/api/a%20b%281%29%E4%B8%AD/query/',
    'a=%2F2&empty=&z=%E4%B8%AD%20%2A~',
    'content-type:application/json; charset=utf-8',
    'host:mkt.example.com:8443',
    `x-sdk-date:${date}`,
    '',
    'content-type;host;x-sdk-date',
    sha256('{"b":"中/é", "a": [1, 2]}\r\n').toString('hex'),
  ];
  const replaced = (at: number, line: string) => lines.with(at, line);

  test('these lines are correct', () => {
    expect(lines.join('\n')).toBe(canonicalRequest(rich.request, rich.signed));
  });

  test.each([
    ['no-trailing-slash', replaced(1, '/api/a%20b%281%29%E4%B8%AD/query')],
    ['path-encoded-twice', replaced(1, '/api/a%2520b%25281%2529%25E4%25B8%25AD/query/')],
    ['path-not-encoded', replaced(1, '/api/a b(1)中/query/')],
    ['part-of-path', replaced(1, '/query/')],
    ['url-in-path', replaced(1, `https://mkt.example.com:8443${lines[1]}`)],
    ['query-not-sorted', replaced(2, 'z=%E4%B8%AD%20%2A~&empty=&a=%2F2')],
    ['query-encoded-as-form', replaced(2, 'a=%2F2&empty=&z=%E4%B8%AD+*%7E')],
    ['query-not-encoded', replaced(2, 'a=/2&empty=&z=中 *~')],
    ['query-encoded-twice', replaced(2, 'a=%252F2&empty=&z=%25E4%25B8%25AD%2520%252A~')],
    ['query-without-equals', replaced(2, 'a=%2F2&empty&z=%E4%B8%AD%20%2A~')],
    ['percent-lower-case', replaced(2, 'a=%2f2&empty=&z=%e4%b8%ad%20%2a~')],
    ['no-query', replaced(2, '')],
    ['parameter-not-signed', replaced(2, 'empty=&z=%E4%B8%AD%20%2A~')],
    ['content-type-changed', replaced(3, 'content-type:application/json')],
    ['host-port', replaced(4, 'host:mkt.example.com')],
    ['other-host', replaced(4, 'host:mkt.myhuaweicloud.com')],
    ['header-not-signed', lines.toSpliced(3, 1)],
    ['header-not-signed', lines.toSpliced(3, 1).with(6, 'host;x-sdk-date')],
    [
      'header-not-listed',
      lines.with(7, 'content-type;host;user-agent;x-sdk-date').toSpliced(5, 0, 'user-agent:shop/1'),
    ],
    [
      'header-names-upper-case',
      [
        ...lines.slice(0, 3),
        ...lines.slice(3, 6).map((line) => line.replace(/^[^:]+/, (name) => name.toUpperCase())),
        ...lines.slice(6),
      ],
    ],
    ['no-empty-line', lines.toSpliced(6, 1)],
    ['space-after-colon', lines.map((line, at) => (at > 2 && at < 6 ? line.replace(':', ': ') : line))],
    ['method-lower-case', replaced(0, 'post')],
    ['other-method', replaced(0, 'GET')],
    ['body-not-hashed', replaced(8, sha256('').toString('hex'))],
    ['body-serialised-again', replaced(8, sha256('{"b":"中/é","a":[1,2]}').toString('hex'))],
    ['body-line-break', replaced(8, sha256('{"b":"中/é", "a": [1, 2]}').toString('hex'))],
    ['body-hash-upper-case', replaced(8, (lines[8] ?? '').toUpperCase())],
    ['unsigned-payload-not-sent', replaced(8, 'UNSIGNED-PAYLOAD')],
  ])('%s', (cause, written) => {
    expect(signedBy(written)).toBe(cause);
  });

  test.each([
    ['space-in-secret', `${sk} `],
    ['space-in-secret', ` ${sk}`],
    ['space-in-secret', `${sk}\n`],
    ['ak-as-secret', 'AccessKey'],
    ['secret-of-another-ak', 'other'],
    ['secret-base64', Buffer.from(sk).toString('base64')],
    ['secret-in-quotes', `"${sk}"`],
    ['secret-truncated', sk.slice(0, -1)],
  ])('%s', (cause, key) => {
    expect(signedBy(lines, key)).toBe(cause);
  });

  test('the local time in the string to sign', () => {
    const given = sdkSignature(lines.join('\n'), '20260101T080000Z', sk);
    expect(explainSdkSignature(rich, given)).toMatchObject({
      cause: 'other-date',
      text: { en: expect.stringContaining('20260101T080000Z') },
    });
  });

  test('two mistakes at once', () => {
    const both = lines
      .with(1, '/api/a%20b%281%29%E4%B8%AD/query')
      .with(2, 'z=%E4%B8%AD%20%2A~&empty=&a=%2F2');
    expect(signedBy(both)).toBe('no-trailing-slash+query-not-sorted');
    expect(signedBy(both.with(1, lines[1] ?? ''), `${sk}\n`)).toBe('query-not-sorted+space-in-secret');
  });

  test('a key of which nothing is known explains nothing', () => {
    expect(signedBy(lines, 'unrelated')).toBeUndefined();
  });
});

describe('long requests', () => {
  const withUrl = (href: string): SdkInput => ({ ...rich, request: { ...rich.request, url: new URL(href) } });
  const causeOf = (input: SdkInput, change: Partial<ReturnType<typeof correctDraft>>) =>
    explainSdkSignature(input, signDraft({ ...correctDraft(input), ...change }))?.cause;

  const { url, headers } = rich.request;
  const headLength = url.href.length + headers.flat().join('').length;

  test('two mistakes are looked for in at most 16 KiB of URL, headers and body', () => {
    const withBody = (length: number): SdkInput => ({
      ...rich,
      request: { ...rich.request, body: 'x'.repeat(length - headLength) },
    });
    const mistakes = { query: '', path: correctDraft(rich).path.replace(/\/$/, '') };
    expect(causeOf(withBody(16 * 1024), mistakes)).toBe('no-trailing-slash+no-query');
    expect(causeOf(withBody(16 * 1024 + 1), mistakes)).toBeUndefined();
    expect(causeOf(withBody(16 * 1024 + 1), { query: '' })).toBe('no-query');
  });

  test('a mistake is looked for in at most 32 KiB of URL and headers, and 100 headers', () => {
    const causeWith = (...added: readonly (readonly [string, string])[]) => {
      const input = { ...rich, request: { ...rich.request, headers: [...headers, ...added] } };
      return causeOf(input, { query: '' });
    };
    const filler = 'x'.repeat(32 * 1024 - headLength - 1);
    expect(causeWith(['a', filler])).toBe('no-query');
    expect(causeWith(['a', `${filler}x`])).toBeUndefined();
    const many = Array.from({ length: 100 - headers.length }, (_, at) => [`h${at}`, ''] as const);
    expect(causeWith(...many)).toBe('no-query');
    expect(causeWith(...many, ['a', ''])).toBeUndefined();
  });

  test('each of the first hundred parameters is left out once', () => {
    const names = Array.from({ length: 102 }, (_, at) => `p${String(at).padStart(3, '0')}=1`);
    const input = withUrl(`https://mkt.example.com:8443/api?${names.join('&')}`);
    expect(causeOf(input, { query: names.toSpliced(99, 1).join('&') })).toBe('parameter-not-signed');
    expect(causeOf(input, { query: names.toSpliced(100, 1).join('&') })).toBeUndefined();
  });

  test('a base path is looked for in the first hundred segments', () => {
    const segments = Array.from({ length: 102 }, (_, at) => `s${at}`);
    const input = withUrl(`https://mkt.example.com:8443/${segments.join('/')}`);
    expect(causeOf(input, { path: `/${segments.slice(100).join('/')}/` })).toBe('part-of-path');
    expect(causeOf(input, { path: `/${segments.slice(101).join('/')}/` })).toBeUndefined();
  });
});

test('never takes an unrelated signature for a known mistake', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), (given) => {
      expect(explainSdkSignature(rich, given)).toBeUndefined();
    }),
    { numRuns: 3 },
  );
});
