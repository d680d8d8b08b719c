import { setTimeout as wait } from 'node:timers/promises';
import { fallbackNotice } from '../../../account/cli/fallback-key.ts';
import { requireKey } from '../../../account/cli/keys.ts';
import { interruption } from '../../../cli/interrupt.ts';
import { knownSecrets } from '../../../cli/output/edge.ts';
import { withDatabase } from '../../../suite/cli/generated-keys.ts';
import type { LiveOutput } from '../../../suite/cli/live.ts';
import type { ServerCommand } from '../../../suite/cli/server-process.ts';
import { endingOnSignals, type RunOutput, testStartedServer } from '../../../suite/cli/started-server.ts';
import type { Report } from '../../../suite/report.ts';
import { both } from '../../../text/translate.ts';
import type { SuiteOptions } from '../../checks/model.ts';
import { awaitingCrash, createDeliverer } from '../../delivery/deliver.ts';
import { startDemo } from '../../merchant/server.ts';
import { assertRunnable, type TestRun, testCallback } from '../../suite/run.ts';
import type { TestOptions } from './options.ts';

/** Runs the suite. On every way out of koo, nothing that it has started stays behind. */
export async function runTest(test: TestOptions, output: RunOutput, live: LiveOutput): Promise<Report> {
  const run = () => testWithOrders(test, output, live);
  return test.start || test.startOrderApi ? endingOnSignals(run) : run();
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
      both('The order API listens on {url}. Its AK is {ak}; `koo sandbox start --help` shows the SK.', {
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
  const demo = await startDemo(test.sale, test.encrypt, test.isBroken ? 'callbacks' : undefined);
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
function testStarted(start: ServerCommand, run: SuiteRun, output: RunOutput, live: LiveOutput) {
  assertRunnable({ ...run, options: run });
  const keys = run.tested.map(({ key }) => key);
  return testStartedServer(start, run.target, { ...output, keys, live }, ({ onProgress, signal, printed }) =>
    runSuite({ ...run, printed }, onProgress, signal),
  );
}

type SuiteRun = SuiteOptions &
  Pick<TestRun, 'tested' | 'scenarios' | 'selection' | 'bail' | 'concurrency' | 'notices' | 'printed'>;

/** Runs the suite; the signal ends it with a partial report. */
async function runSuite(
  { tested, scenarios, selection, bail, concurrency, notices, printed, ...options }: SuiteRun,
  onProgress: LiveOutput['onProgress'],
  signal: AbortSignal,
): Promise<Report> {
  const deliverer = createDeliverer({ timeoutMs: options.timeoutMs, signal, env: process.env });
  try {
    return await testCallback({
      tested,
      secrets: knownSecrets(),
      options,
      ...(scenarios && { scenarios }),
      ...(printed && { printed }),
      selection,
      concurrency,
      bail,
      notices,
      signal,
      onProgress,
      deliver: printed ? awaitingCrash(deliverer.deliver, signal) : deliverer.deliver,
      now: () => new Date(),
      // An interrupt ends the wait; the suite then sees the signal.
      sleep: (milliseconds) => wait(milliseconds, undefined, { signal }).catch(() => {}),
    });
  } finally {
    await deliverer.close();
  }
}
