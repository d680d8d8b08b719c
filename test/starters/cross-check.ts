import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { parameters } from '../../src/callback/protocols/wire-v1.ts';
import { canonicalJsonText, compactJson } from '../../src/signing/canonical-json.ts';
import { encryptClientSecret, encryptPadded } from '../../src/signing/client-secret.ts';
import { oaepPad } from '../../src/signing/oaep.ts';
import { parseSdkDate } from '../../src/signing/sdk-date.ts';
import { signRequest } from '../../src/signing/sdk-hmac.ts';
import { type AesBits, decryptField, deriveAesKey, encryptField } from '../../src/signing/sensitive-field.ts';
import { usageSignature } from '../../src/signing/usage-signature.ts';
import { authToken } from '../../src/signing/v1-auth-token.ts';
import { bodySignature, formatBodySign } from '../../src/signing/v1-body-sign.ts';
import { kitSignature, v2Signature } from '../../src/signing/v2.ts';
import type { JsonObject, JsonValue } from '../../src/text/json.ts';
import vectors from '../../templates/vectors.json' with { type: 'json' };
import { type Project, rsaPublicKey, run } from './project.ts';

/** A question to the signing core of a starter, and what koo answers. */
export interface Question {
  readonly request: JsonObject & { readonly op: string };
  readonly expected: string | null;
}

// Chinese, emoji, what a URL and JSON escape, blanks of all kinds; never a lone surrogate.
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.stringMatching(/^[\x20-\x7e]{0,60}$/) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          '华为',
          '云',
          '𠮷',
          '😀',
          '👩‍💻',
          '+',
          '/',
          '=',
          '&',
          '%',
          '%2B',
          '"',
          '\\',
          ' ',
          '\n',
          '<',
        ),
      )
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '\t', '\u3000', '\u00a0', '\u0000', '\u001f', 'null', '0'),
  },
);
const key = fc.oneof(fc.uuid(), fc.stringMatching(/^[\x21-\x7e]{1,80}$/));
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/),
  fc.constantFrom('华为', '__proto__'),
);
const digits = fc.integer({ min: 1_500_000_000_000, max: 1_999_999_999_999 }).map(String);
const hex = fc.stringMatching(/^[0-9A-F]{64}$/);
const iv = fc.stringMatching(/^[A-Za-z0-9]{16}$/);
const bits: fc.Arbitrary<AesBits> = fc.constantFrom(128, 256);
const form = fc.constantFrom('get' as const, 'post' as const);

/** JSON text as Jackson writes strings, with numbers and white space as they come. */
const scalar = fc.oneof(
  text.map((value) => compactJson(value)),
  fc.constantFrom('null', 'true', 'false', '0', '-0', '1.0', '1.50', '1e5', '1E-7', '12345678901234567890'),
);
const nested: fc.Arbitrary<string> = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
  object: fc
    .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([own]) => own })
    .map((members) => objectText(members, '')),
})).value;
const blank = fc.constantFrom('', '', ' ', '\n  ', '\r\n\t');
/** A body as it may be received: members in any order, some of them null, with white space. */
const body = fc
  .tuple(fc.uniqueArray(fc.tuple(name, nested), { maxLength: 8, selector: ([own]) => own }), blank)
  .map(([members, space]) => objectText(members, space));

function objectText(members: readonly (readonly [string, string])[], space: string): string {
  const written = members.map(
    ([own, value]) => `${space}${compactJson(own)}${space}:${space}${value}${space}`,
  );
  return `{${written.join(',')}}`;
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64');
}

const signedBody = fc.record({ key, body, timestamp: digits, nonce: hex });

const authTokens = fc
  .record({
    key,
    timeStamp: fc.stringMatching(/^20\d{15}$/),
    // Some are repeated.
    params: fc.array(fc.tuple(name, text), { maxLength: 12 }),
    form,
  })
  .map((input): Question => ({ request: question('authToken', input), expected: authToken(input) }));

/** Properties of a body, as the kit signs them. */
const kitTokens = fc
  .record({ key, timeStamp: fc.stringMatching(/^20\d{15}$/), body })
  .map(({ body: sent, ...input }): Question => {
    const params = parameters(JSON.parse(sent) as JsonObject);
    return {
      request: question('authToken', { ...input, params, form: 'post' }),
      expected: authToken({ ...input, params, form: 'post' }),
    };
  });

const bodySigns = fc
  .record({
    key,
    body: fc.oneof(
      body.map((sent) => Buffer.from(sent)),
      fc.uint8Array({ maxLength: 200 }),
    ),
  })
  .map(
    (input): Question => ({
      request: question('bodySign', { ...input, body: base64(input.body) }),
      expected: formatBodySign(bodySignature(input.key, input.body)),
    }),
  );

const aesKeys = fc.record({ key: fc.oneof(key, text.filter(Boolean)), bits }).map(
  (input): Question => ({
    request: question('aesKey', input),
    expected: deriveAesKey(input.key, input.bits).toString('hex'),
  }),
);

const encryptedFields = fc.record({ key, bits, iv, plain: text }).map(
  (input): Question => ({
    request: question('encryptField', input),
    expected: encryptField(input.key, input.plain, input),
  }),
);

/** What may happen to a field on its way: nothing, or something that makes it unreadable. */
const damage = fc.constantFrom<((value: string) => string)[]>(
  (value) => value,
  (value) => value,
  (value) => value.slice(0, -4),
  (value) => value.slice(0, 16),
  (value) => value.slice(0, 9),
  (value) => `${value.slice(0, 16)}!!!!`,
  (value) => `中${value.slice(1)}`,
  () => '',
);
const decryptedFields = fc
  .record({ key, bits, iv, plain: text, damage, other: fc.option(bits, { freq: 3 }) })
  .map(({ damage: harm, other, iv: own, plain, ...input }): Question => {
    const value = harm(encryptField(input.key, plain, { bits: other ?? input.bits, iv: own }));
    const read = decryptField(input.key, value, input.bits);
    return { request: question('decryptField', { ...input, value }), expected: read.ok ? read.text : null };
  });

const signatures = fc
  .tuple(fc.constantFrom('v2Signature' as const, 'kitSignature' as const), signedBody)
  .map(([op, { body: sent, ...input }]): Question => {
    const sign = op === 'v2Signature' ? v2Signature : kitSignature;
    return {
      request: question(op, { ...input, body: base64(sent) }),
      expected: sign({ ...input, payload: canonicalJsonText(sent) ?? sent }),
    };
  });

const usageSignatures = fc.record({ key, ts: digits, nonce: fc.uuid(), body }).map(
  (input): Question => ({
    request: question('usageSignature', { ...input, body: base64(input.body) }),
    expected: usageSignature(input),
  }),
);

const queryValue = text.map((value) => encodeURIComponent(value));
const signedRequests = fc
  .record({
    ak: fc.stringMatching(/^[A-Z0-9]{20}$/),
    sk: fc.stringMatching(/^[A-Za-z0-9]{40}$/),
    date: fc.constantFrom('20260101T000000Z', '20280229T235959Z'),
    method: fc.constantFrom('GET', 'POST'),
    path: fc.constantFrom('/api/mkp-openapi-public/global/v1/order/query', '/api/v2/usage', '/'),
    query: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z]{1,10}$/), queryValue), {
      maxLength: 4,
      selector: ([own]) => own,
    }),
    headers: fc.constantFrom(
      {},
      { 'Content-Type': 'application/json' },
      { 'content-type': 'application/json;charset=utf8' },
    ),
    body: fc.oneof(fc.constant(''), body),
  })
  .map(({ path, query, ...input }): Question => {
    const search = query.map(([own, value]) => `${own}=${value}`).join('&');
    const url = `https://mkt.myhuaweicloud.com${path}${search === '' ? '' : `?${search}`}`;
    const request = { ...input, url: new URL(url), headers: Object.entries<string>(input.headers) };
    const now = parseSdkDate(input.date) ?? new Date(Number.NaN);
    const [, expected = ''] = signRequest(request, input, now).find(([own]) => own === 'Authorization') ?? [];
    return { request: question('signRequest', { ...input, url, body: base64(input.body) }), expected };
  });

const publicKey = createPublicKey(rsaPublicKey);
/** Client secrets as KooGallery encrypts them, and with hashes that others use. */
const clientSecrets = fc
  .record({
    plain: text.filter((value) => Buffer.byteLength(value) < 300),
    seed: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    kind: fc.constantFrom('right', 'right', 'mask-sha256', 'sha1', 'not-base64', 'short'),
  })
  .map(({ plain, seed, kind }): Question => {
    const padded = (hash: 'sha1' | 'sha256', maskHash: 'sha1' | 'sha256', own: Uint8Array) =>
      encryptPadded(publicKey, (length) => oaepPad({ hash, maskHash }, Buffer.from(plain), own, length)) ??
      '';
    const right = encryptClientSecret(publicKey, plain, seed);
    const secret = {
      right,
      'mask-sha256': padded('sha256', 'sha256', seed),
      sha1: padded('sha1', 'sha1', seed.slice(0, 20)),
      'not-base64': '*** not base64 ***',
      short: right.slice(0, -8),
    }[kind] as string;
    return {
      request: question('decryptClientSecret', { privateKey: vectors.clientSecret.privateKey, secret }),
      expected: kind === 'right' ? plain : null,
    };
  });

function question(op: string, input: Readonly<Record<string, unknown>>): Question['request'] {
  return { op, ...(input as Readonly<Record<string, JsonValue>>) };
}

/** Questions of all kinds, the same in every run; another FC_SEED draws others. */
export function drawQuestions(): readonly Question[] {
  const seed = Number(process.env.FC_SEED ?? 20251125);
  const drawn = (arbitrary: fc.Arbitrary<Question>, count: number) =>
    fc.sample(arbitrary, { seed, numRuns: count });
  return [
    ...drawn(authTokens, 160),
    ...drawn(kitTokens, 100),
    ...drawn(bodySigns, 100),
    ...drawn(aesKeys, 60),
    ...drawn(encryptedFields, 120),
    ...drawn(decryptedFields, 160),
    ...drawn(signatures, 240),
    ...drawn(usageSignatures, 60),
    ...drawn(signedRequests, 120),
    ...drawn(clientSecrets, 60),
  ];
}

/** Some readers of lines end one at U+2028, too. */
function asciiJson(value: JsonObject): string {
  return JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What a starter answers otherwise than koo, as lines to print. */
export async function disagreements(project: Project, questions: readonly Question[]): Promise<string[]> {
  const { language, folder } = project;
  const { prepare, build, driver } = language.crossCheck;
  prepare?.(folder);
  if (build) await run(language, build, folder);
  const input = questions.map(({ request }) => `${asciiJson(request)}\n`).join('');
  const lines = (await run(language, driver, folder, input)).trimEnd().split('\n');
  if (lines.length !== questions.length)
    return [`${lines.length} answers to ${questions.length} questions; the last: ${lines.at(-1)}`];
  return questions.flatMap(({ request, expected }, index) => {
    const answer = JSON.parse(lines[index] ?? '') as JsonObject;
    if (answer.out === expected) return [];
    return [`${JSON.stringify(request)} → ${JSON.stringify(answer)}, koo: ${JSON.stringify(expected)}`];
  });
}
