import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, canonicalJsonText } from '../../../src/signing/canonical-json.ts';
import { clientSecretMistakes } from '../../../src/signing/mistakes/client-secret.ts';
import { type Mistake, pairsOf } from '../../../src/signing/mistakes/mistake.ts';
import { fieldMistakes } from '../../../src/signing/mistakes/sensitive/field.ts';
import { authTokenMistakes, explainAuthToken } from '../../../src/signing/mistakes/v1/auth-token.ts';
import { bodySignMistakes, explainBodySign } from '../../../src/signing/mistakes/v1/body-sign.ts';
import {
  explainKitSignature,
  explainV2Signature,
  kitMistakes,
  v2Mistakes,
} from '../../../src/signing/mistakes/v2/signature.ts';
import { encryptField } from '../../../src/signing/sensitive-field.ts';
import { authToken } from '../../../src/signing/v1-auth-token.ts';
import { bodySignature } from '../../../src/signing/v1-body-sign.ts';
import { kitSignature, v2Signature } from '../../../src/signing/v2.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { runs } from '../../support/property-runs.ts';

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', ' ', '+', '%2B', 'a b+c/d=e', '华为云', '🛒', '\u001f', '<&>', '1', '{"a": 1}'),
);
const name = fc.constantFrom(
  'activity',
  'testFlag',
  'timeStamp',
  'orderId',
  'B',
  'a',
  '10',
  'saasExtendParams',
  'email',
);
const params = fc.array(fc.tuple(name, text), { minLength: 1, maxLength: 8 });
const body = fc.dictionary(
  name,
  fc.oneof(text, fc.integer(), fc.double({ noNaN: true }), fc.constant(null), fc.jsonValue({ maxDepth: 2 })),
  { noNullPrototype: true },
) as fc.Arbitrary<JsonObject>;
const wire = fc
  .tuple(body, fc.constantFrom(undefined, 2))
  .map(([json, indent]) => JSON.stringify(json, null, indent));
const timestamp = fc.integer({ min: 1e12, max: 9e12 }).map(String);
const nonce = fc.stringMatching(/^[A-Za-z0-9]{16,64}$/);

const extend = Buffer.from('[{"name":"a","value":"b"}]').toString('base64');
const encrypted = (plain: string) => encryptField('Key-1', plain, { bits: 256, iv: 'A1b2C3d4E5f6G7h8' });
/** A request in which every mistake with GET parameters shows. */
const getParams: [string, string][] = [
  ['timeStamp', '20200727073711903'],
  ['orderId', ' CS1 '],
  ['activity', 'newInstance'],
  ['Zone', 'é中 a+b%41/c'],
  ['zeta', ''],
  ['a', 'x'],
  ['a1', 'y'],
  ['a', 'z'],
  ['email', encrypted('test@example.com')],
  ['saasExtendParams', extend],
  ['testFlag', '1'],
];
const wireText = ` { "testFlag":"1","orderId":" CS1 ","n":null,"activity":"changeInstanceCheck","zero":1.0,"flag":1,
  "text":"é中<&>/\\u001f","empty":"","list":"[{\\"a\\": 1}]","productInfo":{"skuCode":"s","productId":"p"} } `;
const v2Input = {
  key: 'Key-1',
  payload: canonicalJsonText(wireText) ?? '',
  timestamp: '1680508066618',
  nonce: 'RLLUammMSInlrNWb',
  wireText,
};
const replyBody =
  '{ "resultMsg":"é成功/<ok>\\u001f","resultCode":"000000","info":[{"b":null,"a":"1"}],"extra":null} \n';

interface Scheme<Input> {
  readonly name: string;
  readonly mistakes: readonly Mistake<Input>[];
  readonly sign: (input: Input) => string;
  readonly explain: (input: Input, given: string) => Mistake<Input> | undefined;
  readonly inputs: fc.Arbitrary<Input>;
  /** An input for which every mistake makes a difference, but for those named. */
  readonly rich: Input;
  readonly notHere: readonly string[];
}

function scheme<Input>(one: Scheme<Input>): Scheme<unknown> {
  return one as unknown as Scheme<unknown>;
}

const schemes = [
  scheme({
    name: 'authToken GET',
    mistakes: authTokenMistakes,
    sign: authToken,
    explain: explainAuthToken,
    inputs: fc.record({
      key,
      timeStamp: fc.constant('20200727073711903'),
      params,
      form: fc.constant('get' as const),
      wireText: params.map((list) =>
        list.map(([n, v]) => `${n}=${encodeURIComponent(v.toWellFormed())}`).join('&'),
      ),
    }),
    rich: {
      key: 'Key-1',
      timeStamp: '20200727073711903',
      params: getParams,
      form: 'get',
      wireText: getParams.map(([n, v]) => `${n}=${encodeURIComponent(v)}`).join('&'),
    },
    notHere: ['blank-values-kept'],
  }),
  scheme({
    name: 'authToken POST',
    mistakes: authTokenMistakes,
    sign: authToken,
    explain: explainAuthToken,
    inputs: fc.record({
      key,
      timeStamp: fc.constant('20200727073711903'),
      params,
      form: fc.constant('post' as const),
      wireText: wire,
    }),
    rich: { key: 'Key-1', timeStamp: '20200727073711903', params: getParams, form: 'post', wireText },
    notHere: ['empty-values-dropped', 'empty-as-null'],
  }),
  scheme({
    name: 'Body-Sign',
    mistakes: bodySignMistakes,
    sign: ({ key, body }) => bodySignature(key, body),
    explain: explainBodySign,
    inputs: fc.record({
      key,
      body: fc.oneof(wire, fc.string(), fc.uint8Array({ maxLength: 80 })),
      timeStamp: fc.constant('20200727073711903'),
    }),
    rich: { key: 'Key-1', body: Buffer.from(replyBody), timeStamp: '20200727073711903' },
    notHere: ['characters-lost'],
  }),
  ...(
    [
      ['V2 base', v2Mistakes, v2Signature, explainV2Signature],
      ['V2 kit', kitMistakes, kitSignature, explainKitSignature],
    ] as const
  ).map(([name, mistakes, sign, explain]) =>
    scheme({
      name,
      mistakes,
      sign,
      explain,
      inputs: fc
        .record({ key, timestamp, nonce, wireText: wire })
        .map((input) => ({ ...input, payload: canonicalJson(JSON.parse(input.wireText)) })),
      rich: v2Input,
      notHere: [],
    }),
  ),
];

function signatures(mistake: Mistake<unknown>, input: unknown): readonly string[] {
  return [mistake.sign(input) ?? []].flat();
}

describe.each(schemes)('$name', ({ mistakes, sign, explain, inputs, rich, notHere }) => {
  test('never explains a correct signature, and no mistake produces it', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const right = sign(input);
        expect(explain(input, right)).toBeUndefined();
        for (const mistake of mistakes) expect(signatures(mistake, input)).not.toContain(right);
      }),
      { numRuns: runs(60) },
    );
  });

  test('recognises each mistake, or another with the same result', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const mistake of mistakes) {
          for (const signature of signatures(mistake, input)) {
            const found = explain(input, signature);
            if (found === undefined) expect.unreachable(`${mistake.cause} is not recognised`);
            if (found !== mistake) expect(signatures(found, input).map(upper)).toContain(upper(signature));
          }
        }
      }),
      { numRuns: 3 },
    );
  });

  test.each(mistakes.filter(({ cause }) => !notHere.includes(cause)))('$cause', (mistake) => {
    const made = signatures(mistake, rich);
    expect(made.length).toBeGreaterThan(0);
    expect(made.map((signature) => explain(rich, signature)?.cause)).toContain(mistake.cause);
    expect(new Set(made).size).toBe(made.length);
  });

  test.each(mistakes.filter(({ cause }) => notHere.includes(cause)))(
    '$cause cannot be made here',
    (mistake) => {
      expect(mistake.sign(rich)).toBeUndefined();
    },
  );

  test('recognises two mistakes at once, or others with the same result', () => {
    const known = new Set(mistakes.flatMap((mistake) => signatures(mistake, rich)));
    const pairs = pairsOf(mistakes);
    expect(pairs.length).toBeGreaterThan(100);
    // Every hundredth is enough: each is compared with all before it.
    for (const pair of pairs.filter((_pair, i) => i % 100 === 0)) {
      const made = signatures(pair, rich).find((one) => one !== sign(rich) && !known.has(one));
      if (made === undefined) continue;
      const found = explain(rich, made);
      expect(found && signatures(found, rich)).toContain(made);
      expect(found?.cause).toMatch(/^[a-z0-9-]+\+[a-z0-9-]+$/);
      expect(found?.text.en).toMatch(/^Two mistakes at once: \(1\) The .* \(2\) The /);
    }
  });

  test('leaves an unknown signature unexplained', () => {
    for (const given of ['', 'x', '0'.repeat(64), `${'A'.repeat(43)}=`])
      expect(explain(rich, given)).toBeUndefined();
  });

  test('no two mistakes have the same signature, except for an omitted empty parameter', () => {
    const owners = new Map<string, string[]>();
    for (const mistake of mistakes)
      for (const signature of signatures(mistake, rich))
        owners.set(signature, [...(owners.get(signature) ?? []), mistake.cause]);
    const shared = [...owners.values()].filter((causes) => causes.length > 1);
    expect(shared.filter(([, second]) => second !== 'parameter-left-out')).toEqual([]);
  });
});

function upper(text: string): string {
  return text.toUpperCase();
}

test('a body with ? in place of Chinese is explained by the text that was signed', () => {
  const given = bodySignature('k', '{"resultCode":"000001","resultMsg":"鉴权失败"}');
  const body = Buffer.from('{"resultCode":"000001","resultMsg":"????"}');
  expect(explainBodySign({ key: 'k', body }, given)?.cause).toBe('characters-lost');
  expect(explainBodySign({ key: 'other', body }, given)).toBeUndefined();
});

test('a plain hash of the key and the text is recognised, as an HMAC without HMAC', () => {
  const { key: own, nonce: once, timestamp: at, payload } = v2Input;
  const keyed = (message: string) => createHash('sha256').update(`${own}${message}`).digest('hex');
  const hmac = (message: string) => createHmac('sha256', own).update(message).digest('hex');
  const start = own + once + at;
  const base = [hmac(start + keyed(payload)), keyed(start + hmac(payload)), keyed(start + keyed(payload))];
  expect(base.map((given) => explainV2Signature(v2Input, given)?.cause)).toEqual([
    'inner-sha256',
    'outer-sha256',
    'both-sha256',
  ]);
  expect(explainKitSignature(v2Input, keyed(start + payload))?.cause).toBe('plain-sha256');
});

describe('the words', () => {
  const registries: Record<string, readonly Mistake<never>[]> = {
    authToken: authTokenMistakes,
    'Body-Sign': bodySignMistakes,
    'V2 base': v2Mistakes,
    'V2 kit': kitMistakes,
    field: fieldMistakes,
    'client secret': clientSecretMistakes,
  };
  test.each(Object.entries(registries))('%s', (_, mistakes) => {
    const causes = mistakes.map(({ cause }) => cause);
    expect(new Set(causes).size).toBe(causes.length);
    for (const { cause, text } of mistakes) {
      expect(cause).toMatch(/^[a-z0-9.]+(-[a-z0-9.]+)*$/);
      expect(text.en).toMatch(/^[A-Z].*[.…]$/);
      expect(text.zh).toMatch(/\p{Script=Han}.*[。…)]$/u);
      expect(text.zh).not.toMatch(/\p{Script=Han}[,:;]|[,:;]\p{Script=Han}/u);
    }
  });
});
