import { lstat, mkdir, open, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unwritableFileError } from '../../../cli/files/output-file.ts';
import { type KooError, systemCode, usageError } from '../../../errors/koo-error.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { ProjectFile } from '../../starter/project.ts';

/**
 * Writes the files of a new project, and the folders that they need. Nothing that exists is changed: where a file or
 * a link is in the way, nothing is written. After a failure, only what this call has written is removed.
 *
 * @throws KooError (usage) `FILE_EXISTS`, `UNWRITABLE_FILE`
 */
export async function writeProject(folder: string, files: readonly ProjectFile[]): Promise<void> {
  await assertFree(folder, files);
  const undo: (() => Promise<void>)[] = [];
  let at = folder;
  try {
    for (const { path, text, isExecutable } of files) {
      at = join(folder, path);
      const file = at;
      await makeFolder(dirname(file), undo);
      const handle = await open(file, 'wx', isExecutable ? 0o755 : 0o644);
      undo.push(() => unlink(file));
      await handle.writeFile(text).finally(() => handle.close());
    }
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw systemCode(error) === 'EEXIST' ? inTheWay(at) : unwritableFileError(error, at, undefined);
  }
}

/**
 * Asserts that none of the files is there.
 *
 * @throws KooError (usage) if one is, or if the folder or one in it is no folder
 */
export async function assertFree(folder: string, files: readonly Pick<ProjectFile, 'path'>[]): Promise<void> {
  // The folder itself may be a link, which the user has typed; below it, none is followed.
  const place = await at(stat, folder);
  if (place ? !place.isDirectory() : await at(lstat, folder))
    throw exists(both('{folder} exists and is not a folder', { folder }));
  for (const path of new Set(files.flatMap(({ path }) => parentsOf(path)))) {
    const parent = await at(lstat, join(folder, path));
    if (parent && !parent.isDirectory()) throw inTheWay(join(folder, path));
  }
  for (const { path } of files) {
    if (await at(lstat, join(folder, path))) throw inTheWay(join(folder, path));
  }
}

/** Returns the folders of a path, from the outside in: `a`, `a/b` of `a/b/c`. */
function parentsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** Returns the stats of a path; `undefined` if there is nothing. */
async function at(look: typeof lstat, path: string) {
  return look(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unwritableFileError(error, path, undefined);
  });
}

/** Creates a folder and its parents, and adds steps that remove the new ones. */
async function makeFolder(path: string, undo: (() => Promise<void>)[]): Promise<void> {
  const make = async () => {
    await mkdir(path);
    undo.push(() => rmdir(path));
  };
  try {
    await make();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    await makeFolder(dirname(path), undo);
    await make();
  }
}

function inTheWay(file: string): KooError {
  return exists(both('{file} already exists', { file }));
}

function exists(message: Localized): KooError {
  return usageError(
    'FILE_EXISTS',
    message,
    both('Choose another folder. A starter is never written over a file, and nothing was written.'),
  );
}
