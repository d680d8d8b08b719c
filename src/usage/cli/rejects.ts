import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type OutputFile, openOutputFile } from '../../cli/files/output-file.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

interface RejectsOptions {
  /** What `--rejects` names; `-` is stdout. */
  readonly path: string;
  /** The records that are read. */
  readonly input: BigIntStats | undefined;
  /** Whether the result is printed there. */
  readonly stdoutTaken: boolean;
}

/**
 * Opens the file of rejected records, for this user alone.
 *
 * @throws KooError (usage) `INVALID_VALUE`, `STDOUT_TAKEN`, `REJECTS_IS_INPUT`, `UNWRITABLE_FILE`
 */
export async function openRejects({ path, input, stdoutTaken }: RejectsOptions): Promise<OutputFile> {
  if (path === '') throw usageError('INVALID_VALUE', noName, nameOne);
  if (path === '-' && stdoutTaken) throw usageError('STDOUT_TAKEN', twoResults, nameOne);
  const name = path === '-' ? '/dev/stdout' : path;
  if (input && (await isSame(name, input))) {
    throw usageError(
      'REJECTS_IS_INPUT',
      both('--rejects: {path} is the input, whose records would be lost', { path }),
      nameOne,
    );
  }
  return openOutputFile(name, 0o600, 'rejects');
}

/** Pieces of the input as the reader of a pipe takes what came of those before: else koo would have to keep that. */
export async function* atPaceOf<T>(
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
 * Ends the file. A pipe whose reader has not taken all of it when the signal comes is left.
 *
 * @throws KooError (usage) `UNWRITABLE_FILE`
 */
export async function endRejects(rejects: OutputFile, signal: AbortSignal): Promise<void> {
  if (await rejects.drained(signal)) rejects.finish();
  else rejects.discard();
}

/** By whatever name, link or redirection. A terminal or a socket goes both ways. */
async function isSame(path: string, input: BigIntStats): Promise<boolean> {
  if (!input.isFile() && !input.isFIFO()) return false;
  const there = await stat(path, { bigint: true }).catch(() => undefined);
  return there?.dev === input.dev && there.ino === input.ino;
}

const noName: Localized = both('--rejects needs the name of a file');

const twoResults: Localized = both('--rejects -: the result is printed to stdout already');

const nameOne: Localized = both('Name another file for the rejected records.');
