import { canonicalJsonText } from '../../src/signing/canonical-json.ts';
import { v2CanonicalShown, v2Inner, v2Signature } from '../../src/signing/v2.ts';
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
  title: 'V2 signature, base interfaces',
  use: 'requests of SaaS V2, online licences, licence codes and order notices: the query',
  blocks: (t) => [
    t(
      'A POST with a JSON body and three parameters in the query: `signature`, `timestamp`, `nonce`. The same scheme serves SaaS V2, online licences, licence authorisation codes and order notices, each class with its own key.',
    ),
    text(
      'payload   = body as compact JSON, top-level keys ascending, null values left out\ninner     = hex( HMAC-SHA256( accessKey, payload ) )                      lower case\nsignature = hex( HMAC-SHA256( accessKey, accessKey + nonce + timestamp + inner ) )',
    ),
    list(
      t('Both steps are HMACs, and both use the access key.'),
      t('`timestamp` is in milliseconds; refuse what is more than 60 s off.'),
      t('Compare without regard to upper and lower case.'),
      t('`nonce` is random for each call; remember it for 60 s to stop replays.'),
      t('Replies are not signed.'),
    ),
    t(
      "International pages sort the keys from Z to A and count seconds; Huawei's sample, the examples and what was observed do neither. See [decisions](../decisions.md).",
    ),
    t('## Worked example'),
    t('The body, in an order of its own:'),
    text(body),
    t('The payload, compact and sorted:'),
    text(payload),
    table(
      [t('what'), t('value')],
      [
        [t('access key'), code(exampleKey)],
        [code('timestamp'), code(timestamp)],
        [code('nonce'), code(nonce)],
        [code('inner'), code(inner)],
        [code('signature'), code(signature)],
      ],
    ),
    t('The text of the second step:'),
    text(v2CanonicalShown(input)),
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
    t('## Where it goes wrong'),
    list(
      t('Plain SHA-256 in one of the steps.'),
      t(
        'JSON written anew with blanks, escaped `/` or `\\uXXXX`: sign over the received text, sorted at the top level alone.',
      ),
      t('Nested objects sorted too: only the top level is.'),
      t(
        '`Content-Type: application/json;charset=utf8` is refused by a framework that knows only `utf-8` (Express answers 415).',
      ),
      t('The key of another interface class.'),
    ),
  ],
  sources: [
    access('zh-cn_topic_0070649476'),
    access('zh-cn_topic_0070649475'),
    accessIntl('topic_0070649090'),
  ],
};
