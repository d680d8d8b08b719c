import { interruption } from '../../cli/interrupt.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { CheckResult, Report } from '../report.ts';

/** Whether a check fails the run: under `--strict`, a warning does as well. */
export function failsRun({ status }: Pick<CheckResult, 'status'>, strict: boolean): boolean {
  return status === 'failed' || (strict && status === 'warned');
}

export function exitCodeOf(report: Report, strict: boolean): ExitCode {
  // What else ends a run early is the end of the server: a finding.
  if (report.interrupted) return interruption().aborted ? ExitCode.interrupted : ExitCode.check;
  const { checks } = report;
  if (checks.some(({ id, status }) => id === 'NET-REACHABLE' && status === 'failed')) return ExitCode.network;
  if (checks.some(({ defect }) => defect)) return ExitCode.defect;
  return checks.some((check) => failsRun(check, strict)) ? ExitCode.check : ExitCode.success;
}
