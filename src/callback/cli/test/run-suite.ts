import { setTimeout as wait } from 'node:timers/promises';
import { requireKey } from '../../../account/cli/keys.ts';
import { assertWritable } from '../../../cli/files/output-file.ts';
import { interrupt, interruption } from '../../../cli/interrupt.ts';
import { exportedSecrets, knownSecrets } from '../../../cli/output/edge.ts';
import { withProgress } from '../../../cli/progress.ts';
import type { Progress, Report } from '../../../suite/report.ts';
import type { Localized } from '../../../text/localized.ts';
import { maskable } from '../../../text/redact.ts';
import { both } from '../../../text/translate.ts';
import type { SuiteOptions } from '../../checks/model.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import type { DeliveryFailure } from '../../delivery/exchange.ts';
import { startDemo } from '../../merchant/server.ts';
import { assertRunnable, type TestRun, testCallback } from '../../suite/run.ts';
import { fallbackNotice } from '../keys.ts';
import { withDatabase } from './generated-keys.ts';
import type { LiveOutput } from './live.ts';
import type { TestOptions } from './options.ts';
import { type ServerCommand, startServerProcess, withLines } from './server-process.ts';

/** Besides SIGINT. A terminal sends SIGQUIT for Ctrl-\. */
const endingSignals = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** What a run says besides its report. */
export interface RunOutput {
  readonly quiet: boolean;
  /** Prints a message to stderr. */
  readonly notice: (text: Localized) => void;
}

/** Runs the suite. On every way out of koo, nothing that it has started stays behind. */
export async function runTest(test: TestOptions, output: RunOutput, live: LiveOutput): Promise<Report> {
  if (!test.start && !test.startOrderApi) return testWithOrders(test, output, live);
  for (const signal of endingSignals) process.on(signal, interrupt);
  try {
    return await testWithOrders(test, output, live);
  } finally {
    for (const signal of endingSignals) process.off(signal, interrupt);
  }
}

/** Runs the suite, with the order API if the user wants one. */
async function testWithOrders(test: TestOptions, output: RunOutput, live: LiveOutput): Promise<Report> {
  const orders = await test.startOrderApi?.();
  if (!orders) return testServer(test, output, live);
  const { url, credential, close } = orders;
  const { ak, sk } = credential;
  const { start } = test;
  const env = { KOO_ORDER_API_URL: url, KOO_ORDER_API_AK: ak, KOO_ORDER_API_SK: sk };
  try {
    output.notice(
      both('The order API listens on {url}. Its AK is {ak}; the SK of the sandbox is in the README.', {
        url,
        ak,
      }),
    );
    const started = start && { start: { ...start, env: { ...start.env, ...env } } };
    return await testServer({ ...test, orders, ...started }, output, live);
  } finally {
    await close();
  }
}

/** Runs the suite against the server of the options, the one that koo starts, or the reference merchant. */
async function testServer(test: TestOptions, output: RunOutput, live: LiveOutput): Promise<Report> {
  const { target, start, protocols, located } = test;
  const { keys } = located;
  if (target === undefined) return testDemo(test, live);
  const tested = protocols.map((protocol) => ({
    protocol,
    key: requireKey(keys, protocol.keyClass).key,
  }));
  const withoutKey = protocols.filter(({ keyClass }) => keys[keyClass] === undefined);
  const notices = withoutKey.length > 0 ? [fallbackNotice(withoutKey)] : [];
  const run = { ...test, target, tested, notices };
  if (!start) return runSuite(run, live.onProgress, interruption());
  if (!start.isGenerated) return testStarted(start, run, output, live);
  output.notice(
    both(
      'For this run, the server gets an empty database, and new keys where you give none (generateKeys in koo.yaml).',
    ),
  );
  return withDatabase(start, (own) => testStarted(own, { ...run, keysInEnvironment: true }, output, live));
}

async function testDemo(test: TestOptions, live: LiveOutput): Promise<Report> {
  const demo = await startDemo(test.sale, test.encrypt, test.isBroken);
  const { target, keys, rsaPublicKey, license } = demo;
  const tested = test.protocols.map((protocol) => ({ protocol, key: keys[protocol.keyClass] }));
  const set = { license, ...test.set };
  try {
    const run = { ...test, target, tested, rsaPublicKey, set, notices: [] };
    return await runSuite(run, live.onProgress, interruption());
  } finally {
    await demo.close();
  }
}

/** Starts the server, tests it, and stops it. The run ends when the server ends by itself. */
async function testStarted(
  start: ServerCommand,
  run: SuiteRun,
  { notice, quiet }: RunOutput,
  live: LiveOutput,
): Promise<Report> {
  if (start.logFile !== undefined) await assertWritable(start.logFile, 'start-log');
  assertRunnable({ ...run, options: run });
  // The server inherits the environment, and may know from elsewhere what is replaced there.
  const exported = [process.env, start.env ?? {}].flatMap(exportedSecrets);
  const secrets = maskable([...run.tested.map(({ key }) => key), ...exported]);
  notice(both('Starting the server: {command}', { command: start.command }));
  const address = new URL(run.target).host;
  const server = await withProgress(both('Waiting for {address}', { address }), { quiet }, () =>
    startServerProcess(start, run.target, {
      secrets,
      signal: interruption(),
    }),
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
  try {
    const signal = AbortSignal.any([interruption(), server.ended]);
    const report = await runSuite(run, onProgress, signal, async ({ kind }) => {
      // The end of a process is seen later than that of its connections.
      if (['reset', 'refused', 'cut-off'].includes(kind))
        await wait(endMs, undefined, { signal }).catch(() => {});
    });
    const end = server.end();
    if (!end) return report;
    const crash = both('The server ended ({end}) during the run, while these checks ran: {suspects}', {
      end,
      suspects,
    });
    live.stop();
    notice(withLines(crash, server.lastLines()));
    return { ...report, notices: [...report.notices, crash] };
  } finally {
    await server.stop();
  }
}

type SuiteRun = SuiteOptions &
  Pick<TestRun, 'tested' | 'scenarios' | 'selection' | 'bail' | 'concurrency' | 'notices'>;

/** Milliseconds in which a server that has crashed ends. */
const endMs = 250;

/**
 * Runs the suite; the signal ends it with a partial report.
 *
 * @param onFailure is awaited when there is no response
 */
async function runSuite(
  { tested, scenarios, selection, bail, concurrency, notices, ...options }: SuiteRun,
  onProgress: LiveOutput['onProgress'],
  signal: AbortSignal,
  onFailure: (failure: DeliveryFailure) => Promise<void> = async () => {},
): Promise<Report> {
  const deliverer = createDeliverer({ timeoutMs: options.timeoutMs, signal, env: process.env });
  try {
    return await testCallback({
      tested,
      secrets: knownSecrets(),
      options,
      ...(scenarios && { scenarios }),
      selection,
      concurrency,
      bail,
      notices,
      signal,
      onProgress,
      deliver: async (request) => {
        const outcome = await deliverer.deliver(request);
        if (!outcome.answered) await onFailure(outcome.failure);
        return outcome;
      },
      now: () => new Date(),
      // An interrupt ends the wait; the suite then sees the signal.
      sleep: (milliseconds) => wait(milliseconds, undefined, { signal }).catch(() => {}),
    });
  } finally {
    await deliverer.close();
  }
}
