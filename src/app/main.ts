import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handleInterrupts } from '../cli/interrupt.ts';
import { paint, resolveColourVariables } from '../cli/output/colour.ts';
import {
  concealed,
  concealSecrets,
  exportedSecrets,
  forgetSecrets,
  printDocument,
  printNotice,
  printText,
  safeText,
} from '../cli/output/edge.ts';
import { wrapForTerminal } from '../cli/output/terminal-text.ts';
import type { NamedCommand } from '../cli/run-command.ts';
import { errorDocument, interruptedError, KooError, usageError } from '../errors/koo-error.ts';
import { toJson } from '../text/json.ts';
import { both, t } from '../text/translate.ts';
import { failureText } from './failure-text.ts';
import { globalFlagsLast, readGlobalOptions } from './invocation/argv.ts';
import { applySettings, isOn, startTexts } from './invocation/environment.ts';
import { version, versionLine } from './version.ts';

/**
 * Runs koo: one command, its result on stdout, or one report of its failure.
 *
 * @param typed the words behind `koo`
 * @param root folder of the package, where the manifest is
 */
export async function main(typed: readonly string[], root: string): Promise<void> {
  const argv = globalFlagsLast(typed);
  forgetSecrets();
  concealSecrets(exportedSecrets(process.env));
  resolveColourVariables(process.env);
  applySettings(process.env);
  startTexts(root, process.env, readGlobalOptions(argv).lang);
  watchStreams(printFailure);
  handleInterrupts(() => {
    if (readGlobalOptions(argv).json) report(interrupted(), argv);
  });
  process.on('uncaughtException', (error) => {
    report(toFailure(error), argv);
    process.exit();
  });
  try {
    await dispatch(argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv], root);
    if (process.stdout.isTTY && process.stderr.isTTY) await notifyOfUpdate(argv, root);
  } catch (error) {
    report(toFailure(error), argv);
  }
}

/** Does what oclif's `run` does, without plugin hooks, and with koo's own help and errors for unknown commands. */
async function dispatch(argv: string[], root: string): Promise<void> {
  if (argv[0] === '--version' || argv[0] === '-v') {
    printText(`${versionLine}\n`);
    return;
  }
  const named = namedCommand(root, argv);
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const wantsHelp = words.some((word) => word === '--help' || word === '-h');
  // Only help and suggestions need the manifest, which would be most of what koo loads.
  if (!named || wantsHelp) {
    const { showHelp } = await import('./help/help.ts');
    return showHelp(argv, words, wantsHelp, root);
  }
  const { default: command } = await import(
    pathToFileURL(join(root, ...(named.command.relativePath ?? []))).href
  );
  // Replaces the listener of oclif, which throws.
  watchStreams(printFailure);
  await command.start(named, root);
}

/** Prints a notice on a terminal when a newer koo is known. */
async function notifyOfUpdate(argv: readonly string[], root: string): Promise<void> {
  const { env } = process;
  const { askInBackground, updateNotice, wantsUpdateNotice } = await import('./update/notice.ts');
  if (!wantsUpdateNotice(argv, env, process)) return;
  updateNotice({
    env,
    ...version,
    now: Date.now(),
    print: printNotice,
    ask: () => askInBackground(root, env),
  });
}

function toFailure(error: unknown): KooError {
  return error instanceof KooError ? error : unexpected(error);
}

/** A defect of koo. Its message is not shown: it may hold a secret. */
function unexpected(error: unknown): KooError {
  const name = error instanceof Error ? error.name : typeof error;
  return new KooError(
    {
      category: 'defect',
      code: 'INTERNAL_ERROR',
      message: both('koo failed with an internal error ({name})', { name }),
      hint: both('Set KOO_DEBUG=1 to see where it failed, and report the problem.'),
    },
    { cause: error },
  );
}

/** Ctrl-C in a command that has nothing to finish. */
function interrupted(): KooError {
  return interruptedError('INTERRUPTED', both('Interrupted'), both('Run the same command again.'));
}

/** Prints a failure, as JSON on stdout or as text on stderr, and sets the exit code. */
function report(failure: KooError, argv: readonly string[]): void {
  process.exitCode = failure.exitCode;
  if (readGlobalOptions(argv).json) printDocument(`${toJson(concealed(errorDocument(failure)), 2)}\n`);
  else printFailure(failure);
  if (isOn(process.env.KOO_DEBUG)) printText(`${describe(failure)}\n`, process.stderr);
}

/** Prints a failure as text on stderr, without control sequences. */
function printFailure({ facts }: KooError): void {
  const label = t('Error:');
  const lines = wrapForTerminal(safeText(failureText(facts)), process.stderr);
  printText(`${lines.replace(label, () => paint('red', label, process.stderr))}\n`, process.stderr);
}

/** The stack of a failure, or of its cause. A cause that is not an Error has none, and may hold a secret. */
function describe(failure: KooError): string {
  const error = failure.cause instanceof Error ? failure.cause : failure;
  return error.stack ?? String(error);
}

/**
 * Handles errors of stdout and stderr. A closed pipe (`| head`) is ignored: the command finishes, writes its files and
 * keeps its exit code. Any other error, such as a full disk, is printed once and decides the exit code.
 */
function watchStreams(print: (failure: KooError) => void): void {
  let isPrinted = false;
  process.stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || isPrinted) return;
    isPrinted = true;
    const failure = unwritable(error.code ?? error.name);
    print(failure);
    process.on('exit', () => {
      process.exitCode = failure.exitCode;
    });
  });
  // There is nowhere left to print it.
  process.stderr.on('error', () => {});
}

function unwritable(reason: string): KooError {
  return usageError(
    'UNWRITABLE_OUTPUT',
    both('The output cannot be written and is incomplete ({reason})', { reason }),
    both('Free some disk space, or redirect stdout to another place.'),
  );
}

/** The command that the first words name, found by its file: the longest name wins. */
function namedCommand(root: string, argv: readonly string[]): NamedCommand | undefined {
  for (const length of [3, 2, 1]) {
    const words = argv.slice(0, length);
    if (words.length < length || !words.every((word) => /^[a-z][a-z-]*$/.test(word))) continue;
    const relativePath = ['dist', 'commands', ...words.slice(0, -1), `${words.at(-1)}.js`];
    if (!existsSync(join(root, ...relativePath))) continue;
    const id = words.join(':');
    const command = { id, aliases: [], hiddenAliases: [], args: {}, flags: {}, relativePath };
    return { id, command: { ...command, hidden: false, hasDynamicHelp: false }, rest: argv.slice(length) };
  }
  return undefined;
}
