import { sameText } from '../../bytes.ts';
import { type AesBits, decryptField } from '../../sensitive-field.ts';
import {
  type AuthTokenInput,
  authToken,
  authTokenBase,
  authTokenParams,
  bareAuthToken,
  isBlank,
  verifyAuthToken,
} from '../../v1-auth-token.ts';
import { gbk, latin1, readAsLatin1 } from '../charset.ts';
import { explain, keyNotTrimmed, type Mistake, mistakesBeside } from '../mistake.ts';
import { hashMistakes } from './hash.ts';
import {
  compareText,
  joined,
  type TokenMistakeInput,
  tokenOver,
  tokenValueMistakes,
} from './token-values.ts';

/** A parameter that is left out. */
function leftOut(name: string): Mistake<TokenMistakeInput> {
  return {
    cause: `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-left-out`,
    text: {
      en: `Your server leaves ${name} out of the signed string. Every parameter that arrived is signed, authToken excepted.`,
      zh: `服务器签名时漏掉了 ${name}。除 authToken 外，收到的每个参数都须参与签名。`,
    },
    sign: (input) => withoutParam(input, name),
  };
}

function withoutParam(input: AuthTokenInput, name: string): string {
  return authToken({ ...input, params: input.params.filter(([other]) => other !== name) });
}

function decrypted(key: string, value: string, bits: AesBits): string {
  const read = decryptField(key, value, bits);
  return read.ok ? read.text : value;
}

/** Mistakes in which parameters are signed, and in how they are joined to a string. */
const tokenParameterMistakes: readonly Mistake<TokenMistakeInput>[] = [
  {
    cause: 'empty-values-dropped',
    text: {
      en: 'Your server leaves out parameters with an empty value. In GET requests they are signed as name=.',
      zh: '服务器略去了值为空的参数。GET 请求中空值参数应以 name= 的形式参与签名。',
    },
    sign: (input) =>
      input.form === 'get'
        ? [isBlank, (value: string) => value === ''].map((drop) =>
            authToken({
              ...input,
              params: authTokenParams(input.params, 'get').filter(([, value]) => !drop(value)),
            }),
          )
        : undefined,
  },
  {
    cause: 'blank-values-kept',
    text: {
      en: 'Your server signs properties whose value is blank. In POST requests they are left out.',
      zh: '服务器把空白值的属性也计入签名。POST 请求中空白值不参与签名。',
    },
    sign: (input) =>
      input.form === 'post'
        ? [
            authToken({ ...input, form: 'get' }),
            authToken({
              ...input,
              form: 'get',
              params: authTokenParams(input.params, 'get').filter(([, value]) => value !== ''),
            }),
          ]
        : undefined,
  },
  {
    cause: 'auth-token-included',
    text: {
      en: 'Your server signs authToken along with the other parameters. Take it out first.',
      zh: '服务器把 authToken 也计入了签名。请先将其剔除。',
    },
    sign: (input) => {
      const tokens = [
        authToken(input),
        ...input.params.filter(([name]) => name === 'authToken').map(([, value]) => value),
      ];
      const params = authTokenParams(input.params, input.form);
      return tokens.map((token) =>
        tokenOver(
          input,
          joined([...params, ['authToken', token] as const].toSorted(([a], [b]) => compareText(a, b))),
        ),
      );
    },
  },
  leftOut('testFlag'),
  leftOut('activity'),
  leftOut('timeStamp'),
  {
    cause: 'parameter-left-out',
    text: {
      en: 'Your server leaves a parameter out of the signed string, most likely one that its own class does not have. Sign all parameters that arrived, not those you know.',
      zh: '服务器签名时漏掉了某个参数，很可能是自定义类中没有的参数。请对收到的全部参数签名，而不是只对已知参数签名。',
    },
    sign: (input) =>
      authTokenParams(input.params, input.form)
        .filter(([name]) => !['testFlag', 'activity', 'timeStamp'].includes(name))
        .map(([name]) => withoutParam(input, name)),
  },
  {
    cause: 'fields-decrypted',
    text: {
      en: 'Your server decrypts mobilePhone and email before it signs. Sign the ciphertext as received.',
      zh: '服务器在验签前解密了 mobilePhone 和 email。请对收到的密文签名。',
    },
    sign: (input) =>
      ([256, 128] as const).map((bits) => {
        const params = authTokenParams(input.params, input.form).map(
          ([name, value]) =>
            [
              name,
              name === 'mobilePhone' || name === 'email' ? decrypted(input.key, value, bits) : value,
            ] as const,
        );
        return authToken({ ...input, params });
      }),
  },
  {
    cause: 'repeated-values',
    text: {
      en: 'Your server takes the last or all values of a repeated parameter. The first one is signed.',
      zh: '同名参数出现多次时，服务器取了最后一个或全部。应只取第一个值参与签名。',
    },
    sign: (input) => {
      const all = new Map<string, string[]>();
      for (const [name, value] of input.params) all.set(name, [...(all.get(name) ?? []), value]);
      return [
        authToken({ ...input, params: input.params.toReversed() }),
        authToken({ ...input, params: [...all].map(([name, list]) => [name, list.join(',')] as const) }),
        tokenOver(
          input,
          joined(
            input.params.filter(([name]) => name !== 'authToken').toSorted(([a], [b]) => compareText(a, b)),
          ),
        ),
      ];
    },
  },
  {
    cause: 'wire-text-signed',
    text: {
      en: 'Your server signs the query or body as it came. Sign k1=v1&k2=v2…, sorted by name, values decoded, without authToken.',
      zh: '服务器直接对收到的查询串或请求体签名。应对按参数名排序、值已解码、不含 authToken 的 k1=v1&k2=v2… 签名。',
    },
    sign: (input) => {
      const wire = input.wireText;
      if (wire === undefined) return undefined;
      const bare = wire.split('&').filter((pair) => !pair.startsWith('authToken='));
      const texts = input.form === 'get' ? [bare.join('&'), bare.toSorted().join('&'), wire] : [wire];
      return texts.map((text) => tokenOver(input, text));
    },
  },
  {
    cause: 'joined-otherwise',
    text: {
      en: 'Your server joins the parameters otherwise than k1=v1&k2=v2, or leaves a & at an end.',
      zh: '服务器拼接参数的方式不是 k1=v1&k2=v2，或首尾多了 &。',
    },
    sign: (input) => {
      const params = authTokenParams(input.params, input.form).sort(([a], [b]) => compareText(a, b));
      const right = joined(params);
      return [
        params.flat().join(''),
        params.map((pair) => pair.join('=')).join(''),
        params.map(([, value]) => value).join(''),
        params.map(([, value]) => value).join('&'),
        params.map((pair) => pair.join('=')).join(','),
        params.map((pair) => pair.join('=')).join(';'),
        params.map((pair) => pair.join(':')).join('&'),
        `${right}&`,
        `&${right}`,
        `?${right}`,
        `${right}\n`,
      ].map((text) => tokenOver(input, text));
    },
  },
  {
    cause: 'other-charset',
    text: {
      en: 'Your server reads or signs the parameters in another character set (ISO-8859-1, GBK). Use UTF-8: URIEncoding in Tomcat, getBytes("UTF-8").',
      zh: '服务器以其他字符集（ISO-8859-1、GBK）读取或签名参数。请使用 UTF-8：Tomcat 设置 URIEncoding，并使用 getBytes("UTF-8")。',
    },
    sign: (input) => {
      const right = authTokenBase(input.params, input.form);
      return [readAsLatin1(right), latin1(right), gbk(right)].map((text) => tokenOver(input, text));
    },
  },
];

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
