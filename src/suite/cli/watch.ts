import { relative } from 'node:path';
import { assertCommandKnown } from '../../account/cli/destination.ts';
import { interrupt, interruption } from '../../cli/interrupt.ts';
import { paint } from '../../cli/output/colour.ts';
import { printText } from '../../cli/output/edge.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import type { CheckResult } from '../report.ts';
import { parseReporterFlag } from '../reporters/flag.ts';
import { failsRun } from './exit-code.ts';
import type { SuiteFlags, WatchFlags } from './flags.ts';
import { assertPermitted, type CommonOptions, type RunSettings, runSuite, type Suite } from './run-suite.ts';
import { type WatchedPaths, watchFiles } from './watch-files.ts';

/** A reason to run the suite again or to stop. */
interface Event {
  readonly type: 'again' | 'all' | 'quit' | 'changed';
  readonly path?: string;
}

/** The parts of a run's result that the next run depends on. */
interface Outcome {
  readonly text: string;
  readonly report: { readonly checks: readonly Pick<CheckResult, 'id' | 'status'>[] };
}

interface WatchOptions extends WatchedPaths {
  /** Whether a warning counts as a failure. */
  readonly strict: boolean;
  /** Whether keys can be pressed. */
  readonly keys: boolean;
  readonly notice: (text: Localized) => void;
  /** koo.yaml: when it changes, all checks are run. */
  readonly configFile: string | undefined;
  /** Runs these checks, or all. */
  readonly run: (only: readonly string[]) => Promise<Outcome>;
}

/** The quiet time before a run, in milliseconds: editors and compilers write several files. */
const quietMs = 300;

/**
 * Runs a suite again whenever a file changes or a key is pressed, first the checks that failed and, once they pass,
 * all. Ends with `q`, Ctrl-C, or when no one reads the output any more.
 *
 * @throws KooError (usage, configuration) of the first run
 */
export async function watchSuite<O extends CommonOptions>(
  suite: Suite<O>,
  { 'watch-path': paths = ['.'], 'start-log': log }: WatchFlags & SuiteFlags,
  settings: RunSettings,
): Promise<ExitCode> {
  if (!settings.isLive) {
    throw usageError(
      'WATCH_AND_RESULT',
      both('--watch has no result for --json, --output, --query and --fields'),
      both('Write a report to a file on each run: --reporter json=FILE.'),
    );
  }
  const first = await suite.read();
  const { configFile } = first;
  const command = first.server?.start?.command;
  // Asked before the keys of the terminal have another meaning.
  await assertPermitted(suite.destination(first), first, { ...settings, notice: () => {} });
  const reports = settings.reporters.flatMap((text) => parseReporterFlag(text).file ?? []);
  return watchRuns({
    paths: [...paths, ...(configFile === undefined ? [] : [configFile])],
    outputs: [...reports, ...(suite.writes ?? []), ...(log === undefined ? [] : [log])],
    strict: settings.strict,
    keys: process.stdin.isTTY && !settings.noInput,
    notice: settings.notice,
    configFile,
    run: async (only) => {
      const options = await suite.read();
      const start = options.server?.start;
      if (start && start.command !== command)
        await assertCommandKnown(start, { env: process.env, noInput: settings.noInput });
      const { selection } = options;
      const test = only.length > 0 ? { ...options, selection: { ...selection, only } } : options;
      return runSuite(suite, test, { ...settings, noInput: true });
    },
  });
}

async function watchRuns(options: WatchOptions): Promise<ExitCode> {
  const { notice, keys, configFile } = options;
  const events = createEvents(options);
  let failed: readonly string[] = [];
  try {
    for (let number = 1; ; number += 1) {
      try {
        const failedBefore = failed;
        failed = await runOnce(options, failedBefore, number);
        if (failedBefore.length > 0 && failed.length === 0 && !interruption().aborted)
          failed = await runOnce(options, [], number);
      } catch (error) {
        const isUsage = error instanceof KooError && error.exitCode <= ExitCode.configuration;
        if (!(error instanceof KooError) || (number === 1 && isUsage)) throw error;
        const { message, hint } = error.facts;
        notice(both('Error: {message}', { message }));
        notice(both('Hint: {hint}', { hint }));
      }
      if (interruption().aborted) return ExitCode.interrupted;
      notice(
        keys
          ? both('Waiting for changes. Enter: run again, a: run all checks, q: quit.')
          : both('Waiting for changes. Press Ctrl-C to quit.'),
      );
      const { type, path } = await events.next();
      if (interruption().aborted) return ExitCode.interrupted;
      if (type === 'quit') return ExitCode.success;
      if (type === 'all' || (path !== undefined && path === configFile)) failed = [];
      if (path !== undefined) notice(both('{path} has changed.', { path: relative(process.cwd(), path) }));
    }
  } finally {
    events.end();
  }
}

/** @returns the ids of the checks that failed */
async function runOnce(
  { run, strict }: WatchOptions,
  only: readonly string[],
  number: number,
): Promise<string[]> {
  const time = new Date().toTimeString().slice(0, 8);
  const title =
    only.length > 0
      ? t('Run {number}, {time}: {count, plural, one {the failed check} other {the {count} failed checks}}', {
          number,
          time,
          count: only.length,
        })
      : t('Run {number}, {time}: all checks', { number, time });
  printText(`${paint('bold', `\n━━ ${title} ━━`)}\n\n`);
  const { text, report } = await run(only);
  printText(`${text}\n`);
  return report.checks.filter((check) => failsRun(check, strict)).map(({ id }) => id);
}

/** Collects file changes, key presses and interrupts. */
function createEvents({ keys, ...watched }: WatchOptions) {
  let waiting: ((event: Event) => void) | undefined;
  let last: Event | undefined;
  let timer: NodeJS.Timeout | undefined;
  const fire = (event: Event) => {
    if (waiting) waiting(event);
    else if (last?.type !== 'quit') last = event;
  };
  /** Files changed during the previous run; if they change again, the server probably writes them. */
  let writtenBefore: ReadonlySet<string> = new Set();
  let written = new Set<string>();
  const unwatch = watchFiles(watched, (path) => {
    if (!waiting) written.add(path);
    if (!waiting && writtenBefore.has(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => fire({ type: 'changed', path }), quietMs);
  });
  // Keys that are pressed while koo is busy arrive together.
  const onKeys = (pressed: Buffer) => {
    for (const key of String(pressed)) {
      const type = keyEvents[key];
      // In raw mode, the terminal sends no signal.
      if (key === '\x03') interrupt();
      else if (type) fire({ type });
    }
  };
  const quit = () => fire({ type: 'quit' });
  // A question that was asked before has paused it.
  if (keys) process.stdin.setRawMode(true).on('data', onKeys).resume();
  interruption().addEventListener('abort', quit);
  process.stdout.on('error', quit);
  return {
    next: async () => {
      const event =
        last ??
        (await new Promise<Event>((resolve) => {
          waiting = resolve;
        }));
      waiting = undefined;
      last = undefined;
      writtenBefore = written;
      written = new Set();
      return event;
    },
    end: () => {
      clearTimeout(timer);
      unwatch();
      interruption().removeEventListener('abort', quit);
      process.stdout.off('error', quit);
      if (keys) process.stdin.setRawMode(false).off('data', onKeys).pause();
    },
  };
}

const keyEvents: Readonly<Record<string, Event['type']>> = {
  '\r': 'again',
  '\n': 'again',
  r: 'again',
  a: 'all',
  q: 'quit',
  '\x04': 'quit',
};
