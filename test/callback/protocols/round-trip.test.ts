import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactJson } from '../../../src/signing/canonical-json.ts';
import type { JsonValue } from '../../../src/text/json.ts';
import { runs } from '../../support/property-runs.ts';
import { all, now, receive, target } from './support.ts';

const tricky = fc.constantFrom(
  ...['', ' ', '+', '/', '=', '&', '%', '%2B', 'a+b c', '?#', '"', "'", '\\', '\\u4e2d', '<&>', ','],
  ...['中文', '😀', 'é', '\u0000', '\u001f\u007f', '\r\n\t\b\f', '\u2028', '\ufeff', 'null', '0'],
);
/** Every character that UTF-8 can carry, and what breaks parsers more often. */
const text = fc.oneof(
  tricky,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(tricky, { maxLength: 6 }).map((parts) => parts.join('')),
);
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.dictionary(text, fc.option(text), { maxKeys: 3 }), { maxLength: 2 }),
);
const key = fc.oneof(text, fc.string({ unit: 'binary', minLength: 4096, maxLength: 4096 }));
const nonce = text.filter((given) => given !== '');
const time = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }).map((at) => new Date(at));

/** What comes out of values that went in: without nulls, and in V1's query as text. */
function arrived(values: Readonly<Record<string, JsonValue>>, asText: boolean): [string, JsonValue][] {
  return Object.entries(values)
    .filter(([, one]) => one !== null)
    .map(([name, one]) => [name, asText && typeof one !== 'string' ? compactJson(one) : one])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) as [string, JsonValue][];
}

describe.each(all)('$name', ({ protocol, activity }) => {
  const taken = new Set(['activity', ...protocol.envelope.map((field) => field.name)]);
  const extra = fc.dictionary(
    text.filter((name) => !taken.has(name) && !activity.request.some((field) => field.name === name)),
    value,
    { maxKeys: 3 },
  );
  const declared = fc
    .record(Object.fromEntries(activity.request.map((field) => [field.name, value])), { requiredKeys: [] })
    .map((own) => own as Record<string, JsonValue>);

  test('what is sealed arrives over HTTP and opens as it was', () => {
    fc.assert(
      fc.property(declared, extra, key, nonce, time, (own, more, accessKey, once, at) => {
        const values = { ...own, ...more };
        const sealed = protocol.seal({
          activity,
          target,
          values,
          key: accessKey,
          timestamp: protocol.timestamp(at),
          nonce: header(once),
        });
        const opened = protocol.open(receive(sealed), { key: accessKey, now: new Date(at.getTime() + 1000) });
        if (!opened.ok) throw new Error(opened.reason.en);
        expect(opened.activity).toBe(activity.name);
        expect(arrived(opened.values, false)).toEqual(arrived(values, protocol.id === 'v1'));
        expect(protocol.open(receive(sealed), { key: `${accessKey}x`, now })).toMatchObject({
          ok: false,
          resultCode: '000001',
        });
      }),
      { numRuns: runs(40), seed: 20251125 },
    );
  });

  /** A nonce that a header can carry. */
  function header(once: string): string {
    return protocol.proof.nonce?.in === 'header' ? Buffer.from(once).toString('hex') : once;
  }
});
