import type { KooError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';
import { looksLikeCmd, splitCmd, splitShell } from './command-line.ts';
import {
  type Captured,
  encodeUtf8,
  excerpt,
  type Parameter,
  toReceivedRequest,
  unreadableCapture,
} from './model.ts';

/** Whether a text is a curl command, with or without a prompt before it. */
export function looksLikeCurl(text: string): boolean {
  return /^\s*(?:[$#>%]\s+)?curl(?:\.exe)?\s/.test(text);
}

/** Long names of the short options that affect the request. */
const short: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  G: 'get',
  I: 'head',
  b: 'cookie',
  A: 'user-agent',
  e: 'referer',
};
const shortIgnored = 'aBfgijkLlnNOpqRsSvZ#046123';
const shortIgnoredWithValue = 'cCDEhKmoPQrtTuUwxYyz';

const ignored = new Set(
  (
    'compressed insecure silent show-error location globoff include verbose fail fail-with-body http1.0 http1.1 ' +
    'http2 http2-prior-knowledge http3 ipv4 ipv6 path-as-is no-buffer no-keepalive tlsv1 tlsv1.2 tlsv1.3 ' +
    'tcp-nodelay progress-bar no-progress-meter anyauth basic raw styled-output'
  ).split(' '),
);
const ignoredWithValue = new Set(
  (
    'max-time connect-timeout proxy output cacert capath cert key resolve connect-to retry retry-delay ' +
    'retry-max-time user write-out interface cookie-jar dump-header noproxy max-redirs stderr trace trace-ascii ' +
    'tls-max ciphers limit-rate keepalive-time'
  ).split(' '),
);

interface Parts {
  method?: string;
  url?: string;
  get: boolean;
  head: boolean;
  headers: Parameter[];
  removed: Set<string>;
  data: string[];
  json: boolean;
}

/**
 * Reads a curl command as curl does. The request does not contain the headers that curl adds by default, except the
 * content type of a form.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) for an unknown option, and for an option whose value is in a file
 */
export function readCurl(text: string): Captured {
  const command = text.trim().replace(/^[$#>%]\s+/, '');
  const words = looksLikeCmd(command) ? splitCmd(command) : splitShell(command);
  const parts: Parts = { get: false, head: false, headers: [], removed: new Set(), data: [], json: false };
  const rest = words.values();
  rest.next();
  // Options take their values from the same iterator.
  for (const word of rest) readWord(word, rest, parts);
  return assemble(parts);
}

function readWord(word: string, rest: Iterator<string>, parts: Parts): void {
  if (word.startsWith('--') && word.length > 2) {
    const [name = '', inline] = splitOnce(word.slice(2), '=');
    readOption(name, word, parts, () => inline ?? take(rest, word));
  } else if (word.startsWith('-') && word.length > 1) {
    readShort(word, rest, parts);
  } else {
    setUrl(parts, word);
  }
}

/** Reads a word of short options, the last of which may have a value: `-skXPOST`, `-d'{}'`. */
function readShort(word: string, rest: Iterator<string>, parts: Parts): void {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    if (shortIgnored.includes(letter)) continue;
    const value = () => {
      const attached = word.slice(at + 1);
      at = word.length;
      return attached === '' ? take(rest, `-${letter}`) : attached;
    };
    if (shortIgnoredWithValue.includes(letter)) value();
    else readOption(short[letter] ?? letter, `-${letter}`, parts, value);
  }
}

function readOption(name: string, word: string, parts: Parts, value: () => string): void {
  switch (name) {
    case 'request':
      parts.method = value();
      break;
    case 'url':
      setUrl(parts, value());
      break;
    case 'header':
      addHeader(parts, value());
      break;
    case 'cookie':
    case 'user-agent':
    case 'referer':
      parts.headers.push([name, value()]);
      break;
    case 'get':
      parts.get = true;
      break;
    case 'head':
      parts.head = true;
      break;
    case 'data':
    case 'data-ascii':
    case 'data-binary':
      addData(parts, inlineData(value(), word));
      break;
    case 'data-raw':
      addData(parts, value());
      break;
    case 'data-urlencode':
      addData(parts, urlencode(value(), word));
      break;
    case 'json':
      addJson(parts, inlineData(value(), word));
      break;
    default:
      if (ignoredWithValue.has(name)) value();
      else if (!ignored.has(name)) {
        throw unreadableCapture(
          both(
            'The curl command uses {word}, which koo does not support: remove the option, or capture the request as raw HTTP',
            { word: excerpt(word) },
          ),
        );
      }
  }
}

function setUrl(parts: Parts, url: string): void {
  if (parts.url !== undefined) {
    throw unreadableCapture(
      both('The curl command contains two URLs: {first} and {second}', {
        first: excerpt(parts.url),
        second: excerpt(url),
      }),
    );
  }
  parts.url = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
}

/** `Name: value`; `Name:` removes a default header of curl, `Name;` sends it empty. */
function addHeader(parts: Parts, text: string): void {
  const at = text.search(/[:;]/);
  const isEmpty = text.charAt(at) === ';';
  if (at < 1 || text.startsWith('@') || (isEmpty && at + 1 < text.length)) {
    throw unreadableCapture(
      both('The curl command contains an invalid header: {header}', { header: excerpt(text) }),
    );
  }
  const name = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  if (value === '' && !isEmpty) parts.removed.add(name.toLowerCase());
  else parts.headers.push([name, value]);
}

function addData(parts: Parts, piece: string): void {
  if (parts.data.length > 0) parts.data.push('&');
  parts.data.push(piece);
}

function addJson(parts: Parts, piece: string): void {
  parts.data.push(piece);
  parts.json = true;
}

function inlineData(value: string, word: string): string {
  if (!value.startsWith('@')) return value;
  throw uncapturedFile(value, word);
}

function uncapturedFile(value: string, word: string): KooError {
  return unreadableCapture(
    both(
      '{word} {value} refers to a file that the capture does not contain: put the body itself in the command',
      { word: excerpt(word), value: excerpt(value) },
    ),
  );
}

/** `content`, `=content` and `name=content`; only the content is encoded. */
function urlencode(value: string, word: string): string {
  const [name, content] = splitOnce(value, '=');
  if (content === undefined) {
    if (value.includes('@')) throw uncapturedFile(value, word);
    return encodeURIComponent(value);
  }
  return name === '' ? encodeURIComponent(content) : `${name}=${encodeURIComponent(content)}`;
}

function assemble(parts: Parts): Captured {
  if (parts.url === undefined) throw unreadableCapture(both('The curl command contains no URL'));
  const data = parts.data.join('');
  const inBody = parts.data.length > 0 && !parts.get;
  const defaults: Parameter[] = [];
  if (inBody)
    defaults.push(['content-type', parts.json ? 'application/json' : 'application/x-www-form-urlencoded']);
  if (parts.json) defaults.push(['accept', 'application/json']);
  const given = new Set([...parts.removed, ...parts.headers.map(([name]) => name.toLowerCase())]);
  const headers = [...defaults.filter(([name]) => !given.has(name)), ...parts.headers];
  const method = parts.method ?? (parts.head ? 'HEAD' : inBody ? 'POST' : 'GET');
  return toReceivedRequest(method, withQuery(parts, data), headers, encodeUtf8(inBody ? data : ''));
}

function withQuery({ url = '', get, data: pieces }: Parts, data: string): string {
  if (!get || pieces.length === 0) return url;
  const [address = '', fragment] = splitOnce(url, '#');
  const joint = address.includes('?') ? '&' : '?';
  return `${address}${joint}${data}${fragment === undefined ? '' : `#${fragment}`}`;
}

function take(rest: Iterator<string>, word: string): string {
  const { done, value } = rest.next();
  if (!done) return value;
  throw unreadableCapture(both('The curl option {word} has no value', { word: excerpt(word) }));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
