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
    both(
      'Your server signs the values as they stand in the URL. Decode every value once, then sort and sign.',
    ),
    wellFormedEncoded,
    formEncoded,
    (value) => lowerHex(wellFormedEncoded(value)),
    (value) => lowerHex(formEncoded(value)),
  ),
  values(
    'plus-read-as-blank',
    both(
      'Your server reads + as a blank: the values are decoded twice. Decode once; base64 values contain +.',
    ),
    (value) => value.replaceAll('+', ' '),
  ),
  values(
    'decoded-twice',
    both(
      'Your server decodes the values twice; the framework has done it once already. Do not decode again.',
    ),
    decoded,
    (value) => decoded(value.replaceAll('+', ' ')),
  ),
  values(
    'blank-read-as-plus',
    both(
      'Your server replaces blanks with + in every value, to repair a double decoding. Decode once and replace nothing.',
    ),
    (value) => value.replaceAll(' ', '+'),
  ),
  order(
    'unsorted',
    both('Your server signs the parameters in the order of arrival. Sort them ascending by name.'),
    (params) => params,
  ),
  order(
    'sorted-ignoring-case',
    both(
      'Your server sorts the names without regard to case. Sort by character code, upper case before lower, as TreeMap does.',
    ),
    (params) => params.toSorted(([a], [b]) => compareText(a.toLowerCase(), b.toLowerCase())),
  ),
  order(
    'sorted-descending',
    both('Your server sorts the names descending. Sort them ascending: activity comes before orderId.'),
    (params) => params.toSorted(([a], [b]) => compareText(b, a)),
  ),
  order(
    'sorted-by-pair',
    both('Your server sorts the finished k=v texts. Sort by the name alone, then join.'),
    (params) => params.toSorted((a, b) => compareText(a.join('='), b.join('='))),
  ),
  values(
    'empty-as-null',
    both('Your server signs empty values as the text "null". An empty value is signed as name=.'),
    (value) => value || 'null',
    (value) => value || 'undefined',
  ),
  values(
    'values-trimmed',
    both('Your server trims the values. Blanks around a value are part of it.'),
    (value) => value.trim(),
  ),
  values(
    'extend-params-decoded',
    both(
      'Your server decodes the base64 of saasExtendParams before it signs. Sign the base64 text as received.',
    ),
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
