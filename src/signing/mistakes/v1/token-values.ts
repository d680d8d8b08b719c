import type { Localized } from '../../../text/localized.ts';
import { type Bytes, hmacSha256 } from '../../bytes.ts';
import {
  type AuthTokenInput,
  authTokenBase,
  authTokenParams,
  type TokenParams,
} from '../../v1-auth-token.ts';
import type { Mistake } from '../mistake.ts';

type Param = TokenParams[number];

/** A mistake in the values. */
function values(
  cause: string,
  text: Localized,
  ...writes: ((value: string, name: string) => string)[]
): Mistake<TokenMistakeInput> {
  return {
    cause,
    text,
    sign: (input) =>
      writes.map((write) => {
        const params = authTokenParams(input.params, input.form);
        return tokenOver(
          input,
          authTokenBase(
            params.map(([name, value]) => [name, write(value, name)]),
            'get',
          ),
        );
      }),
  };
}

/** A mistake in the order of the parameters. */
function order(
  cause: string,
  text: Localized,
  arrange: (params: Param[]) => TokenParams,
): Mistake<TokenMistakeInput> {
  return {
    cause,
    text,
    sign: (input) => tokenOver(input, joined(arrange(authTokenParams(input.params, input.form)))),
  };
}

/** `java.net.URLEncoder`. */
function formEncoded(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function lowerHex(encoded: string): string {
  return encoded.replace(/%../g, (code) => code.toLowerCase());
}

function wellFormedEncoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

/** Mistakes in the values and the order of the parameters. */
export const tokenValueMistakes: readonly Mistake<TokenMistakeInput>[] = [
  values(
    'values-not-decoded',
    {
      en: 'Your server signs the values as they stand in the URL. Decode every value once, then sort and sign.',
      zh: '服务器对未解码的参数值签名。请先对每个值做一次 URL 解码，再排序、签名。',
    },
    wellFormedEncoded,
    formEncoded,
    (value) => lowerHex(wellFormedEncoded(value)),
    (value) => lowerHex(formEncoded(value)),
  ),
  values(
    'plus-read-as-blank',
    {
      en: 'Your server reads + as a blank: the values are decoded twice. Decode once; base64 values contain +.',
      zh: '服务器把 + 读成了空格：参数值被解码了两次。只解码一次即可，Base64 值中含有 +。',
    },
    (value) => value.replaceAll('+', ' '),
  ),
  values(
    'decoded-twice',
    {
      en: 'Your server decodes the values twice; the framework has done it once already. Do not decode again.',
      zh: '服务器对参数值解码了两次：框架已解码过一次，请勿再次解码。',
    },
    decoded,
    (value) => decoded(value.replaceAll('+', ' ')),
  ),
  values(
    'blank-read-as-plus',
    {
      en: 'Your server replaces blanks with + in every value, to repair a double decoding. Decode once and replace nothing.',
      zh: '服务器把所有参数值中的空格替换成了 +（用来弥补重复解码）。请只解码一次，不做替换。',
    },
    (value) => value.replaceAll(' ', '+'),
  ),
  order(
    'unsorted',
    {
      en: 'Your server signs the parameters in the order of arrival. Sort them ascending by name.',
      zh: '服务器按收到的顺序拼接参数。请按参数名升序排列。',
    },
    (params) => params,
  ),
  order(
    'sorted-ignoring-case',
    {
      en: 'Your server sorts the names without regard to case. Sort by character code, upper case before lower, as TreeMap does.',
      zh: '服务器排序参数名时忽略了大小写。请按字符编码排序（大写在前），与 TreeMap 一致。',
    },
    (params) => params.toSorted(([a], [b]) => compareText(a.toLowerCase(), b.toLowerCase())),
  ),
  order(
    'sorted-descending',
    {
      en: 'Your server sorts the names descending. Sort them ascending: activity comes before orderId.',
      zh: '服务器按降序排列了参数名。请按升序排列：activity 排在 orderId 之前。',
    },
    (params) => params.toSorted(([a], [b]) => compareText(b, a)),
  ),
  order(
    'sorted-by-pair',
    {
      en: 'Your server sorts the finished k=v texts. Sort by the name alone, then join.',
      zh: '服务器对拼好的 k=v 字符串排序。请只按参数名排序，然后再拼接。',
    },
    (params) => params.toSorted((a, b) => compareText(a.join('='), b.join('='))),
  ),
  values(
    'empty-as-null',
    {
      en: 'Your server signs empty values as the text "null". An empty value is signed as name=.',
      zh: '服务器把空值以文本 "null" 签名。空值应以 name= 的形式参与签名。',
    },
    (value) => value || 'null',
    (value) => value || 'undefined',
  ),
  values(
    'values-trimmed',
    {
      en: 'Your server trims the values. Blanks around a value are part of it.',
      zh: '服务器去除了参数值首尾的空格。首尾空格也是值的一部分。',
    },
    (value) => value.trim(),
  ),
  values(
    'extend-params-decoded',
    {
      en: 'Your server decodes the base64 of saasExtendParams before it signs. Sign the base64 text as received.',
      zh: '服务器在验签前对 saasExtendParams 做了 Base64 解码。请对收到的 Base64 文本签名。',
    },
    (value, name) => (name === 'saasExtendParams' ? Buffer.from(value, 'base64').toString('utf8') : value),
  ),
];

/** What a wrong `authToken` is explained from. */
export interface TokenMistakeInput extends AuthTokenInput {
  /** The query (`get`) or the body (`post`) as it came over the wire, for signatures over it. */
  readonly wireText?: string;
}

/** The token over another string than the right one. */
export function tokenOver({ key, timeStamp }: AuthTokenInput, base: Bytes): string {
  return hmacSha256(key + timeStamp, base).toString('base64');
}

/** Parameters in the form they are signed in, in the order given. */
export function joined(params: TokenParams): string {
  return params.map(([name, value]) => `${name}=${value}`).join('&');
}

/** Orders by UTF-16 code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
