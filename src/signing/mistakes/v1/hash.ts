import { type Bytes, hmac, hmacSha256, sha256 } from '../../bytes.ts';
import { type Mistake, otherHmacs } from '../mistake.ts';

/** A V1 signature: base64 of HMAC-SHA256. */
interface V1Scheme<Input> {
  /** As it is called in the protocol. */
  readonly name: string;
  /** The right HMAC key. */
  readonly key: (input: Input) => string;
  /** The right text. */
  readonly signed: (input: Input) => Bytes;
}

/** Mistakes in hash, key and encoding over the right text; the same for `authToken` and `Body-Sign`. */
export function hashMistakes<Input>({ name, key, signed }: V1Scheme<Input>): Mistake<Input>[] {
  const right = (input: Input) => hmacSha256(key(input), signed(input));
  const hex = (input: Input) => [right(input).toString('hex'), right(input).toString('hex').toUpperCase()];
  return [
    {
      cause: 'hex',
      text: {
        en: `Your server writes the HMAC as hex. ${name} is base64 of its 32 bytes.`,
        zh: `服务器以十六进制输出 HMAC。${name} 应为其 32 字节的 Base64。`,
      },
      sign: hex,
    },
    {
      cause: 'base64-of-hex',
      text: {
        en: `Your server writes base64 of the hex text. ${name} is base64 of the 32 bytes themselves.`,
        zh: `服务器对十六进制文本再做了 Base64。${name} 应直接对 HMAC 的 32 字节做 Base64。`,
      },
      sign: (input) => hex(input).map((text) => Buffer.from(text).toString('base64')),
    },
    {
      cause: 'base64-variant',
      text: {
        en: 'Your server writes URL-safe or unpadded base64. Use the standard alphabet (+ and /) with = at the end.',
        zh: '服务器使用了 URL 安全或无填充的 Base64。请使用标准字符表（+ 和 /），末尾保留 =。',
      },
      sign: (input) => {
        const urlSafe = right(input).toString('base64url');
        return [`${urlSafe}=`, urlSafe, right(input).toString('base64').replace(/=+$/, '')];
      },
    },
    {
      cause: 'plain-sha256',
      text: {
        en: `Your server uses plain SHA-256. ${name} is an HMAC-SHA256.`,
        zh: `服务器使用了普通的 SHA-256。${name} 应使用 HMAC-SHA256。`,
      },
      sign: (input) =>
        [sha256(key(input), signed(input)), sha256(signed(input), key(input)), sha256(signed(input))].map(
          (digest) => digest.toString('base64'),
        ),
    },
    ...otherHmacs<Input>((hash, input) => hmac(hash, key(input), signed(input)).toString('base64')),
    {
      cause: 'key-and-text-swapped',
      text: {
        en: 'Your server passes key and text to the HMAC function the wrong way round.',
        zh: '服务器调用 HMAC 函数时把密钥和文本的位置弄反了。',
      },
      sign: (input) => hmacSha256(signed(input), key(input)).toString('base64'),
    },
  ];
}
