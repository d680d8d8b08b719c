import { hmacSha256, sha256 } from '../../bytes.ts';
import {
  kitSignature,
  sameHex,
  type V2Input,
  v2Inner,
  v2Signature,
  verifyKitSignature,
  verifyV2Signature,
} from '../../v2.ts';
import { explain, type Mistake, mistakesBeside } from '../mistake.ts';
import { payloadMistakes } from './content.ts';
import { structureMistakes, upperHex } from './structure.ts';

function head({ key, nonce, timestamp }: V2Input): string {
  return key + nonce + timestamp;
}

/** Known ways to get the V2 base signature wrong, the likely ones first. */
export const v2Mistakes: readonly Mistake<V2Input>[] = mistakesBeside(v2Signature, [
  {
    cause: 'inner-sha256',
    text: {
      en: 'Your server hashes the body with plain SHA-256. Both steps are HMAC-SHA256 with the access key.',
      zh: '服务器对请求体只做了普通的 SHA-256。两步都应使用访问密钥做 HMAC-SHA256。',
    },
    sign: (input) => upperHex(hmacSha256(input.key, head(input), sha256(input.payload).toString('hex'))),
  },
  {
    cause: 'outer-sha256',
    text: {
      en: 'Your server makes the last step with plain SHA-256. Both steps are HMAC-SHA256 with the access key.',
      zh: '服务器最后一步使用了普通的 SHA-256。两步都应使用访问密钥做 HMAC-SHA256。',
    },
    sign: (input) => upperHex(sha256(head(input), v2Inner(input))),
  },
  {
    cause: 'both-sha256',
    text: {
      en: 'Your server uses plain SHA-256 in both steps. Both are HMAC-SHA256 with the access key.',
      zh: '服务器两步都使用了普通的 SHA-256。两步都应使用访问密钥做 HMAC-SHA256。',
    },
    sign: (input) => upperHex(sha256(head(input), sha256(input.payload).toString('hex'))),
  },
  {
    cause: 'payload-not-hashed',
    text: {
      en: 'Your server puts the body itself into the signed text, as the kit interfaces do. Base interfaces put in hex(HMAC-SHA256(accessKey, body)).',
      zh: '服务器把请求体原文拼入了待签名串，这是 Kit 接口的做法。基础接口应拼入 hex(HMAC-SHA256(accessKey, 请求体))。',
    },
    sign: (input) => [
      upperHex(hmacSha256(input.key, head(input), input.payload)),
      upperHex(sha256(head(input), input.payload)),
    ],
  },
  {
    cause: 'inner-upper-case',
    text: {
      en: 'Your server writes the inner HMAC in upper-case hex. It is lower case.',
      zh: '服务器的内层 HMAC 输出为大写十六进制。内层应为小写。',
    },
    sign: (input) => upperHex(hmacSha256(input.key, head(input), v2Inner(input).toUpperCase())),
  },
  {
    cause: 'inner-not-hex',
    text: {
      en: 'Your server puts the inner HMAC in as base64 or as raw bytes. It is lower-case hex.',
      zh: '服务器的内层 HMAC 以 Base64 或原始字节拼入。应为小写十六进制。',
    },
    sign: (input) => {
      const inner = hmacSha256(input.key, input.payload);
      return [inner.toString('base64'), inner].map((part) =>
        upperHex(hmacSha256(input.key, head(input), part)),
      );
    },
  },
  ...payloadMistakes(v2Signature),
  ...structureMistakes({ sign: v2Signature, tail: v2Inner }),
  {
    cause: 'inner-keyed-otherwise',
    text: {
      en: 'Your server makes the HMAC over the body with another key than the access key, or passes key and body the wrong way round.',
      zh: '服务器对请求体做 HMAC 时没有以访问密钥为密钥，或把密钥和请求体的位置弄反了。',
    },
    sign: (input) => {
      const { key, payload, nonce, timestamp } = input;
      const inners = [nonce, timestamp, key + timestamp, key + nonce, head(input)].map((innerKey) =>
        hmacSha256(innerKey, payload),
      );
      return [...inners, hmacSha256(payload, key)].map((inner) =>
        upperHex(hmacSha256(key, head(input), inner.toString('hex'))),
      );
    },
  },
]);

/** Which known mistake made the given signature; `undefined` when it is right or made in no known way. */
export function explainV2Signature(input: V2Input, given: string): Mistake<V2Input> | undefined {
  return verifyV2Signature(input, given) ? undefined : explain(v2Mistakes, input, given, sameHex);
}

/** Known ways to get `x-sign` of the V2 kit interfaces wrong, the likely ones first. */
export const kitMistakes: readonly Mistake<V2Input>[] = mistakesBeside(kitSignature, [
  {
    cause: 'payload-hashed',
    text: {
      en: 'Your server hashes the body first, as the base interfaces do. The kit interfaces put the body itself into the signed text.',
      zh: '服务器先对请求体做了摘要，这是基础接口的做法。Kit 接口应把请求体原文拼入待签名串。',
    },
    sign: (input) => {
      const inner = v2Inner(input);
      const plain = sha256(input.payload).toString('hex');
      return [inner, plain, inner.toUpperCase(), plain.toUpperCase()].map((part) =>
        upperHex(hmacSha256(input.key, head(input), part)),
      );
    },
  },
  {
    cause: 'plain-sha256',
    text: {
      en: 'Your server uses plain SHA-256. x-sign is HMAC-SHA256 with the access key.',
      zh: '服务器使用了普通的 SHA-256。x-sign 应使用访问密钥做 HMAC-SHA256。',
    },
    sign: (input) => [
      upperHex(sha256(head(input), input.payload)),
      upperHex(sha256(head(input), sha256(input.payload).toString('hex'))),
      upperHex(sha256(head(input), v2Inner(input))),
    ],
  },
  ...payloadMistakes(kitSignature),
  ...structureMistakes({ sign: kitSignature, tail: ({ payload }) => payload }),
  {
    cause: 'hmac-twice',
    text: {
      en: 'Your server makes the HMAC of the HMAC. The kit interfaces take one HMAC over the text.',
      zh: '服务器对 HMAC 的结果又做了一次 HMAC。Kit 接口只需对待签名串做一次 HMAC。',
    },
    sign: (input) => {
      const once = hmacSha256(input.key, head(input), input.payload);
      return [once.toString('hex'), upperHex(once), once].map((text) =>
        upperHex(hmacSha256(input.key, text)),
      );
    },
  },
]);

/** Which known mistake made the given `x-sign`; `undefined` when it is right or made in no known way. */
export function explainKitSignature(input: V2Input, given: string): Mistake<V2Input> | undefined {
  return verifyKitSignature(input, given) ? undefined : explain(kitMistakes, input, given, sameHex);
}
