import { decodeAll, decodings, encodingAt, merged, type Range } from './encodings.ts';

const mask = '***';

/** Length from which a secret is found in any encoding. */
const minEncodedLength = 8;
/** The same of a secret that looks encoded itself, without its encoding. */
const minDecodedLength = 4;

/**
 * The secrets that can be masked in texts that are koo's as well. KooGallery's keys have 36 characters and more; one of
 * fewer than 8, such as `test`, would also hit words and values that are no secret.
 */
export function maskable(secrets: readonly string[]): string[] {
  return secrets.filter(({ length }) => length >= minEncodedLength);
}

/** {@link createRedactor} for one text. */
export function redact(text: string, secrets: readonly string[]): string {
  return createRedactor(secrets)(text);
}

/**
 * Creates a function that replaces each secret in a text with `***`.
 *
 * - A secret of 8 characters and more is found anywhere, in upper or lower case, with any of its letters encoded as
 *   {@link decodeAll} undoes it and with invisible characters between them; also in hex, and in base64 and base64url
 *   alone or within a longer text.
 * - A shorter secret is found as it is written.
 *
 * Takes linear time, so no text keeps koo busy.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  // Asterisks cannot be masked, and reveal nothing.
  const known = [...new Set(secrets)].filter((secret) => /[^*]/.test(secret));
  const long = known.filter(({ length }) => length >= minEncodedLength);
  const short = known.filter(({ length }) => length < minEncodedLength);
  const findLong = finderOf(long.flatMap(formsOf));
  const literals = short.length > 0 ? anyOf(short.map(escapePattern), 'g') : undefined;
  // Nearly every text of a result is shorter than any secret; a first letter may be missing.
  const shortest =
    Math.min(...known.map((secret) => Math.min(secret.length, decodeAll(secret).text.length))) - 1;
  return (text) => {
    if (text.length < shortest) return text;
    let result = text;
    // A mask can complete a secret that contains asterisks, so repeat until there is none. It ends, because each round
    // removes a character other than an asterisk.
    for (;;) {
      const found = [
        ...(literals ? matches(literals, result) : []),
        ...findLong(result),
        ...(long.length > 0 ? decodedMatches(findLong, result) : []),
      ];
      if (found.length === 0) return result;
      result = maskRanges(result, found);
    }
  };
}

type Find = (text: string) => Range[];

/** A form of a secret, and the pattern that finds it. */
interface Form {
  readonly text: string;
  readonly toPattern: () => string;
}

/**
 * Finds forms of secrets. A pattern of dozens of tokens takes long to compile and to execute, so it is made only when a
 * text has the beginning of a form, which nearly none has.
 */
function finderOf(forms: readonly Form[]): Find {
  const clues = [...new Set(forms.map(({ text }) => clueOf(text)))];
  let pattern: RegExp | undefined;
  return (text) => {
    const folded = fold(text);
    if (!clues.some((clue) => folded.includes(clue))) return [];
    pattern ??= anyOf(
      forms.map(({ toPattern }) => toPattern()),
      'gi',
    );
    return matches(pattern, text);
  };
}

/** Length of a beginning that other texts hardly share. */
const clueLength = 24;

/** The part of a form that every text with it contains: its beginning without the letters that may be missing. */
function clueOf(form: string): string {
  const start = eatenBeginning(form);
  return fold(form.slice(start)).slice(0, clueLength);
}

/** A text without the differences that patterns ignore. */
function fold(text: string): string {
  return text.toUpperCase().replace(/[ -]/g, '+').replaceAll('_', '/');
}

/** Matches in the decoded text, as ranges of the text itself. */
function decodedMatches(find: Find, text: string): Range[] {
  return decodings(text).flatMap((decoded) => {
    const found = find(decoded.text);
    return found.length > 0 ? decoded.sourceOf(found) : [];
  });
}

/** All matches, of those that overlap their union. */
function matches(pattern: RegExp, text: string): Range[] {
  const found: Range[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    found.push({ start: match.index, end: match.index + match[0].length });
    // Behind a long one, so that text of many beginnings does not keep koo busy.
    pattern.lastIndex = match.index + (match[0].length > maxPattern ? match[0].length : 1);
  }
  return merged(found);
}

function maskRanges(text: string, ranges: readonly Range[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of merged(ranges.toSorted((a, b) => a.start - b.start))) {
    result += text.slice(at, start) + mask;
    at = end;
  }
  return result + text.slice(at);
}

function formsOf(secret: string): Form[] {
  const bytes = Buffer.from(secret, 'utf8');
  const decoded = decodeAll(secret).text;
  const hex = bytes.toString('hex');
  return [
    ...[secret, ...(decoded.length >= minDecodedLength ? [decoded] : [])].map((text) => ({
      text,
      toPattern: () => beginningOf(text, spaceOrPlus) + withoutBeginning(text),
    })),
    { text: hex, toPattern: () => beginningOf(hex, escapePattern) + withoutBeginning(hex) },
    ...[0, 1, 2].map((before) => base64Of(bytes, before)),
  ];
}

/** Longest text that is looked for as a whole: a regular expression has a limit, and its error would show the secret. */
const maxPattern = 1000;

/** The pattern of a text; of a long one, that of its beginning and of what follows without a blank or a quote. */
function beginningOf(text: string, toPattern: (text: string) => string): string {
  if (text.length <= maxPattern) return toPattern(text);
  return `${toPattern(text.slice(0, maxPattern))}[^\\s"'<>]*`;
}

/** What can make an encoding of the first letters of a secret that stands behind it, as in `\\n` or `100%41`. */
const introducers = ['\\', '\\u', '\\x', '%', '%u', '&', '&#', '&#x'];

/** Length of the rest of a secret from which it is found without its beginning. */
const minRest = 6;

/** The number of letters of a secret that may be missing because they seem to belong to an encoding before it. */
function eatenBeginning(text: string): number {
  const lengths = introducers.map((before) => encodingAt(before + text.slice(0, 32)) - before.length);
  return Math.max(0, Math.min(Math.max(...lengths), text.length - minRest));
}

/** An alternative: a secret without some of its first letters, and a strange character that these seemed to encode. */
function withoutBeginning(text: string): string {
  const eaten = eatenBeginning(text);
  if (eaten === 0) return '';
  const kept = [...text.slice(1, eaten)].reduce(
    (before, letter) => `(?:${before}${spaceOrPlus(letter)})?`,
    '',
  );
  return `|[^ -~]?${kept}${beginningOf(text.slice(eaten), spaceOrPlus)}`;
}

/** In a form, a plus sign is a space. */
function spaceOrPlus(text: string): string {
  return escapePattern(text).replace(/\\\+| /g, '[+ ]');
}

/**
 * The base64 of bytes that follow others, as far as it does not depend on these.
 *
 * @param before the number of bytes before, modulo 3
 */
function base64Of(bytes: Buffer, before: number): Form {
  const all = Buffer.concat([Buffer.alloc(before), bytes]);
  const bits = all.length * 8;
  const text = all.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  // The rest of the last byte, with the first bits of the next one.
  const end = bits % 6 === 0 ? '' : '(?:[\\w+/-]={0,2})?';
  const orUrlSafe = (own: string) => own.replace(/[+/]/g, (sign) => (sign === '+' ? '[+-]' : '[/_]'));
  return { text, toPattern: () => beginningOf(text, orUrlSafe) + end };
}

/** The longest first, so that nothing of it is left where a shorter one is its beginning. */
function anyOf(patterns: readonly string[], flags: string): RegExp {
  return new RegExp([...new Set(patterns)].sort((a, b) => b.length - a.length).join('|'), flags);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
