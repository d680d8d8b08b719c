import { hmacSha256, sha256 } from '../../hash.ts';
import { sameHex, type V2Input, v2Inner } from '../../v2-base.ts';
import { kitSignature, verifyKitSignature } from '../../v2-kit.ts';
import { explain, type Mistake, mistakesBeside } from '../mistake.ts';
import { payloadMistakes } from './payload.ts';
import { structureMistakes, upperHex } from './structure.ts';

function head({ key, nonce, timestamp }: V2Input): string {
  return key + nonce + timestamp;
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
