import { appendFile, constants, stat } from 'node:fs/promises';
import { readInputFile } from '../../../cli/files/input-file.ts';
import { inputLimits } from '../../../cli/files/input-limits.ts';
import { assertWritable, unwritableFileError, writeOutputFile } from '../../../cli/files/output-file.ts';
import { interruption } from '../../../cli/interrupt.ts';
import { paint } from '../../../cli/output/colour.ts';
import { concealed, printText } from '../../../cli/output/edge.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { type Baseline, compareReports, parseBaseline } from '../../../suite/baseline.ts';
import type { Report } from '../../../suite/report.ts';
import { readReporters } from '../../../suite/reporters/flag.ts';
import { reportDocument, reporters, specSummary, stepSummary } from '../../../suite/reporters/index.ts';
import { both } from '../../../text/translate.ts';
import { assertActivities } from '../../checks/catalogue.ts';
import { assertSettingsApply } from '../../delivery/values.ts';
import { type Scheme, schemeSnippets } from '../../starter/schemes.ts';
import {
  assertAllowed,
  assertCommandAllowed,
  type Destination,
  destinationNotices,
  signingKeys,
} from '../destination.ts';
import { startLiveOutput } from './live.ts';
import type { TestOptions } from './options.ts';
import { type RunOutput, runTest } from './run-suite.ts';
import { saveScenarios } from './scenarios.ts';

export interface ReportOptions extends RunOutput {
  /** `--reporter` values. */
  readonly reporters: readonly string[];
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
    ...(reporting.snippetOf && { snippetsFor: schemeSnippets(reporting.snippetOf) }),
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
  couldGenerate,
}: TestOptions): Destination | undefined {
  assertSettingsApply(protocols, set);
  assertActivities(protocols, require);
  if (target === undefined) return undefined;
  try {
    return { url: target, file: targetFile, keys: signingKeys(located, protocols) };
  } catch (error) {
    if (!(couldGenerate && error instanceof KooError)) throw error;
    const { hint } = error.facts;
    throw error.with({
      hint: both('{hint} Without the URL, koo starts the server of koo.yaml with keys of its own.', { hint }),
    });
  }
}

async function readBaseline(file: string): Promise<Baseline> {
  return parseBaseline(
    await readInputFile(file, { limit: inputLimits.baseline, flag: 'baseline' }),
    file,
    'callback',
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
