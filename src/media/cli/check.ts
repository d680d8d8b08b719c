import { open, stat } from 'node:fs/promises';
import { unreadableFile } from '../../cli/files/input-file.ts';
import { KooError } from '../../errors/koo-error.ts';
import { isSystemError } from '../../errors/system-code.ts';
import { checkMedia, type MediaCheck, notMedia } from '../check.ts';
import { fileSource } from '../source.ts';

/** What became of all files. */
export interface StoreCheck {
  readonly valid: boolean;
  /** A file that cannot be read has the fault `UNREADABLE_FILE`. */
  readonly files: readonly MediaCheck[];
}

/**
 * Judges files for a store page, in the order given; one of several that cannot be read does not hide the others.
 *
 * @throws KooError (usage, `UNREADABLE_FILE`) when the only one cannot be read
 */
export async function runStoreCheck(paths: readonly string[]): Promise<StoreCheck> {
  const files: MediaCheck[] = [];
  for (const path of paths) files.push(await checkFile(path, paths.length === 1));
  return { valid: files.every(({ valid }) => valid), files };
}

/** Whether one of the files could not be read. */
export function isIncomplete({ files }: StoreCheck): boolean {
  return files.some(({ faults }) => faults.some(({ code }) => code === 'UNREADABLE_FILE'));
}

async function checkFile(path: string, isAlone: boolean): Promise<MediaCheck> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isAlone || !(error instanceof KooError)) throw error;
    return notMedia(path, { code: 'UNREADABLE_FILE', message: error.facts.message });
  }
}

async function readFile(path: string): Promise<MediaCheck> {
  try {
    // Before it is opened: a named pipe would hold koo up until somebody writes to it.
    const kind = await stat(path);
    if (!kind.isFile()) throw unreadableFile(path, kind.isDirectory() ? 'EISDIR' : 'not a file');
    const file = await open(path);
    try {
      return await checkMedia(path, fileSource(file, kind.size));
    } finally {
      await file.close();
    }
  } catch (error) {
    // What is no failure of the system is a defect, and is told as one.
    throw isSystemError(error) ? unreadableFile(path, error) : error;
  }
}
