import { decodeAll, merged, type Range } from './encodings.ts';

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
  const forms = long.length > 0 ? anyOf(long.flatMap(formsOf), 'gi') : undefined;
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
        ...(forms ? [...matches(forms, result), ...decodedMatches(forms, result)] : []),
      ];
      if (found.length === 0) return result;
      result = maskRanges(result, found);
    }
  };
}

/** Matches in the decoded text, as ranges of the text itself. */
function decodedMatches(forms: RegExp, text: string): Range[] {
  const shown = decodeAll(text);
  return (shown.hasSequences ? [shown, decodeAll(text, 'characters')] : [shown]).flatMap((decoded) => {
    const found = decoded.isChanged ? matches(forms, decoded.text) : [];
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

/** Patterns of a secret in a decoded text. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const decoded = decodeAll(secret).text;
  return [
    ...[secret, ...(decoded.length >= minDecodedLength ? [decoded] : [])]
      .map((text) => beginningOf(text, spaceOrPlus))
      .map(afterBackslash),
    beginningOf(bytes.toString('hex'), escapePattern),
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

/** A backslash before a secret can make an escape of its first letter, such as `\\n`, which is decoded to nothing. */
function afterBackslash(pattern: string): string {
  return pattern.replace(/^[nrtbfv]/i, '$&?');
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
function base64Of(bytes: Buffer, before: number): string {
  const all = Buffer.concat([Buffer.alloc(before), bytes]);
  const bits = all.length * 8;
  const own = all.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  // The rest of the last byte, with the first bits of the next one.
  const end = bits % 6 === 0 ? '' : '(?:[\\w+/-]={0,2})?';
  const toPattern = (text: string) => text.replace(/[+/]/g, (sign) => (sign === '+' ? '[+-]' : '[/_]'));
  return beginningOf(own, toPattern) + end;
}

/** The longest first, so that nothing of it is left where a shorter one is its beginning. */
function anyOf(patterns: readonly string[], flags: string): RegExp {
  return new RegExp([...new Set(patterns)].sort((a, b) => b.length - a.length).join('|'), flags);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
