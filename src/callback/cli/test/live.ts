import type { Ora } from 'ora';
import { canSpin } from '../../../cli/progress.ts';
import { type ReporterOptions, specLines } from '../../reporters/index.ts';
import type { CheckResult, Progress } from '../../suite/report.ts';

/** Shows the suite at work: each finished check as a line on stdout, the one under way on stderr. */
export interface Live {
  readonly onProgress: (progress: Progress) => void;
  stop(): void;
}

/** No lines, for reports that are printed whole at the end; the spinner is shown all the same. */
export async function startLive(
  options: ReporterOptions & { readonly lines: boolean; readonly quiet: boolean },
): Promise<Live> {
  const spinner = options.quiet ? undefined : await startSpinner();
  let previous: CheckResult | undefined;
  return {
    onProgress(progress) {
      if (progress.type === 'started') {
        if (spinner) spinner.text = progress.check.title[options.language];
        return;
      }
      // What is skipped is told at the end, by reason.
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
