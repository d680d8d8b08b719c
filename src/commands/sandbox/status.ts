import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { sandboxCredential } from '../../sandbox/accounts.ts';
import { type SandboxStatus, statusText } from '../../sandbox/cli/view.ts';
import { runningSandbox } from '../../sandbox/running.ts';
import { countRows, databasePath, hasStore, withStore } from '../../sandbox/store.ts';

export default class Status extends KooCommand<SandboxStatus> {
  static override summary = 'Show whether the sandbox is running, its address and its data.';
  static override examples = ['<%= config.bin %> <%= command.id %> --query counts.usageRecords'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<SandboxStatus> {
    await this.parse(Status);
    const folder = stateFolder(process.env);
    const running = await runningSandbox(folder);
    return {
      running: running !== undefined,
      url: running?.url ?? null,
      pid: running?.pid ?? null,
      database: databasePath(folder),
      counts: hasStore(folder) ? withStore(folder, countRows) : null,
      ak: sandboxCredential.ak,
    };
  }

  protected override render(status: SandboxStatus): string {
    return statusText(status);
  }
}
