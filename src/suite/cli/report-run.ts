import { appendFile, constants, stat } from 'node:fs/promises';
import { readInputFile } from '../../cli/files/input-file.ts';
import { inputLimits } from '../../cli/files/input-limits.ts';
import { assertWritable, unwritableFileError, writeOutputFile } from '../../cli/files/output-file.ts';
import { interruption } from '../../cli/interrupt.ts';
import { paint } from '../../cli/output/colour.ts';
import { concealed, printText } from '../../cli/output/edge.ts';
import { type Baseline, compareReports, parseBaseline } from '../baseline.ts';
import type { Report, SuiteName } from '../report.ts';
import { readReporters } from '../reporters/flag.ts';
import { reportDocument, reporters, specSummary, stepSummary } from '../reporters/index.ts';
import type { ReporterOptions } from '../reporters/shared.ts';
import { type LiveOutput, startLiveOutput } from './live.ts';
import type { RunOutput } from './started-server.ts';

export interface ReportOptions extends RunOutput {
  /** `--reporter` values. */
  readonly reporters: readonly string[];
  readonly strict: boolean;
  /** Whether to list every check, with its request and response in full. */
  readonly verbose: boolean;
  /** `--baseline`: an earlier JSON report. */
  readonly baseline: string | undefined;
  /** Whether to print each group of checks on stdout as it finishes. */
  readonly live: boolean;
  /** See {@link ReporterOptions}. */
  readonly snippetsFor?: ReporterOptions['snippetsFor'];
}

/**
 * Runs a suite with live output, writes the report files, and returns the report for stdout.
 *
 * @param run runs the suite
 * @param prepare is called before it, as soon as it is certain that the reports can be written
 */
export async function reportRun(
  suite: SuiteName,
  reporting: ReportOptions,
  run: (live: LiveOutput) => Promise<Report>,
  prepare: () => Promise<void> = async () => {},
) {
  const chosen = readReporters(reporting.reporters, !reporting.live);
  // Checked before the run, so that no results are lost.
  for (const { file } of chosen) if (file !== undefined) await assertWritable(file, 'reporter');
  const summaryFile = chosen.some(({ name }) => name === 'github') && process.env.GITHUB_STEP_SUMMARY;
  if (summaryFile) await assertWritable(summaryFile, 'reporter');
  const baseline =
    reporting.baseline === undefined ? undefined : await readBaseline(reporting.baseline, suite);
  const onStdout = chosen.find(({ file }) => file === undefined)?.name ?? 'spec';
  const options = {
    paint,
    unicode: process.env.TERM !== 'dumb',
    width: Math.min(process.stdout.columns || 100, 120),
    verbose: reporting.verbose,
    ...(reporting.snippetsFor && { snippetsFor: reporting.snippetsFor }),
  };
  await prepare();
  const lines = reporting.live && onStdout === 'spec';
  const live = await startLiveOutput({ ...options, suite, lines, quiet: reporting.quiet });
  // Before the report is written to files.
  let tested: Report;
  try {
    tested = await run(live);
    live.stop(tested.checks);
  } finally {
    live.stop();
  }
  const results = concealed(tested);
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

async function readBaseline(file: string, suite: SuiteName): Promise<Baseline> {
  return parseBaseline(
    await readInputFile(file, { limit: inputLimits.baseline, flag: 'baseline' }),
    file,
    suite,
  );
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
