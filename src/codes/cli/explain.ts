import { paint } from '../../cli/output/colour.ts';
import type { Localized } from '../../text/localized.ts';
import { both, localize, t } from '../../text/translate.ts';
import type { Actor, CodeEntry, Repeat } from '../entry.ts';
import { familyOf, placeNames } from '../families.ts';

/** What `koo codes` found. */
export interface CodesResult {
  readonly entries: readonly CodeEntry[];
  /** Whether all that was asked for is documented. */
  readonly complete: boolean;
  /** The entries for people. */
  show(): string;
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
  status?: number,
  widest: number = explanationColumns(),
): string {
  const { code, family, meaning, cause, sources, notes } = entry;
  const own = entry.byStatus.find((one) => one.http === status);
  const byStatus = own ? [own] : entry.byStatus;
  const { actor, next, repeat } = { ...entry, ...own };
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('Family'), t('{name}: {title}', { name: family, title: familyOf(family).title })],
    ['HTTP', t('{statuses}', { statuses: entry.http })],
    [t('Message'), messagesOf(entry).join(' · ')],
    ...byStatus.map((one) => [t('By status'), statusMeaning(one)] as const),
    [t('Cause'), cause ? localize(cause) : undefined],
    [t('Who acts'), actorName(actor)],
    [t('What to do'), localize(next)],
    [t('Retrying'), repeatAdvice(repeat)],
    ...entry.occurs.map((place) => [t('Where'), whereText(place)] as const),
    ...sources.map((source) => [t('Sources'), source] as const),
    ...notes.map((note) => [t('Notes'), localize(note)] as const),
  ];
  const names = [code, ...entry.aliases].join(' / ');
  const shown = rows.filter((row): row is readonly [string, string] => Boolean(row[1]));
  const column = Math.max(...shown.map(([label]) => columns(label))) + 2;
  const lines = shown.map(([label, text], index) => {
    const first = shown[index - 1]?.[0] === label ? '' : label;
    return `  ${first}${' '.repeat(column - columns(first))}${wrap(text, widest - 2 - column, column + 2)}`;
  });
  return [
    wrap(`${names}  ${localize(meaning)}`, widest, 2).replace(names, () => paint('bold', names)),
    ...lines,
  ].join('\n');
}

/** The published message in the chosen language, then in the other one. */
export function messagesOf({ message }: CodeEntry): readonly string[] {
  const { en, zh } = message;
  const chosen = localize({ en: en ?? '', zh: zh ?? '' });
  return [...new Set([chosen, en, zh])].filter((text): text is string => Boolean(text));
}

/** `413: the body is larger than 12 MB`. */
export function statusMeaning({ http, meaning }: CodeEntry['byStatus'][number]): string {
  return t('{status}: {meaning}', { status: http, meaning });
}

/** `V1: newInstance, upgrade`. */
export function whereText({ in: place, calls }: CodeEntry['occurs'][number]): string {
  return t('{place}: {calls}', { place: placeNames[place], calls });
}

/** Entries for a list in a hint: `000105 (…)`. */
export function codesInline(entries: readonly CodeEntry[]): readonly Localized[] {
  return entries.map(({ code, meaning }) => both('{code} ({meaning})', { code, meaning }));
}

/** Who can end the error, in words. */
export function actorName(actor: Actor): string {
  return {
    caller: t('the caller'),
    seller: t('the seller'),
    buyer: t('the buyer'),
    huawei: t('Huawei'),
    nobody: t('no one'),
  }[actor];
}

/** Whether sending the same again helps, in words. */
export function repeatAdvice(repeat: Repeat): string {
  return {
    never: t('does not help until the cause is removed'),
    later: t('may help after a while'),
    done: t('not needed: already done'),
  }[repeat];
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
