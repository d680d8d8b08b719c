import { oncePerInput } from '../../../text/once.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { compactJson, jsonMembers } from '../../canonical-json.ts';
import type { V2MistakeInput, V2SignatureInput } from '../../v2.ts';
import { gbk, latin1, readAsLatin1 } from '../charset.ts';
import {
  javaMapToString,
  prettyJson,
  quoteEscaping,
  readTokens,
  rewriteNumbers,
  rewriteStrings,
  spacedJson,
  stringContent,
  type Tokens,
} from '../json-dialects.ts';
import type { Mistake } from '../mistake.ts';

const nonAscii = /[\u0080-\uffff]/g;

const tokensOf = oncePerInput(({ payload }: V2MistakeInput) => readTokens(payload));

/** A mistake that writes the payload in another dialect of JSON; it does not apply to a payload that is not JSON. */
function dialect(
  cause: string,
  text: Localized,
  write: (tokens: Tokens) => readonly (string | undefined)[],
): PayloadMistake {
  return {
    cause,
    text,
    payloads(input) {
      const tokens = tokensOf(input);
      return tokens ? write(tokens) : [];
    },
  };
}

function quoted(tokens: Tokens, quote: (text: string) => string): string {
  return rewriteStrings(tokens, quote).join('');
}

/** Mistakes in serialising the correct content. */
export const serialisationMistakes: readonly PayloadMistake[] = [
  dialect(
    'json-with-spaces',
    both(
      'The server signs JSON with a space after each comma and colon. Write compact JSON: in Python, json.dumps(…, separators=(",", ":"), ensure_ascii=False).',
    ),
    (tokens) => [spacedJson(tokens), spacedJson(rewriteStrings(tokens, quoteEscaping(/[\u007f-\uffff]/g)))],
  ),
  dialect(
    'non-ascii-escaped',
    both(
      'The server escapes non-ASCII characters as \\u4e2d before signing. Do not escape them: JSON_UNESCAPED_UNICODE in PHP, ensure_ascii=False in Python.',
    ),
    (tokens) =>
      [quoteEscaping(nonAscii), quoteEscaping(nonAscii, 'upper'), quoteEscaping(/[\u007f-\uffff]/g)].map(
        (quote) => quoted(tokens, quote),
      ),
  ),
  dialect(
    'slashes-escaped',
    both(
      'The server escapes / as \\/ before signing. In PHP, use JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE.',
    ),
    (tokens) =>
      [quoteEscaping(nonAscii), JSON.stringify].map((quote) =>
        quoted(tokens, (text) => quote(text).replaceAll('/', '\\/')),
      ),
  ),
  dialect(
    'html-escaped',
    both(
      'The server escapes <, > and & as \\u003c and so on before signing. Turn this off: SetEscapeHTML(false) in Go, disableHtmlEscaping() in Gson.',
    ),
    (tokens) =>
      [/[<>&\u2028\u2029]/g, /[<>&='\u2028\u2029]/g].map((pattern) => quoted(tokens, quoteEscaping(pattern))),
  ),
  dialect(
    'control-characters-lower-case',
    both(
      'The server escapes control characters with lower-case hex, \\u001f. Write \\u001F, as Jackson does, or sign the text as received.',
    ),
    (tokens) => [quoted(tokens, JSON.stringify)],
  ),
  dialect(
    'json-pretty',
    both('The server signs JSON with line breaks and indentation. Write compact JSON.'),
    (tokens) =>
      ['  ', '    ', '\t'].flatMap((indent) =>
        [': ', ' : '].map((colon) => prettyJson(tokens, indent, colon)),
      ),
  ),
  dialect(
    'numbers-rewritten',
    both(
      'The server changes how numbers are written (1.0 for 1, 1 for 1.0, rounded digits). Keep numbers as received.',
    ),
    (tokens) =>
      [
        (number: string) => JSON.stringify(Number(number)),
        (number: string) => (/^-?\d+$/.test(number) ? `${number}.0` : number),
      ].map((write) => rewriteNumbers(tokens, write).join('')),
  ),
  {
    cause: 'empty-body',
    text: both(
      'The server signs an empty body: the framework has already read the stream. Save the raw bytes of the body before it is parsed.',
    ),
    payloads: () => ['', '{}', 'null'],
  },
  {
    cause: 'newline-added',
    text: both('The server signs the body with a trailing line break. Sign the JSON only.'),
    payloads: ({ payload }) => [`${payload}\n`, `${payload}\r\n`],
  },
  {
    cause: 'payload-as-query',
    text: both('The server signs the body as k1=v1&k2=v2, as in V1. V2 signs compact JSON.'),
    payloads: ({ payload }) => [
      [...(jsonMembers(payload) ?? [])].map(([name, json]) => `${name}=${stringContent(json)}`).join('&'),
    ],
  },
  dialect(
    'object-as-text',
    both('The server signs the toString() text of the object. Serialise it as compact JSON.'),
    (tokens) => [javaMapToString(tokens), '[object Object]'],
  ),
  {
    cause: 'json-encoded-twice',
    text: both('The server serialises the JSON text a second time, as a JSON string. Sign the text itself.'),
    payloads: ({ payload }) => [compactJson(payload)],
  },
];

/** The mistake of another character set than UTF-8. */
export function charsetMistake(sign: (input: V2SignatureInput) => string): Mistake<V2MistakeInput> {
  return {
    cause: 'other-charset',
    text: both(
      'The server reads or signs the body in another character set (ISO-8859-1, GBK). Use UTF-8 explicitly, including in getBytes.',
    ),
    sign: (input) =>
      [readAsLatin1(input.payload), latin1(input.payload), gbk(input.payload)].map((payload) =>
        sign({ ...input, payload }),
      ),
  };
}

/** A mistake that signs another text instead of the canonical JSON. */
export interface PayloadMistake {
  readonly cause: string;
  readonly text: Localized;
  readonly payloads: (input: V2MistakeInput) => readonly (string | undefined)[];
}
