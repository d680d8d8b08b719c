import { ApiCommand, type Effects } from '../app/base/api-command.ts';
import { costFlags } from '../calls/cli/billing/flags.ts';
import { type CostReport, costRows } from '../openapi/billing/report.ts';

export default class CostCommand extends ApiCommand<CostReport> {
  static override summary = 'Analyse what your own account consumed of Huawei Cloud.';
  static override description = [
    'The figures of Cost Center > Cost Analysis, such as the consumption that counts for joint operation; Cost Center must be enabled. An IAM user needs the permission costCenter:costAnalysis:listCosts (or bss:costanalysis:view). Sums are exact; csv, tsv and ndjson have a row for each group and period. The longest time span is not documented.',
    '',
    'Dimensions: service, resource-type, resource, spec, region, az, enterprise-project, account, payer, charging-mode, usage-type, bill-type, entity; to group also tag:KEY and cost-unit:KEY; to filter also tag and cost-unit, the form of whose values is not documented.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --from 2026-01 --to 2026-06 --group-by service,region -o csv',
    '<%= config.bin %> <%= command.id %> --from 2026-10-01 --to 2026-10-31 --cost-type amortized --filter region=cn-north-4',
    '<%= config.bin %> <%= command.id %> --group-by tag:env --query \'groups[].[values."tag:env", amount]\' -o tsv',
  ];
  static override flags = costFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  protected override readonly optionalFields = ['officialAmount'];

  override async run(): Promise<CostReport> {
    const { flags } = await this.parse(CostCommand);
    const { runCost } = await import('../calls/cli/billing/cost.ts');
    return runCost(flags, this.host);
  }

  protected override readonly render = async (report: CostReport) =>
    (await import('../calls/cli/billing/cost.ts')).renderCosts(report);

  protected override readonly records = costRows;
}
