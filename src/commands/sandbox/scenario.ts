import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { callbackKeyFlags } from '../../account/cli/keys.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import { interruption } from '../../cli/interrupt.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { BuiltIn, ScenarioDocument } from '../../sandbox/cli/scenario/run.ts';
import { both } from '../../text/translate.ts';

type Result = ScenarioDocument | readonly BuiltIn[];

export default class SandboxScenario extends KooCommand<Result> {
  static override summary =
    'Run a whole life at the marketplace against a callback server, and compare the callbacks.';
  static override description =
    'A scenario says who does what and when, and which callbacks must follow. It runs in a state of its own, by a ' +
    'virtual clock, so that years take seconds. Without a URL it runs against the reference merchant in koo itself. ' +
    'A server that looks orders up needs --port, to know the order API. Exit 7 if something is not as expected.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --list',
    '<%= config.bin %> <%= command.id %> life-1',
    '<%= config.bin %> <%= command.id %> life-4 --print',
    '<%= config.bin %> <%= command.id %> life-6 http://127.0.0.1:8080/saasproduce --port 8790 --access-key-file key.txt',
  ];
  static override args = {
    scenario: Args.string({ description: 'Name of a scenario that is built in, or a file; `-` is stdin.' }),
    url: Args.string({ description: 'Production URL of the server (default: the reference merchant).' }),
  };
  static override flags = {
    list: Flags.boolean({ summary: 'List the scenarios that are built in.' }),
    print: Flags.boolean({
      exclusive: ['list'],
      summary: 'Print the text of the scenario instead, as a start for your own one.',
    }),
    port: integer({
      min: 0,
      max: 65_535,
      default: 0,
      helpValue: 'PORT',
      summary: 'Port of the order API of this run on 127.0.0.1; 0 is any free one.',
    }),
    'rsa-public-key': Flags.string({
      helpValue: 'FILE',
      summary: 'Public key of the merchant to encrypt clientSecret, which applicationSync requires.',
    }),
    ...callbackKeyFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(SandboxScenario);
    const cli = await import('../../sandbox/cli/scenario/run.ts');
    if (flags.list) {
      this.render = (list) => cli.builtInsText(list as readonly BuiltIn[]);
      return cli.builtIns();
    }
    const { scenario: name, url } = args;
    if (name === undefined) throw noScenario;
    const text = await cli.scenarioText(name);
    const scenario = cli.parseScenario(text, name);
    if (flags.print) {
      this.render = () => text;
      return [{ name, title: scenario.title }];
    }
    const isLive = this.format === 'table' && !this.hasSelection;
    const notice = (said: Parameters<typeof this.notice>[0]) => this.notice(said);
    const merchant = url === undefined ? undefined : await this.merchantAt(url, scenario.products, flags);
    this.render = (result) => cli.verdictText(result as ScenarioDocument);
    return cli.runAndReport(name, scenario, {
      ...(merchant && { merchant }),
      port: flags.port,
      isLive,
      notice,
      signal: interruption(),
    });
  }

  private async merchantAt(
    url: string,
    products: readonly { readonly protocols: readonly string[] }[],
    flags: Parameters<typeof import('../../app/base/market-connection.ts').locateMerchant>[2] & {
      'no-input': boolean;
    },
  ) {
    const [{ locateMerchant }, { protocolOf }] = await Promise.all([
      import('../../app/base/market-connection.ts'),
      import('../../callback/protocols/index.ts'),
    ]);
    const ids = new Set(products.flatMap(({ protocols }) => protocols));
    const protocols = [...ids].map((id) => protocolOf(id as Parameters<typeof protocolOf>[0]));
    return locateMerchant(url, protocols, flags, {
      noInput: flags['no-input'] || this.format !== 'table',
      notice: (text) => this.notice(text),
    });
  }

  protected override render: (result: Result) => string = () => '';

  protected override readonly records = (result: Result) => ('calls' in result ? result.calls : result);

  protected override readonly exitCode = (result: Result) =>
    'passed' in result && !result.passed ? ExitCode.check : ExitCode.success;
}

const noScenario = usageError(
  'NO_SCENARIO',
  both('No scenario is given'),
  both('`koo sandbox scenario --list` lists those that are built in; or give a file.'),
);
