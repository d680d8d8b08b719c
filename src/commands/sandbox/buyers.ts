import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { listFlags } from '../../sandbox/cli/market/flags.ts';
import type { ListedBuyer } from '../../sandbox/market/views/listings.ts';

export default class SandboxBuyers extends KooCommand<readonly ListedBuyer[]> {
  static override summary = 'List the buyers of the sandbox, with level and money.';
  static override description = 'Reads the state; no sandbox has to run. koo sandbox buyer changes one.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override flags = listFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly columns = ['name', 'id', 'type', 'level', 'balance', 'creditLine', 'coupon'];

  override async run(): Promise<readonly ListedBuyer[]> {
    const { flags } = await this.parse(SandboxBuyers);
    const { readBuyers } = await import('../../sandbox/cli/market/read.ts');
    return readBuyers(stateFolder(process.env), flags);
  }

  protected override readonly render = async (buyers: readonly ListedBuyer[]) =>
    (await import('../../sandbox/cli/market/list-view.ts')).buyersText(buyers);
}
