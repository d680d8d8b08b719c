import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../../account/files/lock.ts';
import { irregular } from '../../account/files/private-file.ts';
import { listenFailure } from '../../cli/listen-failure.ts';
import { KooError } from '../../errors/koo-error.ts';
import { announceSandbox, noteFile, type RunningSandbox, runningSandbox, sandboxFolder } from '../running.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../server.ts';
import { stateError, withStore } from '../store.ts';

/**
 * Starts the sandbox that other processes find. Of several that are started at once, one is.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`), (network) when it cannot listen
 */
export function claimSandbox(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  return claimed(options.stateFolder, () => startAnnounced(options));
}

/**
 * Ends in the failure that keeps a sandbox from being started here, where it is not that of the port.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export function requireClaimable(stateFolder: string): Promise<void> {
  return claimed(stateFolder, async () => withStore(stateFolder, () => undefined));
}

async function claimed<T>(stateFolder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(sandboxFolder(stateFolder), 'start.lock');
  try {
    return await withLock(lock, async () => {
      await refuseSecond(stateFolder);
      await requireNotePlace(noteFile(stateFolder));
      return work();
    });
  } catch (error) {
    throw stateError(error, stateFolder);
  }
}

/** A sandbox that cannot be announced would be found by nobody. */
async function requireNotePlace(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) throw irregular(path);
}

/**
 * Ends in a failure when a sandbox runs.
 *
 * @throws KooError (usage, `SANDBOX_RUNNING`)
 */
export async function refuseSecond(stateFolder: string): Promise<void> {
  const running = await runningSandbox(stateFolder);
  if (running) throw alreadyRunning(running);
}

async function startAnnounced(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  const { stateFolder, port } = options;
  const sandbox = await startSandbox(options).catch((error: unknown) => {
    throw error instanceof KooError ? error : listenFailure(error, '127.0.0.1', port, ['port']);
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
    message: { en: `A sandbox is running already: ${url}`, zh: `已有沙箱正在运行：${url}` },
    hint: { en: 'Use it, or end it with koo sandbox stop.', zh: '可直接使用，或用 koo sandbox stop 停止。' },
    details: { url, pid },
  });
}
