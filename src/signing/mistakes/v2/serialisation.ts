import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { compactJson, jsonMembers } from '../../canonical-json.ts';
import type { V2MistakeInput, V2SignatureInput } from '../../v2.ts';
import { gbk, latin1, readAsLatin1 } from '../charset.ts';
import {
  javaMapToString,
  prettyJson,
  quoteEscaping,
  rewriteNumbers,
  rewriteStrings,
  spacedJson,
  stringContent,
} from '../json-dialects.ts';
import type { Mistake } from '../mistake.ts';

const nonAscii = /[\u0080-\uffff]/g;

/** Mistakes in serialising the correct content. */
export const serialisationMistakes: readonly PayloadMistake[] = [
  {
    cause: 'json-with-spaces',
    text: both(
      'The server signs JSON with a space after each comma and colon. Write compact JSON: in Python, json.dumps(…, separators=(",", ":"), ensure_ascii=False).',
    ),
    payloads: ({ payload }) => [
      spacedJson(payload),
      spacedJson(rewriteStrings(payload, quoteEscaping(/[\u007f-\uffff]/g))),
    ],
  },
  {
    cause: 'non-ascii-escaped',
    text: both(
      'The server escapes non-ASCII characters as \\u4e2d before signing. Do not escape them: JSON_UNESCAPED_UNICODE in PHP, ensure_ascii=False in Python.',
    ),
    payloads: ({ payload }) => [
      rewriteStrings(payload, quoteEscaping(nonAscii)),
      rewriteStrings(payload, quoteEscaping(nonAscii, 'upper')),
      rewriteStrings(payload, quoteEscaping(/[\u007f-\uffff]/g)),
    ],
  },
  {
    cause: 'slashes-escaped',
    text: both(
      'The server escapes / as \\/ before signing. In PHP, use JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE.',
    ),
    payloads: ({ payload }) =>
      [quoteEscaping(nonAscii), JSON.stringify].map((quote) =>
        rewriteStrings(payload, (text) => quote(text).replaceAll('/', '\\/')),
      ),
  },
  {
    cause: 'html-escaped',
    text: both(
      'The server escapes <, > and & as \\u003c and so on before signing. Turn this off: SetEscapeHTML(false) in Go, disableHtmlEscaping() in Gson.',
    ),
    payloads: ({ payload }) => [
      rewriteStrings(payload, quoteEscaping(/[<>&\u2028\u2029]/g)),
      rewriteStrings(payload, quoteEscaping(/[<>&='\u2028\u2029]/g)),
    ],
  },
  {
    cause: 'control-characters-lower-case',
    text: both(
      'The server escapes control characters with lower-case hex, \\u001f. Write \\u001F, as Jackson does, or sign the text as received.',
    ),
    payloads: ({ payload }) => [rewriteStrings(payload, JSON.stringify)],
  },
  {
    cause: 'json-pretty',
    text: both('The server signs JSON with line breaks and indentation. Write compact JSON.'),
    payloads: ({ payload }) =>
      ['  ', '    ', '\t'].flatMap((indent) =>
        [': ', ' : '].map((colon) => prettyJson(payload, indent, colon)),
      ),
  },
  {
    cause: 'numbers-rewritten',
    text: both(
      'The server changes how numbers are written (1.0 for 1, 1 for 1.0, rounded digits). Keep numbers as received.',
    ),
    payloads: ({ payload }) => [
      rewriteNumbers(payload, (number) => JSON.stringify(Number(number))),
      rewriteNumbers(payload, (number) => (/^-?\d+$/.test(number) ? `${number}.0` : number)),
    ],
  },
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
  {
    cause: 'object-as-text',
    text: both('The server signs the toString() text of the object. Serialise it as compact JSON.'),
    payloads: ({ payload }) => [javaMapToString(payload), '[object Object]'],
  },
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
