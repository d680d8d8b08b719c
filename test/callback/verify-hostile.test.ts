import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDifference } from '../../src/callback/difference.ts';
import { protocols } from '../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { toHttp } from '../../src/callback/protocols/request.ts';
import { type Verification, verify } from '../../src/callback/verify.ts';
import { KooError } from '../../src/errors/koo-error.ts';
import { readCapture } from '../../src/http/capture/read.ts';
import { toCurl } from '../../src/http/curl.ts';
import { maxPaired, maxSearched } from '../../src/signing/mistakes/mistake.ts';
import { v2Signature } from '../../src/signing/v2.ts';
import { runs } from '../support/property-runs.ts';
import { all, key, now, seal } from './protocols/support.ts';

const protocolOf = (id: ProtocolId) =>
  protocols.find((protocol) => protocol.id === id) ?? expect.unreachable();

function verifyAs(id: ProtocolId, capture: string | Uint8Array): Verification {
  return verify(readCapture(Buffer.from(capture)), {
    protocol: protocolOf(id),
    key,
    otherKeys: [['license', 'another-key-of-8-groups']],
    now,
    signedText: '{"a":1,"b',
  });
}

/** A request of each protocol with a wrong signature and any body. */
const captures: readonly (readonly [ProtocolId, (body: string) => string])[] = [
  [
    'v1',
    (body) => `GET /x?activity=a&timeStamp=20260101000000000&authToken=AB&b=${encodeURIComponent(body)}\n\n`,
  ],
  ['v1-kit', (body) => `POST /produceAPI/x HTTP/1.1\nauthToken: AB\n\n${body}`],
  [
    'v2-kit',
    (body) => `POST /produceAPI/v2/x\nx-sign: AB\nx-timestamp: 1767225600000\nx-nonce: X\n\n${body}`,
  ],
  ...(['v2', 'online-license', 'license-code', 'order-notify'] as const).map(
    (id) =>
      [
        id,
        (body: string) => `POST /x?signature=AB&timestamp=1767225600000&nonce=X HTTP/1.1\nHost: a\n\n${body}`,
      ] as const,
  ),
];

describe.each(captures)('%s', (id, capture) => {
  test.each([
    ['"'],
    ['{"a'],
    ['{"a\\u00ZZ":1}'],
    ['['],
    ['['.repeat(1000)],
    ['[1,"a",{"b":null}]'],
    ['\ufeff{}'],
    ['\\'.repeat(1000)],
  ])('a body that is not a JSON object: %.12s', (body) => {
    expect(verifyAs(id, capture(body))).toMatchObject({ valid: false });
  });
});

test('a changed capture of any call is verified, or refused with an error of its own', () => {
  const edit = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('"', '\\', "'", '\\u', '{', '[', '%', '&'),
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.array(edit, { maxLength: 3 }), ({ name, protocol }, edits) => {
      const capture = edits.reduce(
        (text, [at, removed, added]) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + added + text.slice(start + removed);
        },
        toCurl(toHttp(seal(name, {}))),
      );
      try {
        const found = verifyAs(protocol.id, capture);
        expect(found.valid).toBe(found.reason === null);
      } catch (error) {
        expect(error).toBeInstanceOf(KooError);
      }
    }),
    { numRuns: runs(25) },
  );
});

describe('large messages', () => {
  const v2 = captures.find(([id]) => id === 'v2')?.[1] ?? expect.unreachable();
  const members = (count: number) =>
    `{${Array.from({ length: count }, (_, index) => `"m${index}":"v${index}"`).join(',')}}`;
  const bodySign = (body: string) =>
    `HTTP/1.1 200 OK\nBody-Sign: sign_type="HMAC-SHA256", signature="AB="\n\n${body}`;

  test.each([
    ['10,000 members', 'v2', v2(members(10_000))],
    [
      '6,000 parameters',
      'v1',
      `GET /x?authToken=AB&${Array.from({ length: 6000 }, (_, at) => `p${at}=v`).join('&')}\n\n`,
    ],
    [
      'a response of 1,000 levels',
      'v1',
      bodySign(`${'['.repeat(1000)}${Array(20_000).fill(1)}${']'.repeat(1000)}`),
    ],
    ['quotes', 'v2', v2(`{"a":"${'\\"'.repeat(500_000)}"}`)],
    ['2 MB of numbers', 'v2', v2(`{"a":[${Array(1_000_000).fill(1)}]}`)],
  ] as const)('%s', (_, id, capture) => {
    expect(verifyAs(id, capture)).toMatchObject({ valid: false });
  });

  /** A message whose body has the given length and whose signature has one mistake, or two. */
  function mistaken(length: number, pretty: boolean): string {
    const start = '{"activity":"newInstance","orderId":"';
    const wire = `${start}${'x'.repeat(length - start.length - 2)}"}`;
    const payload = pretty ? JSON.stringify(JSON.parse(wire), null, 2) : wire;
    const time = '1767225600000';
    const signature = v2Signature({ key, payload, timestamp: time.slice(0, -3), nonce: 'n' });
    return `POST /x?signature=${signature}&timestamp=${time}&nonce=n\n\n${wire}`;
  }

  test('a mistake is searched up to a length, and the result says so beyond it', () => {
    expect(verifyAs('v2', mistaken(maxSearched, false)).cause?.cause).toBe('seconds');
    expect(verifyAs('v2', mistaken(maxSearched + 1, false)).cause).toMatchObject({
      cause: 'not-searched',
      text: { en: expect.stringContaining('the signed content is longer than 128 KB') },
    });
  });

  test('two mistakes are searched up to a length, and a note says so beyond it', () => {
    expect(verifyAs('v2', mistaken(maxPaired, true))).toMatchObject({
      cause: { cause: 'seconds+json-pretty' },
      notes: [],
    });
    expect(verifyAs('v2', mistaken(maxPaired + 1, true))).toMatchObject({
      cause: { cause: 'unknown' },
      notes: [{ en: expect.stringContaining('longer than 6 KB') }],
    });
  });

  test('the same holds for responses', () => {
    const reply = (length: number) => verifyAs('v1', bodySign('x'.repeat(length)));
    expect(reply(maxPaired)).toMatchObject({ cause: { cause: 'unknown' }, notes: [] });
    expect(reply(maxPaired + 1)).toMatchObject({ cause: { cause: 'unknown' }, notes: [{}] });
    expect(reply(maxSearched + 1)).toMatchObject({ cause: { cause: 'not-searched' }, notes: [] });
  });

  test('a key of another class is found in a message of any length', () => {
    const body = `{"a":"${'x'.repeat(maxSearched)}"}`;
    const input = { payload: body, timestamp: '1767225600000', nonce: 'n' };
    const signature = v2Signature({ ...input, key: 'another-key-of-8-groups' });
    const found = verifyAs('v2', `POST /x?signature=${signature}&timestamp=1767225600000&nonce=n\n\n${body}`);
    expect(found.cause?.cause).toBe('key-of-another-class');
  });
});

test('the first difference of long texts, and of text that is almost JSON', () => {
  const quotes = '\\"'.repeat(500_000);
  expect(firstDifference(`{"a":"${quotes}","b":1}`, `{"a":"${quotes}","b":2}`)?.name).toBe('b');
  expect(firstDifference(`{${'"'.repeat(300_001)}1}`, `{${'"'.repeat(300_001)}2}`)?.index).toBe(300_002);
  expect(firstDifference('{"a":"\\}', '{"a":"}')?.name).toBe('a');
});
