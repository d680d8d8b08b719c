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
  use: 'The new usage push: a header in addition to AK/SK',
  blocks: (t) => [
    t(
      'The new usage push has its own signature, sent in the headers `signature`, `ts` and `nonce`. The key is the access key of the base interfaces.',
    ),
    text('signature = base64( HMAC-SHA256( accessKey, "ts=" + ts + "&nonce=" + nonce + "&body=" + body ) )'),
    list(
      t('`ts` is in milliseconds; `nonce` is random.'),
      t(
        'According to Huawei, the body is signed “after being sorted naturally”; whether nested keys are sorted is not specified. koo sorts every level, writes compact JSON and sends exactly those bytes, which is correct in either case.',
      ),
      t("Huawei's pages disagree on whether AK/SK is also required; koo sends both signatures."),
      t('The old interface uses AK/SK only.'),
    ),
    t('## Worked example'),
    text(body),
    table(
      [t('Item'), t('Value')],
      [
        [t('Access key'), code(key)],
        [code('ts'), code(ts)],
        [code('nonce'), code(nonce)],
        [code('signature'), code(signature)],
      ],
    ),
    t('With openssl:'),
    run(`printf %s ${quoted(signed)} |\n  openssl dgst -sha256 -hmac ${key} -binary | base64`, signature),
    t('`koo usage push` does all of this; the sandbox verifies it just as strictly.'),
  ],
  sources: [access('zh-cn_topic_0070649410'), accessIntl('topic_0070649117')],
};
