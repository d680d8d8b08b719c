import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../errors/koo-error.ts';
import { syncFolder, writeFileAtomically } from '../../files/atomic-file.ts';
import { draftEnding } from '../../files/draft-name.ts';
import { ensurePrivateFolder, refuseSymlink, safeFlags } from '../../files/private-path.ts';
import { maxStateBytes, readToEnd } from '../../files/regular-file.ts';
import {
  accessError,
  foreignFileError,
  irregularFileError,
  restrictedSecretNotice,
  tooLargeError,
} from '../../files/store-error.ts';
import type { Localized } from '../../text/localized.ts';

/**
 * Reads a file of this user; `undefined` if it does not exist.
 *
 * @throws KooError (configuration) if it is a symbolic link, is not a regular file, or cannot be read
 */
export function readPrivate(path: string): Promise<string | undefined> {
  return read(path, async () => undefined);
}

/**
 * Reads a file of secrets. If other users can read it, access is restricted, with a notice.
 *
 * @throws KooError (configuration) like {@link readPrivate}, and if such a file belongs to another user
 */
export function readSecret(path: string, notice: (text: Localized) => void): Promise<string | undefined> {
  return read(path, async (file) => {
    const { mode, uid } = await file.stat();
    if (process.platform === 'win32' || (mode & 0o077) === 0) return;
    if (uid !== process.getuid?.()) throw foreignFileError(path);
    await file.chmod(0o600);
    notice(restrictedSecretNotice(path));
  });
}

async function read(path: string, inspect: (file: FileHandle) => Promise<void>): Promise<string | undefined> {
  try {
    refuseSymlink(dirname(path), path);
    refuseSymlink(path);
    const file = await openRegular(path);
    try {
      await inspect(file);
      return readToEnd(file.fd, maxStateBytes).toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw systemCode(error) === 'TOO_LARGE'
      ? tooLargeError(path)
      : accessError('STORE_UNREADABLE', path, error);
  }
}

/** Opens a regular file. Reading a pipe or a device could block or never end. */
async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | safeFlags);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw irregularFileError(path);
}

/**
 * Replaces a file atomically. The file has mode 0600, a new folder 0700. The caller holds the lock of the file.
 *
 * @throws KooError (configuration) if the file is a symbolic link or cannot be written
 */
export function writePrivate(path: string, text: string): Promise<void> {
  return replacePrivate(path, () => writeFileAtomically(path, text, 0o600));
}

/**
 * Prepares for replacing a private file, and lets `replace` do so, which writes atomically and with mode 0600. The
 * caller holds the lock of the file.
 *
 * @returns the result of `replace`
 * @throws KooError (configuration) like {@link writePrivate}
 */
export async function replacePrivate<T>(path: string, replace: () => T): Promise<T> {
  try {
    ensurePrivateFolder(dirname(path), path);
    refuseSymlink(path);
    await removeDrafts(path);
    return replace();
  } catch (error) {
    throw accessError('STORE_UNWRITABLE', path, error);
  }
}

const quarantineMark = '.damaged-';

/** Moves a damaged file aside and returns its new path. */
export async function quarantine(path: string, now = new Date()): Promise<string> {
  const newPath = `${path}${quarantineMark}${now.toISOString().replace(/[-:.]/g, '')}`;
  await rename(path, newPath).catch((error: unknown) => {
    throw accessError('STORE_UNWRITABLE', path, error);
  });
  return newPath;
}

/**
 * Paths of the damaged files that were moved aside from a path.
 *
 * @throws KooError (configuration) if the folder cannot be read
 */
export async function quarantinedFiles(path: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const prefix = `${basename(path)}${quarantineMark}`;
  return (await listFolder(folder, path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name));
}

async function listFolder(folder: string, file: string): Promise<readonly string[]> {
  try {
    refuseSymlink(folder, file);
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw accessError('STORE_UNREADABLE', folder, error, file);
  }
}

/**
 * Deletes a file, its damaged copies, and the drafts of interrupted writes. The caller holds the lock of the file.
 *
 * @returns the deleted paths
 * @throws KooError (configuration) if one of them cannot be deleted
 */
export async function deletePrivate(path: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const own = basename(path);
  const deleted: string[] = [];
  for (const name of await listFolder(folder, path)) {
    const isCopy =
      name.startsWith(`${own}.`) && (name.includes(quarantineMark) || name.endsWith(draftEnding));
    if (name !== own && !isCopy) continue;
    const file = join(folder, name);
    await rm(file).catch((error: unknown) => {
      throw accessError('STORE_UNWRITABLE', file, error);
    });
    deleted.push(file);
  }
  if (deleted.length > 0) syncFolder(folder);
  return deleted;
}

/**
 * Removes the drafts of processes that were killed while writing: of koo (`.tmp` at the end) and of conf (`.tmp-` and a
 * number). The lock excludes other writers.
 */
async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const isDraft = name.endsWith(draftEnding) || /\.tmp-[\da-f]+$/.test(name);
    if (isDraft && name.startsWith(`${basename(path)}.`)) await rm(join(folder, name), { force: true });
  }
}
