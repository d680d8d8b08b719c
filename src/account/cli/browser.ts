import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { ensurePrivateFolder } from '../../files/private-path.ts';
import { accessError } from '../../files/store-error.ts';
import { withoutKeys } from '../child-environment.ts';
import type { Environment } from '../folders.ts';

/** Starts the first browser that exists, without keys in its environment, because it outlives koo. */
export async function startBrowser(address: string, env: Environment): Promise<boolean> {
  for (const [command = '', ...args] of browserCommands(address, env, process.platform)) {
    if (await canStart(command, args, env)) return true;
  }
  return false;
}

/**
 * Starts a browser at an address that lets it in. Other users of the machine can read the command line, so that the browser
 * gets the address from a file of this user, which is left in the folder: browsers read it later.
 */
export async function startBrowserWithCode(
  address: string,
  folder: string,
  env: Environment,
): Promise<boolean> {
  if (browserCommands('', env, process.platform).length === 0) return false;
  const file = join(folder, 'open.html');
  const target = address.replaceAll('&', '&amp;');
  try {
    ensurePrivateFolder(folder, file);
    // Without a lock: several commands may open a browser at the same time.
    writeFileAtomically(
      file,
      `<!doctype html><meta http-equiv="refresh" content="0;url=${target}">\n`,
      0o600,
    );
  } catch (error) {
    throw accessError('STORE_UNWRITABLE', file, error);
  }
  return startBrowser(pathToFileURL(file).href, env);
}

function canStart(command: string, args: readonly string[], env: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore', env: withoutKeys(env) });
    child.once('error', () => resolve(false)).once('spawn', () => resolve(true));
    child.unref();
  });
}

/**
 * Returns the commands that open an address, in the order to try them: those of `BROWSER`, separated by colons, with `%s`
 * for the address; else that of the system. There are none without a display, or if `BROWSER` is `none`. No shell runs them.
 */
export function browserCommands(
  address: string,
  { BROWSER, DISPLAY, WAYLAND_DISPLAY }: Environment,
  platform: NodeJS.Platform,
): string[][] {
  if (BROWSER === 'none') return [];
  if (BROWSER) {
    return BROWSER.split(platform === 'win32' ? ';' : ':').map((command) => {
      const words = command.trim().split(/\s+/);
      return command.includes('%s')
        ? words.map((word) => word.replaceAll('%s', address))
        : [...words, address];
    });
  }
  if (platform === 'darwin') return [['open', address]];
  if (platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler', address]];
  return DISPLAY || WAYLAND_DISPLAY ? [['xdg-open', address]] : [];
}
