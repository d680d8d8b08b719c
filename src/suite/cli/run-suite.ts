import { appendFile, constants, stat } from 'node:fs/promises';
import {
  assertAllowed,
  assertCommandAllowed,
  type Destination,
  destinationNotices,
} from '../../account/cli/destination.ts';
import { inputLimits, readInputFile } from '../../cli/files/input-file.ts';
import { assertWritable, unwritableFileError, writeOutputFile } from '../../cli/files/output-file.ts';
import { paint } from '../../cli/output/colour.ts';
import { concealed, printText } from '../../cli/output/edge.ts';
import type { ExitCode } from '../../errors/exit-codes.ts';
import { type Baseline, compareReports, parseBaseline } from '../baseline.ts';
import type { CheckInfo, Report, SuiteName } from '../report.ts';
import { readReporters } from '../reporters/flag.ts';
import {
  type ReportDocument,
  reportDocument,
  reporters,
  specSummary,
  stepSummary,
} from '../reporters/index.ts';
import type { ReporterOptions } from '../reporters/shared.ts';
import type { Selection } from '../selection.ts';
import { exitCodeOf } from './exit-code.ts';
import { type LiveOutput, startLiveOutput } from './live.ts';
import type { RunOutput } from './started-server.ts';
import type { TestedServer } from './tested-server.ts';

/** Options of every suite, merged from flags and koo.yaml. */
export interface CommonOptions {
  readonly selection: Selection;
  /** Path of koo.yaml; absent if there is none. */
  readonly configFile?: string;
  /** Absent: the reference merchant in this process. */
  readonly server?: TestedServer | undefined;
  /** Values of calls that come from koo.yaml: `instanceId=abc`. */
  readonly configured?: readonly string[];
}

/** The parts of a suite that the common terminal needs. */
export interface Suite<O extends CommonOptions> {
  readonly name: SuiteName;
  /** Reads flags and koo.yaml, once for each run of `--watch`. */
  readonly read: () => Promise<O>;
  readonly list: (options: O) => readonly CheckInfo[];
  /**
   * The server that gets signed requests, and the keys that sign them; `undefined` for the reference merchant.
   *
   * @throws KooError for options that do not apply, and without a key
   */
  readonly destination: (options: O) => Destination | undefined;
  readonly run: (options: O, output: SuiteOutput) => Promise<Report>;
  /** Files and folders that a run writes besides its reports. */
  readonly writes?: readonly string[];
  /** See {@link ReporterOptions}. */
  readonly snippetsFor?: ReporterOptions['snippetsFor'] | undefined;
}

export interface SuiteOutput extends RunOutput {
  readonly live: LiveOutput;
}

/** Reporting and permissions of a run. */
export interface RunSettings extends RunOutput {
  readonly reporters: readonly string[];
  readonly strict: boolean;
  /** Whether to list every check, with its request and response in full. */
  readonly verbose: boolean;
  /** Whether to show what is covered of each activity. */
  readonly coverage: boolean;
  /** `--baseline`: an earlier JSON report. */
  readonly baseline: string | undefined;
  /** Whether to print each group of checks on stdout as it finishes. */
  readonly isLive: boolean;
  readonly noInput: boolean;
  readonly allowed: readonly string[];
}

/** Runs a suite with live output, writes the report files, and returns the report for stdout. */
export async function runSuite<O extends CommonOptions>(
  suite: Suite<O>,
  tested: O,
  settings: RunSettings,
): Promise<{ readonly report: ReportDocument; readonly text: string; readonly exitCode: ExitCode }> {
  const chosen = readReporters(settings.reporters, !settings.isLive);
  // Checked before the run, so that no results are lost.
  for (const { file } of chosen) if (file !== undefined) await assertWritable(file, 'reporter');
  const summaryFile = chosen.some(({ name }) => name === 'github') && process.env.GITHUB_STEP_SUMMARY;
  if (summaryFile) await assertWritable(summaryFile, 'reporter');
  const baseline =
    settings.baseline === undefined ? undefined : await readBaseline(settings.baseline, suite.name);
  const onStdout = chosen.find(({ file }) => file === undefined)?.name ?? 'spec';
  const options = {
    paint,
    unicode: process.env.TERM !== 'dumb',
    width: Math.min(process.stdout.columns || 100, 120),
    verbose: settings.verbose,
    coverage: settings.coverage,
    ...(suite.snippetsFor && { snippetsFor: suite.snippetsFor }),
  };
  await assertPermitted(suite.destination(tested), tested, settings);
  const lines = settings.isLive && onStdout === 'spec';
  const live = await startLiveOutput({ ...options, suite: suite.name, lines, quiet: settings.quiet });
  // Before the report is written to files.
  let results: Report;
  try {
    results = concealed(await suite.run(tested, { ...settings, live }));
    live.stop(results.checks);
  } finally {
    live.stop();
  }
  const report = baseline ? { ...results, baseline: compareReports(baseline, results) } : results;
  const text = lines ? specSummary(report, options) : reporters[onStdout](report, options);
  try {
    for (const { name, file } of chosen) {
      if (file === undefined) continue;
      await writeOutputFile(file, reporters[name](report, { verbose: settings.verbose }), 'reporter');
    }
    if (summaryFile) await appendStepSummary(summaryFile, report);
  } catch (error) {
    // Prints the report, so that the results are not lost.
    if (settings.isLive) printText(`${text}\n`);
    throw error;
  }
  return { report: reportDocument(report), text, exitCode: exitCodeOf(report, settings.strict) };
}

/**
 * Asserts that the server may get signed requests and that its command may run, and says where the requests go. On a
 * terminal, koo asks.
 */
export async function assertPermitted(
  destination: Destination | undefined,
  { server, configured = [] }: CommonOptions,
  { allowed, noInput, notice }: RunSettings,
): Promise<void> {
  const { env } = process;
  if (destination) {
    await assertAllowed(destination, { allowed, env, noInput });
    for (const text of destinationNotices(destination, configured)) notice(text);
  }
  if (server?.start) await assertCommandAllowed(server.start, { env, noInput });
}

async function readBaseline(file: string, suite: SuiteName): Promise<Baseline> {
  return parseBaseline(
    await readInputFile(file, { limit: inputLimits.baseline, flag: 'baseline' }),
    file,
    suite,
  );
}

/** Appends to the step summary of GitHub Actions, which all commands of a step share. */
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
