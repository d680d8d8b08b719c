import { createHash } from 'node:crypto';
import { type AesBits, deriveAesKey } from '../../sensitive-field.ts';
import { type FieldMistake, otherKey } from './mistake.ts';

/** Ways to get the AES key wrong, the likely ones first. */
export const aesKeyMistakes: readonly FieldMistake[] = [
  otherKey(
    'other-bits',
    {
      en: 'The field is encrypted with the other key length. encryptType 1 means AES-256, 2 means AES-128; without encryptType it is AES-256.',
      zh: '加密使用了另一种密钥位数。encryptType 为 1 表示 AES-256，2 表示 AES-128，缺省为 AES-256。',
    },
    (key, bits) => [deriveAesKey(key, bits === 256 ? 128 : 256)],
  ),
  otherKey(
    'unsigned-sha1prng',
    {
      en: 'The AES key is derived with a SHA1PRNG that takes bytes as unsigned or is cut short. Outside Java add the state as signed bytes, or use AES-128 (encryptType 2): its key is the first 16 bytes of SHA1(SHA1(key)).',
      zh: '派生 AES 密钥的 SHA1PRNG 把字节当作无符号数，或没有完整实现。非 Java 环境请按有符号字节累加状态，或改用 AES-128（encryptType 2），其密钥为 SHA1(SHA1(key)) 的前 16 字节。',
    },
    (key, bits) => {
      const state = hash('sha1', key);
      const first = hash('sha1', state);
      const wrongStates = [unsignedSum(state, first, 1), unsignedSum(state, first, 0), first, state];
      const wrong = wrongStates.map((next) => fitted(Buffer.concat([first, hash('sha1', next)]), bits));
      return [...wrong, fitted(first, bits)];
    },
  ),
  otherKey(
    'raw-key',
    {
      en: 'The access key itself is used as the AES key. Derive it first: KeyGenerator with SecureRandom SHA1PRNG, seeded with the access key.',
      zh: '直接把访问密钥当作 AES 密钥。应先派生：KeyGenerator 配合以访问密钥为种子的 SecureRandom SHA1PRNG。',
    },
    (key) =>
      [
        Buffer.from(key),
        Buffer.from(key.replaceAll('-', '')),
        Buffer.from(key.replaceAll('-', ''), 'hex'),
      ].flatMap(bothFits),
  ),
  otherKey(
    'md5-key',
    {
      en: 'MD5 of the access key is used as the AES key. Derive it with SHA1PRNG seeded with the access key.',
      zh: '以访问密钥的 MD5 作为 AES 密钥。应使用以访问密钥为种子的 SHA1PRNG 派生。',
    },
    (key) => digestKeys('md5', key),
  ),
  otherKey(
    'sha256-key',
    {
      en: 'SHA-256 of the access key is used as the AES key. Derive it with SHA1PRNG seeded with the access key.',
      zh: '以访问密钥的 SHA-256 作为 AES 密钥。应使用以访问密钥为种子的 SHA1PRNG 派生。',
    },
    (key) => digestKeys('sha256', key),
  ),
  otherKey(
    'sha1-key',
    {
      en: 'A single SHA-1 of the access key is used as the AES key. SHA1PRNG hashes twice and goes on from there.',
      zh: '以访问密钥的一次 SHA-1 作为 AES 密钥。SHA1PRNG 需做两次 SHA-1 并继续推进状态。',
    },
    (key) => digestKeys('sha1', key),
  ),
  otherKey(
    'key-not-trimmed',
    {
      en: 'The access key was used with a blank or line break behind it. Trim what is read from the configuration.',
      zh: '使用的访问密钥末尾带有空格或换行。读取配置后请去除首尾空白。',
    },
    (key, bits) => ['\n', '\r\n', ' '].map((blank) => deriveAesKey(key + blank, bits)),
  ),
];

/** Little-endian sum, bytes unsigned: what a port of SHA1PRNG does that forgets Java's sign. */
function unsignedSum(state: Buffer, output: Buffer, carryIn: number): Buffer {
  let carry = carryIn;
  return Buffer.from(
    state.map((byte, i) => {
      const sum = byte + (output[i] ?? 0) + carry;
      carry = sum >> 8;
      return sum;
    }),
  );
}

function digestKeys(algorithm: string, key: string): Buffer[] {
  const digest = hash(algorithm, key);
  const hex = digest.toString('hex');
  return [digest, Buffer.from(hex), Buffer.from(hex.toUpperCase())].flatMap(bothFits);
}

function bothFits(bytes: Buffer): Buffer[] {
  return [fitted(bytes, 128), fitted(bytes, 256)];
}

/** Cut to the length of the key, or filled up with zeros. */
export function fitted(bytes: Buffer, bits: AesBits): Buffer {
  const key = Buffer.alloc(bits / 8);
  bytes.copy(key);
  return key;
}

function hash(algorithm: string, data: string | Uint8Array): Buffer {
  return createHash(algorithm).update(data).digest();
}
