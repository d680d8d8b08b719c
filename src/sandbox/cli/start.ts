import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutKeys } from '../../account/child-environment.ts';
import { withLock } from '../../account/files/lock.ts';
import { irregularFileError } from '../../account/files/private-file.ts';
import { listenError } from '../../cli/listen-failure.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { KooError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';
import {
  announcementFile,
  announceSandbox,
  type RunningSandbox,
  runningSandbox,
  sandboxFolder,
} from '../running.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../server.ts';
import { stateError, withStore } from '../store.ts';
import type { StartOptions } from './flags.ts';

/**
 * Starts the sandbox that other processes find. Of several that are started at once, one is.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`), (network) when it cannot listen
 */
export function startSharedSandbox(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  return withStartLock(options.stateFolder, () => startAnnounced(options));
}

/**
 * Ends in the failure that keeps a sandbox from being started here, where it is not that of the port.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
function assertStartable(stateFolder: string): Promise<void> {
  return withStartLock(stateFolder, async () => withStore(stateFolder, () => undefined));
}

async function withStartLock<T>(stateFolder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(sandboxFolder(stateFolder), 'start.lock');
  try {
    return await withLock(lock, async () => {
      await assertNoneRunning(stateFolder);
      await assertAnnouncementPath(announcementFile(stateFolder));
      return work();
    });
  } catch (error) {
    throw stateError(error, stateFolder);
  }
}

/** Other processes could not find a sandbox that cannot announce itself. */
async function assertAnnouncementPath(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) throw irregularFileError(path);
}

/**
 * Ends in a failure when a sandbox runs.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`)
 */
export async function assertNoneRunning(stateFolder: string): Promise<void> {
  const running = await runningSandbox(stateFolder);
  if (running) throw alreadyRunning(running);
}

async function startAnnounced(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  const { stateFolder, port } = options;
  const sandbox = await startSandbox(options).catch((error: unknown) => {
    throw error instanceof KooError ? error : listenError(error, '127.0.0.1', port, ['port']);
  });
  try {
    announceSandbox(stateFolder, sandbox.url);
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return sandbox;
}

function alreadyRunning({ url, pid }: RunningSandbox): KooError {
  return new KooError({
    category: 'usage',
    code: 'SANDBOX_RUNNING',
    message: both('A sandbox is already running: {url}', { url }),
    hint: both('Use it, or stop it with koo sandbox stop.'),
    details: { url, pid },
  });
}

/** How long a sandbox may take to start, in milliseconds. */
const startMs = 15_000;
const pollMs = 50;

/**
 * Starts `koo sandbox start` as a process of its own that outlives this one, and waits until it answers.
 *
 * @throws KooError (network, `SANDBOX_NOT_STARTED`) when it ends instead; (usage, `SANDBOX_RUNNING`) when another one
 * was quicker; (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export async function detach(
  stateFolder: string,
  { port, fault }: Pick<StartOptions, 'port'> & Partial<StartOptions>,
): Promise<RunningSandbox> {
  const koo = process.argv[1] ?? '';
  const faults = fault === undefined ? [] : ['--fault', fault];
  const child = spawn(
    process.execPath,
    [koo, 'sandbox', 'start', '--json', '--quiet', '--port', String(port), ...faults],
    {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore'],
      windowsHide: true,
      env: withoutKeys(process.env),
    },
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
  // The child process could not report what is wrong with the state.
  if (exitCode === ExitCode.configuration) await assertStartable(stateFolder);
  // Another sandbox may have started first.
  await assertNoneRunning(stateFolder);
  throw notStarted(port, exitCode);
}

function notStarted(port: number, exitCode: number | undefined): KooError {
  const reason = exitCode === undefined ? `${startMs / 1000} s` : `exit ${exitCode}`;
  return new KooError({
    category: 'network',
    code: 'SANDBOX_NOT_STARTED',
    message: both('The sandbox did not start on port {port} ({reason})', { port, reason }),
    hint: both('Start it without --detach to see why, or choose another port; --port 0 selects a free port.'),
  });
}
