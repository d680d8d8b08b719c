import { type Bytes, hmac, hmacSha256, sha256 } from '../../bytes.ts';
import type { V2Input, V2Signable } from '../../v2.ts';
import { keyNotTrimmed, type Mistake, otherHmacs } from '../mistake.ts';

/** How a V2 scheme signs. */
interface V2Scheme {
  /** The right signature. */
  readonly sign: (input: V2Signable) => string;
  /** What follows key, nonce and timestamp in the signed text. */
  readonly tail: (input: V2Input) => string;
}

/** Upper-case hex, as V2 signatures are written. */
export function upperHex(digest: Buffer): string {
  return digest.toString('hex').toUpperCase();
}

/** Mistakes in how key, nonce, timestamp and payload are put together; the same for base and kit interfaces. */
export function structureMistakes({ sign, tail }: V2Scheme): Mistake<V2Input>[] {
  const signed = (input: V2Input) => input.key + input.nonce + input.timestamp + tail(input);
  const under = (key: Bytes, text: Bytes) => upperHex(hmacSha256(key, text));
  return [
    {
      cause: 'seconds',
      text: {
        en: 'Your server signs the timestamp in seconds. It is milliseconds, 13 digits: sign it as received.',
        zh: '服务器以秒为单位对时间戳签名。时间戳为 13 位毫秒，请按收到的原值签名。',
      },
      sign: (input) =>
        /^\d{13}$/.test(input.timestamp)
          ? sign({ ...input, timestamp: input.timestamp.slice(0, -3) })
          : undefined,
    },
    {
      cause: 'no-key-in-text',
      text: {
        en: 'Your server leaves the access key out of the signed text. It is both the HMAC key and the beginning of the text: accessKey + nonce + timestamp + …',
        zh: '服务器的待签名串中没有访问密钥。访问密钥既是 HMAC 的密钥，也是待签名串的开头：accessKey + nonce + timestamp + …',
      },
      sign: (input) => under(input.key, input.nonce + input.timestamp + tail(input)),
    },
    {
      cause: 'nonce-and-timestamp-swapped',
      text: {
        en: 'Your server puts the timestamp before the nonce. The order is accessKey + nonce + timestamp + …',
        zh: '服务器把时间戳放在了 nonce 之前。顺序应为 accessKey + nonce + timestamp + …',
      },
      sign: (input) => under(input.key, input.key + input.timestamp + input.nonce + tail(input)),
    },
    {
      cause: 'parts-in-another-order',
      text: {
        en: 'Your server puts the parts of the signed text in another order. It is accessKey + nonce + timestamp + payload part.',
        zh: '服务器拼接待签名串的顺序不对。顺序应为 accessKey + nonce + timestamp + 请求体部分。',
      },
      sign: (input) =>
        permutations([input.key, input.nonce, input.timestamp, tail(input)])
          .map((parts) => parts.join(''))
          .filter((text) => text !== input.key + input.timestamp + input.nonce + tail(input))
          .map((text) => under(input.key, text)),
    },
    {
      cause: 'parts-joined',
      text: {
        en: 'Your server puts something between the parts of the signed text. They follow each other directly.',
        zh: '服务器在待签名串的各部分之间加了分隔符。各部分应直接拼接。',
      },
      sign: (input) =>
        ['&', '\n', '+', ',', ' ', '|', ':', '-', '_'].map((separator) =>
          under(input.key, [input.key, input.nonce, input.timestamp, tail(input)].join(separator)),
        ),
    },
    {
      cause: 'key-and-timestamp',
      text: {
        en: 'Your server uses accessKey + timestamp as the HMAC key, which is the way of V1. V2 uses the access key alone.',
        zh: '服务器以 accessKey + timestamp 作为 HMAC 密钥，这是 V1 的做法。V2 只使用访问密钥本身。',
      },
      sign: (input) => [
        under(input.key + input.timestamp, signed(input)),
        sign({ ...input, key: input.key + input.timestamp }),
      ],
    },
    {
      cause: 'keyed-otherwise',
      text: {
        en: 'Your server makes the last HMAC with nonce or timestamp as its key. The key is the access key.',
        zh: '服务器计算最后一次 HMAC 时以 nonce 或时间戳为密钥。密钥应为访问密钥。',
      },
      sign: (input) =>
        [
          input.nonce,
          input.timestamp,
          input.key + input.nonce,
          input.key + input.nonce + input.timestamp,
        ].map((key) => under(key, signed(input))),
    },
    {
      cause: 'key-and-text-swapped',
      text: {
        en: 'Your server passes key and text to the HMAC function the wrong way round. The access key is the key.',
        zh: '服务器调用 HMAC 函数时把密钥和文本的位置弄反了。访问密钥才是密钥。',
      },
      sign: (input) => under(signed(input), input.key),
    },
    keyNotTrimmed(sign),
    {
      cause: 'base64',
      text: {
        en: 'Your server writes the signature as base64. V2 writes hex, 64 characters.',
        zh: '服务器以 Base64 输出签名。V2 应输出 64 位十六进制。',
      },
      sign: (input) => hmacSha256(input.key, signed(input)).toString('base64'),
    },
    ...otherHmacs<V2Input>((hash, input) => upperHex(hmac(hash, input.key, signed(input)))),
    {
      cause: 'only-payload-signed',
      text: {
        en: 'Your server signs the body alone. The text to sign is accessKey + nonce + timestamp + payload part.',
        zh: '服务器只对请求体签名。待签名串应为 accessKey + nonce + timestamp + 请求体部分。',
      },
      sign: (input) => [under(input.key, input.payload), upperHex(sha256(input.payload))],
    },
  ];
}

function permutations(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
