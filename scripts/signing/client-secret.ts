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
  title: { en: 'Client secret', zh: 'clientSecret 加密' },
  use: {
    en: 'clientSecret of applicationSync, V1 and V2 kit',
    zh: 'V1、V2 Kit 接口 applicationSync 中的 clientSecret',
  },
  blocks: (t) => [
    t(
      '`applicationSync` brings the client secret of an application for the login of its users, encrypted with the public key that the merchant entered in the console.',
      '`applicationSync` 会带来用于用户登录的应用密钥，以商家在控制台填写的公钥加密。',
    ),
    text(
      'clientSecret = base64( RSA-OAEP( publicKey, UTF-8 text ) )      hash SHA-256, MGF1 with SHA-1, empty label',
    ),
    list(
      t(
        "This is Java's default for `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`.",
        '即 Java 中 `RSA/ECB/OAEPWithSHA-256AndMGF1Padding` 的默认参数。',
      ),
      t(
        'The key has 3072 bits or more; the console wants the public key without the BEGIN and END lines.',
        '密钥不少于 3072 位；控制台填写公钥时去掉 BEGIN、END 行。',
      ),
      t(
        "Node's `oaepHash`, WebCrypto and .NET take one hash for both places and cannot decrypt it. openssl, Python's cryptography and Java can tell them apart; in Node, decrypt without padding and take OAEP off yourself.",
        'Node 的 `oaepHash`、WebCrypto、.NET 对两处使用同一哈希，无法解密。openssl、Python cryptography、Java 可分别指定；在 Node 中可用无填充方式解密，再自行去除 OAEP。',
      ),
    ),
    t('## Worked example', '## 示例'),
    t(
      'The key pair was made for this page and is known to everybody: use it nowhere. The secret was encrypted by a JDK.',
      '该密钥对仅用于本页，已公开，请勿用于任何其他场合。密文由 JDK 生成。',
    ),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('plain text', '明文'), code(plain)],
        ['clientSecret', code(secret)],
        [t('public key, as for the console', '公钥（控制台填写的形式）'), code(publicKey)],
      ],
    ),
    t('With openssl:', '使用 openssl：'),
    run(
      [
        `openssl base64 -d > example.der <<'END'\n${lines(privateKey)}\nEND`,
        `openssl base64 -d > example.bin <<'END'\n${lines(secret)}\nEND`,
        'openssl pkeyutl -decrypt -inkey example.der -keyform DER -in example.bin \\',
        '  -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha1',
      ].join('\n'),
      plain,
    ),
    t(
      'With koo, which also names the mistake when it does not decrypt:',
      '使用 koo（解密失败时会指出是哪种错误）：',
    ),
    run(
      `openssl base64 -A -in example.der -out example.txt\nopenssl base64 -A -in example.bin |\n  npx koo callback decrypt --client-secret --rsa-private-key example.txt`,
      plain,
    ),
  ],
  sources: [access('zh-cn_topic_0070649434'), access('zh-cn_topic_0070649438')],
};
