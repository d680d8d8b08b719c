import { sha256 } from '../../src/signing/bytes.ts';
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
  title: 'AK/SK, SDK-HMAC-SHA256',
  use: 'Open API requests: header Authorization',
  blocks: (t) => [
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
    t("`koo api` signs any request; `koo doctor` compares your clock with the server's."),
  ],
  sources: [
    'https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html',
    access('zh-cn_topic_0070649350'),
  ],
};
