import { createCipheriv, createHash } from 'node:crypto';
import { gbk } from '../../../../src/signing/mistakes/charset.ts';
import {
  aesEncrypt,
  decryptField,
  deriveAesKey,
  encryptField,
} from '../../../../src/signing/sensitive-field.ts';
import type { Mistake } from '../model.ts';
import { onSuccess, withMembers } from '../wrap.ts';
import { onAppInfo } from './reply-content.ts';

const key = 'base-key';

/** Encrypts user name and password in another way; `plain` is what they hold. */
function encrypting(encrypt: (plain: string, iv: string) => string) {
  return onAppInfo((appInfo) => {
    const changed = ['userName', 'password'].map((name) => {
      const right = String(appInfo[name]);
      const read = decryptField(key, right, 256);
      return [name, encrypt(read.ok ? read.text : '', right.slice(0, 16))];
    });
    return withMembers(appInfo, Object.fromEntries(changed));
  });
}

function underKey(aesKey: Uint8Array) {
  return encrypting(
    (plain, iv) => iv + aesEncrypt(aesKey, Buffer.from(iv), Buffer.from(plain)).toString('base64'),
  );
}

const sha1 = (data: string | Uint8Array) => createHash('sha1').update(data).digest();

/** What a port of SHA1PRNG gives that hashes on without the state. */
function naiveKey(): Buffer {
  const first = sha1(sha1(key));
  return Buffer.concat([first, sha1(first)]).subarray(0, 32);
}

/** Mistakes in the encryption of user name and password (V1). */
export const secrets: readonly Mistake[] = [
  {
    id: 'secret-plain',
    title: { en: 'returns user name and password in plain text', zh: '明文返回用户名和密码' },
    protocols: ['v1'],
    make: encrypting((plain) => plain.slice(0, 12)),
    caughtBy: 'REPLY-PLAIN-SECRET',
  },
  {
    id: 'secret-base64-of-plain',
    title: { en: 'returns user name and password only base64-encoded', zh: '用户名和密码仅做了 Base64 编码' },
    protocols: ['v1'],
    make: encrypting((plain) => Buffer.from(plain.slice(0, 12)).toString('base64')),
    caughtBy: 'REPLY-PLAIN-SECRET',
  },
  {
    id: 'secret-128-unsaid',
    title: { en: 'encrypts with 128 bits without declaring it', zh: '使用 128 位加密却未返回 encryptType' },
    protocols: ['v1'],
    merchant: { encryptBits: 128 },
    make: onSuccess((json) => withMembers(json, { encryptType: undefined })),
    caughtBy: 'REPLY-DECRYPT',
    hint: /encryptType/,
  },
  {
    id: 'secret-type-wrong',
    title: {
      en: 'encrypts with 256 bits and declares encryptType 2',
      zh: '使用 256 位加密却返回 encryptType 2',
    },
    protocols: ['v1'],
    make: onSuccess((json) => (json.encryptType ? withMembers(json, { encryptType: '2' }) : undefined)),
    caughtBy: 'REPLY-DECRYPT',
    hint: /encryptType/,
  },
  {
    id: 'secret-type-unknown',
    title: { en: 'returns encryptType 256', zh: 'encryptType 返回 256' },
    protocols: ['v1'],
    make: onSuccess((json) => (json.encryptType ? withMembers(json, { encryptType: '256' }) : undefined)),
    caughtBy: 'REPLY-TYPES',
  },
  {
    id: 'secret-naive-sha1prng',
    title: { en: 'derives the 256-bit key with a naive SHA1PRNG', zh: '用简化的 SHA1PRNG 派生 256 位密钥' },
    protocols: ['v1'],
    make: underKey(naiveKey()),
    caughtBy: 'REPLY-DECRYPT',
    hint: /SHA1PRNG/,
  },
  {
    id: 'secret-raw-key',
    title: { en: 'uses the access key itself as the AES key', zh: '直接用对接密钥作为 AES 密钥' },
    protocols: ['v1'],
    make: underKey(Buffer.from(key.padEnd(32, '\0'))),
    caughtBy: 'REPLY-DECRYPT',
    hint: /access key itself/,
  },
  {
    id: 'secret-md5-key',
    title: { en: 'uses the MD5 of the access key as the AES key', zh: '用对接密钥的 MD5 作为 AES 密钥' },
    protocols: ['v1'],
    make: underKey(Buffer.from(createHash('md5').update(key).digest('hex'))),
    caughtBy: 'REPLY-DECRYPT',
    hint: /MD5/,
  },
  {
    id: 'secret-last-block',
    title: { en: 'returns only the last AES block (final without update)', zh: '只返回最后一个 AES 分组' },
    protocols: ['v1'],
    make: encrypting((plain, iv) => {
      const cipher = createCipheriv('aes-256-cbc', deriveAesKey(key, 256), Buffer.from(iv));
      cipher.update(`${plain}, longer than a block`);
      return iv + cipher.final().toString('base64');
    }),
    caughtBy: 'REPLY-DECRYPT',
  },
  ...(['base64', 'hex'] as const).map(
    (encoding): Mistake => ({
      id: `secret-without-final-${encoding}`,
      title: {
        en: `returns the AES blocks of update() alone (${encoding}), without those of final()`,
        zh: `只返回 update() 的 AES 分组（${encoding}），缺少 final() 的分组`,
      },
      protocols: ['v1'],
      make: encrypting((_plain, iv) => {
        const cipher = createCipheriv('aes-256-cbc', deriveAesKey(key, 256), Buffer.from(iv));
        const first = cipher.update('administrator@example.com', 'utf8', encoding);
        return iv + (encoding === 'hex' ? Buffer.from(first, 'hex').toString('base64') : first);
      }),
      caughtBy: 'REPLY-DECRYPT',
      hint: /last AES block is missing.*cipher\.final\(\)/,
    }),
  ),
  {
    id: 'secret-iv-alone',
    title: { en: 'returns only the IV when encryption fails', zh: '加密异常时只返回 IV' },
    protocols: ['v1'],
    make: encrypting((_plain, iv) => iv),
    caughtBy: 'REPLY-DECRYPT',
    hint: /IV/,
  },
  {
    id: 'secret-iv-and-null',
    title: {
      en: 'returns the IV and the text null for an empty user name',
      zh: '用户名为空时返回 IV 加文本 null',
    },
    protocols: ['v1'],
    make: encrypting((_plain, iv) => `${iv}null`),
    caughtBy: 'REPLY-DECRYPT',
    hint: /null/,
  },
  {
    id: 'secret-null-encrypted',
    title: { en: 'encrypts the text null', zh: '对文本 null 做了加密' },
    protocols: ['v1'],
    make: encrypting((_plain, iv) => encryptField(key, 'null', { bits: 256, iv })),
    caughtBy: 'REPLY-DECRYPT',
  },
  {
    id: 'secret-constant-iv',
    title: { en: 'uses one IV for everything', zh: '所有字段使用同一个固定 IV' },
    protocols: ['v1'],
    make: encrypting((plain) => encryptField(key, plain, { bits: 256, iv: '0123456789abcdef' })),
    caughtBy: 'REPLY-CONSTANT-IV',
  },
  {
    id: 'secret-gbk',
    title: { en: "encrypts the text in the platform's charset (GBK)", zh: '按平台默认字符集（GBK）加密' },
    protocols: ['v1'],
    make: encrypting((_plain, iv) => {
      const bytes = aesEncrypt(deriveAesKey(key, 256), Buffer.from(iv), gbk('管理员'));
      return iv + bytes.toString('base64');
    }),
    caughtBy: 'REPLY-DECRYPT',
  },
  {
    id: 'secret-iv-encoded-along',
    title: { en: 'encodes the IV along with the ciphertext', zh: 'IV 与密文一起做了 Base64' },
    protocols: ['v1'],
    make: encrypting((plain, iv) =>
      Buffer.concat([
        Buffer.from(iv),
        aesEncrypt(deriveAesKey(key, 256), Buffer.from(iv), Buffer.from(plain)),
      ]).toString('base64'),
    ),
    caughtBy: 'REPLY-DECRYPT',
  },
  {
    id: 'secret-hex',
    title: { en: 'writes the ciphertext as hex', zh: '密文以十六进制返回' },
    protocols: ['v1'],
    make: encrypting(
      (plain, iv) =>
        iv + aesEncrypt(deriveAesKey(key, 256), Buffer.from(iv), Buffer.from(plain)).toString('hex'),
    ),
    caughtBy: 'REPLY-DECRYPT',
    hint: /hex/,
  },
  {
    id: 'secret-ecb',
    title: { en: 'encrypts in ECB mode', zh: '使用 ECB 模式加密' },
    protocols: ['v1'],
    make: encrypting((plain, iv) => {
      const cipher = createCipheriv('aes-256-ecb', deriveAesKey(key, 256), null);
      return iv + Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
    }),
    caughtBy: 'REPLY-DECRYPT',
  },
  {
    id: 'secret-too-long',
    title: { en: 'returns a ciphertext of more than 128 characters', zh: '密文长度超过 128' },
    protocols: ['v1'],
    make: encrypting((_plain, iv) => encryptField(key, 'x'.repeat(120), { bits: 256, iv })),
    caughtBy: 'REPLY-LENGTH',
  },
];
