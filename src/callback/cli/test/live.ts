import type { Ora } from 'ora';
import { canSpin } from '../../../cli/progress.ts';
import { localize } from '../../../text/translate.ts';
import { heading, type ReporterOptions, specGroup } from '../../reporters/index.ts';
import type { CheckResult, Progress } from '../../suite/report.ts';

/** Live output: each finished group on stdout, the running check on stderr. */
export interface LiveOutput {
  readonly onProgress: (progress: Progress) => void;
  stop(): void;
}

/** Reports that are printed at the end have no live lines, but the spinner is shown. */
export async function startLiveOutput(
  options: ReporterOptions & { readonly lines: boolean; readonly quiet: boolean },
): Promise<LiveOutput> {
  const spinner = options.quiet ? undefined : await startSpinner();
  let group: CheckResult[] = [];
  const finishGroup = () => {
    if (group.length === 0) return;
    spinner?.clear();
    process.stdout.write(`${specGroup(group, options).join('\n')}\n`);
    spinner?.render();
    group = [];
  };
  return {
    onProgress(progress) {
      const check = progress.type === 'started' ? progress.check : progress.result;
      if (group[0] && heading(group[0]) !== heading(check)) finishGroup();
      if (progress.type === 'started') {
        if (spinner) spinner.text = localize(progress.check.title);
      } else if (options.lines) group.push(progress.result);
    },
    stop: () => {
      finishGroup();
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
