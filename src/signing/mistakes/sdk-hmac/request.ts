import { both } from '../../../text/translate.ts';
import { percentDecode, percentEncode, queryParameters } from '../../sdk-hmac-canonical.ts';
import { mistakesIn, type SdkInput, type SdkMistake } from './draft.ts';
import { headerMistakes } from './headers.ts';

/** Most segments of a path, and parameters of a query, of which each is left out once. */
const maxParts = 100;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const methodMistakes = mistakesIn('method', [
  {
    cause: 'method-lower-case',
    text: both('The client signs the HTTP method in lower case. Use upper case.'),
    changes: ({ method }) => [
      { method: method.toLowerCase() },
      { method: method.charAt(0) + method.slice(1).toLowerCase() },
    ],
  },
  {
    cause: 'other-method',
    text: (method) =>
      both('The client signs the HTTP method {method}. Sign the method that is sent.', { method }),
    changes: () => methods.map((method) => ({ method, detail: method })),
  },
]);

/** The path as it is sent, decoded. */
function plainPath({ request: { url } }: SdkInput): string {
  return percentDecode(url.pathname).toString('utf8');
}

const pathMistakes = mistakesIn('path', [
  {
    cause: 'no-trailing-slash',
    text: both(
      'The client signs the path without a slash at the end. The canonical path must end with "/", even if the path that is sent does not.',
    ),
    changes: ({ path }) => [{ path: path.replace(/\/$/, '') }],
  },
  {
    cause: 'path-encoded-twice',
    text: both('The path is percent-encoded twice: "%" becomes "%25". Encode each segment once.'),
    changes: ({ path }) => withAndWithoutSlash(path.replaceAll('%', '%25')),
  },
  {
    cause: 'path-not-encoded',
    text: both(
      'The client signs the path without percent-encoding. Encode everything in a segment except letters, digits, "-", "_", "." and "~".',
    ),
    changes: ({ path }, input) => [
      ...withAndWithoutSlash(`${plainPath(input).replace(/\/$/, '')}/`),
      ...withAndWithoutSlash(path.replaceAll('%20', '+')),
      ...withAndWithoutSlash(`${input.request.url.pathname.replace(/\/$/, '')}/`),
    ],
  },
  {
    cause: 'path-slashes-encoded',
    text: both('The client percent-encodes the slashes of the path. Encode only the segments between them.'),
    changes: (_, input) => {
      const path = percentEncode(plainPath(input).replace(/\/$/, ''));
      return [{ path }, { path: `${path}/` }, { path: `${path}%2F` }, { path: `/${path.slice(3)}/` }];
    },
  },
  {
    cause: 'query-in-path',
    text: both(
      'The client signs the query as part of the path. Path and query are two lines of the canonical request.',
    ),
    changes: ({ path, query }, { request: { url } }) => {
      const targets = [url.search, `?${query}`].flatMap((search) => [
        url.pathname + search,
        `${url.pathname}${search}/`,
        path + search,
      ]);
      const signed = [...targets, ...targets.map((target) => url.origin + target)];
      return url.search === '' ? [] : signed.flatMap((one) => [{ path: one, query: '' }, { path: one }]);
    },
  },
  {
    cause: 'url-in-path',
    text: both('The client signs the URL with scheme and host in place of the path. Sign the path only.'),
    changes: ({ path }, { request: { url } }) =>
      [url.origin, url.host, `//${url.host}`].flatMap((start) => withAndWithoutSlash(start + path)),
  },
  {
    cause: 'part-of-path',
    text: (path) =>
      both(
        'The client signs only a part of the path ({path}), such as the part behind its base URL. Sign the whole path that is sent.',
        { path },
      ),
    changes: ({ path }) => {
      const segments = path.split('/').slice(1, -1);
      const tails = segments.slice(0, maxParts).map((_, at) => `/${segments.slice(at + 1).join('/')}`);
      return [...tails, path.slice(1)].flatMap((tail) =>
        withAndWithoutSlash(`${tail.replace(/\/$/, '')}/`).map(({ path }) => ({ path, detail: path })),
      );
    },
  },
]);

function withAndWithoutSlash(path: string): { readonly path: string }[] {
  return [{ path }, { path: path.replace(/\/$/, '') }];
}

/** The parameters as text, in the order of sending. */
function parametersOf({ request: { url } }: SdkInput): (readonly [string, string])[] {
  return queryParameters(url.search).map(([name, value]) => [name.toString('utf8'), value.toString('utf8')]);
}

function write(
  parameters: readonly (readonly [string, string])[],
  encode: (text: string) => string = percentEncode,
): string {
  return parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** Sorts as most languages do, by UTF-16 units, which is the same for ASCII. */
function sorted(parameters: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return parameters.toSorted((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
}

/** `application/x-www-form-urlencoded` as Java and the URL standard write it: `*` stays, `~` does not. */
function formEncode(text: string): string {
  return percentEncode(text).replaceAll('%20', '+').replaceAll('~', '%7E').replaceAll('%2A', '*');
}

function encodeComponent(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The query in each of these encodings, with its parameters sorted and in the order of sending. */
function queriesIn(input: SdkInput, encodings: readonly ((text: string) => string)[]) {
  const parameters = parametersOf(input);
  return encodings
    .flatMap((encode) => [write(sorted(parameters), encode), write(parameters, encode)])
    .map((query) => ({ query }));
}

const queryMistakes = mistakesIn('query', [
  {
    cause: 'query-not-sorted',
    text: both('The query parameters are not sorted before signing. Sort them by name, then by value.'),
    changes: (_, input) => {
      const parameters = parametersOf(input);
      const raw = input.request.url.search.slice(1);
      return [raw, write(parameters), write(sorted(parameters).toReversed())].map((query) => ({ query }));
    },
  },
  {
    cause: 'query-encoded-as-form',
    text: both(
      'The client encodes the query as a form, with "+" for a space. Percent-encode it: a space is %20.',
    ),
    changes: (_, input) => {
      const plain = (text: string) => percentEncode(text).replaceAll('%20', '+');
      const component = (text: string) => encodeComponent(text).replaceAll('%20', '+');
      return queriesIn(input, [formEncode, plain, component]);
    },
  },
  {
    cause: 'query-not-encoded',
    text: both(
      'The client signs the query without percent-encoding. Encode names and values, everything except letters, digits, "-", "_", "." and "~".',
    ),
    changes: (_, input) =>
      queriesIn(input, [(text) => text, encodeComponent, (text) => encodeURI(text.toWellFormed())]),
  },
  {
    cause: 'query-encoded-twice',
    text: both('The query is percent-encoded twice: "%" becomes "%25". Encode names and values once.'),
    changes: ({ query }) => [{ query: query.replaceAll('%', '%25') }],
  },
  {
    cause: 'percent-lower-case',
    text: both('The client percent-encodes with lower-case digits, such as %e4. Use upper case: %E4.'),
    changes: ({ path, query }) => {
      const lower = (text: string) => text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase());
      return [{ path: lower(path), query: lower(query) }, { path: lower(path) }, { query: lower(query) }];
    },
  },
  {
    cause: 'no-query',
    text: both('The query parameters are not signed. The third line of the canonical request is the query.'),
    changes: () => [{ query: '' }],
  },
  {
    cause: 'query-without-equals',
    text: both('The client signs a parameter without a value as "name". Sign it as "name=".'),
    changes: ({ query }) => [{ query: query.replace(/=(?=&|$)/g, '') }],
  },
  {
    cause: 'query-with-question-mark',
    text: both('The client signs the query with its question mark. Sign only what follows it.'),
    changes: ({ query }, { request: { url } }) => [{ query: `?${query}` }, { query: url.search }],
  },
  {
    cause: 'parameter-not-signed',
    text: (name) => both('The query parameter {name} is sent, but the client does not sign it.', { name }),
    changes: (_, input) => {
      const parameters = sorted(parametersOf(input));
      return parameters
        .slice(0, maxParts)
        .map(([name], at) => ({ query: write(parameters.toSpliced(at, 1)), detail: name }));
    },
  },
]);

/** Mistakes in the first five lines of the canonical request, the most likely first. */
export const requestMistakes: readonly SdkMistake[] = [
  ...pathMistakes,
  ...queryMistakes,
  ...headerMistakes,
  ...methodMistakes,
];
