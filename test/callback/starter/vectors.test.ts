import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parameters } from '../../../src/callback/protocols/wire-v1.ts';
import { knownRegions } from '../../../src/callback/starter/project.ts';
import { canonicalJsonText } from '../../../src/signing/canonical-json.ts';
import { decryptClientSecret } from '../../../src/signing/client-secret.ts';
import { parseSdkDate } from '../../../src/signing/sdk-date.ts';
import { signRequest } from '../../../src/signing/sdk-hmac.ts';
import {
  type AesBits,
  decryptField,
  deriveAesKey,
  encryptField,
} from '../../../src/signing/sensitive-field.ts';
import { usageSignature } from '../../../src/signing/usage-signature.ts';
import { authToken } from '../../../src/signing/v1-auth-token.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import { kitSignature, v2Signature } from '../../../src/signing/v2.ts';
import type { JsonObject } from '../../../src/text/json.ts';

/** What the tests of the starters read. */
interface Vectors {
  readonly v1AuthToken: Vector<{ readonly query: string; readonly authToken: string }>;
  readonly v1KitAuthToken: Vector<{ readonly body: string; readonly authToken: string }>;
  readonly bodySign: Vector<{ readonly body: string; readonly header: string }>;
  readonly sensitiveFields: Vector<{
    readonly bits: AesBits;
    readonly iv: string;
    readonly plain: string;
    readonly value: string;
  }> & {
    readonly keys: readonly { readonly accessKey: string; readonly bits: AesBits; readonly hex: string }[];
  };
  readonly v2Base: Vector<SignedBody>;
  readonly v2Kit: Vector<SignedBody>;
  readonly clientSecret: Vector<{ readonly clientSecret: string; readonly plain: string }> & {
    readonly privateKey: string;
  };
  readonly akSk: Vector<{
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signature: string;
  }> & { readonly ak: string; readonly sk: string; readonly date: string };
  readonly usagePush: Vector<{
    readonly ts: string;
    readonly nonce: string;
    readonly body: string;
    readonly signature: string;
  }>;
}

interface Vector<Case> {
  readonly for: readonly string[];
  readonly accessKey: string;
  readonly cases: readonly Case[];
}

interface SignedBody {
  readonly body: string;
  /** What is signed, if the body is not. */
  readonly payload?: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

const file = fileURLToPath(new URL('../../../templates/vectors.json', import.meta.url));
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

describe('the vectors of the starters', () => {
  it('have cases, and belong to regions that there are', () => {
    for (const vector of Object.values(vectors) as readonly Vector<unknown>[]) {
      expect(vector.cases.length).toBeGreaterThan(0);
      expect(vector.for.filter((region) => !knownRegions.has(region))).toEqual([]);
      expect(vector.for).not.toEqual([]);
    }
  });

  it.each(vectors.v1AuthToken.cases)('authToken of a query: $authToken', ({ query, authToken: expected }) => {
    const params = [...new URLSearchParams(query)];
    const timeStamp = new URLSearchParams(query).get('timeStamp') ?? '';
    expect(authToken({ key: vectors.v1AuthToken.accessKey, timeStamp, params, form: 'get' })).toBe(expected);
  });

  it.each(vectors.v1KitAuthToken.cases)(
    'authToken of a body: $authToken',
    ({ body, authToken: expected }) => {
      const values = JSON.parse(body) as JsonObject & { readonly timeStamp: string };
      const { timeStamp } = values;
      const params = parameters(values);
      expect(authToken({ key: vectors.v1KitAuthToken.accessKey, timeStamp, params, form: 'post' })).toBe(
        expected,
      );
    },
  );

  it.each(vectors.bodySign.cases)('Body-Sign of $body', ({ body, header }) => {
    expect(formatBodySign(bodySignature(vectors.bodySign.accessKey, body))).toBe(header);
  });

  it.each(vectors.sensitiveFields.keys)('AES key of $bits bits of $accessKey', ({ accessKey, bits, hex }) => {
    expect(deriveAesKey(accessKey, bits).toString('hex')).toBe(hex);
  });

  it.each(vectors.sensitiveFields.cases)('field $plain, AES-$bits', ({ bits, iv, plain, value }) => {
    const { accessKey } = vectors.sensitiveFields;
    expect(encryptField(accessKey, plain, { bits, iv })).toBe(value);
    expect(decryptField(accessKey, value, bits)).toEqual({ ok: true, text: plain });
  });

  it.each(vectors.v2Base.cases)('signature of $body', ({ body, payload = body, signature, ...signed }) => {
    expect(canonicalJsonText(body)).toBe(payload);
    expect(v2Signature({ key: vectors.v2Base.accessKey, payload, ...signed })).toBe(signature);
  });

  it.each(vectors.v2Kit.cases)('x-sign of $body', ({ body, payload = body, signature, ...signed }) => {
    expect(canonicalJsonText(body)).toBe(payload);
    expect(kitSignature({ key: vectors.v2Kit.accessKey, payload, ...signed })).toBe(signature);
  });

  it.each(vectors.clientSecret.cases)('client secret $plain', ({ clientSecret, plain }) => {
    const { privateKey } = vectors.clientSecret;
    expect(decryptClientSecret(privateKey, clientSecret)).toEqual({ ok: true, text: plain });
  });

  it.each(vectors.akSk.cases)(
    'SDK-HMAC-SHA256 of $method $url',
    ({ method, url, headers, body, signature }) => {
      const { ak, sk, date } = vectors.akSk;
      const request = { method, url: new URL(url), headers: Object.entries(headers), body };
      const signed = signRequest(request, { ak, sk }, parseSdkDate(date) ?? new Date(Number.NaN));
      const [, authorization] = signed.find(([name]) => name === 'Authorization') ?? [];
      expect(authorization).toMatch(new RegExp(`, Signature=${signature}$`));
    },
  );

  it.each(vectors.usagePush.cases)('usage push at $ts', ({ signature, ...signed }) => {
    expect(usageSignature({ key: vectors.usagePush.accessKey, ...signed })).toBe(signature);
  });
});
