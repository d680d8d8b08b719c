import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the name of a draft ends with: only a process that was killed leaves one. */
export const draftEnding = '.tmp';

/** A file that is being written beside the one whose place it takes. */
export interface Draft {
  readonly fd: number;
  /** The draft is on the disk, and takes the name of the file. */
  commit(): void;
  /** Nothing of the draft is left; the file stays as it was. */
  discard(): void;
}

/**
 * Opens a draft beside a file: a reader of the file finds the old content or the whole new one, also after a power
 * cut. The draft is new, so that no other process can have opened it, or placed a link there.
 *
 * @param path of the file itself: a link that it is would be replaced
 * @throws the error of the file system, here and when the draft is committed
 */
export function openDraft(path: string, mode: number): Draft {
  const draft = `${path}.${randomBytes(6).toString('hex')}${draftEnding}`;
  const fd = openSync(draft, 'wx', mode);
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    // A descriptor whose closing failed is gone all the same.
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
 * Replaces a file as a whole, like {@link openDraft}.
 *
 * @throws the error of the file system; the file is then as it was
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

/** Makes a new name, or one that is gone, last through a power cut, where the file system can. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return;
  let fd: number | undefined;
  try {
    fd = openSync(folder, 'r');
    fsyncSync(fd);
  } catch {
    // What the file holds is safe; a name may be lost on such a disk.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
