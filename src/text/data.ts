import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let folder: string | undefined;

/** Says where the files are that a build makes of `data/`: once, at start. */
export function useDataFolder(path: string): void {
  folder = path;
}

/**
 * What stands in a file of that folder. The build has checked it.
 *
 * @param name of the file, without `.json`
 */
export function readData(name: string): unknown {
  if (folder === undefined) throw new Error('useDataFolder() has not been called');
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}
