import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inputLimits, readFoundFile, readInputFile } from '../../../cli/files/input-file.ts';
import type { Environment } from '../../folders.ts';
import type { Config } from './document.ts';
import { assertOwnFile } from './owner.ts';

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
