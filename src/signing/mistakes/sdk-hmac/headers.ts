import { both } from '../../../text/translate.ts';
import { permutations } from '../mistake.ts';
import {
  type Draft,
  type HeaderLine,
  headerText,
  mistakesIn,
  type SdkInput,
  type SdkMistake,
  sentName,
  withHeaderValue,
} from './draft.ts';

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

/** Mistakes in the headers that are signed: their names, values, order and lines. */
export const headerMistakes: readonly SdkMistake[] = mistakesIn('headers', [
  {
    cause: 'host-port',
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
    text: (type) =>
      both(
        'The client signs the Content-Type "{type}", but another one is sent: the HTTP library changes it after signing.',
        { type },
      ),
    changes: (draft) =>
      hasHeader(draft, 'content-type')
        ? knownTypes.map((type) => ({ headers: withHeaderValue(draft, 'content-type', type), detail: type }))
        : [],
  },
  {
    cause: 'header-not-signed',
    text: (name) =>
      both(
        'SignedHeaders lists {name}, but the client does not sign it. Write each listed header into the canonical headers.',
        { name },
      ),
    changes: ({ headers, names }) =>
      [...new Set(headers.map(([name]) => name))].flatMap((name) => {
        const rest = headers.filter(([one]) => one !== name);
        const listed = names.split(';').filter((one) => one !== name);
        return variants({ headers: rest, names: listed.join(';') }, name);
      }),
  },
  {
    cause: 'header-not-listed',
    text: (name) =>
      both(
        'The client signs the header {name}, but SignedHeaders does not list it. List each signed header.',
        { name },
      ),
    changes: ({ headers, names }, input) =>
      unlistedHeaders(input).flatMap((line) => {
        const [name] = line;
        const all = [...headers, line].toSorted(([a], [b]) => (a < b ? -1 : 1));
        const listed = [...names.split(';'), name].sort().join(';');
        return variants({ headers: all, names: listed }, name).slice(0, 2);
      }),
  },
  {
    cause: 'header-names-upper-case',
    text: both(
      'The client signs header names with upper-case letters. Use lower-case names, in the canonical headers and in SignedHeaders.',
    ),
    changes: ({ headers, names }, { request }) => {
      const title = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
      const asSent = (name: string) => sentName(request, name);
      return [title, asSent, (name: string) => name.toUpperCase()].flatMap((write) => {
        const lines = headers.map(([name, value]): HeaderLine => [write(name), value]);
        return variants({ headers: lines, names: names.split(';').map(write).join(';') });
      });
    },
  },
  {
    cause: 'headers-not-sorted',
    text: both('The client does not sort the headers before signing. Sort them by their lower-case names.'),
    changes: ({ headers, names }) =>
      headers.length > 5
        ? []
        : permutations(headers)
            .flatMap((lines) => {
              const listed = [...new Set(lines.map(([name]) => name))].join(';');
              return variants({ headers: lines, names: listed });
            })
            .filter((change) => change.names !== names || change.headers !== headers),
  },
  {
    cause: 'no-empty-line',
    text: both(
      'An empty line is missing. Each canonical header ends with a line feed, so an empty line follows the last one.',
    ),
    changes: () => [{ headerEnd: '' }, { headerEnd: '\n\n' }],
  },
  {
    cause: 'space-after-colon',
    text: both(
      'The client signs headers with a space after the colon. Write name, colon and value without spaces.',
    ),
    changes: () => [{ colon: ': ' }, { colon: ' : ' }, { colon: '=' }],
  },
]);

/** Changes of the header lines and of `SignedHeaders`: both, then each alone. */
function variants({ headers, names }: Pick<Draft, 'headers' | 'names'>, detail?: string): Partial<Draft>[] {
  const changes = [{ headers, names }, { headers }, { names }];
  return detail === undefined ? changes : changes.map((change) => ({ ...change, detail }));
}

function hasHeader({ headers }: Draft, wanted: string): boolean {
  return headers.some(([name]) => name === wanted);
}

function hostChanges(draft: Draft, hosts: readonly string[]): Partial<Draft>[] {
  if (!hasHeader(draft, 'host')) return [];
  return hosts.map((host) => ({ headers: withHeaderValue(draft, 'host', host), detail: host }));
}

/** Headers of the request that `SignedHeaders` does not list. */
function unlistedHeaders({ request, signed }: SdkInput): HeaderLine[] {
  const names = new Set([...request.headers.map(([name]) => name.toLowerCase()), 'host']);
  return [...names]
    .filter((name) => name !== 'authorization' && !signed.includes(name))
    .map((name) => [name, headerText(request, name) || (name === 'host' ? request.url.host : '')]);
}
