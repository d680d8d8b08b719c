import type { Ora } from 'ora';
import { printText, safeText } from '../../cli/output/edge.ts';
import { canSpin } from '../../cli/progress.ts';
import { localize, t } from '../../text/translate.ts';
import type { CheckInfo, CheckResult, Progress, SuiteName } from '../report.ts';
import { heading, type ReporterOptions, specGroups } from '../reporters/index.ts';
import { isUndecided } from '../run-checks.ts';

export interface LiveOutput {
  readonly onProgress: (progress: Progress) => void;
  /** @param checks the final results, if the run has come to its end */
  stop(checks?: readonly CheckResult[]): void;
}

export interface LiveOptions extends ReporterOptions {
  readonly suite: SuiteName;
  readonly lines: boolean;
  readonly quiet: boolean;
}

/** Starts live output. Reports printed at the end have no live lines, but the spinner is shown. */
export async function startLiveOutput(options: LiveOptions): Promise<LiveOutput> {
  const spinner = options.quiet ? undefined : await createSpinner();
  let started: number | undefined;
  let group: CheckResult[] = [];
  // Groups with a check that fails only if no other does: they are printed when this is known.
  let held: CheckResult[] = [];
  let hasFailed = false;
  // The protocols of a login take turns within a group; those of callbacks are tested one after another.
  const part = (check: CheckInfo) => (options.suite === 'sso' ? check.group : heading(check));
  const print = (results: readonly CheckResult[]) => {
    if (results.length === 0) return;
    spinner?.clear();
    printText(`${specGroups(results, options).join('\n')}\n`);
    spinner?.render();
  };
  const finishGroup = () => {
    if (hasFailed) {
      print(held);
      held = [];
    }
    if (!hasFailed && group.some(isUndecided)) held.push(...group);
    else print(group);
    group = [];
  };
  return {
    onProgress(progress) {
      const check = progress.type === 'started' ? progress.check : progress.result;
      if (group[0] && part(group[0]) !== part(check)) finishGroup();
      if (progress.type === 'started') {
        if (!spinner) return;
        started ??= performance.now();
        spinner.text = safeText(progressText(progress, performance.now() - started));
        // Not before: while the server starts, that has a spinner of its own.
        if (!spinner.isSpinning) spinner.start();
        return;
      }
      hasFailed ||= progress.result.status === 'failed';
      if (options.lines) group.push(progress.result);
    },
    stop(checks = []) {
      finishGroup();
      const final = new Map(checks.map((check) => [check.id, check]));
      print(held.map((result) => final.get(result.id) ?? result));
      held = [];
      spinner?.stop();
    },
  };
}

/** The time until the pace is known, and the time left worth showing, in milliseconds. */
const minElapsedMs = 3_000;
const minLeftMs = 5_000;

/** Formats the progress: `12/80  The instance is renewed (30 s left)`. The time left assumes the pace so far. */
export function progressText(
  { check, done, total }: Pick<Extract<Progress, { type: 'started' }>, 'check' | 'done' | 'total'>,
  elapsedMs: number,
): string {
  const text = `${done + 1}/${total}  ${localize(check.title)}`;
  const leftMs = (elapsedMs / done) * (total - done);
  if (elapsedMs < minElapsedMs || done === 0 || leftMs < minLeftMs) return text;
  // An estimate that changed every second would look exact.
  const seconds = Math.ceil(leftMs / 5_000) * 5;
  return t('{text} (about {seconds} s left)', { text, seconds });
}

async function createSpinner(): Promise<Ora | undefined> {
  if (!canSpin(process.stderr, process.env)) return undefined;
  const { default: ora } = await import('ora');
  // Ctrl-C must reach koo, not the spinner.
  return ora({ stream: process.stderr, discardStdin: false });
}
