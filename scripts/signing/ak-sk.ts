import { sha256 } from '../../src/signing/bytes.ts';
import { canonicalShown, sdkSignature, signRequest } from '../../src/signing/sdk-hmac.ts';
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
const canonical = canonicalShown(request, credential, now);
const hash = sha256(canonical).toString('hex');
const stringToSign = `SDK-HMAC-SHA256\n${date}\n${hash}`;
const signature = sdkSignature(canonical, date, credential.sk);
const headers = signRequest(request, credential, now);

/** For printf: line feeds as `\n`; nothing else in the text is special to it. */
const printed = (content: string) => quoted(content.replaceAll('%', '%%').replaceAll('\n', '\\n'));

export const akSk: SigningPage = {
  name: 'ak-sk',
  title: { en: 'AK/SK, SDK-HMAC-SHA256', zh: 'AK/SK 签名（SDK-HMAC-SHA256）' },
  use: { en: 'calls of the open API: the header Authorization', zh: '开放接口调用：请求头 Authorization' },
  blocks: (t) => [
    t(
      "Calls of the merchant to KooGallery's open API, to IAM and to other services of Huawei Cloud.",
      '商家调用云商店开放接口、IAM 及其他华为云服务时使用。',
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
      t(
        'The signed path always ends in `/`; the one that is sent does not.',
        '参与签名的路径总以 `/` 结尾，实际发送的路径不变。',
      ),
      t(
        'Query: sorted, names and values percent-encoded (a blank is `%20`), `name=` for an empty value.',
        '查询串：排序，名称和值做百分号编码（空格为 `%20`），空值写作 `name=`。',
      ),
      t(
        'Headers: lower-case name, colon, trimmed value, line feed; so an empty line follows.',
        '请求头：小写名称、冒号、去首尾空格的值、换行，因此之后有一个空行。',
      ),
      t('One HMAC: no derived key, no region, no service.', '只有一次 HMAC：不派生密钥，不含区域和服务名。'),
      t('More than 15 minutes off is refused.', '时钟偏差超过 15 分钟会被拒绝。'),
      t(
        'A temporary credential also sends and signs `X-Security-Token`.',
        '临时凭证还须发送并签名 `X-Security-Token`。',
      ),
      t(
        'The hash is that of the very bytes that are sent: what a library writes anew does not fit.',
        '哈希必须针对实际发送的字节：被库重新序列化后就对不上了。',
      ),
    ),
    t('## Worked example', '## 示例'),
    text(`GET ${url}`),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        ['AK', code(credential.ak)],
        ['SK', code(credential.sk)],
        [code('X-Sdk-Date'), code(date)],
        [t('hash of the empty body', '空请求体的哈希'), code(sha256('').toString('hex'))],
        [t('hash of CanonicalRequest', 'CanonicalRequest 的哈希'), code(hash)],
        [code('Signature'), code(signature)],
      ],
    ),
    'CanonicalRequest:',
    text(canonical),
    'StringToSign:',
    text(stringToSign),
    t('With openssl:', '使用 openssl：'),
    run(
      [
        `hash=$(printf ${printed(canonical)} | openssl dgst -sha256 | sed 's/.* //')`,
        'echo "$hash"',
        `printf 'SDK-HMAC-SHA256\\n${date}\\n%s' "$hash" | openssl dgst -sha256 -hmac ${credential.sk} | sed 's/.* //'`,
      ].join('\n'),
      `${hash}\n${signature}`,
    ),
    t('The headers that are sent:', '最终发送的请求头：'),
    text(headers.map(([name, value]) => `${name}: ${value}`).join('\n')),
    t(
      "`koo api` signs any call; `koo doctor` compares your clock with the server's.",
      '`koo api` 可对任意调用签名；`koo doctor` 会比较本机与服务器的时钟。',
    ),
  ],
  sources: [
    'https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html',
    access('zh-cn_topic_0070649350'),
  ],
};
