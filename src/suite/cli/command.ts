import type { InferredFlags } from '@oclif/core/interfaces';
import { type LocatedKeys, locateCallbackKeys } from '../../account/cli/keys.ts';
import { KooCommand } from '../../cli/command.ts';
import type { globalFlags } from '../../cli/flags/global.ts';
import { table } from '../../cli/output/table.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { type Localized, localize, t } from '../../text/translate.ts';
import type { CheckInfo } from '../report.ts';
import type { ReportDocument } from '../reporters/index.ts';
import { isDemo, type SuiteFlags, type WatchFlags } from './flags.ts';
import type { CommonOptions, Suite } from './run-suite.ts';
import type { LocateKeys } from './tested-server.ts';

/** Nothing with `--watch`, which prints its reports itself. */
export type SuiteResult = ReportDocument | readonly CheckInfo[] | undefined;

/** Flags that the terminal of a suite reads. */
type Flags = Parameters<typeof locateCallbackKeys>[0] &
  SuiteFlags &
  WatchFlags &
  InferredFlags<typeof globalFlags> & { readonly demo: boolean; readonly 'demo=broken': boolean };

/** Base of the commands that run a suite: lists its checks, runs it, or runs it again after each change. */
export abstract class SuiteCommand extends KooCommand<SuiteResult> {
  protected override render = (): string => '';
  protected override exitCode = (): ExitCode => ExitCode.success;

  protected async runSuite<O extends CommonOptions>(suite: Suite<O>, flags: Flags): Promise<SuiteResult> {
    if (flags.list) {
      const options = await suite.read();
      const { selectForList } = await import('../selection.ts');
      const checks = selectForList(suite.name, suite.list(options), options.selection);
      this.render = () => renderChecks(checks);
      return checks;
    }
    const settings = {
      reporters: flags.reporter ?? [],
      quiet: flags.quiet,
      noInput: flags['no-input'] || this.format !== 'table',
      strict: flags.strict,
      verbose: flags.verbose,
      coverage: flags.coverage,
      baseline: flags.baseline,
      allowed: flags['allow-origin'] ?? [],
      isLive: this.format === 'table' && !this.hasSelection,
      notice: (text: Localized) => this.notice(text),
    };
    if (flags.watch) {
      const { watchSuite } = await import('./watch.ts');
      process.exitCode = await watchSuite(suite, flags, settings);
      return undefined;
    }
    const options = await suite.read();
    const { runSuite } = await import('./run-suite.ts');
    const { report, text, exitCode } = await runSuite(suite, options, settings);
    this.render = () => text;
    this.exitCode = () => exitCode;
    return report;
  }

  /** Reads the access keys once for all runs of `--watch`; a list and the reference merchant need none. */
  protected keyLocator(flags: Flags): LocateKeys {
    const located = new Map<boolean, LocatedKeys>();
    return async (withProfile) => {
      if (flags.list || isDemo(flags)) return { keys: {}, sources: {} };
      const known = located.get(withProfile);
      if (known) return known;
      const found = await locateCallbackKeys(flags, (text) => this.notice(text), withProfile);
      located.set(withProfile, found);
      return found;
    };
  }

  protected override readonly records = (result: NonNullable<SuiteResult>): readonly object[] =>
    'checks' in result ? result.checks : result;
}

function renderChecks(checks: readonly CheckInfo[]): string {
  return table(
    [t('CHECK'), t('SEVERITY'), t('TITLE'), t('DOCUMENTATION')],
    checks.map((check) => [
      check.id,
      check.severity === 'error' ? t('error') : t('warning'),
      localize(check.title),
      check.source.replace('https://', ''),
    ]),
  );
}
