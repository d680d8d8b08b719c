import { chooseLanguage } from '../../text/language.ts';
import { applySettings } from '../apply-settings.ts';
import { readCommands } from '../command-manifest.ts';
import { complete } from './complete.ts';
import { printed } from './print.ts';
import { type Shell, shells } from './shells.ts';

/**
 * Answers the scripts of `koo completion`: `SHELL WORD... CURRENT`, on stdout. A way of its own into koo, beside
 * `main.ts`, since a Tab waits for it: of oclif nothing is loaded. Nothing is told when it fails.
 *
 * @param argv the words behind `koo __complete`
 * @param root folder of the package
 */
export async function answerShell(argv: readonly string[], root: string): Promise<void> {
  try {
    const [name, ...rest] = argv;
    const shell = shells.find((one) => one === name);
    if (!shell) return;
    applySettings(process.env);
    const words = rejoined(rest, shell);
    const found = await complete(words, readCommands(root), process.env);
    const language = chooseLanguage({ env: process.env });
    process.stdout.write(printed(found, shell, words.at(-1) ?? '', language));
  } catch (error) {
    if (process.env.KOO_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  }
}

/** bash gives `--flag=value` and `a:b` as three words; PowerShell drops an empty word, so that a `+` is before the last. */
function rejoined(words: readonly string[], shell: Shell): string[] {
  if (shell === 'powershell') return [...words.slice(0, -1), (words.at(-1) ?? '').replace(/^\+/, '')];
  if (shell !== 'bash') return [...words];
  const joined: string[] = [];
  for (const [index, word] of words.entries()) {
    const glued = /^[=:]+$/.test(word) || /^[=:]+$/.test(words[index - 1] ?? '');
    if (glued && joined.length > 0) joined.push(`${joined.pop()}${word}`);
    else joined.push(word);
  }
  return joined;
}
