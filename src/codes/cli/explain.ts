import { paint } from '../../cli/output/colour.ts';
import type { Language, Localized } from '../../text/localized.ts';
import type { Actor, CodeEntry, Repeat } from '../entry.ts';
import { familyOf, placeNames } from '../families.ts';

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

/** What koo says round the facts about a code: in the terminal and on the generated pages. */
export const codeWords = {
  en: {
    list: ['CODE', 'FAMILY', 'MEANING'],
    family: 'Family',
    http: 'HTTP',
    message: 'Message',
    byStatus: 'By status',
    cause: 'Cause',
    actor: 'Who acts',
    next: 'What to do',
    repeat: 'Repeating',
    occurs: 'Where',
    source: 'Source',
    note: 'Note',
    also: 'Also possible:',
    colon: ': ',
    between: ', ',
    actors: {
      caller: 'whoever makes the call',
      seller: 'the seller',
      buyer: 'the buyer',
      huawei: 'Huawei',
      nobody: 'nobody',
    },
    repeats: {
      never: 'does not help before the cause is gone',
      later: 'may help, after a while',
      done: 'is not needed: it is done',
    },
  },
  zh: {
    list: ['结果码', '类别', '含义'],
    family: '类别',
    http: 'HTTP',
    message: '消息',
    byStatus: '按状态码',
    cause: '可能原因',
    actor: '由谁处理',
    next: '如何处理',
    repeat: '重试',
    occurs: '出现位置',
    source: '来源',
    note: '备注',
    also: '也可能是：',
    colon: '：',
    between: '、',
    actors: {
      caller: '调用方',
      seller: '商家',
      buyer: '买家',
      huawei: '华为云',
      nobody: '无需处理',
    },
    repeats: {
      never: '消除原因之前重试无效',
      later: '稍后重试可能成功',
      done: '无需重试：已完成',
    },
  },
} as const satisfies Record<
  Language,
  { actors: Record<Actor, string>; repeats: Record<Repeat, string> } & Record<string, unknown>
>;
