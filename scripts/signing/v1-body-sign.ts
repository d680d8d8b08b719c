import { bodySignature, formatBodySign } from '../../src/signing/v1-body-sign.ts';
import { access, code, exampleKey, list, quoted, run, type SigningPage, table, text } from './page.ts';

const body = '{"resultCode":"000000","resultMsg":"success."}';
const signature = bodySignature(exampleKey, body);

export const v1BodySign: SigningPage = {
  name: 'v1-body-sign',
  title: 'V1 Body-Sign',
  use: 'replies of the V1 interfaces, a header',
  blocks: (t) => [
    t(
      "A reply to V1 carries the signature of its own body. The console's debugger refuses a reply without it.",
    ),
    text('Body-Sign: sign_type="HMAC-SHA256", signature="<base64( HMAC-SHA256( accessKey, body ) )>"'),
    list(
      t('The key is the access key alone, without any time.'),
      t('Every byte counts: white space and a line feed at the end, too.'),
      t('Both values stand in double quotes; the header is written `Body-Sign`, in exactly this case.'),
      t("A blank behind `signature=` is accepted: Huawei's own pages differ."),
    ),
    t('## Worked example'),
    table(
      [t('what'), t('value')],
      [
        [t('access key'), code(exampleKey)],
        [t('body'), code(body)],
        [t('signature'), code(signature)],
      ],
    ),
    t('With openssl:'),
    run(
      `printf %s ${quoted(body)} |\n  openssl dgst -sha256 -hmac ${exampleKey} -binary | base64`,
      signature,
    ),
    t('With koo, the whole header:'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --reply ${quoted(body)}`,
      `Body-Sign: ${formatBodySign(signature)}`,
    ),
    t('## Where it goes wrong'),
    list(
      t(
        'The framework writes the object anew after it was signed: another order, other blanks, a line feed. Sign a text, and send that text.',
      ),
      t('Key + `timeStamp`, as for requests.'),
      t('UTF-8 was signed and another character set was sent.'),
      t('Signed on success only.'),
    ),
  ],
  sources: [access('zh-cn_topic_0070649157'), access('zh-cn_topic_0082027567')],
};
