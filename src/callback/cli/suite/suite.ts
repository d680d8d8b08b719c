import { setTimeout as wait } from 'node:timers/promises';
import { fallbackNotice } from '../../../account/cli/fallback-key.ts';
import { requireKey } from '../../../account/cli/keys.ts';
import { interruption } from '../../../cli/interrupt.ts';
import { concealed, knownSecrets } from '../../../cli/output/edge.ts';
import type { LiveOutput } from '../../../suite/cli/live.ts';
import type { Suite, SuiteOutput } from '../../../suite/cli/run-suite.ts';
import type { ServerCommand } from '../../../suite/cli/server-process.ts';
import { endingOnSignals, testStartedServer } from '../../../suite/cli/started-server.ts';
import { destinationOf, type LocateKeys } from '../../../suite/cli/tested-server.ts';
import type { Report } from '../../../suite/report.ts';
import { both } from '../../../text/translate.ts';
import { assertActivities, listChecks } from '../../checks/catalogue.ts';
import { awaitingCrash, createDeliverer } from '../../delivery/deliver.ts';
import { assertSettingsApply } from '../../delivery/values.ts';
import { startDemo } from '../../merchant/server/server.ts';
import type { OrderSource, SuiteOptions } from '../../probe/model.ts';
import { type Scheme, schemeSnippets } from '../../starter/schemes.ts';
import { assertRunnable, type TestRun, testCallback } from '../../suite/run.ts';
import type { TestFlags } from './flags.ts';
import { exampleTarget, readTestOptions, type TestOptions } from './options.ts';
import { saveScenarios } from './scenarios.ts';

interface SuiteContext {
  readonly locate: LocateKeys;
  /** `--snippet`: the code of a scheme, for the terminal. */
  readonly snippetOf: ((scheme: Scheme) => readonly string[]) | undefined;
  /** Starts the order API that the server is to query, on a port. */
  readonly startOrderApi: (port: number) => Promise<OrderApi>;
}

/** The suite of `koo callback test`, for the terminal of all suites. */
export function callbackSuite(
  url: string | undefined,
  flags: TestFlags & { readonly profile?: string | undefined },
  { locate, snippetOf, startOrderApi }: SuiteContext,
): Suite<TestOptions> {
  return {
    name: 'callback',
    read: () => readTestOptions(url, flags, locate),
    list: (options) =>
      listChecks(options.protocols, {
        ...options,
        target: options.server?.url ?? exampleTarget,
        restarts: true,
      }),
    destination: ({ protocols, set, require, server }) => {
      assertSettingsApply(protocols, set);
      assertActivities(protocols, require);
      return server && destinationOf(server, protocols);
    },
    run: async (options, output) => {
      // Before the scenarios are written to files.
      const tested = concealed(await runTest(options, output, startOrderApi));
      const seed = options.explore?.seed;
      if (seed === undefined) return tested;
      output.live.stop(tested.checks);
      return saveScenarios(tested, options.scenarioFolder, seed);
    },
    writes: [flags['scenario-dir']],
    snippetsFor: snippetOf && schemeSnippets(snippetOf),
  };
}

/** An order API that koo runs for the server under test. */
export interface OrderApi extends OrderSource {
  readonly url: string;
  readonly credential: { readonly ak: string; readonly sk: string };
  close(): Promise<void>;
}

/**
 * Runs the suite. On every way out of koo, nothing that it has started stays behind.
 *
 * @param startOrderApi starts the order API that the server is to query, on a port
 */
async function runTest(
  test: TestOptions,
  output: SuiteOutput,
  startOrderApi: (port: number) => Promise<OrderApi>,
): Promise<Report> {
  const { orderApi } = test;
  const run = () =>
    orderApi
      ? testWithOrders(test, output, orderApi.isDefault, () => startOrderApi(orderApi.port))
      : testServer(test, output);
  return test.server?.start || orderApi ? endingOnSignals(run) : run();
}

async function testWithOrders(
  test: TestOptions,
  output: SuiteOutput,
  isDefault: boolean,
  startOrderApi: () => Promise<OrderApi>,
): Promise<Report> {
  const orders = { ...(await startOrderApi()), isDefault };
  const { url, credential } = orders;
  const { ak, sk } = credential;
  const { server } = test;
  const start = server?.start;
  const env = { KOO_ORDER_API_URL: url, KOO_ORDER_API_AK: ak, KOO_ORDER_API_SK: sk };
  try {
    const facts = { url, ak };
    output.notice(
      both('The order API listens on {url}. Its AK is {ak}; `koo sandbox start --help` shows the SK.', facts),
    );
    const started = start && { server: { ...server, start: { ...start, env: { ...start.env, ...env } } } };
    return await testServer({ ...test, orders, ...started }, output);
  } finally {
    await orders.close();
  }
}

/** Runs the suite against the server of the options, the one that koo starts, or the reference merchant. */
async function testServer(test: TestOptions, output: SuiteOutput): Promise<Report> {
  const { server, protocols } = test;
  if (!server) return testDemo(test, output.live);
  const { start } = server;
  const { keys } = server.located;
  const tested = protocols.map((protocol) => ({ protocol, key: requireKey(keys, protocol.keyClass).key }));
  const withoutKey = protocols.filter(({ keyClass }) => keys[keyClass] === undefined);
  const notices = withoutKey.length > 0 ? [fallbackNotice(withoutKey)] : [];
  const run = { ...test, target: server.url, tested, notices };
  if (!start) return runSuite(run, output.live.onProgress, interruption());
  if (!start.isGenerated) return testStarted(start, run, output);
  output.notice(
    both(
      'For this run, the server gets an empty database, and new keys where you give none (generateKeys in koo.yaml).',
    ),
  );
  return testStarted(start, { ...run, keysInEnvironment: true }, output);
}

async function testDemo(test: TestOptions, live: LiveOutput): Promise<Report> {
  const demo = await startDemo({
    sale: test.sale,
    encryptBits: test.encrypt,
    mistakes: test.isBroken ? 'callbacks' : undefined,
  });
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
function testStarted(start: ServerCommand, run: SuiteRun, output: SuiteOutput) {
  assertRunnable({ ...run, options: { ...run, restarts: true } });
  const keys = run.tested.map(({ key }) => key);
  return testStartedServer(start, run.target, { ...output, keys }, ({ onProgress, signal, ...started }) =>
    runSuite({ ...run, ...started }, onProgress, signal),
  );
}

type SuiteRun = SuiteOptions &
  Pick<
    TestRun,
    'tested' | 'scenarios' | 'selection' | 'bail' | 'concurrency' | 'notices' | 'printed' | 'restart'
  >;

/** Runs the suite; the signal ends it with a partial report. */
async function runSuite(
  { tested, scenarios, selection, bail, concurrency, notices, printed, restart, ...options }: SuiteRun,
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
      ...(restart && { restart }),
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
