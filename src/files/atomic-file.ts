import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { draftName, removeDeadDrafts } from './draft-name.ts';

/** Names of the drafts that this process writes. */
const ownDrafts = new Set<string>();

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
 * there. Drafts of the file that killed processes left behind are removed.
 *
 * @param path of the file itself: a symbolic link would be replaced
 * @throws the error of the file system, also on commit
 */
export function openDraft(path: string, mode: number): Draft {
  const target = resolve(path);
  removeDeadDrafts(target, ownDrafts);
  const draft = draftName(target);
  const fd = openSync(draft, 'wx', mode);
  ownDrafts.add(basename(draft));
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
      renameSync(draft, target);
      ownDrafts.delete(basename(draft));
      syncFolder(dirname(target));
    },
    discard: () => {
      close();
      rmSync(draft, { force: true });
      ownDrafts.delete(basename(draft));
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
