import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, productArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxProbe extends MarketCommand {
  static override summary =
    'Save, run or repair the debugging calls of a product, which KooGallery replays twice a day.';
  static override description =
    'Without a flag, the saved calls are made now. After five failing days KooGallery freezes trading, until a run succeeds with --repaired.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --save',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760',
  ];
  static override args = productArg;
  static override flags = {
    save: Flags.boolean({
      exclusive: ['run', 'forget', 'repaired'],
      summary: 'Save the calls that succeed, which are made at 09:00 and 15:00 Beijing time.',
    }),
    run: Flags.boolean({ exclusive: ['forget', 'repaired'], summary: 'Make the saved calls now (default).' }),
    forget: Flags.boolean({ exclusive: ['repaired'], summary: 'Forget the saved calls.' }),
    repaired: Flags.boolean({
      summary: 'Report the repair: the calls are made, and a success lifts the freeze of trading.',
    }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxProbe);
    const action = flags.save ? 'save' : flags.forget ? 'forget' : flags.repaired ? 'repaired' : 'run';
    return this.act({ do: 'probe', ...args, action }, flags);
  }
}
