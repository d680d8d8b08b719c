import { setTimeout as sleep } from 'node:timers/promises';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { type KooError, unreachableError } from '../../errors/koo-error.ts';
import { isProcessAlive } from '../../files/draft-name.ts';
import { livingSandbox } from '../../sandbox/state/running.ts';
import { both, t } from '../../text/translate.ts';

interface Stopped {
  /** `false` when no sandbox was running. */
  readonly stopped: boolean;
  readonly pid: number | null;
}

/** Time limit for a sandbox to end, in milliseconds: it waits for the callback under way. */
const endMs = 30_000;
const pollMs = 25;

export default class SandboxStop extends KooCommand<Stopped> {
  static override summary = 'Stop the running sandbox and keep its state.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<Stopped> {
    await this.parse(SandboxStop);
    const running = await livingSandbox(stateFolder(process.env));
    if (!running) return { stopped: false, pid: null };
    const { pid } = running;
    process.kill(pid, 'SIGTERM');
    for (const until = Date.now() + endMs; isProcessAlive(pid); await sleep(pollMs)) {
      if (Date.now() > until) throw stillRunning(pid);
    }
    return { stopped: true, pid };
  }

  protected override readonly render = ({ stopped, pid }: Stopped) =>
    stopped ? t('The sandbox (process {pid}) has stopped.', { pid: pid ?? '' }) : t('No sandbox is running.');
}

function stillRunning(pid: number): KooError {
  return unreachableError(
    'SANDBOX_NOT_STOPPED',
    both('The sandbox (process {pid}) did not stop', { pid }),
    both('Stop the process with kill -9 {pid}; no acknowledged data is lost.', { pid }),
  );
}
