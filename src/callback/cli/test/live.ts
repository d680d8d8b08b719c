import type { Ora } from 'ora';
import { canSpin } from '../../../cli/progress.ts';
import { localize } from '../../../text/translate.ts';
import { type ReporterOptions, specLines } from '../../reporters/index.ts';
import type { CheckResult, Progress } from '../../suite/report.ts';

/** Live output: each finished check on stdout, the running check on stderr. */
export interface LiveOutput {
  readonly onProgress: (progress: Progress) => void;
  stop(): void;
}

/** Reports that are printed at the end have no live lines, but the spinner is shown. */
export async function startLiveOutput(
  options: ReporterOptions & { readonly lines: boolean; readonly quiet: boolean },
): Promise<LiveOutput> {
  const spinner = options.quiet ? undefined : await startSpinner();
  let previous: CheckResult | undefined;
  return {
    onProgress(progress) {
      if (progress.type === 'started') {
        if (spinner) spinner.text = localize(progress.check.title);
        return;
      }
      // Skipped checks are listed at the end, by reason.
      if (!options.lines || progress.result.status === 'skipped') return;
      spinner?.clear();
      process.stdout.write(`${specLines(progress.result, previous, options).join('\n')}\n`);
      spinner?.render();
      previous = progress.result;
    },
    stop: () => {
      spinner?.stop();
    },
  };
}

async function startSpinner(): Promise<Ora | undefined> {
  if (!canSpin(process.stderr, process.env)) return undefined;
  const { default: ora } = await import('ora');
  // Ctrl-C must reach koo, not the spinner.
  return ora({ stream: process.stderr, discardStdin: false }).start();
}
