import { printText } from '../../cli/output/edge.ts';
import { applySettings, isOn, startTexts } from '../invocation/environment.ts';
import { readCommands } from '../manifest/manifest.ts';
import { complete } from './complete.ts';
import { shells } from './model.ts';
import { renderCompletion, wordsOf } from './shell-io.ts';

/**
 * Answers the scripts of `koo completion`: `SHELL WORD... CURRENT`, on stdout. It is an entry point beside `main.ts`
 * that does not load oclif, because the user waits for it. Errors are not reported.
 *
 * @param argv the words after `koo __complete`
 * @param root folder of the package
 */
export async function answerShell(argv: readonly string[], root: string): Promise<void> {
  // Ignore a closed pipe or a full disk.
  process.stdout.on('error', () => {});
  try {
    const [name, ...rest] = argv;
    const shell = shells.find((one) => one === name);
    if (!shell) return;
    applySettings(process.env);
    startTexts(root, process.env);
    const line = wordsOf(rest, shell);
    const found = await complete(line.words, readCommands(root), process.env);
    printText(renderCompletion(found, shell, line));
  } catch (error) {
    if (!isOn(process.env.KOO_DEBUG)) return;
    const text = error instanceof Error ? error.stack : error;
    printText(`${text}\n`, process.stderr);
  }
}
