import { bodySignature, formatBodySign } from '../../src/signing/v1-body-sign.ts';
import { access, code, exampleKey, list, quoted, run, type SigningPage, table, text } from './page.ts';

const body = '{"resultCode":"000000","resultMsg":"success."}';
const signature = bodySignature(exampleKey, body);

export const v1BodySign: SigningPage = {
  name: 'v1-body-sign',
  use: 'V1 responses: a header',
  blocks: (t) => [
    t(
      "A V1 response carries the signature of its own body. The console's debugger rejects a response without it.",
    ),
    text('Body-Sign: sign_type="HMAC-SHA256", signature="<base64( HMAC-SHA256( accessKey, body ) )>"'),
    list(
      t('The key is the access key only, without `timeStamp`.'),
      t('Every byte is signed, including white space and a trailing line feed.'),
      t('Put both values in double quotes. The header name `Body-Sign` is case-sensitive.'),
      t("A space after `signature=` is accepted: Huawei's pages show both forms."),
    ),
    t('## Worked example'),
    table(
      [t('Item'), t('Value')],
      [
        [t('Access key'), code(exampleKey)],
        [t('Body'), code(body)],
        [t('Signature'), code(signature)],
      ],
    ),
    t('With openssl:'),
    run(
      `printf %s ${quoted(body)} |\n  openssl dgst -sha256 -hmac ${exampleKey} -binary | base64`,
      signature,
    ),
    t('With koo, which prints the whole header:'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --reply ${quoted(body)}`,
      `Body-Sign: ${formatBodySign(signature)}`,
    ),
    t('## Common mistakes'),
    list(
      t(
        'The framework serialises the object again after signing, with another order, other spaces or a line feed. Serialise it once, sign that text and send it unchanged.',
      ),
      t('The key is followed by `timeStamp`, as for requests.'),
      t('The body is signed in UTF-8 but sent in another character set.'),
      t('Only successful responses are signed.'),
    ),
  ],
  sources: [access('zh-cn_topic_0070649157'), access('zh-cn_topic_0082027567')],
};
