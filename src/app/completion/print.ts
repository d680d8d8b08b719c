import { clip } from '../../cli/output/width.ts';
import type { Language } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Completion } from './model.ts';
import type { Shell } from './shells.ts';
import type { Words } from './words.ts';

/** Columns that a description may take. */
const room = 60;

/**
 * A completion as the scripts of the shells read it. The first line says how to go on: `files`, then a tab and the
 * text that file names go behind; `open` for no space behind the word; else `done`. Each further line is a value, a
 * tab, and what it means.
 */
export function printed(
  completion: Completion,
  shell: Shell,
  { words, cut }: Words,
  language: Language,
): string {
  const { candidates, filesBehind, open } = completion;
  const current = words.at(-1) ?? '';
  const head =
    filesBehind === undefined
      ? open
        ? 'open'
        : 'done'
      : `files\t${filesBehind.slice(Math.min(cut, filesBehind.length))}`;
  // The same value twice would have bash put what both lines have in common into the line.
  const once = [...new Map(candidates.map((one) => [one.value, one])).values()];
  const lines = once
    .filter(({ value }) => fits(value, shell, current) && isWord(value, shell))
    .map(({ value, text }) => `${value.slice(cut)}\t${inBrief(text[language])}`);
  return `${[head, ...lines].join('\n')}\n`;
}

/** zsh and fish match in ways of their own; the other two take what begins with the word. */
function fits(value: string, shell: Shell, current: string): boolean {
  if (shell === 'zsh' || shell === 'fish') return true;
  return shell === 'powershell'
    ? value.toLowerCase().startsWith(current.toLowerCase())
    : value.startsWith(current);
}

/** Two shells put a value into the line as it is: what they would take for more than a word is not offered there. */
function isWord(value: string, shell: Shell): boolean {
  return (shell === 'bash' || shell === 'powershell' ? /^[\w.,:=@%+/-]+$/ : /^[\x21-\x7e]+$/).test(value);
}

/** The first sentence, on one line, without its full stop. */
function inBrief(text: string): string {
  const line = terminalSafe(text).replace(/\s+/g, ' ').trim();
  const [sentence = ''] = line.split(/(?<=\.) |(?<=。)/);
  return clip(sentence.replace(/[.。]$/, ''), room);
}
