import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Extension of a draft. Only a killed process leaves one behind. */
export const draftEnding = '.tmp';

/** A temporary file that replaces the file beside it. */
export interface Draft {
  readonly fd: number;
  /** Flushes the draft to disk and renames it to the file. */
  commit(): void;
  /** Deletes the draft; the file is unchanged. */
  discard(): void;
}

/**
 * Creates a draft beside a file. Readers of the file see the old content or all of the new content, even after a
 * power failure. The draft is created exclusively, so that no other process can have opened it or placed a link
 * there.
 *
 * @param path of the file itself: a symbolic link would be replaced
 * @throws the error of the file system, also on commit
 */
export function openDraft(path: string, mode: number): Draft {
  const draft = `${path}.${randomBytes(6).toString('hex')}${draftEnding}`;
  const fd = openSync(draft, 'wx', mode);
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    // Even if closing fails, the descriptor is released.
    isOpen = false;
    closeSync(fd);
  };
  return {
    fd,
    commit: () => {
      fsyncSync(fd);
      close();
      renameSync(draft, path);
      syncFolder(dirname(path));
    },
    discard: () => {
      close();
      rmSync(draft, { force: true });
    },
  };
}

/**
 * Replaces a file atomically with {@link openDraft}.
 *
 * @throws the error of the file system; the file is then unchanged
 */
export function writeFileAtomically(path: string, text: string, mode: number): void {
  const draft = openDraft(path, mode);
  try {
    writeFileSync(draft.fd, text);
    draft.commit();
  } catch (error) {
    draft.discard();
    throw error;
  }
}

/** Flushes a folder, so that new and deleted names survive a power failure, if the file system supports it. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return;
  let fd: number | undefined;
  try {
    fd = openSync(folder, 'r');
    fsyncSync(fd);
  } catch {
    // The content of the file is safe; its name may be lost on such a file system.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
