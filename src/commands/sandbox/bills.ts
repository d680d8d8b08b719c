import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { listFlags, optionalInstanceArg } from '../../sandbox/cli/market/flags.ts';
import type { ListedBill } from '../../sandbox/market/views/listings.ts';

export default class SandboxBills extends KooCommand<readonly ListedBill[]> {
  static override summary = 'List the bills of pay-per-use instances in the sandbox.';
  static override description =
    'A bill has the usage of an hour or a day, as the price says. It is written two hours after the hour, or at 01:00 in Beijing after the day. Records that arrive later are in the next bill, and are counted as late.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> i-0001 -o csv',
  ];
  static override args = optionalInstanceArg;
  static override flags = listFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly columns = [
    'instance',
    'from',
    'to',
    'item',
    'usage',
    'deducted',
    'overdrawn',
    'amount',
    'late',
  ];

  override async run(): Promise<readonly ListedBill[]> {
    const { args, flags } = await this.parse(SandboxBills);
    const { readBills } = await import('../../sandbox/cli/market/read.ts');
    return readBills(stateFolder(process.env), { ...args, ...flags });
  }

  protected override readonly render = async (bills: readonly ListedBill[]) =>
    (await import('../../sandbox/cli/market/list-view.ts')).billsText(bills);
}
