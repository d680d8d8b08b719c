import { sameText } from '../../bytes.ts';
import { authToken, authTokenBase, bareAuthToken, verifyAuthToken } from '../../v1-auth-token.ts';
import { explain, keyNotTrimmed, type Mistake, mistakesBeside } from '../mistake.ts';
import { hashMistakes } from './hash.ts';
import { tokenParameterMistakes } from './token-parameters.ts';
import type { TokenMistakeInput } from './token-values.ts';
import { tokenValueMistakes } from './token-values.ts';

/** Known ways to get `authToken` wrong, the likely ones first. */
export const authTokenMistakes: readonly Mistake<TokenMistakeInput>[] = mistakesBeside(authToken, [
  {
    cause: 'key-without-time',
    text: {
      en: 'Your server signs with the access key alone. For requests the HMAC key is accessKey + timeStamp.',
      zh: '服务器只用访问密钥签名。请求的 HMAC 密钥应为 accessKey + timeStamp。',
    },
    sign: (input) => authToken({ ...input, timeStamp: '' }),
  },
  {
    cause: 'time-before-key',
    text: {
      en: 'Your server signs with timeStamp + accessKey. The HMAC key is accessKey + timeStamp, in this order.',
      zh: '服务器用 timeStamp + accessKey 签名。HMAC 密钥应为 accessKey + timeStamp，顺序不可颠倒。',
    },
    sign: (input) => authToken({ ...input, key: input.timeStamp, timeStamp: input.key }),
  },
  ...tokenValueMistakes,
  ...tokenParameterMistakes,
  ...hashMistakes<TokenMistakeInput>({
    name: 'authToken',
    key: ({ key, timeStamp }) => key + timeStamp,
    signed: ({ params, form }) => authTokenBase(params, form),
  }),
  {
    cause: 'token-not-decoded',
    text: {
      en: 'Your server compares authToken as it stands in the URL, or with + read as a blank. Decode it once, like every parameter.',
      zh: '服务器比较的 authToken 未经解码，或其中的 + 被读成了空格。请与其他参数一样只解码一次。',
    },
    sign: (input) => {
      const token = authToken(input);
      const encoded = encodeURIComponent(token);
      return [encoded, encoded.replace(/%../g, (code) => code.toLowerCase()), token.replaceAll('+', ' ')];
    },
  },
  keyNotTrimmed(authToken),
]);

/** Which known mistake made the given token; `undefined` when it is right or made in no known way. */
export function explainAuthToken(
  input: TokenMistakeInput,
  given: string,
): Mistake<TokenMistakeInput> | undefined {
  return verifyAuthToken(input, given)
    ? undefined
    : explain(authTokenMistakes, input, bareAuthToken(input.form, given), sameText);
}
