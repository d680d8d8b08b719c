import { join } from 'node:path';
import { withLock } from '../profiles/lock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import { announceSandbox, type RunningSandbox, runningSandbox } from '../sandbox/running.ts';
import { sandboxFolder } from '../sandbox/store.ts';
import { Failure } from './failure.ts';
import { listenFailure } from './listen-failure.ts';
import { stateFailure } from './sandbox-run.ts';

/**
 * Starts the sandbox that other processes find. Of several that are started at once, one is.
 *
 * @throws Failure (usage, `SANDBOX_RUNNING`), (configuration, `SANDBOX_STATE_UNUSABLE`), (network) when it cannot listen
 */
export async function claimSandbox(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  const { stateFolder } = options;
  const lock = join(sandboxFolder(stateFolder), 'start.lock');
  try {
    return await withLock(lock, async () => {
      await refuseSecond(stateFolder);
      return startAnnounced(options);
    });
  } catch (error) {
    throw stateFailure(error, stateFolder) ?? error;
  }
}

/**
 * Ends in a failure when a sandbox runs.
 *
 * @throws Failure (usage, `SANDBOX_RUNNING`)
 */
export async function refuseSecond(stateFolder: string): Promise<void> {
  const running = await runningSandbox(stateFolder);
  if (running) throw alreadyRunning(running);
}

async function startAnnounced(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  const { stateFolder, port } = options;
  const sandbox = await startSandbox(options).catch((error: unknown) => {
    throw stateFailure(error, stateFolder) ?? listenFailure(error, '127.0.0.1', port, ['port']);
  });
  try {
    announceSandbox(stateFolder, sandbox.url);
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return sandbox;
}

function alreadyRunning({ url, pid }: RunningSandbox): Failure {
  return new Failure({
    category: 'usage',
    code: 'SANDBOX_RUNNING',
    message: { en: `A sandbox is running already: ${url}`, zh: `已有沙箱正在运行：${url}` },
    hint: { en: 'Use it, or end it with koo sandbox stop.', zh: '可直接使用，或用 koo sandbox stop 停止。' },
    details: { url, pid },
  });
}
