import { percentDecoded } from '../../../text/decode.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { type Bytes, hmacSha256 } from '../../bytes.ts';
import { type AuthTokenInput, authTokenParams, joinParams, type TokenParams } from '../../v1-auth-token.ts';
import type { DeclaredMistake, InputMistake, Mistake } from '../mistake.ts';

type Param = TokenParams[number];

function valueMistake(
  cause: string,
  text: Localized,
  ...writes: ((value: string, name: string) => string)[]
): InputMistake<TokenMistakeInput> {
  return {
    cause,
    text,
    stage: 'content',
    inputs: (input) =>
      writes.map((write) => {
        const params = authTokenParams(input.params, input.form);
        return { ...input, form: 'get', params: params.map(([name, value]) => [name, write(value, name)]) };
      }),
  };
}

function orderMistake(
  cause: string,
  text: Localized,
  arrange: (params: Param[]) => TokenParams,
): Mistake<TokenMistakeInput> {
  return {
    cause,
    text,
    sign: (input) => signText(input, joinParams(arrange(authTokenParams(input.params, input.form)))),
  };
}

/** Encodes as `java.net.URLEncoder`. */
function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

function lowerHex(encoded: string): string {
  return encoded.replace(/%../g, (code) => code.toLowerCase());
}

function percentEncode(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

export const tokenValueMistakes: readonly DeclaredMistake<TokenMistakeInput>[] = [
  valueMistake(
    'values-not-decoded',
    both('The server signs values that are not URL-decoded. Decode each value once, then sort and sign.'),
    percentEncode,
    formEncode,
    (value) => lowerHex(percentEncode(value)),
    (value) => lowerHex(formEncode(value)),
  ),
  valueMistake(
    'plus-read-as-blank',
    both(
      'The server reads + as a space: the values are decoded twice. Decode once; base64 values contain +.',
    ),
    (value) => value.replaceAll('+', ' '),
  ),
  valueMistake(
    'decoded-twice',
    both(
      'The server decodes the values a second time, after the framework has decoded them. Decode only once.',
    ),
    percentDecoded,
    (value) => percentDecoded(value.replaceAll('+', ' ')),
  ),
  valueMistake(
    'blank-read-as-plus',
    both(
      'The server replaces spaces with + in every value to undo a double decoding. Decode once and do not replace anything.',
    ),
    (value) => value.replaceAll(' ', '+'),
  ),
  orderMistake(
    'unsorted',
    both('The server signs the parameters in the order received. Sort them by name in ascending order.'),
    (params) => params,
  ),
  orderMistake(
    'sorted-ignoring-case',
    both(
      'The server ignores case when it sorts the names. Sort by character code, upper case before lower case, as TreeMap does.',
    ),
    (params) => params.toSorted(([a], [b]) => compareCodeUnits(a.toLowerCase(), b.toLowerCase())),
  ),
  orderMistake(
    'sorted-descending',
    both(
      'The server sorts the names in descending order. Sort them in ascending order: activity comes before orderId.',
    ),
    (params) => params.toSorted(([a], [b]) => compareCodeUnits(b, a)),
  ),
  orderMistake(
    'sorted-by-pair',
    both('The server sorts the joined k=v pairs. Sort by name only, then join.'),
    (params) => params.toSorted((a, b) => compareCodeUnits(a.join('='), b.join('='))),
  ),
  valueMistake(
    'empty-as-null',
    both('The server signs empty values as the text "null". Sign an empty value as name=.'),
    (value) => value || 'null',
    (value) => value || 'undefined',
  ),
  valueMistake(
    'values-trimmed',
    both('The server trims the values. Leading and trailing spaces are part of a value.'),
    (value) => value.trim(),
  ),
  valueMistake(
    'extend-params-decoded',
    both('The server base64-decodes saasExtendParams before signing. Sign the base64 text as received.'),
    (value, name) => (name === 'saasExtendParams' ? Buffer.from(value, 'base64').toString('utf8') : value),
  ),
];

export interface TokenMistakeInput extends AuthTokenInput {
  /** The query (`get`) or the body (`post`) as received, for mistakes that sign it unchanged. */
  readonly wireText?: string;
}

/** The token that signs the given text. */
export function signText({ key, timeStamp }: AuthTokenInput, base: Bytes): string {
  return hmacSha256(key + timeStamp, base).toString('base64');
}

/** Orders by UTF-16 code unit. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
