import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Folder of settings, and of secrets if there is no keyring: `KOO_CONFIG_DIR`, else `koo` in `XDG_CONFIG_HOME`
 * (`APPDATA` on Windows), else `~/.config/koo`.
 */
export function configFolder(env: Environment): string {
  return env.KOO_CONFIG_DIR || join(env.XDG_CONFIG_HOME || env.APPDATA || join(home(env), '.config'), 'koo');
}

/**
 * Folder of koo's state, such as journals and the sandbox: `KOO_STATE_DIR`, else `koo` in `XDG_STATE_HOME`
 * (`LOCALAPPDATA` on Windows), else `~/.local/state/koo`.
 */
export function stateFolder(env: Environment): string {
  return (
    env.KOO_STATE_DIR ||
    join(env.XDG_STATE_HOME || env.LOCALAPPDATA || join(home(env), '.local', 'state'), 'koo')
  );
}

function home(env: Environment): string {
  return env.HOME || homedir();
}
