import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pjson from '../../package.json' with { type: 'json' };
import { interrupt } from '../cli/interrupt.ts';
import { paint, settleColours } from '../cli/output/colour.ts';
import { errorDocument, KooError } from '../errors/koo-error.ts';
import { readCatalogue } from '../text/catalogue.ts';
import { useDataFolder } from '../text/data.ts';
import { toJson } from '../text/json.ts';
import { chooseLanguage } from '../text/localized.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both, useCatalogue, useLanguage } from '../text/translate.ts';
import { readGlobalOptions } from './argv.ts';
import { applySettings, isOn } from './environment.ts';
import type { NamedCommand } from './run-command.ts';

/**
 * Runs koo: one command, its result on stdout, or one report of its failure.
 *
 * @param argv the words behind `koo`
 * @param root folder of the package, where the manifest is
 */
export async function main(argv: readonly string[], root: string): Promise<void> {
  settleColours(process.env);
  watchStreams((failure) => tell(failure, argv));
  process.on('SIGINT', interrupt);
  process.on('uncaughtException', (error) => {
    report(toFailure(error), argv);
    process.exit();
  });
  applySettings(process.env);
  useLanguage(chooseLanguage({ flag: readGlobalOptions(argv).lang, env: process.env }));
  useDataFolder(join(root, 'dist', 'data'));
  useCatalogue(() => readCatalogue(readFileSync(join(root, 'dist', 'zh.json'))));
  try {
    await dispatch(argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv], root);
    if (process.stdout.isTTY && process.stderr.isTTY) await tellOfUpdate(argv, root);
  } catch (error) {
    report(toFailure(error), argv);
  }
}

/** What oclif's own `run` does, without the hooks of plugins, with our own help and our word on unknown commands. */
async function dispatch(argv: string[], root: string): Promise<void> {
  if (argv[0] === '--version') {
    process.stdout.write(`${userAgent}\n`);
    return;
  }
  const named = namedCommand(root, argv);
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const wantsHelp = words.some((word) => word === '--help' || word === '-h');
  // The manifest is read only by those who tell or guess what the commands are; it is most of what koo would load.
  if (!named || wantsHelp) {
    const { showHelp } = await import('./help/help.ts');
    return showHelp(argv, words, wantsHelp, root);
  }
  const { runCommand } = await import('./run-command.ts');
  await runCommand(named, root);
}

/** What koo says of itself: name, version, platform, Node. */
const userAgent = `${pjson.name}/${pjson.version} ${process.platform}-${process.arch} node-${process.version}`;

/** Says on a terminal that there is a newer koo, when that is known. */
async function tellOfUpdate(argv: readonly string[], root: string): Promise<void> {
  const { env } = process;
  const { askInBackground, updateNotice, wantsUpdateNotice } = await import('./update/notice.ts');
  if (!wantsUpdateNotice(argv, env, process)) return;
  updateNotice({
    env,
    name: pjson.name,
    version: pjson.version,
    language: chooseLanguage({ flag: readGlobalOptions(argv).lang, env }),
    now: Date.now(),
    tell: (text) => process.stderr.write(text),
    ask: () => askInBackground(root, env),
  });
}

function toFailure(error: unknown): KooError {
  return error instanceof KooError ? error : unexpected(error);
}

/** A defect of koo. Its message is not shown: nobody knows what it holds. */
function unexpected(error: unknown): KooError {
  const name = error instanceof Error ? error.name : typeof error;
  return new KooError(
    {
      category: 'defect',
      code: 'INTERNAL_ERROR',
      message: both('koo itself failed ({name})', { name }),
      hint: both('Set KOO_DEBUG=1 to see where, and please report it.'),
    },
    { cause: error },
  );
}

/** Tells the user about a failure, as JSON on stdout or in words on stderr, and sets the exit code. */
function report(failure: KooError, argv: readonly string[]): void {
  process.exitCode = failure.exitCode;
  if (readGlobalOptions(argv).json) process.stdout.write(`${toJson(errorDocument(failure), 2)}\n`);
  else tell(failure, argv);
  if (isOn(process.env.KOO_DEBUG)) {
    process.stderr.write(`${terminalSafe(describe(failure))}\n`);
  }
}

/** Tells the user about a failure in words on stderr, with nothing in them that steers the terminal. */
function tell({ facts: { message, hint, code } }: KooError, argv: readonly string[]): void {
  const language = chooseLanguage({ flag: readGlobalOptions(argv).lang, env: process.env });
  const [error, advice] = language === 'zh' ? ['错误：', '提示：'] : ['Error: ', 'Hint: '];
  const text = terminalSafe(`${withCode(message[language], code)}\n${advice}${hint[language]}\n`);
  process.stderr.write(`${paint('red', error, process.stderr)}${text}`);
}

/** The code stands behind the first line; further ones are a list. */
function withCode(message: string, code: string): string {
  return message.replace(/$/m, () => ` [${code}]`);
}

/** Where a failure is from. What is no error says nothing about that, and may be anything. */
function describe(failure: KooError): string {
  const error = failure.cause instanceof Error ? failure.cause : failure;
  return error.stack ?? String(error);
}

/**
 * Takes the faults of stdout and stderr. A reader that has seen enough (`| head`) is none: what else is written
 * goes nowhere, the command finishes, its files are written and its verdict stands. Any other fault, such as a full
 * disk, is told once and decides the exit code.
 */
function watchStreams(tell: (failure: KooError) => void): void {
  let told = false;
  // oclif's own listener throws.
  process.stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || told) return;
    told = true;
    const failure = unwritable(error.code ?? error.name);
    tell(failure);
    process.on('exit', () => {
      process.exitCode = failure.exitCode;
    });
  });
  // There is nowhere left to tell it.
  process.stderr.on('error', () => {});
}

function unwritable(reason: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'UNWRITABLE_OUTPUT',
    message: both('The output cannot be written ({reason}); it is not complete', { reason }),
    hint: both('Make room where stdout goes to, or send it elsewhere.'),
  });
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
