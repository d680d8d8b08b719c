import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import {
  actFlags,
  given,
  pairFlag,
  payFlag,
  periodFlag,
  productArg,
  quantityFlag,
  skuFlag,
} from '../../sandbox/cli/market/flags.ts';

export default class SandboxBuy extends MarketCommand {
  static override summary = 'Buy a product as a buyer, in the sandbox.';
  static override description =
    'Checks who may buy, trials, quantity, limits, stock and payment as KooGallery does; a refusal is exit 5 (PURCHASE_REFUSED), with what the buyer reads. Then the order can be queried, and the callbacks go out. Exit 7 if KooGallery gave up on one.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --buyer hw12345678 --period 1y',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --buyer hw12345678 --trial --wait',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --buyer hw12345678 --quantity 10 --parameter emailDomainName=example.com --json',
  ];
  static override args = productArg;
  static override flags = {
    buyer: Flags.string({
      required: true,
      helpValue: 'NAME',
      summary: 'Account name or ID of the buyer; a new one is made up.',
    }),
    period: periodFlag({
      summary: 'Period, such as 1y or 3m (default: a year, if the specification is sold by year).',
    }),
    sku: skuFlag,
    quantity: quantityFlag,
    trial: Flags.boolean({ summary: 'Take the trial.' }),
    parameter: pairFlag({ summary: 'Value of a parameter that the buyer fills in. Repeatable.' }),
    pay: payFlag,
    'auto-renew': integer({
      min: 0,
      max: 99,
      helpValue: 'N',
      summary: 'Renew automatically N times; 0 is without limit.',
    }),
    count: integer({ min: 1, max: 10_000, helpValue: 'N', summary: 'Number of such orders.' }),
    direct: Flags.boolean({
      summary: "Buy at the product's own address, as products that are not publicly sold require.",
    }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxBuy);
    const { buyer, trial, direct, parameter, count, 'auto-renew': autoRenew } = flags;
    const { period, sku, quantity, pay } = flags;
    const parameters = parameter && Object.fromEntries(parameter);
    return this.act(
      {
        do: 'buy',
        ...args,
        buyer,
        ...(trial && { trial }),
        ...(direct && { direct }),
        ...given({ period, sku, quantity, pay, parameters, autoRenew, count }),
      },
      flags,
    );
  }
}
