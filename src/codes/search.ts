import { toHalfWidth } from '../text/half-width.ts';
import { editDistance } from '../text/nearest.ts';
import type { CodeEntry } from './entry.ts';
import { familyOf } from './families.ts';

/** A search returns at most this many entries. */
const maxHits = 10;
/** Further words of a query are ignored. */
const maxWords = 60;

/** The texts of an entry that a search looks at, and the weight of a word found in each. */
const searchedFields: readonly { readonly weight: number; readonly text: (entry: CodeEntry) => string }[] = [
  { weight: 1.2, text: ({ code, aliases, http }) => [code, ...aliases, ...http].join(' ') },
  {
    weight: 1,
    text: ({ message, meaning, byStatus, keywords = [] }) =>
      [
        message.en,
        message.zh,
        meaning.en,
        meaning.zh,
        ...keywords,
        ...byStatus.flatMap((one) => textsOf(one.meaning)),
      ].join('\n'),
  },
  {
    weight: 0.5,
    text: ({ cause, notes, family }) =>
      [...(cause ? textsOf(cause) : []), ...notes.flatMap(textsOf), ...textsOf(familyOf(family).title)].join(
        '\n',
      ),
  },
  {
    weight: 0.35,
    text: ({ next, occurs }) => [...textsOf(next), ...occurs.flatMap(({ calls }) => calls)].join('\n'),
  },
];

/** The quality of the match of an entry with a word. */
interface Match {
  /** 0: not at all. */
  readonly score: number;
  /** False if the match assumes a typing error. */
  readonly isCertain: boolean;
}

const noMatch: Match = { score: 0, isCertain: false };

/** An entry that a search found. */
interface Hit {
  readonly entry: CodeEntry;
  /** Quality of the match. */
  readonly rank: number;
}

/** A word of the query and its matches, one for each entry, in the order of the entries. */
/**
 * The entries that match the words of a query, best first. A search tolerates typing errors: one or two letters of a
 * longer word, one character of a Chinese word. An entry that matches by such guesses alone is not returned.
 */
export function searchCodes(query: string, entries: readonly CodeEntry[]): readonly Hit[] {
  const documents = entries.map(indexWords);
  const vocabulary = [...new Set(documents.flatMap((words) => [...words.keys()]))].filter(
    (word) => !isHan(word),
  );
  const queryWords = [...new Set(tokenize(removePlainNumbers(query)))]
    .slice(0, maxWords)
    .map((token) => matchWord(token, documents, findSimilarWords(token, vocabulary)));
  const total = queryWords.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  const phrase = normalizeText(query);
  const hits = entries
    .map((entry, index) => {
      const score =
        queryWords.reduce((sum, { matches, weight }) => sum + (matches[index]?.score ?? 0) * weight, 0) /
        total;
      const ownMatches = queryWords.map(({ matches }) => matches[index] ?? noMatch);
      const isPlausible =
        ownMatches.some(({ isCertain }) => isCertain) || ownMatches.every(({ score: one }) => one > 0);
      // A word found only in the advice, or by a guess, does not say what a code is about.
      const isCentral = ownMatches.some(({ score: one }) => one >= 0.45);
      return { entry, score: isPlausible && isCentral ? score : 0 };
    })
    .filter(({ score }) => score >= 0.3);
  const ranked = hits
    .map((hit) => ({ ...hit, rank: hit.score + phraseBonus(hit.entry, phrase) }))
    .sort((a, b) => b.rank - a.rank);
  const least = (ranked[0]?.score ?? 0) * 0.6;
  return ranked.filter(({ score }) => score >= least).slice(0, maxHits);
}

function matchWord(
  token: string,
  documents: readonly ReadonlyMap<string, number>[],
  similar: ReadonlyMap<string, number>,
): { readonly matches: readonly Match[]; readonly weight: number } {
  const matches = documents.map((words) => bestMatch(token, words, similar));
  const count = matches.filter(({ score }) => score > 0).length;
  const isSingle = isHan(token) && token.length === 1;
  return {
    // A single character that many entries contain is a guess.
    matches: isSingle && count > 4 ? matches.map(({ score }) => ({ score, isCertain: false })) : matches,
    // A word that nearly every entry contains says nothing; a single Chinese character says less than a pair.
    weight:
      count === 0
        ? unknownWordWeight(token, documents.length)
        : Math.log(1 + documents.length / count) * (isSingle ? 0.4 : 1),
  };
}

/** The weight of a word that no entry contains. It is high, so that a text about something else matches no entry. */
function unknownWordWeight(token: string, size: number): number {
  // A pair across two Chinese words says little, and the parts of a path or an address are counted already.
  if (isHan(token)) return token.length === 1 ? 0 : 0.2 * Math.log(1 + size);
  return /[\d._-]/.test(token) ? 0 : Math.log(1 + size);
}

/** A status without a word such as `HTTP` before it: `404`, `404 Not Found`. */
const bareStatus = /^\s*(?:\d{1,3}\s*$|[45]\d\d\s+[A-Za-z]+(?:\s+[A-Za-z]+){0,3}\s*$)/;

/** Removes numbers of up to three digits that are not an HTTP status: line numbers, times, counts. */
function removePlainNumbers(query: string): string {
  return query.replace(
    /(\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?:[ _-]?code)?|httpCode|状态码)["'\s:=：为]*)?(?<![\w.])\d{1,3}(?![\w.]*\d)\b/giu,
    (number, status?: string) => (status !== undefined || bareStatus.test(query) ? number : ' '),
  );
}

/** The entries whose published message a text contains, with any values for its placeholders. */
export function findMessages(text: string, entries: readonly CodeEntry[]): readonly CodeEntry[] {
  const normalized = normalizeText(text);
  return entries.filter(({ message }) =>
    [message.zh, message.en].some((one) => one !== undefined && messagePattern(one).test(normalized)),
  );
}

/** Removes spaces and the difference between upper and lower case, and between Chinese and English punctuation. */
function normalizeText(text: string): string {
  return toHalfWidth(text).toLowerCase().replace(/[“”]/g, '"').replace(/。/g, '.').replace(/\s+/g, '');
}

function messagePattern(message: string): RegExp {
  const parts = normalizeText(message.replace(/[.…]+$/, '')).split(/\{[a-z]+\}/);
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.{0,200}?'));
}

/** The bonus of an entry of which a text contains the whole query. */
function phraseBonus({ message, meaning, cause, notes, keywords = [] }: CodeEntry, phrase: string): number {
  if (phrase.length < 2) return 0;
  const contains = (texts: readonly (string | undefined)[]) =>
    texts.some((text) => text && normalizeText(text).includes(phrase));
  if (contains([message.en, message.zh, meaning.en, meaning.zh, ...keywords])) return 1;
  return contains([...(cause ? textsOf(cause) : []), ...notes.flatMap(textsOf)]) ? 0.7 : 0;
}

function textsOf({ en, zh }: { readonly en: string; readonly zh: string }): readonly string[] {
  return [en, zh];
}

/** The words of an entry, each with the highest weight of the fields that contain it. */
function indexWords(entry: CodeEntry): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { weight, text } of searchedFields) {
    for (const token of tokenize(text(entry))) words.set(token, Math.max(weight, words.get(token) ?? 0));
  }
  return words;
}

const stopWords = new Set(
  (
    'a an and are as at be by can do does for from get got had has have how i in is it its me my of on or our ' +
    'that the their there they this to was we were what when why with you your'
  ).split(' '),
);

/** Words in lower case, with the parts of names such as `instanceId`; for Chinese, each character and each pair. */
function tokenize(text: string): readonly string[] {
  const plain = toHalfWidth(text);
  const words = plain.match(/[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*/g) ?? [];
  const parts = plain.replace(/([a-z])([A-Z])/g, '$1 $2').match(/[A-Za-z0-9]+/g) ?? [];
  const latin = [...new Set([...words, ...parts])].map((word) => word.toLowerCase());
  const han = (plain.match(/\p{Script=Han}+/gu) ?? []).flatMap((run) => {
    const characters = [...run];
    return [
      ...characters,
      ...characters.slice(1).map((character, index) => `${characters[index]}${character}`),
    ];
  });
  return [...latin.filter((word) => !stopWords.has(word) && word.length > 1), ...han];
}

/** The best match of a word among those of an entry. */
function bestMatch(
  token: string,
  words: ReadonlyMap<string, number>,
  similar: ReadonlyMap<string, number>,
): Match {
  const exact = words.get(token);
  if (exact !== undefined) return { score: exact, isCertain: true };
  let found = noMatch;
  for (const [word, similarity] of similar) {
    const score = (words.get(word) ?? 0) * similarity;
    if (score > found.score) found = { score, isCertain: similarity > typoSimilarity };
  }
  return found;
}

/** The words of the vocabulary that a word may stand for, each with its similarity. */
function findSimilarWords(token: string, vocabulary: readonly string[]): ReadonlyMap<string, number> {
  if (isHan(token)) return new Map();
  const similarities = vocabulary.map((word) => [word, similarityOf(token, word)] as const);
  return new Map(similarities.filter(([, similarity]) => similarity > 0));
}

/** The similarity of words that differ by a typing error. */
const typoSimilarity = 0.65;

function similarityOf(token: string, word: string): number {
  if (token.length < 4 || word.length < 3 || /\d/.test(token)) return 0;
  if (stem(token) === stem(word)) return 0.9;
  if (word.startsWith(token)) return 0.75;
  const limit = token.length >= 8 ? 2 : 1;
  if (Math.abs(token.length - word.length) > limit) return 0;
  return editDistance(token, word) <= limit ? typoSimilarity : 0;
}

function stem(word: string): string {
  return word.replace(/(?:ies|y)$/, 'i').replace(/(?:ing|ed|es|s|e)$/, '');
}

function isHan(token: string): boolean {
  return token >= '\u2e80';
}
