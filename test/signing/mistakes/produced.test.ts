import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJsonText } from '../../../src/signing/canonical-json.ts';
import type { Mistake } from '../../../src/signing/mistakes/mistake.ts';
import { pairsOf } from '../../../src/signing/mistakes/mistake.ts';
import { correctDraft, type SdkInput, signDraft } from '../../../src/signing/mistakes/sdk-hmac/draft.ts';
import { sdkMistakes } from '../../../src/signing/mistakes/sdk-hmac/explain.ts';
import { fieldMistakes } from '../../../src/signing/mistakes/sensitive/field.ts';
import { authTokenMistakes } from '../../../src/signing/mistakes/v1/auth-token.ts';
import { bodySignMistakes } from '../../../src/signing/mistakes/v1/body-sign.ts';
import { kitMistakes, v2Mistakes } from '../../../src/signing/mistakes/v2/signature.ts';

/*
 * What each mistake produces, held in files: elsewhere a mistake is recognised by what it produces itself, so that a
 * slip in it would not be noticed. Other implementations confirm many of them in the tests beside this one.
 */

const timeStamp = '20200727073711903';
const extend = Buffer.from('[{"name":"a","value":"b"}]').toString('base64');
const field = 'A1b2C3d4E5f6G7h8q83vEjRWeJCrze8SNFZ4kA==';

const params: [string, string][] = [
  ['timeStamp', timeStamp],
  ['orderId', ' CS1 '],
  ['activity', 'newInstance'],
  ['Zone', 'é中 a+b%41/c<&>"\''],
  ['zeta', ''],
  ['none', 'null'],
  ['a', 'x'],
  ['a1', 'y'],
  ['a', 'z'],
  ['email', field],
  ['saasExtendParams', extend],
  ['testFlag', '1'],
];
const plainParams: [string, string][] = [
  ['activity', 'queryInstance'],
  ['timeStamp', timeStamp],
  ['instanceId', 'I-1'],
];
const json = ` { "testFlag":"1","orderId":" CS1 ","n":null,"activity":"changeInstanceCheck","zero":1.0,"big":12345678901234567890,"flag":1,
  "yes":true,"text":"é中<&>/\\u001f\\"\\\\🛒","empty":"","list":"[{\\"a\\": 1}]","array":[],"deep":[{"b":2,"a":[null,{}]}],"productInfo":{"skuCode":"s","productId":"p"} } `;
const plainJson = '{"instanceId":"I-1","activity":"queryInstance"}';

const get = (list: [string, string][]) => ({
  key: 'Key-1',
  timeStamp,
  params: list,
  form: 'get' as const,
  wireText: list.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
});
const post = (list: [string, string][], wireText: string) => ({
  key: 'Key-1',
  timeStamp,
  params: list,
  form: 'post' as const,
  wireText,
});
const v2 = (wireText: string) => ({
  key: 'Key-1',
  payload: canonicalJsonText(wireText) ?? '',
  timestamp: '1680508066618',
  nonce: 'RLLUammMSInlrNWb',
  wireText,
});
const reply = (text: string) => ({ key: 'Key-1', body: Buffer.from(text), timeStamp });
const fieldOf = (plain: string, bits: 128 | 256) => ({
  key: '00000000-1111-2222-3333-444444444444',
  iv: 'A1b2C3d4E5f6G7h8',
  bits,
  plain,
});

interface Scheme {
  readonly name: string;
  readonly mistakes: readonly Mistake<never>[];
  readonly inputs: readonly unknown[];
}

const schemes: readonly Scheme[] = [
  {
    name: 'auth-token',
    mistakes: authTokenMistakes,
    inputs: [get(params), get(plainParams), post(params, json), post(plainParams, plainJson)],
  },
  {
    name: 'body-sign',
    mistakes: bodySignMistakes,
    inputs: [
      reply(
        '\ufeff{ "resultMsg":"é成功/<ok>\\u001f🛒","resultCode":"000000","info":[{"b":null,"a":"1"}],"extra":null} \n',
      ),
      reply('{"resultCode":"000000","resultMsg":"ok"}'),
      reply('not JSON'),
    ],
  },
  { name: 'v2', mistakes: v2Mistakes, inputs: [v2(json), v2(plainJson)] },
  { name: 'v2-kit', mistakes: kitMistakes, inputs: [v2(json), v2(plainJson)] },
  {
    name: 'sensitive-field',
    mistakes: fieldMistakes,
    inputs: [
      fieldOf('用户 test+user@example.com, 名字很长很长,一直到密文超过七十六个字符为止', 256),
      fieldOf('13800000000', 128),
      fieldOf('sixteen bytes ok', 256),
      fieldOf('', 256),
    ],
  },
];

/** A short digest of each text, or of all of them if they are many. */
function digests(texts: readonly string[]): string[] {
  if (texts.length > 4) return [`${texts.length}×`, ...digests([texts.join('\n')])];
  return texts.map((text) => createHash('sha256').update(text).digest('hex').slice(0, 12));
}

function produced(mistake: Mistake<never>, inputs: readonly unknown[]): string {
  const made = inputs.map((input) => digests([mistake.sign(input as never) ?? []].flat()).join(' ') || '-');
  return `${mistake.cause}: ${made.join(' | ')}`;
}

describe.each(schemes)('$name', ({ name, mistakes, inputs }) => {
  test('each mistake produces what it produced', async () => {
    const lines = mistakes.map((mistake) => produced(mistake, inputs));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test('so do two mistakes at once', () => {
    // In one digest: the pairs are made of the single ones, which the file names.
    const lines = pairsOf(mistakes).map((pair) => produced(pair, inputs.slice(0, 1)));
    expect([lines.length, ...digests([lines.join('\n')])]).toMatchSnapshot();
  });
});

const date = '20260101T000000Z';
const requests: readonly SdkInput['request'][] = [
  {
    method: 'POST',
    url: new URL(
      'https://mkt.example.com:8443/api/a%20b(1)%E4%B8%AD//query/?z=%E4%B8%AD%20*~&empty=&a=%2F2&a=1',
    ),
    headers: [
      ['Host', 'mkt.example.com:8443'],
      ['Content-Type', 'application/json; charset=utf-8'],
      ['X-Sdk-Date', date],
      ['User-Agent', ' shop/1  a '],
    ],
    body: ' {"b":"中/é<\\u001f", "a": [1, 2], "n": null}\r\n',
  },
  {
    method: 'GET',
    url: new URL('https://mkt.example.com/'),
    headers: [
      ['Host', 'mkt.example.com'],
      ['X-Sdk-Date', date],
      ['X-Sdk-Content-Sha256', 'UNSIGNED-PAYLOAD'],
    ],
    body: '',
  },
  {
    method: 'PUT',
    url: new URL('https://mkt.example.com/api?a=b+c&flag'),
    headers: [
      ['Host', 'mkt.example.com'],
      ['X-Sdk-Date', date],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: Buffer.from('a=1&b=%E4%B8%AD'),
  },
];

test('AK/SK: each mistake produces what it produced', async () => {
  const lines = sdkMistakes.map((mistake) => {
    const made = requests.map((request) => {
      const signed = request.headers.map(([name]) => name.toLowerCase()).sort();
      const input: SdkInput = {
        request,
        signed,
        date,
        ak: 'AccessKey',
        sk: 'c2VjcmV0LWtleQ',
        others: [{ ak: 'Second', sk: 'other' }],
      };
      const correct = correctDraft(input);
      const changes = mistake.changes(correct, input);
      const texts = changes.map((change) => signDraft({ ...correct, ...change }) + (change.detail ?? ''));
      return digests(texts).join(' ') || '-';
    });
    return `${mistake.cause}: ${made.join(' | ')}`;
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/sdk-hmac.txt');
});
