import { invisible, invisibleCharacters } from './terminal-safe.ts';

/** A part of a text, `end` excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** ASCII characters, each behind its name in HTML; those without one are not shown. */
const namedText = String.raw`excl! quot" num# dollar$ percnt% amp& apos' lpar( rpar) ast* plus+ comma, period. sol/ colon:
  semi; lt< equals= gt> quest? commat@ lsqb[ lbrack[ bsol\ rsqb] rbrack] hat^ lowbar_ lcub{ lbrace{ verbar| vert|
  rcub} rbrace} nbsp ensp emsp thinsp shy zwj zwnj lrm rlm zerowidthspace tab newline grave${'`'}`;
const named: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(namedText.matchAll(/([a-z]+)(\S?)/g), ([, name, character]) => [name, character]),
);

/** A byte of UTF-8 after the first, percent-encoded. */
const continuation = '%(?:25)*[89ab][0-9a-f]';

/**
 * An encoded character. A repeated part follows a character that it does not contain, so that matching takes linear time.
 */
const encoded = new RegExp(
  [
    // \u003d, \U0000003d, \u{3d}, \x{3d}, \x3d, \75, \0075, \n, \/, with any number of backslashes, which may be escaped.
    String.raw`\\(?:u005c|x5c)*(?:u00(?:0[0-9a-f]|10)[0-9a-f]{4}|u[0-9a-f]{4}|[ux]\{0*[0-9a-f]{1,6}\}|x[0-9a-f]{2}|0?[0-3]?[0-7]{1,2}|[nrtbfv])?`,
    // %3D, %253D, %C3%A9, %u003D
    `%(?:25)*(?:u[0-9a-f]{4}|[0-7][0-9a-f]|[cd][0-9a-f]${continuation}|e[0-9a-f](?:${continuation}){2}|f[0-7](?:${continuation}){3})`,
    // &#61;, &#x3d;, &equals;, &amp;#61;
    `&(?:amp;)*(?:#0*[0-9]{1,7}|#x0*[0-9a-f]{1,6}|${Object.keys(named).join('|')});?`,
  ].join('|'),
  'gi',
);
/** Removes whole escape sequences with their content, or only the characters that are not shown. */
const gaps = { sequences: new RegExp(invisible, 'gu'), characters: new RegExp(invisibleCharacters, 'gu') };

/** Most encodings of different kinds around each other that are undone. */
const maxRounds = 8;

/** A text without the encodings of its characters. */
export interface Decoded {
  /** For finding something, not for reading: it has no backslashes either. */
  readonly text: string;
  readonly isChanged: boolean;
  /** Whether escape sequences were removed. */
  readonly hasSequences: boolean;
  /** Finds where parts of the decoded text come from, in ascending order. */
  sourceOf(parts: readonly Range[]): Range[];
}

/**
 * Undoes what a text may be encoded with, letter by letter: the escapes of JSON and programming languages, percent-encoding,
 * the character references of HTML, each any number of times and in each other; removes invisible characters.
 *
 * @param removed `sequences`: with all that a terminal does not show of escape sequences; `characters`: keeps what they
 *   contain, which is printed where they are escaped
 */
export function decodeAll(text: string, removed: keyof typeof gaps = 'sequences'): Decoded {
  const gap = gaps[removed];
  let hasSequences = false;
  const decoded = decodeRounds(text, gap, (before, pattern, meaning) =>
    before.replace(pattern, (token) => {
      hasSequences ||= pattern === gap && token.length > 1;
      return meaning(token);
    }),
  );
  return {
    text: decoded,
    isChanged: decoded !== text,
    hasSequences,
    sourceOf: (parts) => {
      // Done again only for a text in which something was found.
      const steps: Token[][] = [];
      decodeRounds(text, gap, (before, pattern, meaning) => {
        const tokens: Token[] = [];
        steps.push(tokens);
        return before.replace(pattern, (whole: string, at: number) => {
          const to = meaning(whole);
          tokens.push({ at, length: whole.length, size: to.length });
          return to;
        });
      });
      return steps.reduceRight<Range[]>(sourceOf, [...parts]);
    },
  };
}

/** The readings of a text that its encodings change: with and without what escape sequences contain. */
export function decodings(text: string): Decoded[] {
  const shown = decodeAll(text);
  if (!shown.isChanged) return [];
  return shown.hasSequences ? [shown, decodeAll(text, 'characters')] : [shown];
}

type Replace = (text: string, pattern: RegExp, meaning: (token: string) => string) => string;

function decodeRounds(text: string, gap: RegExp, replace: Replace): string {
  if (!/[\\%&]|[^ -~]/.test(text)) return text;
  let result = text;
  // A text may repeat an encoding a million times.
  const known = new Map<string, string>();
  for (let round = 0; round < maxRounds; round++) {
    let isNested = false;
    result = replace(result, gap, () => '');
    result = replace(result, encoded, (token) => {
      const meaning = known.get(token) ?? meaningOf(token);
      known.set(token, meaning);
      isNested ||= /[^ -~]|[\\%&]/.test(meaning);
      return meaning;
    });
    if (!isNested) break;
  }
  return result;
}

/** A part of a text that was replaced by another of this size. */
interface Token {
  readonly at: number;
  readonly length: number;
  readonly size: number;
}

/** The character that an encoding stands for. */
function meaningOf(token: string): string {
  // \n and \": most of what there is in a normal text.
  if (token.length < 3) return '';
  if (/^%[^u]*$/i.test(token))
    return Buffer.from(token.replace(/%(?:25)*(?=..)/g, ''), 'hex').toString('utf8');
  const text = token.replace(/^\\(?:u005c|x5c)*(?=.)/i, '');
  // A small u has four digits, and this control character is not shown.
  if (/^u.{8}$/.test(text)) return text.slice(5);
  if (/^[0-7]+$/.test(text)) return String.fromCodePoint(Number.parseInt(text, 8));
  const [, radix, digits] = /(#?[ux#])\{?0*([0-9a-f]+)[;}]?$/i.exec(text) ?? [];
  if (digits === undefined) return named[/([a-z]+);?$/i.exec(text)?.[1]?.toLowerCase() ?? ''] ?? '';
  const code = Number.parseInt(digits, radix === '#' ? 10 : 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** The ranges of an encoded text that ranges of the decoded one come from; both in ascending order. */
function sourceOf(ranges: readonly Range[], tokens: readonly Token[]): Range[] {
  let next = 0;
  // The end of the last token passed, in the encoded and in the decoded text.
  let [source, target] = [0, 0];
  const find = (index: number): Range => {
    for (let token = tokens[next]; token; token = tokens[next]) {
      const from = target + token.at - source;
      if (index < from) break;
      if (index < from + token.size) return { start: token.at, end: token.at + token.length };
      [source, target] = [token.at + token.length, from + token.size];
      next++;
    }
    const start = source + index - target;
    return { start, end: start + 1 };
  };
  return merged(ranges.map(({ start, end }) => ({ start: find(start).start, end: find(end - 1).end })));
}

/** The length of the encoded character that a text begins with; 0 if it begins with none. */
export function encodingAt(text: string): number {
  encoded.lastIndex = 0;
  const found = encoded.exec(text);
  return found?.index === 0 ? found[0].length : 0;
}

/** Joins ranges that overlap; sorted by their start before and after. */
export function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last && range.start < last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else result.push(range);
  }
  return result;
}
