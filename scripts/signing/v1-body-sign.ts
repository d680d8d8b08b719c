import { bodySignature, formatBodySign } from '../../src/signing/v1-body-sign.ts';
import { access, code, exampleKey, list, quoted, run, type SigningPage, table, text } from './page.ts';

const body = '{"resultCode":"000000","resultMsg":"success."}';
const signature = bodySignature(exampleKey, body);

export const v1BodySign: SigningPage = {
  name: 'v1-body-sign',
  title: { en: 'V1 Body-Sign', zh: 'V1 Body-Sign' },
  use: { en: 'replies of the V1 interfaces, a header', zh: 'V1 接口的应答头' },
  blocks: (t) => [
    t(
      "A reply to V1 carries the signature of its own body. The console's debugger refuses a reply without it.",
      'V1 接口的应答须携带对应答体自身的签名，缺少时控制台调测失败。',
    ),
    text('Body-Sign: sign_type="HMAC-SHA256", signature="<base64( HMAC-SHA256( accessKey, body ) )>"'),
    list(
      t('The key is the access key alone, without any time.', '密钥仅为访问密钥，不拼接时间。'),
      t(
        'Every byte counts: white space and a line feed at the end, too.',
        '每个字节都参与签名，包括空白和结尾换行。',
      ),
      t(
        'Both values stand in double quotes; the header is written `Body-Sign`, in exactly this case.',
        '两个值都要用英文双引号；响应头写作 `Body-Sign`，大小写须一致。',
      ),
      t(
        "A blank behind `signature=` is accepted: Huawei's own pages differ.",
        '`signature=` 之后的空格可以接受：官方文档两种写法都有。',
      ),
    ),
    t('## Worked example', '## 示例'),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('access key', '访问密钥'), code(exampleKey)],
        [t('body', '应答体'), code(body)],
        [t('signature', '签名'), code(signature)],
      ],
    ),
    t('With openssl:', '使用 openssl：'),
    run(
      `printf %s ${quoted(body)} |\n  openssl dgst -sha256 -hmac ${exampleKey} -binary | base64`,
      signature,
    ),
    t('With koo, the whole header:', '使用 koo，输出完整的响应头：'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --reply ${quoted(body)}`,
      `Body-Sign: ${formatBodySign(signature)}`,
    ),
    t('## Where it goes wrong', '## 常见错误'),
    list(
      t(
        'The framework writes the object anew after it was signed: another order, other blanks, a line feed. Sign a text, and send that text.',
        '签名之后框架又重新序列化了对象：顺序、空格、换行不同。请先得到文本，再签名并原样发送。',
      ),
      t('Key + `timeStamp`, as for requests.', '沿用请求的“密钥 + `timeStamp`”。'),
      t('UTF-8 was signed and another character set was sent.', '按 UTF-8 签名，却以其他字符集发送。'),
      t('Signed on success only.', '仅在成功时签名。'),
    ),
  ],
  sources: [access('zh-cn_topic_0070649157'), access('zh-cn_topic_0082027567')],
};
