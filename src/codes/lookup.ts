import { toHalfWidth } from '../text/half-width.ts';
import { nearestAll } from '../text/nearest.ts';
import type { CodeEntry } from './entry.ts';
import { allEntries, codeFamilies } from './families.ts';

/**
 * Writes a word as codes are written: without surrounding quotes and punctuation, in half-width characters, and
 * `MKT.0151` for `mkt-0151`.
 */
export function normalizeCode(word: string): string {
  return (
    toHalfWidth(word)
      // The lookbehind keeps a long run of punctuation from being tried from each of its characters.
      .replace(/^[\s"'`([{<]+|(?<![\s"'`)\]}>,;:.。])[\s"'`)\]}>,;:.。]+$/g, '')
      .toUpperCase()
      .replace(/^(MKT|CBC|APIGW?)[._ -]?(\d+)$/, '$1.$2')
  );
}

/** Whether a word can only be meant as a code, documented or not. */
export function isCodeLike(word: string): boolean {
  const code = normalizeCode(word);
  return /^(\d{1,8}|[A-Z]{2,6}[._-]\d{3,8}|DEBUG-[A-Z-]+)$/.test(code) || misspeltCode.test(code);
}

/** A code with letters among its digits, and not an ordinary word. */
const misspeltCode = /^(?:(?:MKT|CBC|APIGW?)[._-](?=[A-Z]*\d{2})[\dA-Z]{3,8}|(?:000\d{3}|9\d{7})[A-Z]{1,2})$/;

/** Words of a text that are written as codes, documented or not. Other numbers are IDs, times and counts. */
export function findCodeLikeWords(text: string): readonly string[] {
  const words = text.split(/[\s,;|=:，；：]+/).map(normalizeCode);
  return [...new Set(words)].filter(
    (word) => /^(?:000\d{3}|9\d{7}|(?:MKT|CBC|APIGW?)\.\d{3,8})$/.test(word) || misspeltCode.test(word),
  );
}

/**
 * The entries of a code: several if several families have it, or if only its last four digits are given. Reads only
 * the families whose codes have this shape.
 *
 * @param http status that the code came with
 */
export function findEntries(word: string, http?: number): readonly CodeEntry[] {
  const code = normalizeCode(word);
  const entries = allEntries(codeFamilies.filter(({ shape }) => shape.test(code)));
  const suffix = /^\d{4}$/.test(code) ? `.${code}` : undefined;
  return filterByStatus(
    entries.filter((entry) =>
      [entry.code, ...entry.aliases].some((name) => name === code || (suffix && name.endsWith(suffix))),
    ),
    http,
  );
}

/** The entries that come with a status; all of them if none does. */
export function filterByStatus(
  entries: readonly CodeEntry[],
  http: number | undefined,
): readonly CodeEntry[] {
  if (http === undefined) return entries;
  const matching = entries.filter((entry) => entry.http.includes(http));
  return matching.length > 0 ? matching : entries;
}

/** The entries that an undocumented code most likely stands for, best first, at most three. */
export function findNearestEntries(word: string, entries: readonly CodeEntry[]): readonly CodeEntry[] {
  const code = normalizeCode(word);
  const padded = /^\d+$/.test(code) ? code.padStart(6, '0') : code;
  const pick = (test: (entry: CodeEntry) => boolean) => entries.filter(test);
  const names = entries.flatMap((entry) => [entry.code, ...entry.aliases]);
  const close = nearestAll(code, names);
  const found = new Set([
    // JSON and spreadsheets drop the leading zeros of a number.
    ...pick((entry) => entry.code === padded),
    ...close.flatMap((name) => pick((entry) => entry.code === name || entry.aliases.includes(name))),
    ...(/^[1-5]\d\d$/.test(code) ? pick(({ http }) => http.length === 1 && http[0] === Number(code)) : []),
    ...pick((entry) => /\.\d{4}$/.test(code) && entry.code.endsWith(code.slice(-5))),
    ...pick((entry) => /^\d{2,7}$/.test(code) && entry.code.startsWith(code)),
  ]);
  return [...found].slice(0, 3);
}
