import { open, stat } from 'node:fs/promises';
import { unreadableFileError } from '../../cli/files/input-file.ts';
import { isSystemError, KooError } from '../../errors/koo-error.ts';
import {
  checkMedia,
  type MediaCheck,
  type MediaNote,
  type MediaPurpose,
  notesOn,
  rejectedFile,
} from '../check.ts';
import { fileSource } from '../source.ts';

/** The result for all files. */
export interface StoreCheck {
  readonly valid: boolean;
  /** What the files were checked for. */
  readonly for: MediaPurpose;
  /** What was not checked. */
  readonly notes: readonly MediaNote[];
  /** A file that cannot be read has the fault `UNREADABLE_FILE`. */
  readonly files: readonly MediaCheck[];
}

/**
 * Checks files for the store page, in the order given. Where one of several cannot be read, the others are still checked.
 *
 * @throws KooError (usage, `UNREADABLE_FILE`) when the only file cannot be read
 */
export async function runStoreCheck(paths: readonly string[], purpose: MediaPurpose): Promise<StoreCheck> {
  const files: MediaCheck[] = [];
  for (const path of paths) files.push(await checkFile(path, purpose, paths.length === 1));
  return { valid: files.every(({ valid }) => valid), for: purpose, notes: notesOn(purpose), files };
}

/** Whether one of the files could not be read. */
export function isIncomplete({ files }: StoreCheck): boolean {
  return files.some(({ faults }) => faults.some(({ code }) => code === 'UNREADABLE_FILE'));
}

async function checkFile(path: string, purpose: MediaPurpose, isOnly: boolean): Promise<MediaCheck> {
  try {
    return await readFile(path, purpose);
  } catch (error) {
    if (isOnly || !(error instanceof KooError)) throw error;
    return rejectedFile(path, { code: 'UNREADABLE_FILE', message: error.facts.message });
  }
}

async function readFile(path: string, purpose: MediaPurpose): Promise<MediaCheck> {
  try {
    // Before the file is opened: opening a named pipe blocks until a process writes to it.
    const kind = await stat(path);
    if (!kind.isFile()) throw unreadableFileError(path, kind.isDirectory() ? 'EISDIR' : 'not a file');
    const file = await open(path);
    try {
      return await checkMedia(path, fileSource(file, kind.size), purpose);
    } finally {
      await file.close();
    }
  } catch (error) {
    // Anything but a system error is a defect of koo, and is reported as one.
    throw isSystemError(error) ? unreadableFileError(path, error) : error;
  }
}
