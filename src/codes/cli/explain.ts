import { paint } from '../../cli/output/colour.ts';
import type { Language, Localized } from '../../text/localized.ts';
import type { CodeEntry } from '../entry.ts';
import { familyOf, placeNames } from '../families.ts';
import { codeWords } from './words.ts';

/** What `koo codes` found. */
export interface CodesResult {
  readonly entries: readonly CodeEntry[];
  /** Whether all that was asked for is documented. */
  readonly complete: boolean;
  /** The entries for people. */
  show(language: Language): string;
}

/** The columns that an explanation may take: those of the terminal, if it is not wider than one reads. */
export function explanationColumns(stream: { isTTY?: boolean; columns?: number } = process.stdout): number {
  return Math.max(40, Math.min(100, (stream.isTTY && stream.columns) || 100));
}

/**
 * Everything about one code, for people.
 *
 * @param status that it came with: where the statuses tell meanings apart, only that one is told
 */
export function explainCode(
  entry: CodeEntry,
  language: Language,
  status?: number,
  widest: number = explanationColumns(),
): string {
  const say = codeWords[language];
  const { code, http, message, meaning, cause, sources, notes } = entry;
  const own = entry.byStatus.find((one) => one.http === status);
  const byStatus = own ? [own] : entry.byStatus;
  const { actor, next, repeat } = { ...entry, ...own };
  const rows: readonly (readonly [string, string | undefined])[] = [
    [say.family, `${entry.family}${say.colon}${familyOf(entry.family).title[language]}`],
    [say.http, http.join(say.between)],
    [say.message, [...new Set([message[language], message.en, message.zh])].filter(Boolean).join(' · ')],
    ...byStatus.map((one) => [say.byStatus, `${one.http}${say.colon}${one.meaning[language]}`] as const),
    [say.cause, cause?.[language]],
    [say.actor, say.actors[actor]],
    [say.next, next[language]],
    [say.repeat, say.repeats[repeat]],
    ...entry.occurs.map((place) => [say.occurs, whereText(place, language)] as const),
    ...sources.map((source) => [say.source, source] as const),
    ...notes.map((note) => [say.note, note[language]] as const),
  ];
  const names = [code, ...entry.aliases].join(' / ');
  const shown = rows.filter((row): row is readonly [string, string] => Boolean(row[1]));
  const column = Math.max(...shown.map(([label]) => columns(label))) + 2;
  const lines = shown.map(([label, text], index) => {
    const first = shown[index - 1]?.[0] === label ? '' : label;
    return `  ${first}${' '.repeat(column - columns(first))}${wrap(text, widest - 2 - column, column + 2)}`;
  });
  return [
    wrap(`${names}  ${meaning[language]}`, widest, 2).replace(names, () => paint('bold', names)),
    ...lines,
  ].join('\n');
}

/** `V1: newInstance, upgrade`. */
export function whereText({ in: place, calls }: CodeEntry['occurs'][number], language: Language): string {
  const { colon, between } = codeWords[language];
  return `${placeNames[place][language]}${colon}${calls.join(between)}`;
}

/** Entries as a list for hints: `000105 (…), 000106 (…)`. */
export function codesInline(entries: readonly CodeEntry[]): Localized {
  return {
    en: entries.map(({ code, meaning }) => `${code} (${meaning.en})`).join(', '),
    zh: entries.map(({ code, meaning }) => `${code}（${meaning.zh}）`).join('、'),
  };
}

/**
 * Chinese, with its punctuation; the catalogue has no other wide characters. koo's general width and wrap load
 * string-width and a segmenter (8 ms), and this command is to start fast.
 */
const wide = '\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60';
const isWide = new RegExp(`[${wide}]`);

/** Columns of a terminal that a text takes. */
function columns(text: string): number {
  if (!isWide.test(text)) return text.length;
  return text.length + [...text].filter((character) => isWide.test(character)).length;
}

/** Breaks a text at blanks and between Chinese characters; a longer word, such as a URL, stays whole. */
function wrap(text: string, width: number, indent: number): string {
  if (columns(text) <= width) return text;
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const piece of pieces(text)) {
    if (line !== '' && taken + columns(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
      taken = 0;
    }
    line += piece;
    taken += columns(piece);
  }
  return [...lines, line.trimEnd()].join(`\n${' '.repeat(indent)}`);
}

/** What a line may be broken between: a closing mark stays with what it closes, an opening one with what follows. */
function pieces(text: string): readonly string[] {
  if (!isWide.test(text)) return text.split(/(?<= )/);
  const closing = '[，。、；：？！）》”…]';
  const opening = '（《“';
  const word = `(?:[${wide}]|[^\\s${wide}${opening}]+)`;
  return text.match(new RegExp(`[${opening}]*${word}${closing}* ?|\\s+|.`, 'g')) ?? [];
}
