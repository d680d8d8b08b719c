import * as Args from '@oclif/core/args';
import { callbackKeyFlags, type LocatedKeys, locateCallbackKeys } from '../../account/cli/keys.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { ssoTestFlags } from '../../sso/cli/test/flags.ts';
import type { CheckInfo } from '../../suite/report.ts';
import type { ReportDocument } from '../../suite/reporters/index.ts';
import type { Localized } from '../../text/localized.ts';

type Result = ReportDocument | readonly CheckInfo[];

export default class SsoTest extends KooCommand<Result> {
  static override summary = "Run the conformance suite against a server's login for joint-operation buyers.";
  static override description = [
    'koo plays the login centre of two made-up organisations, and the browsers of their users.',
    'It binds the organisations to the server with kit callbacks, which are real calls (testFlag 0), and unbinds them at the end.',
    'It checks how users arrive with OAuth 2.0 and CAS 3.0, who is let in, sessions, logout, and failures of the login centre.',
    'The exit code is 7 when a check fails and 6 when the server cannot be reached.',
  ].join(' ');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --demo',
    '<%= config.bin %> <%= command.id %> --demo=broken',
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/sso/callback --callback-url http://127.0.0.1:8080/saasproduce --rsa-public-key public.pem --account-page http://127.0.0.1:8080/account',
    "<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/sso/callback --callback-url http://127.0.0.1:8080/saasproduce --rsa-public-key public.pem --start 'npm start'",
    '<%= config.bin %> <%= command.id %> --list',
  ];
  static override args = {
    url: Args.string({ description: 'Registered login address of the server (default: koo.yaml).' }),
  };
  static override flags = { ...ssoTestFlags, ...callbackKeyFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  #render: (result: Result) => string = () => '';
  #exitCode: ExitCode = ExitCode.success;

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(SsoTest);
    const { readSsoTestOptions } = await import('../../sso/cli/test/options.ts');
    const needsKeys = !flags.list && !flags.demo && !flags['demo=broken'];
    const locate = async (withProfile: boolean): Promise<LocatedKeys> =>
      needsKeys
        ? locateCallbackKeys(flags, (text) => this.notice(text), withProfile)
        : { keys: {}, sources: {} };
    const options = await readSsoTestOptions(args.url, flags, locate);
    if (flags.list) {
      for (const text of options.notices) this.notice(text);
      const { renderChecks } = await import('../../callback/cli/test/options.ts');
      const { exampleTargets } = await import('../../sso/cli/test/addresses.ts');
      const { listChecks } = await import('../../sso/suite/catalogue.ts');
      this.#render = (checks) => renderChecks(checks as readonly CheckInfo[]);
      const { selectForList } = await import('../../suite/selection.ts');
      return selectForList('sso', listChecks(options.targets ?? exampleTargets), options.selection);
    }
    const { runAndReport } = await import('../../sso/cli/test/run.ts');
    const { report, text, outcome } = await runAndReport(options, {
      reporters: flags.reporter ?? [],
      quiet: flags.quiet,
      noInput: flags['no-input'] || this.format !== 'table',
      strict: flags.strict,
      verbose: flags.verbose,
      baseline: flags.baseline,
      live: this.format === 'table' && !this.hasSelection,
      notice: (text: Localized) => this.notice(text),
    });
    this.#render = () => text;
    this.#exitCode = ExitCode[outcome];
    return report;
  }

  protected override render(result: Result): string {
    return this.#render(result);
  }

  protected override records(result: Result): readonly object[] {
    return 'checks' in result ? result.checks : result;
  }

  protected override exitCode(): ExitCode {
    return this.#exitCode;
  }
}
