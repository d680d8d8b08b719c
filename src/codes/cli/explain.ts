import { paint } from '../../cli/output/colour.ts';
import type { Localized } from '../../text/localized.ts';
import { both, localize, t } from '../../text/translate.ts';
import type { Actor, CodeEntry, Repeat } from '../entry.ts';
import { familyOf, placeNames } from '../families.ts';

/** What `koo codes` found. */
export interface CodesResult {
  readonly entries: readonly CodeEntry[];
  /** Whether every code that the user asked for is documented. */
  readonly complete: boolean;
  /** The entries for people. */
  show(): string;
}

/** The width of an explanation: that of the terminal, between 40 and 100 columns. */
export function explanationWidth(stream: { isTTY?: boolean; columns?: number } = process.stdout): number {
  return Math.max(40, Math.min(100, (stream.isTTY && stream.columns) || 100));
}

/**
 * Renders everything known about a code.
 *
 * @param status that it came with: the meanings with other statuses are left out
 */
export function explainCode(entry: CodeEntry, status?: number, width: number = explanationWidth()): string {
  const { code, family, meaning, cause, sources, notes } = entry;
  const own = entry.byStatus.find((one) => one.http === status);
  const byStatus = own ? [own] : entry.byStatus;
  const { actor, next, repeat } = { ...entry, ...own };
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('Family'), t('{name}: {title}', { name: family, title: familyOf(family).title })],
    ['HTTP', t('{statuses}', { statuses: entry.http })],
    [t('Message'), publishedMessages(entry).join(' · ')],
    ...byStatus.map((one) => [t('By status'), formatStatusMeaning(one)] as const),
    [t('Cause'), cause ? localize(cause) : undefined],
    [t('Who acts'), describeActor(actor)],
    [t('What to do'), localize(next)],
    [t('Retrying'), describeRepeat(repeat)],
    ...entry.occurs.map((place) => [t('Where'), formatOccurrence(place)] as const),
    ...sources.map((source) => [t('Sources'), source] as const),
    ...notes.map((note) => [t('Notes'), localize(note)] as const),
  ];
  const names = [code, ...entry.aliases].join(' / ');
  const shown = rows.filter((row): row is readonly [string, string] => Boolean(row[1]));
  const column = Math.max(...shown.map(([label]) => displayWidth(label))) + 2;
  const lines = shown.map(([label, text], index) => {
    const first = shown[index - 1]?.[0] === label ? '' : label;
    return `  ${first}${' '.repeat(column - displayWidth(first))}${wrap(text, width - 2 - column, column + 2)}`;
  });
  return [
    wrap(`${names}  ${localize(meaning)}`, width, 2).replace(names, () => paint('bold', names)),
    ...lines,
  ].join('\n');
}

/** The published message: first in the chosen language, then in the other. */
export function publishedMessages({ message }: CodeEntry): readonly string[] {
  const { en, zh } = message;
  const chosen = localize({ en: en ?? '', zh: zh ?? '' });
  return [...new Set([chosen, en, zh])].filter((text): text is string => Boolean(text));
}

/** `413: the body is larger than 12 MB`. */
export function formatStatusMeaning({ http, meaning }: CodeEntry['byStatus'][number]): string {
  return t('{status}: {meaning}', { status: http, meaning });
}

/** `V1: newInstance, upgrade`. */
export function formatOccurrence({ in: place, calls }: CodeEntry['occurs'][number]): string {
  return t('{place}: {calls}', { place: placeNames[place], calls });
}

/** Entries as items of a list in a hint: `000105 (…)`. */
export function summarize(entries: readonly CodeEntry[]): readonly Localized[] {
  return entries.map(({ code, meaning }) => both('{code} ({meaning})', { code, meaning }));
}

/** Who can fix the error, in words. */
export function describeActor(actor: Actor): string {
  return {
    caller: t('the caller'),
    seller: t('the seller'),
    buyer: t('the buyer'),
    huawei: t('Huawei'),
    nobody: t('no one'),
  }[actor];
}

/** Whether retrying helps, in words. */
export function describeRepeat(repeat: Repeat): string {
  return {
    never: t('does not help until the cause is removed'),
    later: t('may help after a while'),
    done: t('not needed: already done'),
  }[repeat];
}

/**
 * Chinese characters and punctuation: the entries contain no other wide characters. koo's general width() and wrap()
 * load string-width and a segmenter, which takes 8 ms of the start-up.
 */
const wideCharacters = '\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60';
const isWide = new RegExp(`[${wideCharacters}]`);

/** The number of terminal columns of a text. */
function displayWidth(text: string): number {
  if (!isWide.test(text)) return text.length;
  return text.length + [...text].filter((character) => isWide.test(character)).length;
}

/** Wraps a text at spaces and between Chinese characters; a longer word, such as a URL, stays whole. */
function wrap(text: string, width: number, indent: number): string {
  if (displayWidth(text) <= width) return text;
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const piece of splitAtBreaks(text)) {
    if (line !== '' && taken + displayWidth(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
      taken = 0;
    }
    line += piece;
    taken += displayWidth(piece);
  }
  return [...lines, line.trimEnd()].join(`\n${' '.repeat(indent)}`);
}

/** Splits a text where a line can break: not before closing punctuation, and not after opening punctuation. */
function splitAtBreaks(text: string): readonly string[] {
  if (!isWide.test(text)) return text.split(/(?<= )/);
  const closing = '[，。、；：？！）》”…]';
  const opening = '（《“';
  const word = `(?:[${wideCharacters}]|[^\\s${wideCharacters}${opening}]+)`;
  return text.match(new RegExp(`[${opening}]*${word}${closing}* ?|\\s+|.`, 'g')) ?? [];
}
