import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import { callbackKeyFlags, type LocatedKeys, locateCallbackKeys } from '../../account/cli/keys.ts';
import { stateFolder } from '../../account/folders.ts';
import { testFlags } from '../../callback/cli/test/flags.ts';
import type { StarterLanguage } from '../../callback/starter/languages.ts';
import type { Scheme } from '../../callback/starter/schemes.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { isDemo } from '../../suite/cli/flags.ts';
import type { CheckInfo } from '../../suite/report.ts';
import type { ReportDocument } from '../../suite/reporters/index.ts';
import type { Localized } from '../../text/localized.ts';

/** Nothing with `--watch`, which prints its reports itself. */
type Result = ReportDocument | readonly CheckInfo[] | undefined;

export default class CallbackTest extends KooCommand<Result> {
  static override summary = 'Run the conformance suite against a callback server.';
  static override description = [
    'The suite calls the server as KooGallery does, through the whole lifecycle of an instance.',
    'It checks responses, authentication, idempotency, concurrent calls and invalid requests.',
    'All requests are marked as debugging calls (testFlag 1), except those of --as-real.',
    'The exit code is 7 when a check fails and 6 when the server cannot be reached.',
  ].join(' ');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --demo',
    '<%= config.bin %> <%= command.id %> --demo=broken --protocol v2',
    '<%= config.bin %> <%= command.id %> https://isv.example.com/saasproduce --protocol v2,v2-kit',
    '<%= config.bin %> <%= command.id %> --demo --reporter spec --reporter junit=report.xml',
    "<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/saasproduce --start 'npm start'",
    '<%= config.bin %> <%= command.id %> --list --protocol v2',
  ];
  static override args = {
    url: Args.string({ description: 'Production URL of the server (default: koo.yaml).' }),
  };
  static override flags = { ...testFlags, ...callbackKeyFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  #render: (result: Result) => string = () => '';
  #exitCode: ExitCode = ExitCode.success;

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(CallbackTest);
    const { readTestOptions, renderChecks: showChecks } = await import('../../callback/cli/test/options.ts');
    const needsKeys = !flags.list && !isDemo(flags);
    const located = new Map<boolean, LocatedKeys>();
    // Once for all runs of --watch.
    const locate = async (withProfile: boolean) => {
      const known = located.get(withProfile);
      if (known || !needsKeys) return known ?? { keys: {}, sources: {} };
      const found = await locateCallbackKeys(flags, (text) => this.notice(text), withProfile);
      located.set(withProfile, found);
      return found;
    };
    const port = flags['order-api'];
    const read = async () => ({
      ...(await readTestOptions(args.url, flags, locate)),
      ...(port !== undefined && { startOrderApi: () => startOrderApi(port, flags['allow-host']) }),
    });
    if (flags.list) {
      const options = await read();
      const { listChecks } = await import('../../callback/checks/catalogue.ts');
      this.#render = (checks) => showChecks(checks as readonly CheckInfo[]);
      const { selectForList } = await import('../../suite/selection.ts');
      const target = options.target ?? 'https://isv.example.com/';
      return selectForList(
        'callback',
        listChecks(options.protocols, { ...options, target }),
        options.selection,
      );
    }
    const reporting = {
      reporters: flags.reporter ?? [],
      quiet: flags.quiet,
      noInput: flags['no-input'] || this.format !== 'table',
      strict: flags.strict,
      verbose: flags.verbose,
      snippetOf: flags.snippet && (await snippetsIn(flags.snippet, join(this.config.root, 'templates'))),
      baseline: flags.baseline,
      live: this.format === 'table' && !this.hasSelection,
      notice: (text: Localized) => this.notice(text),
    };
    if (flags.watch) {
      const { runWatch } = await import('../../callback/cli/test/watch.ts');
      process.exitCode = await runWatch(read, flags, reporting);
      return undefined;
    }
    const { runAndReport } = await import('../../callback/cli/test/run.ts');
    const { report, text, outcome } = await runAndReport(await read(), reporting);
    this.#render = () => text;
    this.#exitCode = ExitCode[outcome];
    return report;
  }

  protected override render(result: Result): string {
    return this.#render(result);
  }

  protected override records(result: Result): readonly object[] {
    if (!result) return [];
    return 'checks' in result ? result.checks : result;
  }

  protected override exitCode(): ExitCode {
    return this.#exitCode;
  }
}

/** The code of a scheme in a language, for the terminal. */
async function snippetsIn(language: StarterLanguage, templates: string) {
  const { readSnippet, snippetLines } = await import('../../callback/starter/snippets.ts');
  const { paint } = await import('../../cli/output/colour.ts');
  return (scheme: Scheme) => snippetLines(readSnippet(templates, language, scheme), paint);
}

/** @throws KooError (network) when it cannot listen */
async function startOrderApi(port: number, names: readonly string[] = []) {
  const { startOrderApi: start } = await import('../../sandbox/order-api.ts');
  const { listenError } = await import('../../cli/listen-failure.ts');
  try {
    return await start(port, names, stateFolder(process.env));
  } catch (error) {
    throw listenError(error, '127.0.0.1', port, ['order-api']);
  }
}
