import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
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
    both('The server signs values that are not URL-decoded. Decode each value once, then sort and sign.'),
    wellFormedEncoded,
    formEncoded,
    (value) => lowerHex(wellFormedEncoded(value)),
    (value) => lowerHex(formEncoded(value)),
  ),
  values(
    'plus-read-as-blank',
    both(
      'The server reads + as a space: the values are decoded twice. Decode once; base64 values contain +.',
    ),
    (value) => value.replaceAll('+', ' '),
  ),
  values(
    'decoded-twice',
    both(
      'The server decodes the values a second time, after the framework has decoded them. Decode only once.',
    ),
    decoded,
    (value) => decoded(value.replaceAll('+', ' ')),
  ),
  values(
    'blank-read-as-plus',
    both(
      'The server replaces spaces with + in every value to undo a double decoding. Decode once and do not replace anything.',
    ),
    (value) => value.replaceAll(' ', '+'),
  ),
  order(
    'unsorted',
    both('The server signs the parameters in the order received. Sort them by name in ascending order.'),
    (params) => params,
  ),
  order(
    'sorted-ignoring-case',
    both(
      'The server ignores case when it sorts the names. Sort by character code, upper case before lower case, as TreeMap does.',
    ),
    (params) => params.toSorted(([a], [b]) => compareText(a.toLowerCase(), b.toLowerCase())),
  ),
  order(
    'sorted-descending',
    both(
      'The server sorts the names in descending order. Sort them in ascending order: activity comes before orderId.',
    ),
    (params) => params.toSorted(([a], [b]) => compareText(b, a)),
  ),
  order(
    'sorted-by-pair',
    both('The server sorts the joined k=v pairs. Sort by name only, then join.'),
    (params) => params.toSorted((a, b) => compareText(a.join('='), b.join('='))),
  ),
  values(
    'empty-as-null',
    both('The server signs empty values as the text "null". Sign an empty value as name=.'),
    (value) => value || 'null',
    (value) => value || 'undefined',
  ),
  values(
    'values-trimmed',
    both('The server trims the values. Leading and trailing spaces are part of a value.'),
    (value) => value.trim(),
  ),
  values(
    'extend-params-decoded',
    both('The server base64-decodes saasExtendParams before signing. Sign the base64 text as received.'),
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
