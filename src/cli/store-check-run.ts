import { open, stat } from 'node:fs/promises';
import { checkMedia, type MediaCheck } from '../media/check.ts';
import { fileSource } from '../media/source.ts';
import { Failure } from './failure.ts';

/** What became of all files. */
export interface StoreCheck {
  readonly valid: boolean;
  readonly files: readonly MediaCheck[];
}

/**
 * Judges files for a store page, in the order given.
 *
 * @throws Failure (usage, `UNREADABLE_FILE`) when one cannot be read
 */
export async function runStoreCheck(paths: readonly string[]): Promise<StoreCheck> {
  const files: MediaCheck[] = [];
  for (const path of paths) files.push(await checkFile(path));
  return { valid: files.every(({ valid }) => valid), files };
}

async function checkFile(path: string): Promise<MediaCheck> {
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
    if (error instanceof Failure) throw error;
    // What is no failure of the system is a defect, and is told as one.
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    throw unreadableFile(path, String(error.code));
  }
}

function unreadableFile(path: string, reason: string): Failure {
  return new Failure({
    category: 'usage',
    code: 'UNREADABLE_FILE',
    message: { en: `Cannot read ${path} (${reason})`, zh: `无法读取 ${path}（${reason}）` },
    hint: { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
  });
}
