import { canonicalJsonText, compactJson } from '../../../src/signing/canonical-json.ts';
import { explainField } from '../../../src/signing/mistakes/sensitive/field.ts';
import { parseSdkDate } from '../../../src/signing/sdk-date.ts';
import {
  canonicalPath,
  canonicalQuery,
  percentDecode,
  percentEncode,
} from '../../../src/signing/sdk-hmac-canonical.ts';
import { decryptField, encryptField } from '../../../src/signing/sensitive-field.ts';
import { parseBodySign } from '../../../src/signing/v1-body-sign.ts';
import { isObject, type JsonValue } from '../../../src/text/json.ts';
import { assertThat, type Target, textOf } from '../target.ts';
import { key, sampleRequests } from './requests.ts';

/** The text of a JSON object as Jackson writes it, its keys in order. */
export const canonicalJson: Target = {
  seeds: function* () {
    for (const { sealed } of sampleRequests()) if (sealed.body) yield sealed.body;
    yield '{"b":[1,2.50,-0,1e3,{"z":null,"a":true}],"a":"\\u4e2d\\/\\n","":{}}';
  },
  tokens: ['"a":1,"a":2', '1.0E+2', '-0.0', '1E-7', '\\u001F', '\\/', '\u007f', '12345678901234567890', ' '],
  run(input) {
    const text = textOf(input);
    const canonical = canonicalJsonText(text);
    const value = parsed(text);
    if (canonical === undefined) return;
    compactJson(value as JsonValue);
    assertThat(isObject(value), 'only a JSON object has a canonical text');
    // A lone surrogate is sorted as what it is, and written as a question mark, as in Java.
    if (/\\ud[89a-f]/i.test(text)) return;
    assertThat(canonicalJsonText(canonical) === canonical, 'a canonical text stays as it is');
    // Sorted by name, since JSON.parse has an order of its own; members that are null are not signed.
    const signed = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
    assertThat(sorted(parsed(canonical)) === sorted(signed), 'the canonical text has the values of the text');
  },
};

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

const iv = 'ABCDEFGHIJKLMNOP';

/** A sensitive field: the text that is given is decrypted, and a text is encrypted and decrypted again. */
export const sensitiveField: Target = {
  seeds: () => [
    encryptField(key, 'hw12345678', { bits: 256, iv }),
    encryptField(key, '中文 13800000000', { bits: 128, iv }),
  ],
  tokens: [iv, '==', '=', '+', '/', '-_', 'AAAAAAAAAAAAAAAAAAAAAA=='],
  run(input) {
    const text = textOf(input);
    for (const bits of [128, 256] as const) {
      const found = decryptField(key, text, bits);
      if (!found.ok && text.length < 2_000) explainField({ key, text, bits });
    }
    if (!text.isWellFormed()) return;
    const again = decryptField(key, encryptField(key, text, { bits: 256, iv }), 256);
    assertThat(again.ok && again.text === text, 'an encrypted text is decrypted');
  },
};

/** What a signature of the open API is made of: paths, queries, dates; and Body-Sign. */
export const signedParts: Target = {
  seeds: () => [
    '/v1/a%20b/中?a=1&b=%E4%B8&a=',
    '20260101T000000Z',
    'sign_type="HMAC-SHA256", signature= "abc="',
  ],
  tokens: ['%', '%2', '%2F', '+', '&', '=', '/../', '//', 'sign_type=', 'signature=', '"', ','],
  run(input) {
    const text = textOf(input);
    parseSdkDate(text);
    parseBodySign(text);
    const [path = '', ...search] = text.split('?');
    canonicalPath(path);
    const query = canonicalQuery(`?${search.join('?')}`);
    assertThat(canonicalQuery(`?${query}`) === query, 'a canonical query stays as it is');
    assertThat(percentDecode(percentEncode(text)).equals(Buffer.from(text)), 'encoding is reversible');
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
