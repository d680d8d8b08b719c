import { usageSignature } from '../../src/signing/usage-signature.ts';
import { access, accessIntl, code, list, quoted, run, type SigningPage, table, text } from './page.ts';

const key = 'demo-access-key';
const ts = '1709690865879';
const nonce = '6c63c221-1f6b-4141-8ff4-22f5dfe82b65';
const body =
  '{"usage_records":[{"begin_time":"20220809T080000Z","end_time":"20220809T090000Z","instance_id":"7f141bf1-aec8-4859-8323-fb3a8ad50721","metering_sn":"sn-0001","record_time":"20220809T091000Z","usage_value":"99"}]}';
const signature = usageSignature({ key, ts, nonce, body });
const signed = `ts=${ts}&nonce=${nonce}&body=${body}`;

export const usagePush: SigningPage = {
  name: 'usage-push',
  title: { en: 'Signature of the usage push', zh: '使用量推送签名' },
  use: {
    en: 'the usage push (new): a header, beside AK/SK',
    zh: '按需使用量推送（新）：除 AK/SK 外的请求头',
  },
  blocks: (t) => [
    t(
      'The new usage push has a signature of its own, in the headers `signature`, `ts` and `nonce`. The key is the access key of the base interfaces.',
      '按需使用量推送（新）有自己的签名，放在请求头 `signature`、`ts`、`nonce` 中，密钥为基础接口的访问密钥。',
    ),
    text('signature = base64( HMAC-SHA256( accessKey, "ts=" + ts + "&nonce=" + nonce + "&body=" + body ) )'),
    list(
      t('`ts` in milliseconds, `nonce` random.', '`ts` 为毫秒，`nonce` 随机。'),
      t(
        'The body is signed “after being sorted naturally”. Whether nested keys are sorted too is not said. koo sorts at every level, writes compactly, and sends exactly those bytes: right under either reading.',
        '文档称请求体“自然排序后”签名，未说明嵌套键是否排序。koo 对每一层排序、紧凑输出，并原样发送这些字节，两种理解下都正确。',
      ),
      t(
        'Whether AK/SK is needed as well differs between pages; koo sends both.',
        '是否还需要 AK/SK 签名，各页面说法不一；koo 两者都发送。',
      ),
      t('The old interface has AK/SK alone.', '旧接口只用 AK/SK。'),
    ),
    t('## Worked example', '## 示例'),
    text(body),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('access key', '访问密钥'), code(key)],
        [code('ts'), code(ts)],
        [code('nonce'), code(nonce)],
        [code('signature'), code(signature)],
      ],
    ),
    t('With openssl:', '使用 openssl：'),
    run(`printf %s ${quoted(signed)} |\n  openssl dgst -sha256 -hmac ${key} -binary | base64`, signature),
    t(
      '`koo usage push` does all of it; the sandbox verifies it as strictly.',
      '`koo usage push` 会完成以上全部步骤；沙箱同样严格校验。',
    ),
  ],
  sources: [access('zh-cn_topic_0070649410'), accessIntl('topic_0070649117')],
};
