import { type Effects, KooCommand } from '../../cli/command.ts';
import { interruption } from '../../cli/interrupt.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { ScenarioDocument } from '../../sandbox/cli/scenario/run.ts';

export default class SandboxDemo extends KooCommand<ScenarioDocument> {
  static override summary = 'Show a year of a product at the marketplace, in seconds.';
  static override description =
    'Buyers try, buy, use, upgrade, fall into arrears, renew and leave; the reference merchant in koo itself gets the ' +
    'callbacks. It needs no key and no network, and leaves nothing behind. It is the built-in scenario `year`.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ScenarioDocument> {
    await this.parse(SandboxDemo);
    const cli = await import('../../sandbox/cli/scenario/run.ts');
    this.render = cli.verdictText;
    const isLive = this.format === 'table' && !this.hasSelection;
    return cli.runAndReport('year', cli.parseScenario(await cli.scenarioText('year'), 'year'), {
      isLive,
      isBrief: true,
      notice: (text) => this.notice(text),
      signal: interruption(),
    });
  }

  protected override render: (result: ScenarioDocument) => string = () => '';

  protected override readonly records = ({ calls }: ScenarioDocument) => calls;

  protected override readonly exitCode = ({ passed }: ScenarioDocument) =>
    passed ? ExitCode.success : ExitCode.check;
}
