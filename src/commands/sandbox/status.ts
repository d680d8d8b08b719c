import { type ChineseTexts, type Effects, KooCommand } from '../../cli/base-command.ts';
import { withStore } from '../../cli/sandbox-run.ts';
import { stateFolder } from '../../profiles/folders.ts';
import { sandboxCredential } from '../../sandbox/accounts.ts';
import { runningSandbox } from '../../sandbox/running.ts';
import { type Counts, countRows, databasePath, hasStore } from '../../sandbox/store.ts';

interface Status {
  readonly running: boolean;
  readonly url: string | null;
  readonly pid: number | null;
  /** The file that holds the state. */
  readonly database: string;
  /** `null` before the first start. */
  readonly counts: Counts | null;
  readonly ak: string;
}

export default class SandboxStatus extends KooCommand<Status> {
  static override summary = 'Say whether the sandbox runs, where, and what it holds.';
  static override examples = ['<%= config.bin %> <%= command.id %> --query counts.usageRecords'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = { summary: '显示沙箱是否在运行、地址以及其中的数据量。' };

  override async run(): Promise<Status> {
    await this.parse(SandboxStatus);
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
}
