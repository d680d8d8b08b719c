import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type OutputFile, openOutputFile } from '../../cli/files/output-file.ts';
import { usageError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';

/**
 * Opens the file of rejected records, readable by this user only.
 *
 * @param path value of `--rejects`; `-` is stdout
 * @param input identity of the input
 * @param stdoutTaken whether the result is printed to stdout
 * @throws KooError (usage) `INVALID_VALUE`, `STDOUT_TAKEN`, `REJECTS_IS_INPUT`, `UNWRITABLE_FILE`
 */
export async function openRejects(
  path: string,
  input: BigIntStats | undefined,
  stdoutTaken: boolean,
): Promise<OutputFile> {
  if (path === '') throw usageError('INVALID_VALUE', both('--rejects requires a file name'), nameFileHint);
  if (path === '-' && stdoutTaken) {
    const message = both('--rejects -: stdout is already used for the result');
    throw usageError('STDOUT_TAKEN', message, nameFileHint);
  }
  const name = path === '-' ? '/dev/stdout' : path;
  if (input && (await isSameFile(name, input))) {
    throw usageError(
      'REJECTS_IS_INPUT',
      both('--rejects: {path} is the input file, which would be overwritten', { path }),
      nameFileHint,
    );
  }
  return openOutputFile(name, 0o600, 'rejects');
}

/** Throttles the input to the reader of a rejects pipe; otherwise koo would have to buffer rejects. */
export async function* throttleToReader<T>(
  rejects: OutputFile,
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  for await (const piece of source) {
    await rejects.drained(signal);
    yield piece;
  }
}

/**
 * Closes the file. When the signal aborts, a pipe is closed without waiting for its reader.
 *
 * @throws KooError (usage) `UNWRITABLE_FILE`
 */
export async function closeRejects(rejects: OutputFile, signal: AbortSignal): Promise<void> {
  if (await rejects.drained(signal)) await rejects.finish();
  else rejects.discard();
}

/** Whether a path is the input, by any name, link or redirection. A terminal or a socket may be both. */
async function isSameFile(path: string, input: BigIntStats): Promise<boolean> {
  if (!input.isFile() && !input.isFIFO()) return false;
  const there = await stat(path, { bigint: true }).catch(() => undefined);
  return there?.dev === input.dev && there.ino === input.ino;
}

const nameFileHint = both('Give another file for the rejected records.');
