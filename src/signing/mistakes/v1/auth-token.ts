import { both } from '../../../text/translate.ts';
import { equalsConstantTime } from '../../bytes.ts';
import { decryptField } from '../../sensitive-field.ts';
import {
  authToken,
  authTokenBase,
  authTokenParams,
  isBlank,
  joinParams,
  sortedAuthTokenParams,
  type TokenParams,
  unquoteAuthToken,
  verifyAuthToken,
} from '../../v1-auth-token.ts';
import { gbk, latin1, readAsLatin1 } from '../charset.ts';
import {
  type DeclaredMistake,
  explain,
  type InputMistake,
  type Mistake,
  maxLeftOut,
  mistakesOf,
  type SchemeMistake,
  type SearchScope,
  searchScope,
  untrimmedKeyMistake,
} from '../mistake.ts';
import { hashMistakes } from './hash.ts';
import { compareCodeUnits, signText, type TokenMistakeInput, tokenValueMistakes } from './token-values.ts';

function omittedParameter(name: string): InputMistake<TokenMistakeInput> {
  return {
    cause: `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-left-out`,
    text: both(
      'The server leaves {name} out of the text to sign. Sign every parameter received except authToken.',
      { name },
    ),
    stage: 'content',
    inputs: (input) => [withoutParam(input, name)],
  };
}

function withoutParam(input: TokenMistakeInput, name: string): TokenMistakeInput {
  return { ...input, params: input.params.filter(([other]) => other !== name) };
}

/** The token that signs all of these parameters, sorted by name. */
function signSorted(input: TokenMistakeInput, params: TokenParams): string {
  return signText(input, joinParams(params.toSorted(([a], [b]) => compareCodeUnits(a, b))));
}

/** Mistakes in the choice of parameters to sign and in joining them. */
const tokenParameterMistakes: readonly DeclaredMistake<TokenMistakeInput>[] = [
  {
    cause: 'empty-values-dropped',
    text: both('The server leaves out parameters with an empty value. For GET requests, sign them as name=.'),
    stage: 'content',
    inputs: (input) =>
      input.form === 'get'
        ? [isBlank, (value: string) => value === ''].map((drop) => ({
            ...input,
            params: authTokenParams(input.params, 'get').filter(([, value]) => !drop(value)),
          }))
        : [],
  },
  {
    cause: 'blank-values-kept',
    text: both('The server signs properties with a blank value. For POST requests, leave them out.'),
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
    text: both('The server signs authToken together with the other parameters. Remove it before signing.'),
    sign: (input) => {
      const tokens = [
        authToken(input),
        ...input.params.filter(([name]) => name === 'authToken').map(([, value]) => value),
      ];
      const params = authTokenParams(input.params, input.form);
      return tokens.map((token) => signSorted(input, [...params, ['authToken', token]]));
    },
  },
  omittedParameter('testFlag'),
  omittedParameter('activity'),
  omittedParameter('timeStamp'),
  {
    cause: 'parameter-left-out',
    text: both(
      'The server leaves a parameter out of the text to sign, most likely one that its own class does not define. Sign all parameters received, not only those you know.',
    ),
    stage: 'content',
    inputs: (input) =>
      authTokenParams(input.params, input.form)
        .filter(([name]) => !['testFlag', 'activity', 'timeStamp'].includes(name))
        .slice(0, maxLeftOut)
        .map(([name]) => withoutParam(input, name)),
  },
  {
    cause: 'fields-decrypted',
    text: both('The server decrypts mobilePhone and email before signing. Sign the ciphertext as received.'),
    sign: (input) =>
      ([256, 128] as const).map((bits) => {
        const params = authTokenParams(input.params, input.form).map(([name, value]) => {
          if (name !== 'mobilePhone' && name !== 'email') return [name, value] as const;
          const read = decryptField(input.key, value, bits);
          return [name, read.ok ? read.text : value] as const;
        });
        return authToken({ ...input, params });
      }),
  },
  {
    cause: 'repeated-values',
    text: both(
      'The server uses the last value or all values of a repeated parameter. Sign the first value only.',
    ),
    sign: (input) => {
      const all = Map.groupBy(input.params, ([name]) => name);
      return [
        authToken({ ...input, params: input.params.toReversed() }),
        authToken({
          ...input,
          params: [...all].map(([name, list]) => [name, list.map(([, value]) => value).join(',')] as const),
        }),
        signSorted(
          input,
          input.params.filter(([name]) => name !== 'authToken'),
        ),
      ];
    },
  },
  {
    cause: 'wire-text-signed',
    text: both(
      'The server signs the query or body as received. Sign k1=v1&k2=v2…, sorted by name, with decoded values and without authToken.',
    ),
    sign: (input) => {
      const wire = input.wireText;
      if (wire === undefined) return undefined;
      const bare = wire.split('&').filter((pair) => !pair.startsWith('authToken='));
      const texts = input.form === 'get' ? [bare.join('&'), bare.toSorted().join('&'), wire] : [wire];
      return texts.map((text) => signText(input, text));
    },
  },
  {
    cause: 'joined-otherwise',
    text: both('The server does not join the parameters as k1=v1&k2=v2, or adds a & at the start or end.'),
    sign: (input) => {
      const params = sortedAuthTokenParams(input.params, input.form);
      const right = joinParams(params);
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
      ].map((text) => signText(input, text));
    },
  },
  {
    cause: 'other-charset',
    text: both(
      'The server reads or signs the parameters in another character set (ISO-8859-1, GBK). Use UTF-8: URIEncoding in Tomcat, getBytes("UTF-8").',
    ),
    sign: (input) => {
      const right = authTokenBase(input.params, input.form);
      return [readAsLatin1(right), latin1(right), gbk(right)].map((text) => signText(input, text));
    },
  },
];

/** Known mistakes in `authToken`, the most likely first. */
export const authTokenMistakes: readonly SchemeMistake<TokenMistakeInput>[] = mistakesOf(authToken, [
  {
    cause: 'key-without-time',
    text: both(
      'The server signs with the access key only. For requests, the HMAC key is accessKey + timeStamp.',
    ),
    stage: 'key',
    inputs: (input) => [{ ...input, timeStamp: '' }],
  },
  {
    cause: 'time-before-key',
    text: both(
      'The server signs with timeStamp + accessKey. The HMAC key is accessKey + timeStamp, in this order.',
    ),
    stage: 'key',
    inputs: (input) => [{ ...input, key: input.timeStamp, timeStamp: input.key }],
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
    text: both(
      'The server compares authToken without decoding it, or with + read as a space. Decode it once, like every parameter.',
    ),
    sign: (input) => {
      const token = authToken(input);
      const encoded = encodeURIComponent(token);
      return [encoded, encoded.replace(/%../g, (code) => code.toLowerCase()), token.replaceAll('+', ' ')];
    },
  },
  untrimmedKeyMistake(),
]);

/** Which mistakes are searched in an `authToken`. */
export function authTokenSearchScope({ params, form }: TokenMistakeInput): SearchScope {
  return searchScope(authTokenBase(params, form).length);
}

/** The known mistake that explains the token; `undefined` if the token is correct or matches none. */
export function explainAuthToken(
  input: TokenMistakeInput,
  given: string,
): Mistake<TokenMistakeInput> | undefined {
  if (verifyAuthToken(input, given)) return undefined;
  const token = unquoteAuthToken(input.form, given);
  return explain(authTokenMistakes, input, token, equalsConstantTime, authTokenSearchScope(input));
}
