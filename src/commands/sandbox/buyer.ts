import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, amountFlag, given } from '../../sandbox/cli/market/flags.ts';
import { levels } from '../../sandbox/market/model/clocks.ts';

export default class SandboxBuyer extends MarketCommand {
  static override summary = 'Create or change a buyer of the sandbox.';
  static override description =
    'An unknown buyer is created. The level determines the days of grace and retention. A top-up pays arrears.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> hw12345678 --level V3',
    '<%= config.bin %> <%= command.id %> hw12345678 --top-up 500',
  ];
  static override args = {
    buyer: Args.string({ required: true, description: 'Account name or ID of the buyer.' }),
  };
  static override flags = {
    type: Flags.option({ options: ['enterprise', 'individual'] as const })({
      summary: 'Type of the account.',
    }),
    level: Flags.option({ options: levels })({
      summary: 'Customer level.',
    }),
    balance: amountFlag({ exclusive: ['top-up'], summary: 'Set the balance.' }),
    'top-up': amountFlag({ summary: 'Add to the balance.' }),
    'credit-line': amountFlag({ summary: 'Set the credit line.' }),
    coupon: amountFlag({ summary: 'Set the credit cash coupons.' }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxBuyer);
    const { type, level, balance, coupon, 'top-up': topUp, 'credit-line': creditLine } = flags;
    return this.act(
      { do: 'buyer', ...args, ...given({ type, level, balance, topUp, creditLine, coupon }) },
      flags,
    );
  }
}
