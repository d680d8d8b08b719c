import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readInputFile } from '../../../cli/files/input-file.ts';
import type { Config } from './document.ts';

const fileName = 'koo.yaml';

/** Settings and the file they are from. */
export interface LoadedConfig {
  readonly config: Config;
  /** Absent when there is no file. */
  readonly path?: string;
}

/**
 * Reads the settings: the named file, or the nearest `koo.yaml` in the folder and those above it. No file at all
 * is no settings.
 *
 * @throws KooError (usage) when the named file cannot be read, or a file says something koo does not know
 */
export async function loadConfig(named: string | undefined, folder = process.cwd()): Promise<LoadedConfig> {
  const path = named ?? findUpwards(folder);
  if (path === undefined) return { config: {} };
  const text = Buffer.from(await readInputFile(path)).toString('utf8');
  const { parseConfig } = await import('./document.ts');
  return { config: parseConfig(text, path), path };
}

function findUpwards(folder: string): string | undefined {
  const path = join(folder, fileName);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent);
}
