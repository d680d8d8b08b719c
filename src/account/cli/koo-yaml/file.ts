import { existsSync } from 'node:fs';
import { lstat, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inputLimits, readFoundFile, readInputFile } from '../../../cli/files/input-file.ts';
import { configurationError, type KooError } from '../../../errors/koo-error.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Environment } from '../../folders.ts';
import type { Config } from './document.ts';

/**
 * Whether the owner of a file can be trusted: the user, or root, who can do anything anyway. For root, like Git, also
 * the user who called sudo.
 *
 * @param euid the user that koo runs as
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
 */
export function isTrustedOwner(owner: number, euid: number, { SUDO_UID = '' }: Environment): boolean {
  const isSudoer = euid === 0 && /^\d+$/.test(SUDO_UID) && owner === Number(SUDO_UID);
  return owner === euid || owner === 0 || isSudoer;
}

/**
 * Asserts that no other user can have written a `koo.yaml` that was found: neither the file nor a link to it belongs
 * to another user, and others cannot write it. Windows has no such owners and modes.
 *
 * @throws KooError (configuration) `FOREIGN_CONFIG`
 */
async function assertOwnFile(path: string, env: Environment): Promise<void> {
  const euid = process.geteuid?.();
  if (euid === undefined) return;
  const [entry, file] = [await lstat(path), await stat(path)];
  const owner = [entry.uid, file.uid].find((uid) => !isTrustedOwner(uid, euid, env));
  if (owner !== undefined) {
    const facts = { path, owner: String(owner) };
    throw foreignConfig(
      both('{path} belongs to another user (UID {owner}), so koo does not use it', facts),
      both(
        'If you trust the file, set KOO_CONFIG_FILE to its path, or name it with --config in `koo callback`. Otherwise work in another folder, or create a koo.yaml of your own here with `koo init`.',
      ),
    );
  }
  // Anything else is refused when it is read; the advice to use chmod does not apply.
  if (!file.isFile()) return;
  // The runners of some CI systems make every file writable for all.
  if ((file.mode & 0o002) === 0 || env.CI || (await statfs(path)).type === plan9) return;
  throw foreignConfig(
    both('Any user of this machine can write {path}, so koo does not use it', { path }),
    both(
      'Restrict access with `chmod o-w {path}`, or, if you trust the file, set KOO_CONFIG_FILE to its path.',
      { path },
    ),
  );
}

/** Type of the file system 9p, with which WSL shows the drives of Windows: every file is writable for all. */
const plan9 = 0x01021997;

function foreignConfig(message: Localized, hint: Localized): KooError {
  return configurationError('FOREIGN_CONFIG', message, hint);
}

const fileName = 'koo.yaml';
const limit = inputLimits.config;

export interface LoadedConfig {
  readonly config: Config;
  readonly path?: string;
}

/**
 * Reads the settings from the file that `--config` or `KOO_CONFIG_FILE` names, else from the nearest `koo.yaml` in the
 * folder and its parents. Without a file, the settings are empty.
 *
 * @throws KooError (usage) if the named file cannot be read, or a file is invalid; (configuration, `FOREIGN_CONFIG`)
 * if another user can have written the file that was found
 */
export async function loadConfig(
  flag: string | undefined,
  folder = process.cwd(),
  env: Environment = process.env,
): Promise<LoadedConfig> {
  const named = flag ?? (env.KOO_CONFIG_FILE || undefined);
  const path = named ?? findUpwards(folder);
  if (path === undefined) return { config: {} };
  if (named === undefined) await assertOwnFile(path, env);
  const text = Buffer.from(
    named === undefined ? readFoundFile(path, { limit }) : await readInputFile(path, { limit }),
  ).toString('utf8');
  const { parseConfig } = await import('./document.ts');
  return { config: parseConfig(text, path), path };
}

function findUpwards(folder: string): string | undefined {
  const path = join(folder, fileName);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent);
}
