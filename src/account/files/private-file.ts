import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Localized } from '../../text/localized.ts';
import { closed, codeOf, foreign, irregular, symlink, unusable } from './private-file-faults.ts';

/**
 * Text of a file that is for this user alone; undefined when there is none.
 *
 * @throws KooError (configuration) when it is a symlink, no regular file, or cannot be read
 */
export function readPrivate(path: string): Promise<string | undefined> {
  return read(path, async () => undefined);
}

/**
 * The same for secrets: a file that others may look into is closed to them, with a notice.
 *
 * @throws KooError (configuration) like {@link readPrivate}, and when such a file is another user's
 */
export function readSecret(path: string, notice: (text: Localized) => void): Promise<string | undefined> {
  return read(path, async (file) => {
    const { mode, uid } = await file.stat();
    if (process.platform === 'win32' || (mode & 0o077) === 0) return;
    if (uid !== process.getuid?.()) throw foreign(path);
    await file.chmod(0o600);
    notice(closed(path));
  });
}

async function read(path: string, examine: (file: FileHandle) => Promise<void>): Promise<string | undefined> {
  await refuseSymlink(dirname(path), path);
  await refuseSymlink(path);
  try {
    const file = await openRegular(path, constants.O_RDONLY);
    try {
      await examine(file);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable('STORE_UNREADABLE', path, error);
  }
}

/**
 * Makes sure that there is a file for this user alone, and that it is one that can be read and written.
 *
 * @throws KooError (configuration) when it is a symlink, no regular file, or cannot be made
 */
export async function ensurePrivateFile(path: string): Promise<void> {
  await ensurePrivateFolder(dirname(path), path);
  await refuseSymlink(path);
  try {
    await (await openRegular(path, constants.O_RDWR | constants.O_CREAT)).close();
  } catch (error) {
    throw unusable('STORE_UNWRITABLE', path, error);
  }
}

/** Opens a file. A pipe or a device would keep koo waiting, or never end. */
async function openRegular(path: string, flags: number): Promise<FileHandle> {
  // A link that appears between the look and the opening is not followed either (Windows has no such flags).
  const file = await open(path, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), 0o600);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw irregular(path);
}

/**
 * Replaces a file as a whole: at any moment there is the old text or the new one, never a part. The file has mode
 * 0600; a folder that has to be made, 0700. The caller holds the lock of the file.
 *
 * @throws KooError (configuration) when the file is a symlink or cannot be written
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await ensurePrivateFolder(dirname(path), path);
  await refuseSymlink(path);
  try {
    await removeLeftovers(path);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unusable('STORE_UNWRITABLE', path, error);
  }
}

const asideMark = '.damaged-';

/** Moves a damaged file out of the way, and gives its new path. */
export async function setAside(path: string, now = new Date()): Promise<string> {
  const aside = `${path}${asideMark}${now.toISOString().replace(/[-:.]/g, '')}`;
  await rename(path, aside).catch((error: unknown) => {
    throw unusable('STORE_UNWRITABLE', path, error);
  });
  return aside;
}

/**
 * Paths of the damaged files that were set aside from a path.
 *
 * @throws KooError (configuration) when the folder cannot be read
 */
export async function setAsideFiles(path: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const prefix = `${basename(path)}${asideMark}`;
  return (await namesIn(folder, path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name));
}

async function namesIn(folder: string, file: string): Promise<readonly string[]> {
  await refuseSymlink(folder, file);
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusable('STORE_UNREADABLE', folder, error, file);
  }
}

/**
 * Deletes a file, what was set aside from it, and what an interrupted writing of it has left. The caller holds the
 * lock of the file.
 *
 * @returns the paths that are gone
 * @throws KooError (configuration) when one of them cannot be deleted
 */
export async function deletePrivate(path: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const own = basename(path);
  const gone: string[] = [];
  for (const name of await namesIn(folder, path)) {
    const isCopy = name.startsWith(`${own}.`) && (name.includes(asideMark) || name.endsWith('.tmp'));
    if (name !== own && !isCopy) continue;
    const file = join(folder, name);
    await rm(file).catch((error: unknown) => {
      throw unusable('STORE_UNWRITABLE', file, error);
    });
    gone.push(file);
  }
  if (gone.length > 0) await syncFolder(folder);
  return gone;
}

/**
 * Makes a folder for this user alone. An existing one is closed to others too, unless it holds more than koo's
 * files: a folder that the user has for other things stays as it is.
 *
 * @throws KooError (configuration) when it is a symlink or cannot be made
 */
async function ensurePrivateFolder(folder: string, file: string): Promise<void> {
  await refuseSymlink(folder, file);
  try {
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) return;
    if ((await isOpenToOthers(folder)) && (await readdir(folder)).every(isOurs)) await chmod(folder, 0o700);
  } catch (error) {
    throw unusable('STORE_UNWRITABLE', folder, error, file);
  }
}

/** Whether others may look into a file or folder; Windows has no such modes. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const { mode } = await lstat(path);
  return (mode & 0o077) !== 0;
}

function isOurs(name: string): boolean {
  return /^(settings|credentials)\./.test(name);
}

/** @param file the one that is meant, where `path` is its folder */
async function refuseSymlink(path: string, file = path): Promise<void> {
  const entry = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable('STORE_UNREADABLE', path, error, file);
  });
  if (!entry?.isSymbolicLink()) return;
  throw symlink(path, file);
}

/** What a process that was killed while writing has left. Under the lock nobody else is writing. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix) && name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
}

/** Makes a rename last through a power cut. Windows cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
