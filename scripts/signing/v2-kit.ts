import { kitSignature, redactedKitText } from '../../src/signing/v2.ts';
import { access, code, exampleKey, list, quoted, run, type SigningPage, table, text } from './page.ts';

const payload =
  '{"domainName":"https://example.tenantaccount.com","flag":1,"instanceId":"huaiweitest123456","name":"huaiweitest","orderId":"CS1906666666ABCDE","tenantCode":"huawei","tenantId":"68cbc86abc2018ab880d92f36422fa0e","testFlag":0,"timeStamp":"20220413093539534"}';
const timestamp = '1680508066618';
const nonce = '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA';
const input = { key: exampleKey, payload, timestamp, nonce };
const signature = kitSignature(input);

export const v2Kit: SigningPage = {
  name: 'v2-kit',
  use: 'Requests of the joint-operation kit: headers',
  blocks: (t) => [
    t(
      'The kit interfaces of joint-operation products (`/produceAPI/v2/…`) carry the signature in headers. The body is signed directly, without hashing it first.',
    ),
    text(
      'payload = body as compact JSON, top-level keys ascending, null values left out\nx-sign  = hex( HMAC-SHA256( accessKey, accessKey + nonce + timestamp + payload ) )\n          with x-timestamp (milliseconds) and x-nonce',
    ),
    list(
      t('Use the key of the kit interfaces, not the key of the base interfaces.'),
      t('There is one HMAC, not two.'),
      t('`timeStamp` in the body is unrelated to `x-timestamp`: it is in UTC+8, `yyyyMMddHHmmssSSS`.'),
    ),
    t('## Worked example'),
    text(payload),
    table(
      [t('Item'), t('Value')],
      [
        [t('Access key'), code(exampleKey)],
        [code('x-timestamp'), code(timestamp)],
        [code('x-nonce'), code(nonce)],
        [code('x-sign'), code(signature)],
      ],
    ),
    t('The text to sign:'),
    text(redactedKitText(input)),
    t('With openssl:'),
    run(
      [
        `key=${exampleKey}`,
        `printf %s "$key"${nonce}${timestamp}${quoted(payload)} |\n  openssl dgst -sha256 -hmac "$key" | sed 's/.* //' | tr a-f A-F`,
      ].join('\n'),
      signature,
    ),
    t('With koo:'),
    run(
      `export KOO_KIT_KEY=${exampleKey}\nnpx koo callback sign --protocol v2-kit --timestamp ${timestamp} --nonce ${nonce} ${quoted(payload)} --query "parts[?name=='x-sign'].value | [0]"`,
      signature,
    ),
    t('## Common mistakes'),
    list(
      t('The body is hashed first, as for the base interfaces.'),
      t('The key of the base interfaces is used.'),
      t(
        'The full path is registered in the console. Register the production address only: KooGallery appends the path.',
      ),
    ),
  ],
  sources: [access('zh-cn_topic_0070649476'), access('zh-cn_topic_0070649433')],
};
