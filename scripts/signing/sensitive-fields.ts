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
  use: 'V1: mobilePhone and email in requests, userName and password in responses',
  blocks: (t) => [
    t(
      'V1 encrypts `mobilePhone` and `email` in requests. Encrypt `userName` and `password` in responses the same way. V2 does not encrypt any field.',
    ),
    text(
      'field  = iv + base64( AES-CBC-PKCS5( aesKey, iv, UTF-8 text ) )      iv: 16 letters and digits, as they are\naesKey = Java: KeyGenerator("AES").init(bits, SecureRandom("SHA1PRNG") seeded with the access key)',
    ),
    list(
      t('`encryptType` 1 is AES-256, 2 is AES-128.'),
      t(
        'Requests use the key length chosen when the product was published. Responses use the key length given by `encryptType`; without it, 256.',
      ),
      t(
        'Length limits apply to the IV and the ciphertext together: 128 characters hold at most 79 bytes of plain text.',
      ),
      t('Use a new random IV for every field.'),
    ),
    t('## Deriving the AES key outside Java'),
    t('The SHA1PRNG of the SUN provider adds the bytes of its state as **signed** numbers:'),
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
    t('## Worked example'),
    table(
      [t('Item'), t('Value')],
      [
        [t('Access key'), code(exampleKey)],
        ['IV', code(iv)],
        [t('Plain text'), code(plain)],
        [t('AES-256 key'), code(key256)],
        [t('Field, AES-256'), code(field256)],
        [t('AES-128 key'), code(key128)],
        [t('Field, AES-128'), code(field128)],
      ],
    ),
    t('The 128-bit key is a hash of a hash, so openssl can compute it:'),
    run(
      [
        `printf %s ${exampleKey} | openssl dgst -sha1 -binary | openssl dgst -sha1 -binary |`,
        '  head -c 16 | od -An -v -tx1 | tr -d " \\n"; echo',
      ].join('\n'),
      key128,
    ),
    t('Encrypt the field with the key above (-iv takes the IV in hex):'),
    run(
      [
        `echo "${iv}$(printf %s ${plain} | openssl enc -aes-256-cbc -K ${key256} -iv ${ivHex} | openssl base64 -A)"`,
        `echo "${iv}$(printf %s ${plain} | openssl enc -aes-128-cbc -K ${key128} -iv ${ivHex} | openssl base64 -A)"`,
      ].join('\n'),
      `${field256}\n${field128}`,
    ),
    t('Encrypt and decrypt with koo:'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback encrypt ${plain} --iv ${iv}\nnpx koo callback decrypt ${field128} --bits 128`,
      `${field256}\n${plain}`,
    ),
    t('## Common mistakes'),
    list(
      t('The key derivation treats bytes as unsigned: the 256-bit key is always wrong.'),
      t('The SHA1PRNG comes from another provider (IBM, Android).'),
      t('An empty value is encrypted. Omit the field instead.'),
      t('The character set is not UTF-8 (GBK is the default on some Windows systems).'),
    ),
  ],
  sources: [access('zh-cn_topic_0272346898')],
};
