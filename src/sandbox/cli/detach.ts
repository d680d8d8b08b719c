import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode } from '../../errors/exit-codes.ts';
import { KooError } from '../../errors/koo-error.ts';
import { type RunningSandbox, runningSandbox } from '../running.ts';
import { refuseSecond, requireClaimable } from './claim.ts';

/** How long a sandbox may take to start, in milliseconds. */
const startMs = 15_000;
const pollMs = 50;

interface DetachFlags {
  readonly port: number;
  readonly fault?: string | undefined;
}

/**
 * Starts `koo sandbox start` as a process of its own that outlives this one, and waits until it answers.
 *
 * @throws KooError (network, `SANDBOX_NOT_STARTED`) when it ends instead; (usage, `SANDBOX_RUNNING`) when another one
 * was quicker; (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export async function detach(stateFolder: string, { port, fault }: DetachFlags): Promise<RunningSandbox> {
  const koo = process.argv[1] ?? '';
  const faults = fault === undefined ? [] : ['--fault', fault];
  const child = spawn(
    process.execPath,
    [koo, 'sandbox', 'start', '--json', '--quiet', '--port', String(port), ...faults],
    { detached: true, stdio: ['ignore', 'ignore', 'ignore'], windowsHide: true },
  );
  const ended = once(child, 'exit').then(([code]) => Number(code));
  let exitCode: number | undefined;
  ended.then(
    (code) => {
      exitCode = code;
    },
    () => {
      exitCode = -1;
    },
  );
  for (
    const until = Date.now() + startMs;
    Date.now() < until && exitCode === undefined;
    await sleep(pollMs)
  ) {
    const running = await runningSandbox(stateFolder);
    if (running?.pid !== child.pid || !running) continue;
    child.unref();
    return running;
  }
  if (exitCode === undefined) child.kill();
  // What is wrong with the state the other process told nobody.
  if (exitCode === ExitCode.configuration) await requireClaimable(stateFolder);
  // Another one may have been quicker.
  await refuseSecond(stateFolder);
  throw notStarted(port, exitCode);
}

function notStarted(port: number, exitCode: number | undefined): KooError {
  const how = exitCode === undefined ? `${startMs / 1000} s` : `exit ${exitCode}`;
  return new KooError({
    category: 'network',
    code: 'SANDBOX_NOT_STARTED',
    message: {
      en: `The sandbox did not start on port ${port} (${how})`,
      zh: `沙箱未能在端口 ${port} 上启动（${how}）`,
    },
    hint: {
      en: 'Start it without --detach to see why, or choose another port; --port 0 takes a free one.',
      zh: '去掉 --detach 启动可查看原因，也可换一个端口；--port 0 表示任选一个空闲端口。',
    },
  });
}
