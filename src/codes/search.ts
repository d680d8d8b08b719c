import { editDistance } from '../text/nearest.ts';
import type { CodeEntry } from './entry.ts';
import { familyOf } from './families.ts';

/** Most entries a search gives. */
const maxHits = 10;
/** Most words of a query that are looked at. */
const maxWords = 60;

/** How much a word counts by the place it stands in. */
const places: readonly { readonly weight: number; readonly text: (entry: CodeEntry) => string }[] = [
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

/** How well an entry answers a word: 0 not at all. */
interface Answer {
  readonly score: number;
  /** It is no guess at a typing error. */
  readonly sure: boolean;
}

const noAnswer: Answer = { score: 0, sure: false };

/** A word of the query, and how the entries answer it, in their order. */
interface Wanted {
  readonly answers: readonly Answer[];
  readonly worth: number;
}

/**
 * The entries that words are about, best first. Typing errors are forgiven: a letter or two in a longer word, one
 * character of a Chinese one; but what matches by such guesses alone is nothing found.
 */
export function searchCodes(query: string, entries: readonly CodeEntry[]): readonly CodeEntry[] {
  const documents = entries.map(wordsOf);
  const vocabulary = [...new Set(documents.flatMap((words) => [...words.keys()]))].filter(
    (word) => !isHan(word),
  );
  const wanted = [...new Set(tokens(withoutNumbers(query)))]
    .slice(0, maxWords)
    .map((token) => weigh(token, documents, likeWords(token, vocabulary)));
  const total = wanted.reduce((sum, { worth }) => sum + worth, 0);
  if (total === 0) return [];
  const phrase = flat(query);
  const fitting = entries
    .map((entry, index) => {
      const score =
        wanted.reduce((sum, { answers, worth }) => sum + (answers[index]?.score ?? 0) * worth, 0) / total;
      const answered = wanted.map(({ answers }) => answers[index] ?? noAnswer);
      const certain = answered.some(({ sure }) => sure) || answered.every(({ score: one }) => one > 0);
      // What only its advice says, or a guess, is not what a code is about.
      const central = answered.some(({ score: one }) => one >= 0.45);
      return { entry, score: certain && central ? score : 0 };
    })
    .filter(({ score }) => score >= 0.3);
  const ranked = fitting
    .map((hit) => ({ ...hit, rank: hit.score + said(hit.entry, phrase) }))
    .sort((a, b) => b.rank - a.rank);
  const least = (ranked[0]?.score ?? 0) * 0.6;
  return ranked
    .filter(({ score }) => score >= least)
    .slice(0, maxHits)
    .map(({ entry }) => entry);
}

function weigh(
  token: string,
  documents: readonly ReadonlyMap<string, number>[],
  alike: ReadonlyMap<string, number>,
): Wanted {
  const answers = documents.map((words) => best(token, words, alike));
  const count = answers.filter(({ score }) => score > 0).length;
  const single = isHan(token) && token.length === 1;
  return {
    // A character that many entries have is a guess.
    answers: single && count > 4 ? answers.map(({ score }) => ({ score, sure: false })) : answers,
    // What stands in nearly every entry tells nothing, and a single Chinese character less than a pair.
    worth:
      count === 0
        ? strangeness(token, documents.length)
        : Math.log(1 + documents.length / count) * (single ? 0.4 : 1),
  };
}

/** What a word counts that no entry has: as much as one of a single entry, so that a text on other things fits none. */
function strangeness(token: string, size: number): number {
  // Pairs across two Chinese words, and a path or an address whose parts count already, say little.
  if (isHan(token)) return token.length === 1 ? 0 : 0.2 * Math.log(1 + size);
  return /[\d._-]/.test(token) ? 0 : Math.log(1 + size);
}

/** `404`, or `404 Not Found`: a status without a word that says so. */
const alone = /^\s*(?:\d{1,3}\s*$|[45]\d\d\s+[A-Za-z]+(?:\s+[A-Za-z]+){0,3}\s*$)/;

/** A text without numbers of up to three digits that are no HTTP status: lines, times, counts. */
function withoutNumbers(query: string): string {
  return query.replace(
    /(\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?:[ _-]?code)?|httpCode|状态码)["'\s:=：为]*)?(?<![\w.])\d{1,3}(?![\w.]*\d)\b/giu,
    (number, status?: string) => (status !== undefined || alone.test(query) ? number : ' '),
  );
}

/** The entries whose published message stands in a text, whatever its placeholders have become. */
export function messagesIn(text: string, entries: readonly CodeEntry[]): readonly CodeEntry[] {
  const said = flat(text);
  return entries.filter(({ message }) =>
    [message.zh, message.en].some((one) => one !== undefined && pattern(one).test(said)),
  );
}

/** A text without blanks, case, and the difference between Chinese and English marks. */
function flat(text: string): string {
  return narrow(text).toLowerCase().replace(/[“”]/g, '"').replace(/。/g, '.').replace(/\s+/g, '');
}

/** Full-width characters as narrow ones. */
function narrow(text: string): string {
  return /^[\n -~]*$/.test(text) ? text : text.normalize('NFKC');
}

function pattern(message: string): RegExp {
  const parts = flat(message.replace(/[.…]+$/, '')).split(/\{[a-z]+\}/);
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.{0,200}?'));
}

/** Whether an entry says the very words, in its message or elsewhere. */
function said({ message, meaning, cause, notes, keywords = [] }: CodeEntry, phrase: string): number {
  if (phrase.length < 2) return 0;
  const says = (texts: readonly (string | undefined)[]) =>
    texts.some((text) => text && flat(text).includes(phrase));
  if (says([message.en, message.zh, meaning.en, meaning.zh, ...keywords])) return 1;
  return says([...(cause ? textsOf(cause) : []), ...notes.flatMap(textsOf)]) ? 0.7 : 0;
}

function textsOf({ en, zh }: { readonly en: string; readonly zh: string }): readonly string[] {
  return [en, zh];
}

/** The words of an entry, each with what it counts at its best place. */
function wordsOf(entry: CodeEntry): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { weight, text } of places) {
    for (const token of tokens(text(entry))) words.set(token, Math.max(weight, words.get(token) ?? 0));
  }
  return words;
}

const idle = new Set(
  (
    'a an and are as at be by can do does for from get got had has have how i in is it its me my of on or our ' +
    'that the their there they this to was we were what when why with you your'
  ).split(' '),
);

/** Words in lower case, also the parts of `instanceId`; of Chinese text each character and each pair of them. */
function tokens(text: string): readonly string[] {
  const plain = narrow(text);
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
  return [...latin.filter((word) => !idle.has(word) && word.length > 1), ...han];
}

/** How well the words of an entry answer one that is looked for: at most the weight of a place. */
function best(token: string, words: ReadonlyMap<string, number>, alike: ReadonlyMap<string, number>): Answer {
  const exact = words.get(token);
  if (exact !== undefined) return { score: exact, sure: true };
  let found: Answer = { score: 0, sure: false };
  for (const [word, likeness] of alike) {
    const score = (words.get(word) ?? 0) * likeness;
    if (score > found.score) found = { score, sure: likeness > guess };
  }
  return found;
}

/** The words that may stand for one that is looked for, and how like it they are. */
function likeWords(token: string, vocabulary: readonly string[]): ReadonlyMap<string, number> {
  const like = vocabulary.map((word) => [word, isHan(token) ? 0 : likeness(token, word)] as const);
  return new Map(like.filter(([, likeness]) => likeness > 0));
}

/** Likeness of words that differ by a typing error. */
const guess = 0.65;

function likeness(token: string, word: string): number {
  if (token.length < 4 || word.length < 3 || /\d/.test(token)) return 0;
  if (stem(token) === stem(word)) return 0.9;
  if (word.startsWith(token)) return 0.75;
  const limit = token.length >= 8 ? 2 : 1;
  if (Math.abs(token.length - word.length) > limit) return 0;
  return editDistance(token, word) <= limit ? guess : 0;
}

function stem(word: string): string {
  return word.replace(/(?:ies|y)$/, 'i').replace(/(?:ing|ed|es|s|e)$/, '');
}

function isHan(token: string): boolean {
  return token >= '\u2e80';
}
