import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutKeys } from '../../account/child-environment.ts';
import { withLock } from '../../account/files/lock.ts';
import { listenError } from '../../cli/listen-failure.ts';
import { type ErrorFacts, KooError, unreachableError } from '../../errors/koo-error.ts';
import { irregularFileError } from '../../files/store-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../server/server.ts';
import { stateError } from '../state/database.ts';
import { holdLife } from '../state/life-lock.ts';
import {
  announcementFile,
  announceSandbox,
  livingSandbox,
  type RunningSandbox,
  sandboxFolder,
  sandboxProcess,
} from '../state/running.ts';
import type { StartOptions } from './flags.ts';

/**
 * Starts the sandbox that other processes find. Of several that are started at once, one is.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`), (network) when it cannot listen
 */
export function startSharedSandbox(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  const notice = (text: Localized) => {
    sendToDetacher({ notice: text });
    options.notice?.(text);
  };
  return withStartLock(options.stateFolder, () => startAnnounced({ ...options, notice })).catch(
    (error: unknown) => {
      if (error instanceof KooError) sendToDetacher({ failure: error.facts });
      throw error;
    },
  );
}

/** A message to the process that has detached this sandbox, while it starts. */
type Message = { readonly notice: Localized } | { readonly failure: ErrorFacts };

function sendToDetacher(message: Message): void {
  if (process.connected) process.send?.(message);
}

/**
 * Runs work while no sandbox runs or starts.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export async function withStartLock<T>(stateFolder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(sandboxFolder(stateFolder), 'start.lock');
  try {
    return await withLock(lock, async () => {
      await assertNoneRunning(stateFolder);
      const path = announcementFile(stateFolder);
      // Other processes cannot find a sandbox that cannot announce itself.
      if ((await stat(path).catch(() => undefined))?.isDirectory()) throw irregularFileError(path);
      return work();
    });
  } catch (error) {
    throw stateError(error, stateFolder);
  }
}

/** Fails if a sandbox runs. @throws KooError (usage, `SANDBOX_RUNNING`) */
export async function assertNoneRunning(stateFolder: string): Promise<void> {
  const running = await livingSandbox(stateFolder);
  if (running) throw alreadyRunning(running);
}

async function startAnnounced(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  const { stateFolder, port, loginFault } = options;
  const sandbox = await startSandbox({ ...options, keepsTime: true }).catch(async (error: unknown) => {
    throw error instanceof KooError
      ? error
      : listenError(error, '127.0.0.1', port, ['port'], await otherSandbox(port));
  });
  let release = () => {};
  const close = () => {
    // Withdrawn first: another sandbox may start while this one waits for its last callback.
    release();
    return sandbox.close();
  };
  try {
    release = holdLife(sandboxFolder(stateFolder));
    announceSandbox(stateFolder, { ...sandbox, ...(loginFault && { loginFault }) });
  } catch (error) {
    await close();
    throw error;
  }
  return { ...sandbox, close };
}

/** Names the sandbox that uses a port: of another state folder, or of a command that acts. */
async function otherSandbox(port: number): Promise<Localized | undefined> {
  const pid = await sandboxProcess(`http://127.0.0.1:${port}`);
  if (pid === undefined) return undefined;
  return both('another koo sandbox uses the port (process {pid})', {
    pid: String(pid),
  });
}

function alreadyRunning({ url, pid }: RunningSandbox): KooError {
  return new KooError({
    category: 'usage',
    code: 'SANDBOX_RUNNING',
    message: both('A sandbox is already running: {url}', { url }),
    hint: both('Use it, or stop it with `koo sandbox stop`.'),
    details: { url, pid },
  });
}

/** Longest wait for a sandbox to start, in milliseconds. */
const startMs = 15_000;
const pollMs = 50;

/**
 * Starts `koo sandbox start` as a process that outlives this one, and waits until it responds.
 *
 * @throws KooError (network, `SANDBOX_NOT_STARTED`) when it ends instead; (usage, `SANDBOX_RUNNING`) when another one
 * was quicker; (configuration, `SANDBOX_STATE_UNUSABLE`), (network, `PORT_IN_USE`)
 */
export async function detach(
  stateFolder: string,
  {
    port,
    fault,
    'login-fault': loginFault,
    'allow-host': names = [],
  }: Pick<StartOptions, 'port'> & Partial<StartOptions>,
  notice: (text: Localized) => void,
): Promise<RunningSandbox> {
  const args = [
    ...['--port', String(port)],
    ...(fault === undefined ? [] : ['--fault', fault]),
    ...(loginFault === undefined ? [] : ['--login-fault', loginFault]),
    ...names.flatMap((name) => ['--allow-host', name]),
  ];
  const child = spawn(
    process.execPath,
    [process.argv[1] ?? '', 'sandbox', 'start', '--json', '--quiet', ...args],
    {
      detached: true,
      // The channel reports why it does not start; its log is in the state.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      windowsHide: true,
      env: withoutKeys(process.env),
    },
  );
  let failure: ErrorFacts | undefined;
  child.on('message', (message: Message) => {
    if ('notice' in message) notice(message.notice);
    else failure = message.failure;
  });
  // `close` comes after the last message, unlike `exit`.
  let exitCode: number | undefined;
  once(child, 'close').then(
    ([code]) => {
      exitCode = Number(code);
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
    const running = await livingSandbox(stateFolder);
    if (running?.pid !== child.pid || !running?.responds) continue;
    child.disconnect();
    child.unref();
    const { responds: _, ...found } = running;
    return found;
  }
  if (exitCode === undefined) child.kill();
  if (failure) throw new KooError(failure);
  // Another sandbox may have started first.
  await assertNoneRunning(stateFolder);
  throw notStarted(port, exitCode);
}

function notStarted(port: number, exitCode: number | undefined): KooError {
  const reason = exitCode === undefined ? `${startMs / 1000} s` : `exit ${exitCode}`;
  return unreachableError(
    'SANDBOX_NOT_STARTED',
    both('The sandbox did not start on port {port} ({reason})', { port, reason }),
    both('Start it without --detach to see why, or choose another port; --port 0 selects a free port.'),
  );
}
