import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize } from '../../text/translate.ts';
import { clip } from '../../text/width.ts';
import type { Completion, Shell } from './model.ts';

/** Maximum width of a description. */
const maxDescription = 60;

/**
 * Renders a completion for the shell scripts. The first line is `files`, a tab and the text before the file name; or
 * `open` for no space after the word; or `done`. Each further line is a value, a tab and its description.
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
  // For a duplicate value, bash would insert the common prefix of both lines.
  const distinct = [...new Map(candidates.map((one) => [one.value, one])).values()];
  const lines = distinct
    .filter(({ value }) => matchesCurrent(value, shell, current) && isSafeWord(value, shell))
    .map(({ value, text }) => `${value.slice(cut)}\t${firstSentence(localize(text))}`);
  return `${[head, ...lines].join('\n')}\n`;
}

/** zsh and fish filter candidates themselves; the other two expect only candidates that start with the word. */
function matchesCurrent(value: string, shell: Shell, current: string): boolean {
  if (shell === 'zsh' || shell === 'fish') return true;
  return shell === 'powershell'
    ? value.toLowerCase().startsWith(current.toLowerCase())
    : value.startsWith(current);
}

/** Two shells insert a value unquoted: values that they would not parse as one word are not offered. */
function isSafeWord(value: string, shell: Shell): boolean {
  return (shell === 'bash' || shell === 'powershell' ? /^[\w.,:=@%+/-]+$/ : /^[\x21-\x7e]+$/).test(value);
}

/** The first sentence, on one line and without the full stop. */
function firstSentence(text: string): string {
  const line = terminalSafe(text).replace(/\s+/g, ' ').trim();
  const [sentence = ''] = line.split(/(?<=\.) |(?<=。)/);
  return clip(sentence.replace(/[.。]$/, ''), maxDescription);
}

/** The words after `koo`, the last one up to the cursor. */
export interface Words {
  readonly words: readonly string[];
  /** Length of the part of the last word that the shell does not treat as the word; candidates must omit it. */
  readonly cut: number;
}

/** Restores the words as typed from the arguments of a shell's script. */
export function wordsOf(given: readonly string[], shell: Shell): Words {
  if (shell === 'bash') return bashWords(given);
  // PowerShell drops an empty word, so its script prefixes the last word with `+`.
  if (shell === 'powershell')
    return { words: [...given.slice(0, -1), (given.at(-1) ?? '').replace(/^\+/, '')], cut: 0 };
  return { words: [...given], cut: 0 };
}

/**
 * bash keeps quotes, and passes `--flag=value` and `a:b` as three words, `--flag=@file` as `--flag`, `=@`, `file`. It
 * completes the part after these separators, including an `@`.
 */
function bashWords(given: readonly string[]): Words {
  const words: string[] = [];
  const all = withoutRedirects(given);
  for (const [index, word] of all.entries()) {
    const before = all[index - 1] ?? '';
    // bash does not report whether there is a space before an `@`.
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

/** Removes redirections (`< file`, `> file`), which the shell handles. */
function withoutRedirects(given: readonly string[]): string[] {
  const redirects = (word = '') => /^&?[<>][<>&|]*$/.test(word);
  return given.filter((word, index) => !redirects(word) && !(index > 0 && redirects(given[index - 1])));
}

/** Removes quotes like the shell, without expansion; an unclosed quote is allowed. */
function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'?|"((?:\\.|[^"\\])*)(?:"|\\?$)|\\(.)|\\$/gs,
    (_, single?: string, double?: string, one?: string) =>
      single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? one ?? '',
  );
}
