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
  use: 'clientSecret in applicationSync of the V1 and V2 kit interfaces',
  blocks: (t) => [
    t(
      '`applicationSync` sends the client secret that an application needs for user login. It is encrypted with the public key that the merchant entered in the console.',
    ),
    text(
      'clientSecret = base64( RSA-OAEP( publicKey, UTF-8 text ) )      hash SHA-256, MGF1 with SHA-1, empty label',
    ),
    list(
      t("These are Java's default parameters for `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`."),
      t(
        'The key must have at least 3072 bits. Enter the public key in the console without the BEGIN and END lines.',
      ),
      t(
        "Node's `oaepHash`, WebCrypto and .NET use one hash for both purposes and cannot decrypt the secret. openssl, Python's cryptography and Java can set the two hashes separately. In Node, decrypt without padding and remove the OAEP padding yourself.",
      ),
    ),
    t('## What it is for'),
    t(
      'With the plain text, your server exchanges the code of a login for a token ([the login](../login.md)). Put it into the body, never into a URL, and URL-encode it: it may contain characters such as `+`.',
    ),
    text(
      [
        'POST DOMAIN/api/v1/oauth2/token',
        'Content-Type: application/x-www-form-urlencoded',
        '',
        'client_id=…&client_secret=…&code=…&grant_type=authorization_code',
      ].join('\n'),
    ),
    list(
      t(
        'Each tenant has its own. Store it, encrypted with a key of your own, for `tenantId` and `appId`, with the `clientId` that came with it. A later `applicationSync`, with flag 2 or with flag 1 again, replaces both.',
      ),
      t(
        "Answer `000101` if you cannot decrypt it, as Huawei's sample does. A server that answers `000000` all the same learns of it at the first login: `invalid_client` with `Bad client credentials`, or HTTP 403. The same happens if the secret is sent encrypted.",
      ),
      t(
        'When the interface is debugged in the console, the secret is whatever was typed into the form. A real one comes after the application credential was applied for.',
      ),
    ),
    t('## Worked example'),
    t(
      'This key pair is public and belongs to this page only; do not use it anywhere else. The secret was encrypted by a JDK.',
    ),
    table(
      [t('Item'), t('Value')],
      [
        [t('Plain text'), code(plain)],
        ['clientSecret', code(secret)],
        [t('Public key as entered in the console'), code(publicKey)],
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
    t('With koo, which also explains why a secret cannot be decrypted:'),
    run(
      `openssl base64 -A -in example.der -out example.txt\nopenssl base64 -A -in example.bin |\n  npx koo callback decrypt --client-secret --rsa-private-key example.txt`,
      plain,
    ),
  ],
  sources: [
    access('zh-cn_topic_0070649434'),
    access('zh-cn_topic_0070649438'),
    access('zh-cn_topic_0070649448'),
  ],
};
