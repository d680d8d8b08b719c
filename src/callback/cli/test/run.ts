import { setTimeout as wait } from 'node:timers/promises';
import { requireKey } from '../../../account/cli/keys.ts';
import { assertWritable, writeOutputFile } from '../../../cli/files/output-file.ts';
import { interruption } from '../../../cli/interrupt.ts';
import { paint } from '../../../cli/output/colour.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import { assertSettingsApply } from '../../delivery/values.ts';
import { startDemo } from '../../merchant/server.ts';
import { readReporters } from '../../reporters/flag.ts';
import { reportDocument, reporters, specSummary } from '../../reporters/index.ts';
import type { Progress, Report } from '../../suite/report.ts';
import { testCallback } from '../../suite/run.ts';
import { assertActivities } from '../../suite/selection.ts';
import { fallbackNotice } from '../keys.ts';
import { startLiveOutput } from './live.ts';
import type { TestOptions } from './options.ts';

/** Runs the suite. Ctrl-C ends it with a partial report. */
async function runTest(test: TestOptions, onProgress: (progress: Progress) => void): Promise<Report> {
  const { target, protocols, keys, selection, bail, concurrency, ...options } = test;
  assertSettingsApply(protocols, options.set);
  assertActivities(protocols, options.require);
  const signal = interruption();
  const deliverer = createDeliverer({ timeoutMs: options.timeoutMs, signal, env: process.env });
  const demo = target === undefined ? await startDemo(options.sale, options.encrypt) : undefined;
  const protocolsWithoutKey = demo ? [] : protocols.filter(({ keyClass }) => keys[keyClass] === undefined);
  try {
    return await testCallback({
      tested: protocols.map((protocol) => ({
        protocol,
        key: demo ? demo.keys[protocol.keyClass] : requireKey(keys, protocol.keyClass).key,
      })),
      options: {
        ...options,
        target: demo?.target ?? target ?? '',
        ...(demo && { rsaPublicKey: demo.rsaPublicKey, set: { license: demo.license, ...options.set } }),
      },
      selection,
      concurrency,
      bail,
      notices: protocolsWithoutKey.length > 0 ? [fallbackNotice(protocolsWithoutKey)] : [],
      signal,
      onProgress,
      deliver: deliverer.deliver,
      now: () => new Date(),
      // An interrupt ends the wait; the suite then sees the signal.
      sleep: (milliseconds) => wait(milliseconds, undefined, { signal }).catch(() => {}),
    });
  } finally {
    await Promise.all([deliverer.close(), demo?.close()]);
  }
}

export interface ReportOptions {
  /** `--reporter` values. */
  readonly reporters: readonly string[];
  readonly quiet: boolean;
  readonly strict: boolean;
  /** Whether to print each check on stdout as it finishes. */
  readonly live: boolean;
}

/** Runs the suite with live output, writes the report files, and returns the report for stdout. */
export async function runAndReport(test: TestOptions, reporting: ReportOptions) {
  const chosen = readReporters(reporting.reporters, !reporting.live);
  // Checked before the run, so that no results are lost.
  for (const { file } of chosen) if (file !== undefined) await assertWritable(file, 'reporter');
  const onStdout = chosen.find(({ file }) => file === undefined)?.name ?? 'spec';
  const options = {
    paint,
    unicode: process.env.TERM !== 'dumb',
    width: Math.min(process.stdout.columns || 100, 120),
  };
  const lines = reporting.live && onStdout === 'spec';
  const live = await startLiveOutput({ ...options, lines, quiet: reporting.quiet });
  const report = await runTest(test, live.onProgress).finally(live.stop);
  const text = lines ? specSummary(report, options) : reporters[onStdout](report, options);
  try {
    for (const { name, file } of chosen) {
      if (file === undefined) continue;
      await writeOutputFile(file, reporters[name](report), 'reporter');
    }
  } catch (error) {
    // Prints the report, so that the results are not lost.
    if (reporting.live) process.stdout.write(`${text}\n`);
    throw error;
  }
  return { report: reportDocument(report), text, outcome: outcomeOf(report, reporting.strict) };
}

/** The exit category of the process. */
function outcomeOf(
  report: Report,
  strict: boolean,
): 'success' | 'check' | 'network' | 'interrupted' | 'defect' {
  if (report.interrupted) return 'interrupted';
  if (report.checks.some(({ id, status }) => id === 'NET-REACHABLE' && status === 'failed')) return 'network';
  if (report.checks.some(({ defect }) => defect)) return 'defect';
  return report.summary.failed > 0 || (strict && report.summary.warned > 0) ? 'check' : 'success';
}
