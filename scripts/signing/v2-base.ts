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
  title: { en: 'V2 signature, base interfaces', zh: 'V2 签名（基础接口）' },
  use: {
    en: 'requests of SaaS V2, online licences, licence codes and order notices: the query',
    zh: 'SaaS V2、在线开通 License、授权码、订单通知的请求：查询参数',
  },
  blocks: (t) => [
    t(
      'A POST with a JSON body and three parameters in the query: `signature`, `timestamp`, `nonce`. The same scheme serves SaaS V2, online licences, licence authorisation codes and order notices, each class with its own key.',
      '请求为带 JSON 请求体的 POST，查询串有三个参数：`signature`、`timestamp`、`nonce`。SaaS V2、在线开通 License、授权码和订单通知使用同一方案，各接口类别使用各自的密钥。',
    ),
    text(
      'payload   = body as compact JSON, top-level keys ascending, null values left out\ninner     = hex( HMAC-SHA256( accessKey, payload ) )                      lower case\nsignature = hex( HMAC-SHA256( accessKey, accessKey + nonce + timestamp + inner ) )',
    ),
    list(
      t('Both steps are HMACs, and both use the access key.', '两步都是 HMAC，且都使用访问密钥。'),
      t(
        '`timestamp` is in milliseconds; refuse what is more than 60 s off.',
        '`timestamp` 单位为毫秒；偏差超过 60 秒应拒绝。',
      ),
      t('Compare without regard to upper and lower case.', '比较时不区分大小写。'),
      t(
        '`nonce` is random for each call; remember it for 60 s to stop replays.',
        '`nonce` 每次随机；记录 60 秒即可防重放。',
      ),
      t('Replies are not signed.', '应答无需签名。'),
    ),
    t(
      "International pages sort the keys from Z to A and count seconds; Huawei's sample, the examples and what was observed do neither. See [decisions](../decisions.md).",
      '国际站页面写的是降序和秒；官方示例工程、示例数据和实际观察都不是如此。见 [decisions](../decisions.md)。',
    ),
    t('## Worked example', '## 示例'),
    t('The body, in an order of its own:', '请求体（任意顺序）：'),
    text(body),
    t('The payload, compact and sorted:', '待签名内容（紧凑、升序）：'),
    text(payload),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('access key', '访问密钥'), code(exampleKey)],
        [code('timestamp'), code(timestamp)],
        [code('nonce'), code(nonce)],
        [code('inner'), code(inner)],
        [code('signature'), code(signature)],
      ],
    ),
    t('The text of the second step:', '第二步的待签名文本：'),
    text(v2CanonicalShown(input)),
    t('With openssl:', '使用 openssl：'),
    run(
      [
        `key=${exampleKey}`,
        `inner=$(printf %s ${quoted(payload)} | openssl dgst -sha256 -hmac "$key" | sed 's/.* //')`,
        'echo "$inner"',
        `printf %s "\${key}${nonce}${timestamp}$inner" |\n  openssl dgst -sha256 -hmac "$key" | sed 's/.* //' | tr a-f A-F`,
      ].join('\n'),
      `${inner}\n${signature}`,
    ),
    t('With koo:', '使用 koo：'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --protocol v2 --timestamp ${timestamp} --nonce ${nonce} ${quoted(body)} --query "parts[?name=='signature'].value | [0]"`,
      signature,
    ),
    t('## Where it goes wrong', '## 常见错误'),
    list(
      t('Plain SHA-256 in one of the steps.', '其中一步使用了普通 SHA-256。'),
      t(
        'JSON written anew with blanks, escaped `/` or `\\uXXXX`: sign over the received text, sorted at the top level alone.',
        '重新序列化时多了空格、转义了 `/` 或中文变为 `\\uXXXX`：请对收到的内容签名，仅排序顶层键。',
      ),
      t('Nested objects sorted too: only the top level is.', '嵌套对象也被排序：只应排序顶层。'),
      t(
        '`Content-Type: application/json;charset=utf8` is refused by a framework that knows only `utf-8` (Express answers 415).',
        '框架只识别 `utf-8` 而拒绝 `Content-Type: application/json;charset=utf8`（Express 返回 415）。',
      ),
      t('The key of another interface class.', '使用了其他接口类别的密钥。'),
    ),
  ],
  sources: [
    access('zh-cn_topic_0070649476'),
    access('zh-cn_topic_0070649475'),
    accessIntl('topic_0070649090'),
  ],
};
