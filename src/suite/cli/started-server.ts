import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertWritable } from '../../cli/files/output-file.ts';
import { interrupt, interruption } from '../../cli/interrupt.ts';
import { exportedSecrets } from '../../cli/output/edge.ts';
import { withProgress } from '../../cli/progress.ts';
import { maskable } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Progress, Report } from '../report.ts';
import { withDatabase } from './generated-keys.ts';
import type { LiveOutput } from './live.ts';
import { type ServerCommand, type ServerProcess, startServerProcess, withLines } from './server-process.ts';

export interface RunOutput {
  readonly quiet: boolean;
  readonly notice: (text: Localized) => void;
}

/** The maximum delay between the lost connections and the end of a crashing server, in milliseconds. */
const crashMs = 100;

/** Besides SIGINT. A terminal sends SIGQUIT for Ctrl-\. */
const endingSignals = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs something, and ends it early on every signal that ends koo, so that nothing it has started stays behind. */
export async function endingOnSignals<T>(run: () => Promise<T>): Promise<T> {
  for (const signal of endingSignals) process.on(signal, interrupt);
  try {
    return await run();
  } finally {
    for (const signal of endingSignals) process.off(signal, interrupt);
  }
}

export interface StartedOptions extends RunOutput {
  /** Access keys, to redact from the output of the server. */
  readonly keys: readonly string[];
  readonly live: LiveOutput;
  /** Receives all output of the server as it was printed. */
  readonly onOutput?: (text: string) => void;
}

/** The run of a suite against a started server. */
export interface StartedRun {
  readonly onProgress: LiveOutput['onProgress'];
  /** Aborts when the user interrupts the run or the server ends by itself. */
  readonly signal: AbortSignal;
  /** The last lines that the server has printed, without secrets. */
  readonly printed: () => string;
  readonly restart: ServerProcess['restart'];
}

/**
 * Starts the server, runs a suite against it, and stops it.
 *
 * @param url on which the server listens
 * @throws KooError (network) `PORT_IN_USE`, `SERVER_ENDED`, `SERVER_NOT_LISTENING`; (interrupted) `INTERRUPTED`;
 * (usage) `UNWRITABLE_FILE` if its output cannot be logged, which ends the run
 */
export async function testStartedServer(
  start: ServerCommand,
  url: string,
  options: StartedOptions,
  run: (started: StartedRun) => Promise<Report>,
): Promise<Report> {
  return start.isGenerated
    ? withDatabase(start, (own) => testServer(own, url, options, run))
    : testServer(start, url, options, run);
}

async function testServer(
  start: ServerCommand,
  url: string,
  { keys, live, notice, quiet, onOutput }: StartedOptions,
  run: (started: StartedRun) => Promise<Report>,
): Promise<Report> {
  if (start.logFile !== undefined) await assertWritable(start.logFile, 'start-log');
  // The server inherits the environment, and may know from elsewhere what is replaced there.
  const exported = [process.env, start.env ?? {}].flatMap(exportedSecrets);
  const secrets = maskable([...keys, ...exported]);
  notice(both('Starting the server: {command}', { command: start.command }));
  const address = new URL(url).host;
  const server = await withProgress(both('Waiting for {address}', { address }), { quiet }, () =>
    startServerProcess(start, url, { secrets, signal: interruption(), ...(onOutput && { onOutput }) }),
  );
  const running = new Set<string>();
  const onProgress = (progress: Progress) => {
    if (progress.type === 'started') running.add(progress.check.id);
    else running.delete(progress.result.id);
    live.onProgress(progress);
  };
  let suspects: readonly string[] = [];
  server.ended.addEventListener('abort', () => {
    suspects = [...running];
  });
  const signal = AbortSignal.any([interruption(), server.ended, server.logFailed]);
  const test = async () => {
    const report = await run({ onProgress, signal, printed: server.lastLines, restart: server.restart });
    const [failure] = report.checks.filter(({ status }) => status === 'failed');
    if (failure && !server.end()) await Promise.race([once(server.ended, 'abort'), sleep(crashMs)]);
    const end = server.end();
    if (!end) return report;
    const crash = both('The server ended ({end}) during the run, while these checks ran: {suspects}', {
      end,
      suspects: suspects.length === 0 && failure ? [failure.id] : suspects,
    });
    live.stop(report.checks);
    notice(withLines(crash, server.lastLines()));
    return { ...report, notices: [...report.notices, crash] };
  };
  // The last output arrives while it is stopped.
  const tested = await test().finally(server.stop);
  server.logFailed.throwIfAborted();
  return tested;
}
