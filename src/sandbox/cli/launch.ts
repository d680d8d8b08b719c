import type { SandboxLauncher } from '../../account/cli/session.ts';
import { stateFolder } from '../../account/folders.ts';
import { sandboxSeller } from '../state/accounts.ts';
import { runningSandbox, sandboxState } from '../state/running.ts';

export const launchSandbox: SandboxLauncher = async (endpoint, env, notice) => {
  const folder = stateFolder(env);
  const url = endpoint ?? (await runningSandbox(folder, notice))?.url;
  const { url: address, close } =
    url === undefined ? await startInProcess(folder) : { url, close: leaveRunning };
  const { credential, accessKey } = sandboxSeller;
  return { url: address, credential, accessKey, state: () => sandboxState(address), close };
};

async function startInProcess(folder: string) {
  // Loaded only when needed: a session with a running sandbox needs no server.
  const { startSandbox } = await import('../server/server.ts');
  return startSandbox({ stateFolder: folder });
}

async function leaveRunning(): Promise<void> {}
