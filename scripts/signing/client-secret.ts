import { decryptClientSecret } from '../../src/signing/client-secret.ts';
import jdk from '../../test/vectors/jdk.json' with { type: 'json' };
import { access, code, list, run, type SigningPage, table, text } from './page.ts';

const { publicKey, privateKey, secrets } = jdk.clientSecret;
const { secret } = secrets[0] ?? { secret: '' };
const read = decryptClientSecret(privateKey, secret);
const plain = read.ok ? read.text : read.reason.en;
const lines = (base64: string) => base64.replace(/.{76}(?=.)/g, '$&\n');

export const clientSecret: SigningPage = {
  name: 'client-secret',
  title: 'Client secret',
  use: 'clientSecret of applicationSync, V1 and V2 kit',
  blocks: (t) => [
    t(
      '`applicationSync` brings the client secret of an application for the login of its users, encrypted with the public key that the merchant entered in the console.',
    ),
    text(
      'clientSecret = base64( RSA-OAEP( publicKey, UTF-8 text ) )      hash SHA-256, MGF1 with SHA-1, empty label',
    ),
    list(
      t("This is Java's default for `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`."),
      t('The key has 3072 bits or more; the console wants the public key without the BEGIN and END lines.'),
      t(
        "Node's `oaepHash`, WebCrypto and .NET take one hash for both places and cannot decrypt it. openssl, Python's cryptography and Java can tell them apart; in Node, decrypt without padding and take OAEP off yourself.",
      ),
    ),
    t('## Worked example'),
    t(
      'The key pair was made for this page and is known to everybody: use it nowhere. The secret was encrypted by a JDK.',
    ),
    table(
      [t('what'), t('value')],
      [
        [t('plain text'), code(plain)],
        ['clientSecret', code(secret)],
        [t('public key, as for the console'), code(publicKey)],
      ],
    ),
    t('With openssl:'),
    run(
      [
        `openssl base64 -d > example.der <<'END'\n${lines(privateKey)}\nEND`,
        `openssl base64 -d > example.bin <<'END'\n${lines(secret)}\nEND`,
        'openssl pkeyutl -decrypt -inkey example.der -keyform DER -in example.bin \\',
        '  -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha1',
      ].join('\n'),
      plain,
    ),
    t('With koo, which also names the mistake when it does not decrypt:'),
    run(
      `openssl base64 -A -in example.der -out example.txt\nopenssl base64 -A -in example.bin |\n  npx koo callback decrypt --client-secret --rsa-private-key example.txt`,
      plain,
    ),
  ],
  sources: [access('zh-cn_topic_0070649434'), access('zh-cn_topic_0070649438')],
};
