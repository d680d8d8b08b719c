import { both } from '../../../text/translate.ts';
import { percentDecode, percentEncode, queryParameters } from '../../sdk-hmac-canonical.ts';
import {
  type Draft,
  type HeaderLine,
  headerText,
  type SdkInput,
  type SdkMistake,
  sentName,
  withHeaderValue,
} from './draft.ts';

/** Most segments of a path, and parameters of a query, of which each is left out once. */
const maxParts = 100;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const methodMistakes: readonly SdkMistake[] = [
  {
    cause: 'method-lower-case',
    part: 'method',
    text: both('The client signs the HTTP method in lower case. Use upper case.'),
    changes: ({ method }) => [
      { method: method.toLowerCase() },
      { method: method.charAt(0) + method.slice(1).toLowerCase() },
    ],
  },
  {
    cause: 'other-method',
    part: 'method',
    text: (method) =>
      both('The client signs the HTTP method {method}. Sign the method that is sent.', { method }),
    changes: () => methods.map((method) => ({ method, detail: method })),
  },
];

/** The path as it is sent, decoded. */
function plainPath({ request: { url } }: SdkInput): string {
  return percentDecode(url.pathname).toString('utf8');
}

const pathMistakes: readonly SdkMistake[] = [
  {
    cause: 'no-trailing-slash',
    part: 'path',
    text: both(
      'The client signs the path without a slash at the end. The canonical path must end with "/", even if the path that is sent does not.',
    ),
    changes: ({ path }) => [{ path: path.replace(/\/$/, '') }],
  },
  {
    cause: 'path-encoded-twice',
    part: 'path',
    text: both('The path is percent-encoded twice: "%" becomes "%25". Encode each segment once.'),
    changes: ({ path }) => withAndWithoutSlash(path.replaceAll('%', '%25')),
  },
  {
    cause: 'path-not-encoded',
    part: 'path',
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
    part: 'path',
    text: both('The client percent-encodes the slashes of the path. Encode only the segments between them.'),
    changes: (_, input) => {
      const path = percentEncode(plainPath(input).replace(/\/$/, ''));
      return [{ path }, { path: `${path}/` }, { path: `${path}%2F` }, { path: `/${path.slice(3)}/` }];
    },
  },
  {
    cause: 'query-in-path',
    part: 'path',
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
    part: 'path',
    text: both('The client signs the URL with scheme and host in place of the path. Sign the path only.'),
    changes: ({ path }, { request: { url } }) =>
      [url.origin, url.host, `//${url.host}`].flatMap((start) => withAndWithoutSlash(start + path)),
  },
  {
    cause: 'part-of-path',
    part: 'path',
    text: (path) =>
      both(
        'The client signs only a part of the path ({path}), such as the part behind its base URL. Sign the whole path that is sent.',
        { path },
      ),
    changes: ({ path }) => {
      const segments = path.split('/').slice(1, -1);
      const tails = segments.slice(0, maxParts).map((_, at) => `/${segments.slice(at + 1).join('/')}`);
      return [...tails, path.slice(1)].flatMap((tail) =>
        withAndWithoutSlash(`${tail.replace(/\/$/, '')}/`).map((change) => ({
          ...change,
          detail: change.path,
        })),
      );
    },
  },
];

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

const queryMistakes: readonly SdkMistake[] = [
  {
    cause: 'query-not-sorted',
    part: 'query',
    text: both('The query parameters are not sorted before signing. Sort them by name, then by value.'),
    changes: (_, input) => {
      const parameters = parametersOf(input);
      const raw = input.request.url.search.slice(1);
      return [raw, write(parameters), write(sorted(parameters).toReversed())].map((query) => ({ query }));
    },
  },
  {
    cause: 'query-encoded-as-form',
    part: 'query',
    text: both(
      'The client encodes the query as a form, with "+" for a space. Percent-encode it: a space is %20.',
    ),
    changes: (_, input) => {
      const parameters = parametersOf(input);
      const plain = (text: string) => percentEncode(text).replaceAll('%20', '+');
      return [
        formEncode,
        plain,
        (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
      ]
        .flatMap((encode) => [write(sorted(parameters), encode), write(parameters, encode)])
        .map((query) => ({ query }));
    },
  },
  {
    cause: 'query-not-encoded',
    part: 'query',
    text: both(
      'The client signs the query without percent-encoding. Encode names and values, everything except letters, digits, "-", "_", "." and "~".',
    ),
    changes: (_, input) => {
      const parameters = parametersOf(input);
      const component = (text: string) => encodeURIComponent(text.toWellFormed());
      const encodings = [(text: string) => text, component, (text: string) => encodeURI(text.toWellFormed())];
      return encodings
        .flatMap((encode) => [write(sorted(parameters), encode), write(parameters, encode)])
        .map((query) => ({ query }));
    },
  },
  {
    cause: 'query-encoded-twice',
    part: 'query',
    text: both('The query is percent-encoded twice: "%" becomes "%25". Encode names and values once.'),
    changes: ({ query }) => [{ query: query.replaceAll('%', '%25') }],
  },
  {
    cause: 'percent-lower-case',
    part: 'query',
    text: both('The client percent-encodes with lower-case digits, such as %e4. Use upper case: %E4.'),
    changes: ({ path, query }) => {
      const lower = (text: string) => text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase());
      return [{ path: lower(path), query: lower(query) }, { path: lower(path) }, { query: lower(query) }];
    },
  },
  {
    cause: 'no-query',
    part: 'query',
    text: both('The query parameters are not signed. The third line of the canonical request is the query.'),
    changes: () => [{ query: '' }],
  },
  {
    cause: 'query-without-equals',
    part: 'query',
    text: both('The client signs a parameter without a value as "name". Sign it as "name=".'),
    changes: ({ query }) => [{ query: query.replace(/=(?=&|$)/g, '') }],
  },
  {
    cause: 'query-with-question-mark',
    part: 'query',
    text: both('The client signs the query with its question mark. Sign only what follows it.'),
    changes: ({ query }, { request: { url } }) => [{ query: `?${query}` }, { query: url.search }],
  },
  {
    cause: 'parameter-not-signed',
    part: 'query',
    text: (name) => both('The query parameter {name} is sent, but the client does not sign it.', { name }),
    changes: (_, input) => {
      const parameters = sorted(parametersOf(input));
      return parameters
        .slice(0, maxParts)
        .map(([name], at) => ({ query: write(parameters.toSpliced(at, 1)), detail: name }));
    },
  },
];

/** Hosts that a client may have signed although it sends the request to another one, such as the sandbox or a proxy. */
const knownHosts = [
  'mkt.myhuaweicloud.com',
  'mkt.myhuaweicloud.cn',
  'mkt-intl.myhuaweicloud.com',
  'mkt.myhuaweicloud.eu',
  'iam.myhuaweicloud.com',
  'localhost',
  '127.0.0.1',
];

function hostOf({ request }: SdkInput): string {
  return headerText(request, 'host') || request.url.host;
}

const knownTypes = [
  'application/json',
  'application/json;charset=UTF-8',
  'application/json; charset=UTF-8',
  'application/json;charset=utf-8',
  'application/json; charset=utf-8',
  'application/json;charset=utf8',
  'application/json; charset=utf8',
  'application/x-www-form-urlencoded',
  'text/plain',
  'text/plain;charset=UTF-8',
  '',
];

const headerMistakes: readonly SdkMistake[] = [
  {
    cause: 'host-port',
    part: 'headers',
    text: (host) =>
      both('The client signs the host as "{host}". Sign the Host header as it is sent, including the port.', {
        host,
      }),
    changes: (draft, input) => {
      const host = hostOf(input);
      const name = host.replace(/:\d+$/, '');
      const ports = [name, ...['443', '80', input.request.url.port].map((port) => `${name}:${port}`)];
      return hostChanges(draft, ports);
    },
  },
  {
    cause: 'other-host',
    part: 'headers',
    text: (host) =>
      both('The client signs the host as "{host}". Sign the Host header as it is sent.', { host }),
    changes: (draft, input) => {
      const host = hostOf(input);
      const port = /:\d+$/.exec(host)?.[0] ?? '';
      const local = port === '' ? [] : ['localhost', '127.0.0.1'].map((name) => name + port);
      const schemes = ['http', 'https'].flatMap((scheme) => [`${scheme}://${host}`, `${scheme}://${host}/`]);
      return hostChanges(draft, [...knownHosts, ...local, ...schemes, host.toUpperCase(), '']);
    },
  },
  {
    cause: 'content-type-changed',
    part: 'headers',
    text: (type) =>
      both(
        'The client signs the Content-Type "{type}", but another one is sent: the HTTP library changes it after signing.',
        { type },
      ),
    changes: (draft) =>
      hasHeader(draft, 'content-type')
        ? knownTypes.map((type) => ({
            headers: withHeaderValue(draft, 'content-type', type),
            detail: type,
          }))
        : [],
  },
  {
    cause: 'header-not-signed',
    part: 'headers',
    text: (name) =>
      both(
        'SignedHeaders lists {name}, but the client does not sign it. Write each listed header into the canonical headers.',
        { name },
      ),
    changes: ({ headers, names }) =>
      [...new Set(headers.map(([name]) => name))].flatMap((name) => {
        const rest = headers.filter(([one]) => one !== name);
        const left = names
          .split(';')
          .filter((one) => one !== name)
          .join(';');
        return [
          { headers: rest, names: left, detail: name },
          { headers: rest, detail: name },
          { names: left, detail: name },
        ];
      }),
  },
  {
    cause: 'header-not-listed',
    part: 'headers',
    text: (name) =>
      both(
        'The client signs the header {name}, but SignedHeaders does not list it. List each signed header.',
        {
          name,
        },
      ),
    changes: ({ headers, names }, input) =>
      unlistedHeaders(input).flatMap((line) => {
        const [name] = line;
        const all = [...headers, line].toSorted(([a], [b]) => (a < b ? -1 : 1));
        const listed = [...names.split(';'), name].sort().join(';');
        return [
          { headers: all, names: listed, detail: name },
          { headers: all, detail: name },
        ];
      }),
  },
  {
    cause: 'header-names-upper-case',
    part: 'headers',
    text: both(
      'The client signs header names with upper-case letters. Use lower-case names, in the canonical headers and in SignedHeaders.',
    ),
    changes: ({ headers, names }, { request }) => {
      const title = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
      const writings = [
        title,
        (name: string) => sentName(request, name),
        (name: string) => name.toUpperCase(),
      ];
      return writings.flatMap((write) => {
        const lines = headers.map(([name, value]): HeaderLine => [write(name), value]);
        const listed = names.split(';').map(write).join(';');
        return [{ headers: lines, names: listed }, { headers: lines }, { names: listed }];
      });
    },
  },
  {
    cause: 'headers-not-sorted',
    part: 'headers',
    text: both('The client does not sort the headers before signing. Sort them by their lower-case names.'),
    changes: ({ headers, names }) =>
      headers.length > 5
        ? []
        : permutations(headers)
            .flatMap((lines) => {
              const listed = [...new Set(lines.map(([name]) => name))].join(';');
              return [{ headers: lines, names: listed }, { headers: lines }, { names: listed }];
            })
            .filter((change) => change.names !== names || change.headers !== headers),
  },
  {
    cause: 'no-empty-line',
    part: 'headers',
    text: both(
      'An empty line is missing. Each canonical header ends with a line feed, so an empty line follows the last one.',
    ),
    changes: () => [{ headerEnd: '' }, { headerEnd: '\n\n' }],
  },
  {
    cause: 'space-after-colon',
    part: 'headers',
    text: both(
      'The client signs headers with a space after the colon. Write name, colon and value without spaces.',
    ),
    changes: () => [{ colon: ': ' }, { colon: ' : ' }, { colon: '=' }],
  },
];

function hasHeader({ headers }: Draft, wanted: string): boolean {
  return headers.some(([name]) => name === wanted);
}

function hostChanges(draft: Draft, hosts: readonly string[]): Partial<Draft>[] {
  if (!hasHeader(draft, 'host')) return [];
  return hosts.map((host) => ({ headers: withHeaderValue(draft, 'host', host), detail: host }));
}

/** Headers of the request that `SignedHeaders` does not list. */
function unlistedHeaders({ request, signed }: SdkInput): HeaderLine[] {
  const all = new Map(request.headers.map(([name]) => [name.toLowerCase(), true]));
  if (!all.has('host')) all.set('host', true);
  return [...all.keys()]
    .filter((name) => name !== 'authorization' && !signed.includes(name))
    .map((name) => [
      name,
      name === 'host' ? headerText(request, name) || request.url.host : headerText(request, name),
    ]);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

/** Mistakes in the first five lines of the canonical request, the most likely first. */
export const requestMistakes: readonly SdkMistake[] = [
  ...pathMistakes,
  ...queryMistakes,
  ...headerMistakes,
  ...methodMistakes,
];
