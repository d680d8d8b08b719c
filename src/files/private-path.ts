import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../errors/koo-error.ts';
import type { Localized } from '../text/localized.ts';
import {
  foreignFileError,
  foreignFolderError,
  irregularFileError,
  restrictedNotice,
  symlinkError,
} from './store-error.ts';

/**
 * Creates a file that only this user can read and write, and its folder, or asserts that the existing one is such a
 * file. Where other users can read it, access is restricted, with a notice.
 *
 * @param suffixes of the files that its writer keeps beside it; they need not exist
 * @throws KooError (configuration) if one of them is a symbolic link, is not a regular file, or belongs to another user
 * and can be read by others; the error of the file system
 */
export function ensurePrivateFile(
  path: string,
  notice: (text: Localized) => void = () => {},
  suffixes: readonly string[] = [],
): void {
  ensurePrivateFolder(dirname(path), path);
  if (!statOf(path)) closeSync(openSync(path, createFlags, 0o600));
  for (const one of [path, ...suffixes.map((suffix) => path + suffix)]) restrictFile(one, notice);
}

/** A link that is created between the check and the open is not followed either (Windows has no such flags). */
export const safeFlags = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const createFlags = constants.O_RDWR | constants.O_CREAT | safeFlags;

/** Restricts access to a file, if it exists. */
function restrictFile(path: string, notice: (text: Localized) => void): void {
  refuseSymlink(path);
  const stats = statOf(path);
  if (!stats) return;
  if (!stats.isFile()) throw irregularFileError(path);
  if (!isOpen(stats)) return;
  if (!isOwn(stats)) throw foreignFileError(path);
  const fd = openSync(path, constants.O_RDONLY | safeFlags);
  try {
    if (isOwn(fstatSync(fd))) fchmodSync(fd, 0o600);
  } finally {
    closeSync(fd);
  }
  notice(restrictedNotice(path));
}

/**
 * Creates a private folder. Access to an existing folder is restricted as well, unless it contains other files than
 * koo's.
 *
 * @param file that is accessed in it
 * @throws KooError (configuration) if it is a symbolic link or belongs to another user; the error of the file system
 */
export function ensurePrivateFolder(folder: string, file: string): void {
  refuseSymlink(folder, file);
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) return;
  const stats = lstatSync(folder);
  // The superuser may use the folders of others, and others his, such as a volume of a container.
  if (!isOwn(stats) && process.getuid?.() !== 0 && stats.uid !== 0) throw foreignFolderError(folder, file);
  if (isOpen(stats) && isOwn(stats) && readdirSync(folder).every(isKooFile)) chmodSync(folder, 0o700);
}

/**
 * Refuses a symbolic link in place of a private file or folder.
 *
 * @param file that is accessed, if `path` is its folder
 * @throws KooError (configuration, `STORE_SYMLINK`); the error of the file system
 */
export function refuseSymlink(path: string, file = path): void {
  if (statOf(path)?.isSymbolicLink()) throw symlinkError(path, file);
}

/** Whether other users have access to a file or folder. Windows has no such modes. */
export function isOpenToOthers(path: string): boolean {
  return isOpen(lstatSync(path));
}

/** Whether a path is a regular file of this user, and no link to one. */
export function isOwnFile(path: string): boolean {
  const stats = statOf(path);
  return stats?.isFile() === true && isOwn(stats);
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isOpen({ mode }: Stats): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

function isOwn({ uid }: Stats): boolean {
  return process.platform === 'win32' || uid === process.getuid?.();
}

function isKooFile(name: string): boolean {
  return /^((settings|credentials|origins|callback-instances)\.|usage(\.sqlite|-legacy-)|sandbox(\.db|$)|callback$|history\.db|(running|update)\.json|open\.html|start\.lock)/.test(
    name,
  );
}
