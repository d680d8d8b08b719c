import * as Flags from '@oclif/core/flags';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { listFlags, ofInstanceFlag, optionalDeliveryArg } from '../../sandbox/cli/market/flags.ts';
import type { SignedDelivery } from '../../sandbox/cli/market/read.ts';
import type { ListedDelivery } from '../../sandbox/market/views/delivery-listings.ts';

type Result = readonly ListedDelivery[] | SignedDelivery;

export default class SandboxDeliveries extends KooCommand<Result> {
  static override summary = 'List the callbacks of the sandbox, or show one with all its attempts.';
  static override description =
    'Reads the state; no sandbox has to run. One delivery is shown whole: request, text to sign, response, what it meant, and the next attempt. Without an ID, the latest are listed, newest last.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --instance i-0001',
    '<%= config.bin %> <%= command.id %> --failed -o csv',
    '<%= config.bin %> <%= command.id %> 12',
  ];
  static override args = optionalDeliveryArg;
  static override flags = {
    instance: ofInstanceFlag,
    failed: Flags.boolean({ summary: 'Only those that failed and have not succeeded since.' }),
    ...listFlags,
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly columns = [
    'delivery',
    'startedAt',
    'activity',
    'instance',
    'state',
    'attempts',
  ];

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(SandboxDeliveries);
    const { readDeliveries, readDelivery } = await import('../../sandbox/cli/market/read.ts');
    const folder = stateFolder(process.env);
    return args.delivery === undefined ? readDeliveries(folder, flags) : readDelivery(folder, args.delivery);
  }

  protected override readonly render = async (result: Result): Promise<string> => {
    const { deliveriesText, deliveryText } = await import('../../sandbox/cli/market/list-view.ts');
    return 'attemptList' in result ? deliveryText(result) : deliveriesText(result);
  };
}
