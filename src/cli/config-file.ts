import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from './config-schema.ts';
import { Failure } from './failure.ts';

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
 * @throws Failure (usage) when the named file cannot be read, or a file says something koo does not know
 */
export async function loadConfig(named: string | undefined, folder = process.cwd()): Promise<LoadedConfig> {
  const path = named ?? findUpwards(folder);
  if (path === undefined) return { config: {} };
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code ?? error.name);
  });
  const { parseConfig } = await import('./config-document.ts');
  return { config: parseConfig(text, path), path };
}

function findUpwards(folder: string): string | undefined {
  const path = join(folder, fileName);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent);
}

function unreadable(path: string, reason: string): Failure {
  return new Failure({
    category: 'usage',
    code: 'UNREADABLE_FILE',
    message: { en: `Cannot read ${path} (${reason})`, zh: `无法读取 ${path}（${reason}）` },
    hint: { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
  });
}
