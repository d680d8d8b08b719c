import { deriveAesKey, encryptField } from '../../src/signing/sensitive-field.ts';
import { access, code, exampleKey, list, run, type SigningPage, table, text } from './page.ts';

const iv = 'A1b2C3d4E5f6G7h8';
const plain = '15905222222';
const key256 = deriveAesKey(exampleKey, 256).toString('hex');
const key128 = deriveAesKey(exampleKey, 128).toString('hex');
const field256 = encryptField(exampleKey, plain, { bits: 256, iv });
const field128 = encryptField(exampleKey, plain, { bits: 128, iv });
const ivHex = Buffer.from(iv).toString('hex');

export const sensitiveFields: SigningPage = {
  name: 'sensitive-fields',
  title: { en: 'Sensitive fields', zh: '敏感字段加密' },
  use: {
    en: 'V1: mobilePhone and email of requests, userName and password of replies',
    zh: 'V1：请求中的 mobilePhone、email，应答中的 userName、password',
  },
  blocks: (t) => [
    t(
      'V1 encrypts `mobilePhone` and `email` in requests, and expects `userName` and `password` in replies encrypted the same way. V2 encrypts nothing.',
      'V1 请求中的 `mobilePhone`、`email` 是密文，应答中的 `userName`、`password` 也须按同样方式加密。V2 不加密。',
    ),
    text(
      'field  = iv + base64( AES-CBC-PKCS5( aesKey, iv, UTF-8 text ) )      iv: 16 letters and digits, as they are\naesKey = Java: KeyGenerator("AES").init(bits, SecureRandom("SHA1PRNG") seeded with the access key)',
    ),
    list(
      t('`encryptType` 1 is AES-256, 2 is AES-128.', '`encryptType` 1 为 AES-256，2 为 AES-128。'),
      t(
        'Requests: the length chosen when the product was published. Replies: the one your `encryptType` names; without it, 256.',
        '请求：发布商品时所选的位数。应答：由 `encryptType` 声明，缺省为 256。',
      ),
      t(
        'Length limits hold for the ciphertext with its IV: 128 characters hold at most 79 bytes.',
        '长度限制针对含 IV 的密文：128 个字符最多容纳 79 字节明文。',
      ),
      t('A fresh random IV each time.', '每次使用新的随机 IV。'),
    ),
    t('## The AES key outside Java', '## 在 Java 之外派生密钥'),
    t(
      'SHA1PRNG of the SUN provider, with the bytes of the state as **signed** numbers:',
      'SUN 提供者的 SHA1PRNG，状态字节按**有符号数**处理：',
    ),
    text(
      [
        'state0 = SHA1(seed)                 seed: the access key, UTF-8',
        'out1   = SHA1(state0)               AES-128 key = out1[0:16]',
        'last = 1, changed = false',
        'for i in 0..19:',
        '    v = signed(state0[i]) + signed(out1[i]) + last',
        '    state1[i] = v & 0xff',
        '    changed = changed or state0[i] != state1[i]',
        '    last = v >> 8                   arithmetic',
        'if not changed: state1[0] += 1',
        'out2   = SHA1(state1)               AES-256 key = (out1 ++ out2)[0:32]',
      ].join('\n'),
    ),
    t('## Worked example', '## 示例'),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('access key', '访问密钥'), code(exampleKey)],
        ['IV', code(iv)],
        [t('plain text', '明文'), code(plain)],
        [t('AES-256 key', 'AES-256 密钥'), code(key256)],
        [t('field, AES-256', '密文，AES-256'), code(field256)],
        [t('AES-128 key', 'AES-128 密钥'), code(key128)],
        [t('field, AES-128', '密文，AES-128'), code(field128)],
      ],
    ),
    t(
      'The 128-bit key is a hash of a hash, so openssl can make it:',
      '128 位密钥是哈希的哈希，可用 openssl 得到：',
    ),
    run(
      [
        `printf %s ${exampleKey} | openssl dgst -sha1 -binary | openssl dgst -sha1 -binary |`,
        '  head -c 16 | od -An -v -tx1 | tr -d " \\n"; echo',
      ].join('\n'),
      key128,
    ),
    t(
      'The field, with the key above (the IV in hex behind -iv):',
      '用上述密钥加密（-iv 为 IV 的十六进制）：',
    ),
    run(
      [
        `echo "${iv}$(printf %s ${plain} | openssl enc -aes-256-cbc -K ${key256} -iv ${ivHex} | openssl base64 -A)"`,
        `echo "${iv}$(printf %s ${plain} | openssl enc -aes-128-cbc -K ${key128} -iv ${ivHex} | openssl base64 -A)"`,
      ].join('\n'),
      `${field256}\n${field128}`,
    ),
    t('With koo, both ways:', '使用 koo 加密和解密：'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback encrypt ${plain} --iv ${iv}\nnpx koo callback decrypt ${field128} --bits 128`,
      `${field256}\n${plain}`,
    ),
    t('## Where it goes wrong', '## 常见错误'),
    list(
      t(
        'Unsigned bytes in the derivation: the 256-bit key is wrong each time.',
        '派生时按无符号字节计算：256 位密钥必错。',
      ),
      t('SHA1PRNG of another provider (IBM, Android).', '使用了其他提供者（IBM、Android）的 SHA1PRNG。'),
      t('An empty value encrypted: the field is left out instead.', '对空值加密：应直接省略该字段。'),
      t(
        'Another character set than UTF-8 (GBK is the default on some Windows).',
        '字符集不是 UTF-8（部分 Windows 默认 GBK）。',
      ),
    ),
  ],
  sources: [access('zh-cn_topic_0272346898')],
};
