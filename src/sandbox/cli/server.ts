import { type Environment, stateFolder } from '../../account/folders.ts';
import { runningSandbox, startSandbox } from '../server.ts';
import { stateFailure } from './run.ts';

/** A sandbox to call. */
export interface SandboxServer {
  readonly url: string;
  /** Stops it, where it runs in this process. */
  close(): Promise<void>;
}

/**
 * The sandbox at an address, else the one that runs, else one that is started in this process.
 *
 * @throws Failure (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export async function useSandbox(endpoint: string | undefined, env: Environment): Promise<SandboxServer> {
  const folder = stateFolder(env);
  const url = endpoint ?? (await runningSandbox(folder))?.url;
  if (url !== undefined) return { url, close: async () => undefined };
  return startSandbox({ stateFolder: folder }).catch((error: unknown) => {
    throw stateFailure(error, folder) ?? error;
  });
}
