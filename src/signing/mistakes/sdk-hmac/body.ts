import { both } from '../../../text/translate.ts';
import { type Bytes, sha256 } from '../../bytes.ts';
import { jsonTokens } from '../../canonical-json.ts';
import { unsignedPayload } from '../../sdk-hmac-canonical.ts';
import { gbk, latin1 } from '../charset.ts';
import {
  prettyJson,
  quoteEscaping,
  readTokens,
  rewriteStrings,
  sortKeysDeeply,
  spacedJson,
  type Tokens,
} from '../json-dialects.ts';
import { type Draft, decodeBody, mistakesIn, type SdkMistake } from './draft.ts';

/** Longest body that is written in other forms, in characters. */
const maxRewritten = 256 * 1024;

function hashes(bodies: readonly (Bytes | undefined)[]): Partial<Draft>[] {
  return bodies.flatMap((body) => (body === undefined ? [] : [{ bodyHash: sha256(body).toString('hex') }]));
}

/** A mistake that hashes the JSON body in another form than the one sent. */
function jsonMistake(
  cause: string,
  text: SdkMistake['text'],
  rewrite: (tokens: Tokens, json: string) => readonly (Bytes | undefined)[],
): Omit<SdkMistake, 'part'> {
  return {
    cause,
    text,
    changes(_, { request }) {
      const json = decodeBody(request);
      const tokens = json.length > maxRewritten ? undefined : readTokens(json);
      return tokens ? hashes(rewrite(tokens, json)) : [];
    },
  };
}

/** Mistakes in the last line of the canonical request, the most likely first. */
export const bodyMistakes: readonly SdkMistake[] = mistakesIn('body', [
  {
    cause: 'body-not-hashed',
    text: both('The body was signed as an empty body. Hash the bytes that are sent.'),
    changes: () => hashes(['', '{}', 'null']),
  },
  jsonMistake(
    'body-with-spaces',
    both(
      'The client hashes the body with a space after each comma and colon, as Python writes JSON, but sends another text. Serialise the body once, and hash and send this text.',
    ),
    (tokens) => [spacedJson(tokens), spacedJson(rewriteStrings(tokens, quoteEscaping(/[\u007f-\uffff]/g)))],
  ),
  jsonMistake(
    'body-serialised-again',
    both(
      'The client hashes compact JSON, but sends the body in another form: the HTTP library serialises it again. Serialise the body once, and hash and send this text.',
    ),
    (tokens) => {
      const ascii = rewriteStrings(tokens, quoteEscaping(/[\u0080-\uffff]/g)).join('');
      const again = rewriteStrings(tokens, JSON.stringify).join('');
      return [tokens.join(''), ascii, again, ascii.replaceAll('/', '\\/')];
    },
  ),
  jsonMistake(
    'body-sorted',
    both(
      'The client hashes the body with sorted keys, but sends them in another order. Serialise the body once, and hash and send this text.',
    ),
    (_, json) => {
      const sorted = sortKeysDeeply(json);
      return sorted === undefined ? [] : [sorted, spacedJson(jsonTokens(sorted))];
    },
  ),
  jsonMistake(
    'body-indented',
    both(
      'The client hashes the body with line breaks and indentation, but sends another text. Serialise the body once, and hash and send this text.',
    ),
    (tokens) => ['  ', '    ', '\t'].map((indent) => prettyJson(tokens, indent, ': ')),
  ),
  {
    cause: 'body-line-break',
    text: both(
      'The client hashes the body with other line breaks or spaces at its end than it sends. Hash the bytes that are sent.',
    ),
    changes: (_, { request }) => {
      const body = decodeBody(request);
      if (body.length > maxRewritten) return [];
      const unix = body.replaceAll('\r\n', '\n');
      const trimmed = [body.trimEnd(), body.trim()];
      return hashes([`${body}\n`, `${body}\r\n`, ...trimmed, unix, unix.replaceAll('\n', '\r\n')]);
    },
  },
  {
    cause: 'body-other-charset',
    text: both('The client hashes the body in another character set (ISO-8859-1, GBK). Use UTF-8.'),
    changes: (_, { request }) => {
      const body = decodeBody(request);
      return body.length > maxRewritten ? [] : hashes([latin1(body), gbk(body)]);
    },
  },
  {
    cause: 'query-as-body',
    text: both('The client hashes the query as the body. The body of a request without one is empty.'),
    changes: ({ query }, { request: { url } }) => hashes([url.search.slice(1), query]),
  },
  {
    cause: 'body-hash-upper-case',
    text: both('The client writes the hash of the body in upper case. Use lower-case hex.'),
    changes: ({ bodyHash }) => [{ bodyHash: bodyHash.toUpperCase() }],
  },
  {
    cause: 'body-hash-base64',
    text: both('The client writes the hash of the body in base64. Use lower-case hex.'),
    changes: ({ bodyHash }) => [{ bodyHash: Buffer.from(bodyHash, 'hex').toString('base64') }],
  },
  {
    cause: 'body-in-place-of-hash',
    text: both(
      'The client ends the canonical request with the body itself. It ends with hex(SHA-256(body)), also if the body is empty.',
    ),
    changes: (_, { request }) => [{ bodyHash: decodeBody(request) }, { bodyHash: '' }],
  },
  {
    cause: 'unsigned-payload-not-sent',
    text: both(
      'The client signs UNSIGNED-PAYLOAD in place of the hash of the body, without the header X-Sdk-Content-Sha256. Hash the body.',
    ),
    changes: () => [{ bodyHash: unsignedPayload }],
  },
]);
