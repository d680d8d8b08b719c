import { canonicalJsonText } from '../../src/signing/canonical-json.ts';
import { redactedV2Text, v2Inner, v2Signature } from '../../src/signing/v2.ts';
import {
  access,
  accessIntl,
  code,
  exampleKey,
  list,
  quoted,
  run,
  type SigningPage,
  table,
  text,
} from './page.ts';

const body =
  '{"orderId":"CS2211181819B4LVS","orderLineId":"CS2211181819B4LVS-000001","activity":"newInstance","businessId":"87b94795-0603-4e24-8ae5-69420d60e3c8","testFlag":"1"}';
const payload = canonicalJsonText(body) ?? '';
const timestamp = '1680508066618';
const nonce = '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA';
const input = { key: exampleKey, payload, timestamp, nonce };
const inner = v2Inner(input);
const signature = v2Signature(input);

export const v2Base: SigningPage = {
  name: 'v2-base',
  use: 'Requests of SaaS V2, online licences, licence codes and order notifications: query parameters',
  blocks: (t) => [
    t(
      'The request is a POST with a JSON body and three query parameters: `signature`, `timestamp` and `nonce`. SaaS V2, online licences, licence authorisation codes and order notifications share this scheme; each interface class has its own key.',
    ),
    text(
      'payload   = body as compact JSON, top-level keys ascending, null values left out\ninner     = hex( HMAC-SHA256( accessKey, payload ) )                      lower case\nsignature = hex( HMAC-SHA256( accessKey, accessKey + nonce + timestamp + inner ) )',
    ),
    list(
      t('Both steps are HMACs with the access key as key.'),
      t(
        '`timestamp` is in milliseconds. Reject a request whose timestamp differs from your clock by more than 60 s.',
      ),
      t('Ignore case when you compare signatures.'),
      t(
        '`nonce` is random for each request. Keep it for 120 s to reject replays: a timestamp may be 60 s old or 60 s ahead.',
      ),
      t('Responses are not signed.'),
    ),
    t(
      "The pages of the international site describe descending order and seconds. Huawei's sample code, its examples and observed requests use ascending order and milliseconds. See [decisions](../decisions.md).",
    ),
    t('## Worked example'),
    t('The body, with keys in any order:'),
    text(body),
    t('The payload, compact and sorted:'),
    text(payload),
    table(
      [t('Item'), t('Value')],
      [
        [t('Access key'), code(exampleKey)],
        [code('timestamp'), code(timestamp)],
        [code('nonce'), code(nonce)],
        [code('inner'), code(inner)],
        [code('signature'), code(signature)],
      ],
    ),
    t('The text to sign in the second step:'),
    text(redactedV2Text(input)),
    t('With openssl:'),
    run(
      [
        `key=${exampleKey}`,
        `inner=$(printf %s ${quoted(payload)} | openssl dgst -sha256 -hmac "$key" | sed 's/.* //')`,
        'echo "$inner"',
        `printf %s "\${key}${nonce}${timestamp}$inner" |\n  openssl dgst -sha256 -hmac "$key" | sed 's/.* //' | tr a-f A-F`,
      ].join('\n'),
      `${inner}\n${signature}`,
    ),
    t('With koo:'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --protocol v2 --timestamp ${timestamp} --nonce ${nonce} ${quoted(body)} --query "parts[?name=='signature'].value | [0]"`,
      signature,
    ),
    t('## Common mistakes'),
    list(
      t('One of the steps uses plain SHA-256.'),
      t(
        'The JSON is serialised again with spaces, escaped `/` or `\\uXXXX`. Sign the received text, with only the top-level keys sorted.',
      ),
      t('Nested objects are sorted as well. Sort the top level only.'),
      t(
        'The framework accepts only `utf-8` and rejects `Content-Type: application/json;charset=utf8` (Express responds with 415).',
      ),
      t('The key belongs to another interface class.'),
    ),
  ],
  sources: [
    access('zh-cn_topic_0070649476'),
    access('zh-cn_topic_0070649475'),
    accessIntl('topic_0070649090'),
  ],
};
