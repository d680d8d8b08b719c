import { nearestAll } from '../text/nearest.ts';
import type { CodeEntry } from './entry.ts';
import { allEntries, codeFamilies } from './families.ts';

/**
 * A word in the form codes are written in: without quotes and marks around it, full-width characters narrow,
 * `mkt-0151` as `MKT.0151`.
 */
export function plainCode(word: string): string {
  // What is typed is nearly always ASCII, and Node's normalisation takes a while to get going.
  const narrow = /^[ -~]*$/.test(word) ? word : word.normalize('NFKC');
  return narrow
    .replace(/^[\s"'`([{<]+|[\s"'`)\]}>,;:.。]+$/g, '')
    .toUpperCase()
    .replace(/^(MKT|CBC|APIGW?)[._ -]?(\d+)$/, '$1.$2');
}

/** Whether a word can only be meant as a code, documented or not. */
export function isCodeLike(word: string): boolean {
  const code = plainCode(word);
  return /^(\d{1,8}|[A-Z]{2,6}[._-]\d{3,8}|DEBUG-[A-Z-]+)$/.test(code) || misspelt.test(code);
}

/** A code with letters among its digits: nothing that is a word. */
const misspelt = /^(?:(?:MKT|CBC|APIGW?)[._-](?=[A-Z]*\d{2})[\dA-Z]{3,8}|(?:000\d{3}|9\d{7})[A-Z]{1,2})$/;

/** Words of a text that are written as codes are, known or not; other numbers are ids, times and counts. */
export function codeLikeWords(text: string): readonly string[] {
  const words = text.split(/[\s,;|=:，；：]+/).map(plainCode);
  return [...new Set(words)].filter(
    (word) => /^(?:000\d{3}|9\d{7}|(?:MKT|CBC|APIGW?)\.\d{3,8})$/.test(word) || misspelt.test(word),
  );
}

/**
 * The entries of a code; several where a code stands in several families, or only its last four digits are given.
 * Only the families whose codes look like this are loaded.
 *
 * @param http status it came with, which may tell the entries apart
 */
export function findCode(word: string, http?: number): readonly CodeEntry[] {
  const code = plainCode(word);
  const entries = allEntries(codeFamilies.filter(({ shape }) => shape.test(code)));
  const suffix = /^\d{4}$/.test(code) ? `.${code}` : undefined;
  return ofStatus(
    entries.filter((entry) =>
      [entry.code, ...entry.aliases].some((name) => name === code || (suffix && name.endsWith(suffix))),
    ),
    http,
  );
}

/** Of entries with the same code those that come with a status; all where the status decides nothing. */
export function ofStatus(entries: readonly CodeEntry[], http: number | undefined): readonly CodeEntry[] {
  if (http === undefined) return entries;
  const fitting = entries.filter((entry) => entry.http.includes(http));
  return fitting.length > 0 ? fitting : entries;
}

/** The codes that a code which nobody documents most likely stands for, best first: three at most. */
export function nearestCodes(word: string, entries: readonly CodeEntry[]): readonly CodeEntry[] {
  const code = plainCode(word);
  const padded = /^\d+$/.test(code) ? code.padStart(6, '0') : code;
  const pick = (test: (entry: CodeEntry) => boolean) => entries.filter(test);
  const names = entries.flatMap((entry) => [entry.code, ...entry.aliases]);
  const close = nearestAll(code, names);
  const found = new Set([
    // JSON and spreadsheets lose the zeros of a number.
    ...pick((entry) => entry.code === padded),
    ...close.flatMap((name) => pick((entry) => entry.code === name || entry.aliases.includes(name))),
    ...(/^[1-5]\d\d$/.test(code) ? pick(({ http }) => http.length === 1 && http[0] === Number(code)) : []),
    ...pick((entry) => /\.\d{4}$/.test(code) && entry.code.endsWith(code.slice(-5))),
    ...pick((entry) => /^\d{2,7}$/.test(code) && entry.code.startsWith(code)),
  ]);
  return [...found].slice(0, 3);
}
