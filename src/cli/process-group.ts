import { type ChildProcess, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export const pollMs = 50;
/** Milliseconds from SIGTERM to SIGKILL. */
const graceMs = 5_000;

/** Ends all processes of a group that was started with `detached`, and waits for it. */
export async function stopGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const started = performance.now();
  signalGroup(child, signal);
  let isKilled = false;
  while (isAlive(child)) {
    const waited = performance.now() - started;
    if (waited > graceMs && !isKilled) {
      isKilled = true;
      signalGroup(child, 'SIGKILL');
    }
    // A process that waits for a device cannot be killed.
    if (waited > 2 * graceMs) return;
    await sleep(pollMs);
  }
}

export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Whether a process of the group is running. */
export function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined) return false;
  if (process.platform === 'win32') return exitCode === null && signalCode === null;
  try {
    process.kill(-pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || hasRunningProcess(pid);
}

/** In a container whose first process does not wait for orphans, ended processes stay in their group. */
function hasRunningProcess(group: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state = '', , ownGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(ownGroup) === group && !'ZX'.includes(state);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}
