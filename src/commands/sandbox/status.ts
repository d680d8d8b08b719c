import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { type SandboxStatus, statusText } from '../../sandbox/cli/view.ts';
import { loginDomains } from '../../sandbox/market/kit/model.ts';
import { sandboxCredential } from '../../sandbox/state/accounts.ts';
import { databasePath, hasStore } from '../../sandbox/state/database.ts';
import { livingSandbox } from '../../sandbox/state/running.ts';
import { countRows, withStore } from '../../sandbox/store.ts';
import { unifiedPaths } from '../../sso/center/address.ts';
import { both } from '../../text/translate.ts';

export default class Status extends KooCommand<SandboxStatus> {
  static override summary = 'Show whether the sandbox is running, its addresses and its data.';
  static override examples = ['<%= config.bin %> <%= command.id %> --query counts.usageRecords'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<SandboxStatus> {
    await this.parse(Status);
    const folder = stateFolder(process.env);
    const running = await livingSandbox(folder);
    if (running && !running.responds)
      this.notice(both('The sandbox (process {pid}) does not respond.', { pid: String(running.pid) }));
    const state = hasStore(folder)
      ? withStore(folder, (database) => ({ counts: countRows(database), domains: loginDomains(database) }))
      : { counts: null, domains: [] };
    return {
      running: running !== undefined,
      url: running?.url ?? null,
      pid: running?.pid ?? null,
      database: databasePath(folder),
      counts: state.counts,
      ak: sandboxCredential.ak,
      login: {
        page: running ? `${running.url}${unifiedPaths.page}` : null,
        fault: running?.loginFault ?? null,
        domains: state.domains,
      },
    };
  }

  protected override readonly render = statusText;
}
