import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let folder: string | undefined;

/** Sets the folder of the files that the build generates from `data/`; called once, at start. */
export function useDataFolder(path: string): void {
  folder = path;
}

/** Reads a file of that folder, which the build has validated. @param name of the file, without `.json` */
export function readData(name: string): unknown {
  return JSON.parse(readTextData(`${name}.json`));
}

/** Reads a text of that folder. */
export function readTextData(name: string): string {
  if (folder === undefined) throw new Error('useDataFolder() has not been called');
  return readFileSync(join(folder, name), 'utf8');
}
