import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize } from '../../text/translate.ts';
import { clip } from '../../text/width.ts';
import type { Completion, Shell } from './model.ts';

/** Columns that a description may take. */
const maxDescription = 60;

/**
 * A completion as the scripts of the shells read it. The first line says how to go on: `files`, then a tab and the
 * text that file names go behind; `open` for no space behind the word; else `done`. Each further line is a value, a
 * tab, and what it means.
 */
export function renderCompletion(completion: Completion, shell: Shell, { words, cut }: Words): string {
  const { candidates, filesBehind, open } = completion;
  const current = words.at(-1) ?? '';
  const head =
    filesBehind === undefined
      ? open
        ? 'open'
        : 'done'
      : `files\t${filesBehind.slice(Math.min(cut, filesBehind.length))}`;
  // The same value twice would have bash put what both lines have in common into the line.
  const distinct = [...new Map(candidates.map((one) => [one.value, one])).values()];
  const lines = distinct
    .filter(({ value }) => matchesCurrent(value, shell, current) && isSafeWord(value, shell))
    .map(({ value, text }) => `${value.slice(cut)}\t${firstSentence(localize(text))}`);
  return `${[head, ...lines].join('\n')}\n`;
}

/** zsh and fish match in ways of their own; the other two take what begins with the word. */
function matchesCurrent(value: string, shell: Shell, current: string): boolean {
  if (shell === 'zsh' || shell === 'fish') return true;
  return shell === 'powershell'
    ? value.toLowerCase().startsWith(current.toLowerCase())
    : value.startsWith(current);
}

/** Two shells put a value into the line as it is: what they would take for more than a word is not offered there. */
function isSafeWord(value: string, shell: Shell): boolean {
  return (shell === 'bash' || shell === 'powershell' ? /^[\w.,:=@%+/-]+$/ : /^[\x21-\x7e]+$/).test(value);
}

/** The first sentence, on one line, without its full stop. */
function firstSentence(text: string): string {
  const line = terminalSafe(text).replace(/\s+/g, ' ').trim();
  const [sentence = ''] = line.split(/(?<=\.) |(?<=。)/);
  return clip(sentence.replace(/[.。]$/, ''), maxDescription);
}

/** The words behind `koo`, the last one up to the cursor. */
export interface Words {
  readonly words: readonly string[];
  /** How much of the last word the shell does not take for the word: it wants the rest only. */
  readonly cut: number;
}

/** The words as one typed them, from what a shell's script gives. */
export function wordsOf(given: readonly string[], shell: Shell): Words {
  if (shell === 'bash') return bashWords(given);
  // PowerShell drops an empty word, so that a `+` is before the last.
  if (shell === 'powershell')
    return { words: [...given.slice(0, -1), (given.at(-1) ?? '').replace(/^\+/, '')], cut: 0 };
  return { words: [...given], cut: 0 };
}

/**
 * bash leaves quotes where they are, and gives `--flag=value` and `a:b` as three words, `--flag=@file` as `--flag`,
 * `=@`, `file`. What it wants completed is what stands behind these signs, an `@` included.
 */
function bashWords(given: readonly string[]): Words {
  const words: string[] = [];
  const all = withoutRedirects(given);
  for (const [index, word] of all.entries()) {
    const before = all[index - 1] ?? '';
    // An @ at the start of a word has nothing before it; whether there is a space in front of it is not told.
    const isJoined = /^[=:]+@?$/.test(word) || (index > 0 && /^([=:]+@?|@)$/.test(before));
    if (isJoined && words.length > 0) words.push(`${words.pop()}${unquoted(word)}`);
    else words.push(unquoted(word));
  }
  const [before = '', last = ''] = all.slice(-2).length < 2 ? ['', all[0]] : all.slice(-2);
  const toComplete = /^[=:]*@?$/.test(last)
    ? last.replace(/^[=:]+/, '')
    : `${/^[=:]*@$/.test(before) ? '@' : ''}${unquoted(last)}`;
  return { words, cut: (words.at(-1) ?? '').length - toComplete.length };
}

/** Without `< file` and `> file`, which are the shell's. */
function withoutRedirects(given: readonly string[]): string[] {
  const redirects = (word = '') => /^&?[<>][<>&|]*$/.test(word);
  return given.filter((word, index) => !redirects(word) && !(index > 0 && redirects(given[index - 1])));
}

/** What the shell makes of a word, with nothing expanded; a quote that is still open counts as well. */
function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'?|"((?:\\.|[^"\\])*)(?:"|\\?$)|\\(.)|\\$/gs,
    (_, single?: string, double?: string, one?: string) =>
      single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? one ?? '',
  );
}
