import { readFile } from 'node:fs/promises';
import { Failure } from './failure.ts';

/**
 * The bytes of a file that a person named.
 *
 * @param flag the flag that named it, for the message
 * @throws Failure (usage, `UNREADABLE_FILE`)
 */
export async function readInputFile(path: string, flag?: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadableFile(path, reasonOf(error), flag);
  }
}

/**
 * What is told of a file that cannot be read.
 *
 * @param reason such as `ENOENT`
 * @param flag the flag that named it
 */
export function unreadableFile(path: string, reason: string, flag?: string): Failure {
  return new Failure({
    category: 'usage',
    code: 'UNREADABLE_FILE',
    message: flag
      ? { en: `--${flag}: cannot read ${path} (${reason})`, zh: `--${flag}：无法读取 ${path}（${reason}）` }
      : { en: `Cannot read ${path} (${reason})`, zh: `无法读取 ${path}（${reason}）` },
    hint: { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
  });
}

/** The system's code for an error, such as `ENOENT`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
