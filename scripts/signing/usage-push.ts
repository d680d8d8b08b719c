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
  title: 'Signature of the usage push',
  use: 'the usage push (new): a header, beside AK/SK',
  blocks: (t) => [
    t(
      'The new usage push has a signature of its own, in the headers `signature`, `ts` and `nonce`. The key is the access key of the base interfaces.',
    ),
    text('signature = base64( HMAC-SHA256( accessKey, "ts=" + ts + "&nonce=" + nonce + "&body=" + body ) )'),
    list(
      t('`ts` in milliseconds, `nonce` random.'),
      t(
        'The body is signed “after being sorted naturally”. Whether nested keys are sorted too is not said. koo sorts at every level, writes compactly, and sends exactly those bytes: right under either reading.',
      ),
      t('Whether AK/SK is needed as well differs between pages; koo sends both.'),
      t('The old interface has AK/SK alone.'),
    ),
    t('## Worked example'),
    text(body),
    table(
      [t('what'), t('value')],
      [
        [t('access key'), code(key)],
        [code('ts'), code(ts)],
        [code('nonce'), code(nonce)],
        [code('signature'), code(signature)],
      ],
    ),
    t('With openssl:'),
    run(`printf %s ${quoted(signed)} |\n  openssl dgst -sha256 -hmac ${key} -binary | base64`, signature),
    t('`koo usage push` does all of it; the sandbox verifies it as strictly.'),
  ],
  sources: [access('zh-cn_topic_0070649410'), accessIntl('topic_0070649117')],
};
