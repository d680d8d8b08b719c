import { sha256 } from '../../src/signing/bytes.ts';
import { frequentCauses, sdkMistakes } from '../../src/signing/mistakes/sdk-hmac/explain.ts';
import { redactedCanonicalRequest, sdkSignature, signRequest } from '../../src/signing/sdk-hmac.ts';
import { access, code, list, quoted, run, type SigningPage, table, text } from './page.ts';

const credential = { ak: 'AccessKey', sk: 'SecretKey' };
const date = '20260101T000000Z';
const now = new Date('2026-01-01T00:00:00Z');
const url =
  'https://mkt.myhuaweicloud.com/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKPERIODYEARNEW&orderLineId=MOCKPERIODYEARNEW-000001';
const request = {
  method: 'GET',
  url: new URL(url),
  headers: [['Content-Type', 'application/json'] as const],
  body: '',
};
const canonical = redactedCanonicalRequest(request, credential, now);
const hash = sha256(canonical).toString('hex');
const stringToSign = `SDK-HMAC-SHA256\n${date}\n${hash}`;
const signature = sdkSignature(canonical, date, credential.sk);
const headers = signRequest(request, credential, now);

/** For printf: line feeds as `\n`; nothing else in the text is special to it. */
const printed = (content: string) => quoted(content.replaceAll('%', '%%').replaceAll('\n', '\\n'));

export const akSk: SigningPage = {
  name: 'ak-sk',
  use: 'Open API requests: header Authorization',
  blocks: (t, language) => [
    t(
      "A merchant signs requests to KooGallery's open API, to IAM and to other Huawei Cloud services with AK/SK.",
    ),
    text(
      [
        'CanonicalRequest = METHOD \\n path/ \\n query \\n headers \\n names \\n hex(SHA-256(body))',
        'StringToSign     = "SDK-HMAC-SHA256" \\n X-Sdk-Date \\n hex(SHA-256(CanonicalRequest))',
        'Signature        = hex( HMAC-SHA256( SK, StringToSign ) )',
        'Authorization: SDK-HMAC-SHA256 Access=<AK>, SignedHeaders=<names>, Signature=<…>',
      ].join('\n'),
    ),
    list(
      t('The signed path always ends with `/`, even if the path that is sent does not.'),
      t(
        'Query: sort the parameters, percent-encode names and values (a space is `%20`), and write an empty value as `name=`.',
      ),
      t(
        'Headers: lower-case name, colon, trimmed value, line feed. An empty line therefore follows the last header.',
      ),
      t('There is a single HMAC, without a derived key, region or service name.'),
      t('The server rejects requests dated more than 15 minutes from its clock.'),
      t('With temporary credentials, send and sign `X-Security-Token` as well.'),
      t(
        'Hash exactly the bytes that are sent. If a library serialises the body again, the hash does not match.',
      ),
    ),
    t('## Worked example'),
    text(`GET ${url}`),
    table(
      [t('Item'), t('Value')],
      [
        ['AK', code(credential.ak)],
        ['SK', code(credential.sk)],
        [code('X-Sdk-Date'), code(date)],
        [t('Hash of the empty body'), code(sha256('').toString('hex'))],
        [t('Hash of CanonicalRequest'), code(hash)],
        [code('Signature'), code(signature)],
      ],
    ),
    'CanonicalRequest:',
    text(canonical),
    'StringToSign:',
    text(stringToSign),
    t('With openssl:'),
    run(
      [
        `hash=$(printf ${printed(canonical)} | openssl dgst -sha256 | sed 's/.* //')`,
        'echo "$hash"',
        `printf 'SDK-HMAC-SHA256\\n${date}\\n%s' "$hash" | openssl dgst -sha256 -hmac ${credential.sk} | sed 's/.* //'`,
      ].join('\n'),
      `${hash}\n${signature}`,
    ),
    t('The headers to send:'),
    text(headers.map(([name, value]) => `${name}: ${value}`).join('\n')),
    t('## Find a mistake'),
    t(
      '`koo api sign` prints the correct headers, canonical request and string to sign of any request, without sending it. `koo api verify` reads a captured request and tells which mistake leads to its signature; `--response` takes the server’s response, whose `canonicalRequest` it compares, and `--signed-text` the canonical request of your code. `koo doctor` compares your clock with the server’s.',
    ),
    text(
      [
        'koo api sign /api/mkp-openapi-public/global/v1/order/query --param orderId=MOCKPERIODYEARNEW --json',
        'koo api verify request.txt --response response.json',
        'koo sandbox log --bodies -o ndjson | koo api verify',
      ].join('\n'),
    ),
    t('koo recognises these mistakes:'),
    table(
      [t('Cause'), t('Meaning')],
      sdkMistakes.map(({ cause, text: meaning }) => [
        code(cause),
        (typeof meaning === 'function' ? meaning('…') : meaning)[language],
      ]),
    ),
    t(
      'It also recognises two at once if both are among these, concern different parts of the signature, and the URL and the body are short:',
    ),
    [...frequentCauses].map(code).join(', '),
    t(
      'Any other combination is reported as `unknown`. Of the key derivations (`derived-key`) it tries only a single step from the SK, not a chain over date, region and service.',
    ),
    t(
      'The sandbox rejects what Huawei’s SDKs never send, and names the rule: upper-case, repeated or unsorted names in SignedHeaders, other spaces in Authorization, a signed header that is repeated or missing, an unsigned `X-Sdk-Date` or `X-Security-Token`, and JSON with `UNSIGNED-PAYLOAD`.',
    ),
  ],
  sources: [
    'https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html',
    access('zh-cn_topic_0070649350'),
  ],
};
