import { closeSync, openSync, writeSync } from 'node:fs';
import { access, constants, realpath, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KooError } from '../../errors/koo-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { openDraft, writeFileAtomically } from '../../files/atomic-file.ts';
import { both } from '../../text/translate.ts';

/**
 * Asserts that a file can be written, before work whose result would otherwise be lost. The content of the file is
 * unchanged.
 *
 * @param flag that named the file, for the message
 * @throws KooError (usage, `UNWRITABLE_FILE`)
 */
export function assertWritable(path: string, flag: string): Promise<void> {
  return rejectUnwritable(path, flag, async () => {
    const target = await resolveTarget(path);
    if (!target.isReplaced) return access(path, constants.W_OK);
    openDraft(target.path, target.mode).discard();
  });
}

/**
 * Writes a file atomically, by renaming a draft beside it. A device or a pipe is written directly.
 *
 * @param flag that named the file, for the message
 * @throws KooError (usage, `UNWRITABLE_FILE`)
 */
export function writeOutputFile(path: string, text: string, flag: string): Promise<void> {
  return rejectUnwritable(path, flag, async () => {
    const target = await resolveTarget(path);
    if (!target.isReplaced) return writeFile(path, text);
    writeFileAtomically(target.path, text, target.mode);
  });
}

/** A file that is written in chunks. Every method throws KooError (usage, `UNWRITABLE_FILE`). */
export interface OutputFile {
  write(text: string): void;
  /**
   * Waits until the reader of a pipe has read everything written so far; the signal ends the wait.
   *
   * @returns whether everything has been read
   */
  drained(signal: AbortSignal): Promise<boolean>;
  /** Completes the file and moves it to its path. Blocks until the reader of a pipe has read everything. */
  finish(): void;
  /** Discards what was written; an existing file is unchanged. */
  discard(): void;
}

/** Length of the buffer, in characters, at which it is written. */
const flushLength = 1 << 16;
/** Delay between two attempts to write to a pipe with a slow reader, in ms. */
const retryMs = 10;

/**
 * Opens a file that is written in chunks, otherwise like {@link writeOutputFile}. Fails at once if the file is not
 * writable or a pipe has no reader.
 *
 * @param mode of a new file
 * @param flag that named the file, for the message
 * @throws KooError (usage, `UNWRITABLE_FILE`)
 */
export async function openOutputFile(path: string, mode: number, flag?: string): Promise<OutputFile> {
  const standard = standardStream(path);
  if (standard) {
    return {
      write: (text) => void standard.write(text),
      drained: async () => true,
      finish: () => undefined,
      discard: () => undefined,
    };
  }
  const { fd, draft } = await rejectUnwritable(path, flag, () => openForWriting(path, mode));
  let buffered = '';
  let unwritten = Buffer.alloc(0);
  /** Writes as much as the file accepts now; returns whether that was everything. */
  const flush = () => {
    unwritten = writeAvailable(fd, Buffer.concat([unwritten, Buffer.from(buffered)]));
    buffered = '';
    return unwritten.length === 0;
  };
  const discardOnError = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      draft?.discard();
      throw unwritableFileError(error, path, flag);
    }
  };
  return {
    write: (text) => {
      buffered += text;
      if (buffered.length > flushLength) discardOnError(flush);
    },
    drained: async (signal) => {
      while (!discardOnError(flush)) {
        if (signal.aborted) return false;
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
      return true;
    },
    finish: () =>
      discardOnError(() => {
        while (!flush()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
        if (draft) draft.commit();
        else closeSync(fd);
      }),
    discard: () => {
      if (draft) draft.discard();
      else closeSync(fd);
    },
  };
}

/** The standard stream that a path stands for: opening it again would overwrite a file that it is redirected to. */
function standardStream(path: string): NodeJS.WriteStream | undefined {
  if (/^(\/dev\/stdout|\/(dev|proc\/self)\/fd\/1)$/.test(path)) return process.stdout;
  return /^(\/dev\/stderr|\/(dev|proc\/self)\/fd\/2)$/.test(path) ? process.stderr : undefined;
}

async function openForWriting(path: string, mode: number) {
  const target = await resolveTarget(path, mode);
  // Non-blocking, because opening a pipe without a reader would block.
  if (!target.isReplaced) return { fd: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) };
  const draft = openDraft(target.path, target.mode);
  return { fd: draft.fd, draft };
}

/** Writes until a pipe is full; returns what is left to write. */
function writeAvailable(fd: number, bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  let unwritten = bytes;
  try {
    while (unwritten.length > 0) unwritten = unwritten.subarray(writeSync(fd, unwritten));
  } catch (error) {
    if (systemCode(error) !== 'EAGAIN') throw error;
  }
  return unwritten;
}

interface OutputTarget {
  /** The resolved path, so that a symbolic link is not replaced. */
  readonly path: string;
  readonly mode: number;
  /** Whether the file is replaced: a regular file, or one that does not exist yet. */
  readonly isReplaced: boolean;
}

async function resolveTarget(path: string, mode = 0o666): Promise<OutputTarget> {
  const known = await stat(path).catch(undefinedIfMissing);
  if (!known) return { path, mode, isReplaced: true };
  if (known.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  if (!known.isFile()) return { path, mode: known.mode, isReplaced: false };
  await access(path, constants.W_OK);
  return { path: await realpath(path), mode: known.mode, isReplaced: true };
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function rejectUnwritable<T>(
  path: string,
  flag: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unwritableFileError(error, path, flag);
  }
}

/** The error for a file that cannot be written. */
export function unwritableFileError(error: unknown, path: string, flag: string | undefined): KooError {
  const reason = systemCode(error) ?? 'unknown';
  return new KooError(
    {
      category: 'usage',
      code: 'UNWRITABLE_FILE',
      message: flag
        ? both('--{flag}: cannot write {path} ({reason})', { flag, path, reason })
        : both('Cannot write {path} ({reason})', { path, reason }),
      hint: both('Check the folder, its permissions and the free space.'),
    },
    { cause: error },
  );
}
