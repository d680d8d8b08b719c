import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { listFlags, optionalInstanceArg } from '../../sandbox/cli/market/flags.ts';
import type { InstanceDetails } from '../../sandbox/cli/market/read.ts';
import type { ListedInstance } from '../../sandbox/market/views/listings.ts';

type Result = readonly ListedInstance[] | InstanceDetails;

export default class SandboxInstances extends KooCommand<Result> {
  static override summary = 'List the instances of the sandbox, or show all that happened to one.';
  static override description = 'Reads the state; no sandbox has to run.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o csv',
    '<%= config.bin %> <%= command.id %> i-0001',
    '<%= config.bin %> <%= command.id %> --query "[?state==\'frozen\'].instance"',
  ];
  static override args = optionalInstanceArg;
  static override flags = listFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly columns = ['instance', 'state', 'expiresAt', 'product', 'buyer', 'order'];

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(SandboxInstances);
    const { readInstance, readInstances } = await import('../../sandbox/cli/market/read.ts');
    const folder = stateFolder(process.env);
    return args.instance === undefined ? readInstances(folder, flags) : readInstance(folder, args.instance);
  }

  protected override readonly render = async (result: Result): Promise<string> => {
    const { instancesText, instanceText } = await import('../../sandbox/cli/market/list-view.ts');
    return 'journal' in result ? instanceText(result) : instancesText(result);
  };
}
