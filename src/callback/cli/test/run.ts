import { appendFile, constants, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { requireKey } from '../../../account/cli/keys.ts';
import { readInputFile } from '../../../cli/files/input-file.ts';
import { inputLimits } from '../../../cli/files/input-limits.ts';
import { assertWritable, unwritableFileError, writeOutputFile } from '../../../cli/files/output-file.ts';
import { interrupt, interruption } from '../../../cli/interrupt.ts';
import { paint } from '../../../cli/output/colour.ts';
import { concealed, exportedSecrets, knownSecrets, printText } from '../../../cli/output/edge.ts';
import { withProgress } from '../../../cli/progress.ts';
import type { Localized } from '../../../text/localized.ts';
import { maskable } from '../../../text/redact.ts';
import { both } from '../../../text/translate.ts';
import type { SuiteOptions } from '../../checks/model.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import type { DeliveryFailure } from '../../delivery/exchange.ts';
import { assertSettingsApply } from '../../delivery/values.ts';
import { startDemo } from '../../merchant/server.ts';
import { readReporters } from '../../reporters/flag.ts';
import { reportDocument, reporters, specSummary, stepSummary } from '../../reporters/index.ts';
import type { Scheme } from '../../starter/schemes.ts';
import { type Baseline, compareReports, parseBaseline } from '../../suite/baseline.ts';
import type { Progress, Report } from '../../suite/report.ts';
import { assertRunnable, type TestRun, testCallback } from '../../suite/run.ts';
import { assertActivities } from '../../suite/selection.ts';
import {
  assertAllowed,
  assertCommandAllowed,
  type Destination,
  destinationNotices,
  signingKeys,
} from '../destination.ts';
import { fallbackNotice } from '../keys.ts';
import { withDatabase } from './generated-keys.ts';
import { type LiveOutput, startLiveOutput } from './live.ts';
import type { TestOptions } from './options.ts';
import { saveScenarios } from './scenarios.ts';
import { type ServerCommand, startServerProcess, withLines } from './server-process.ts';

/** Besides SIGINT. A terminal sends SIGQUIT for Ctrl-\. */
const endingSignals = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs the suite. On every way out of koo, nothing that it has started stays behind. */
async function runTest(test: TestOptions, reporting: ReportOptions, live: LiveOutput): Promise<Report> {
  if (!test.start && !test.startOrderApi) return testWithOrders(test, reporting, live);
  for (const signal of endingSignals) process.on(signal, interrupt);
  try {
    return await testWithOrders(test, reporting, live);
  } finally {
    for (const signal of endingSignals) process.off(signal, interrupt);
  }
}

/** Runs the suite, with the order API if the user wants one. */
async function testWithOrders(
  test: TestOptions,
  reporting: ReportOptions,
  live: LiveOutput,
): Promise<Report> {
  const orders = await test.startOrderApi?.();
  if (!orders) return testServer(test, reporting, live);
  const { url, credential, close } = orders;
  const { ak, sk } = credential;
  const { start } = test;
  const env = { KOO_ORDER_API_URL: url, KOO_ORDER_API_AK: ak, KOO_ORDER_API_SK: sk };
  try {
    reporting.notice(
      both('The order API listens on {url}. Its AK is {ak}; the SK of the sandbox is in the README.', {
        url,
        ak,
      }),
    );
    const started = start && { start: { ...start, env: { ...start.env, ...env } } };
    return await testServer({ ...test, orders, ...started }, reporting, live);
  } finally {
    await close();
  }
}

/** Runs the suite against the server of the options, the one that koo starts, or the reference merchant. */
async function testServer(test: TestOptions, reporting: ReportOptions, live: LiveOutput): Promise<Report> {
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
  if (!start.isGenerated) return testStarted(start, run, reporting, live);
  reporting.notice(
    both('For this run, the server gets its own keys and an empty database (generateKeys in koo.yaml).'),
  );
  return withDatabase(start, (own) => testStarted(own, run, reporting, live));
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
  { notice, quiet }: ReportOptions,
  live: LiveOutput,
): Promise<Report> {
  if (start.logFile !== undefined) await assertWritable(start.logFile, 'start-log');
  assertRunnable({ ...run, options: run });
  // The server inherits the environment.
  const exported = exportedSecrets({ ...process.env, ...start.env });
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

export interface ReportOptions {
  /** `--reporter` values. */
  readonly reporters: readonly string[];
  readonly quiet: boolean;
  /** Whether koo must not ask. */
  readonly noInput: boolean;
  readonly strict: boolean;
  /** Whether to list every check, with its request and response in full. */
  readonly verbose: boolean;
  /** `--snippet`: the code of a scheme, for the terminal. */
  readonly snippetOf: ((scheme: Scheme) => readonly string[]) | undefined;
  /** `--baseline`: an earlier JSON report. */
  readonly baseline: string | undefined;
  /** Whether to print each group of checks on stdout as it finishes. */
  readonly live: boolean;
  /** Prints a message to stderr. */
  readonly notice: (text: Localized) => void;
}

/** Runs the suite with live output, writes the report files, and returns the report for stdout. */
export async function runAndReport(test: TestOptions, reporting: ReportOptions) {
  const chosen = readReporters(reporting.reporters, !reporting.live);
  // Checked before the run, so that no results are lost.
  for (const { file } of chosen) if (file !== undefined) await assertWritable(file, 'reporter');
  const summaryFile = chosen.some(({ name }) => name === 'github') && process.env.GITHUB_STEP_SUMMARY;
  if (summaryFile) await assertWritable(summaryFile, 'reporter');
  const baseline = reporting.baseline === undefined ? undefined : await readBaseline(reporting.baseline);
  const onStdout = chosen.find(({ file }) => file === undefined)?.name ?? 'spec';
  const options = {
    paint,
    unicode: process.env.TERM !== 'dumb',
    width: Math.min(process.stdout.columns || 100, 120),
    verbose: reporting.verbose,
    ...(reporting.snippetOf && { snippetOf: reporting.snippetOf }),
  };
  const destination = destinationOf(test);
  if (destination) {
    await assertAllowed(destination, { ...test, env: process.env, noInput: reporting.noInput });
    for (const text of destinationNotices(destination, test.configured)) reporting.notice(text);
  }
  if (test.start) await assertCommandAllowed(test.start, { ...reporting, env: process.env });
  const lines = reporting.live && onStdout === 'spec';
  const live = await startLiveOutput({ ...options, lines, quiet: reporting.quiet });
  // Before the report and the scenarios are written to files.
  const tested = concealed(await runTest(test, reporting, live).finally(live.stop));
  const seed = test.explore?.seed;
  const results = seed === undefined ? tested : await saveScenarios(tested, test.scenarioFolder, seed);
  const report = baseline ? { ...results, baseline: compareReports(baseline, results) } : results;
  const text = lines ? specSummary(report, options) : reporters[onStdout](report, options);
  try {
    for (const { name, file } of chosen) {
      if (file === undefined) continue;
      await writeOutputFile(file, reporters[name](report, { verbose: reporting.verbose }), 'reporter');
    }
    if (summaryFile) await appendStepSummary(summaryFile, report);
  } catch (error) {
    // Prints the report, so that the results are not lost.
    if (reporting.live) printText(`${text}\n`);
    throw error;
  }
  return { report: reportDocument(report), text, outcome: outcomeOf(report, reporting.strict) };
}

/**
 * The server that is tested, and the keys that sign for it; `undefined` for the reference merchant.
 *
 * @throws KooError (usage) for settings that do not apply; (configuration, `NO_ACCESS_KEY`)
 */
export function destinationOf({
  target,
  targetFile,
  located,
  protocols,
  set,
  require,
}: TestOptions): Destination | undefined {
  assertSettingsApply(protocols, set);
  assertActivities(protocols, require);
  return target === undefined
    ? undefined
    : { url: target, file: targetFile, keys: signingKeys(located, protocols) };
}

async function readBaseline(file: string): Promise<Baseline> {
  return parseBaseline(await readInputFile(file, { limit: inputLimits.baseline, flag: 'baseline' }), file);
}

/** Appends to the summary of a step of GitHub Actions, to which every command of the step can add. */
async function appendStepSummary(file: string, report: Report): Promise<void> {
  try {
    const size = await stat(file).then(
      (known) => known.size,
      () => 0,
    );
    const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants;
    await appendFile(file, stepSummary(report, size), { flag: O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK });
  } catch (error) {
    throw unwritableFileError(error, file, 'reporter');
  }
}

/** The exit category of the process. */
function outcomeOf(
  report: Report,
  strict: boolean,
): 'success' | 'check' | 'network' | 'interrupted' | 'defect' {
  // What else ends a run early is the end of the server: a finding.
  if (report.interrupted) return interruption().aborted ? 'interrupted' : 'check';
  if (report.checks.some(({ id, status }) => id === 'NET-REACHABLE' && status === 'failed')) return 'network';
  if (report.checks.some(({ defect }) => defect)) return 'defect';
  return report.summary.failed > 0 || (strict && report.summary.warned > 0) ? 'check' : 'success';
}
