import { paint } from '../../cli/output/colour.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { width as columnsOf } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import type { Actor, CodeEntry, Repeat } from '../entry.ts';
import { familyOf, placeNames } from '../families.ts';

/** The result of `koo codes`. */
export interface CodesResult {
  readonly entries: readonly CodeEntry[];
  /** Whether every code that the user asked for is documented. */
  readonly complete: boolean;
  /** The entries for people. */
  render(): string;
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
  const column = Math.max(...shown.map(([label]) => columnsOf(label))) + 2;
  const lines = shown.map(([label, text], index) => {
    const first = shown[index - 1]?.[0] === label ? '' : label;
    const indent = `\n${' '.repeat(column + 2)}`;
    return `  ${first}${' '.repeat(column - columnsOf(first))}${wrap(text, width - 2 - column).join(indent)}`;
  });
  return [
    wrap(`${names}  ${localize(meaning)}`, width - 2)
      .join('\n  ')
      .replace(names, () => paint('bold', names)),
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
  const names = calls.map((call) => (call === 'interfaceDebugging' ? both('interface debugging') : call));
  return t('{place}: {names}', { place: placeNames[place], names });
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
