import { randomBytes } from 'node:crypto';
import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from './failure.ts';

/**
 * Makes sure that a file can be written, before work is done whose result would be lost. What the file holds
 * stays as it is.
 *
 * @param flag the flag that named the file, for the message
 * @throws Failure (usage, `UNWRITABLE_FILE`)
 */
export function assertWritable(path: string, flag: string): Promise<void> {
  return told(path, flag, async () => {
    const place = await placeOf(path);
    if (!place.replaced) return access(path, constants.W_OK);
    const draft = await openDraft(place);
    await draft.file.close();
    await rm(draft.path);
  });
}

/**
 * Writes a file so that whoever reads it finds the old text or the whole new one: a draft beside it takes its name.
 * A device or a pipe is written to as it is.
 *
 * @param flag the flag that named the file, for the message
 * @throws Failure (usage, `UNWRITABLE_FILE`)
 */
export function writeOutputFile(path: string, text: string, flag: string): Promise<void> {
  return told(path, flag, async () => {
    const place = await placeOf(path);
    if (!place.replaced) return writeFile(path, text);
    const draft = await openDraft(place);
    try {
      await draft.file.writeFile(text).finally(() => draft.file.close());
      await rename(draft.path, place.path);
    } catch (error) {
      await rm(draft.path, { force: true });
      throw error;
    }
  });
}

interface Place {
  /** Behind links, so that a link stays one. */
  readonly path: string;
  readonly mode: number;
  /** A regular file, or none yet. */
  readonly replaced: boolean;
}

async function placeOf(path: string): Promise<Place> {
  const known = await stat(path).catch(absent);
  if (!known) return { path, mode: 0o666, replaced: true };
  if (known.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  if (!known.isFile()) return { path, mode: known.mode, replaced: false };
  await access(path, constants.W_OK);
  return { path: await realpath(path), mode: known.mode, replaced: true };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function openDraft({ path, mode }: Place) {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  return { path: draft, file: await open(draft, 'wx', mode) };
}

async function told<T>(path: string, flag: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Failure({
      category: 'usage',
      code: 'UNWRITABLE_FILE',
      message: {
        en: `--${flag}: cannot write ${path} (${reason})`,
        zh: `--${flag}：无法写入 ${path}（${reason}）`,
      },
      hint: { en: 'Check the folder and its permissions.', zh: '请检查目录及其权限。' },
    });
  }
}
