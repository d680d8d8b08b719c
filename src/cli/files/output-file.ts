import { closeSync, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs';
import { access, constants, realpath, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { interruptedError, type KooError, systemCode, usageError } from '../../errors/koo-error.ts';
import { openDraft } from '../../files/atomic-file.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both } from '../../text/translate.ts';
import { interruption } from '../interrupt.ts';
import { printDocument } from '../output/edge.ts';

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
 * @param mode of a new file
 * @throws KooError like {@link openOutputFile}
 */
export async function writeOutputFile(path: string, text: string, flag: string, mode = 0o666): Promise<void> {
  const file = await openOutputFile(path, mode, flag);
  file.write(text);
  await file.finish();
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
  /**
   * Completes the file and moves it to its path. Waits until the reader of a pipe has read everything.
   *
   * @throws KooError (interrupted, `INTERRUPTED`) at a Ctrl-C while it waits
   */
  finish(): Promise<void>;
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
      write: (text) => void printDocument(text, standard),
      drained: async () => true,
      finish: async () => undefined,
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
    finish: async () => {
      if (!discardOnError(flush)) await untilRead(path, () => discardOnError(flush));
      discardOnError(() => (draft ? draft.commit() : closeSync(fd)));
    },
    discard: () => {
      if (draft) draft.discard();
      else closeSync(fd);
    },
  };
}

/** Waits for a slow reader of a pipe; a Ctrl-C ends the wait. */
async function untilRead(path: string, flush: () => boolean): Promise<void> {
  const signal = interruption();
  // After an earlier Ctrl-C, the output is still written; the next one exits.
  const isExpected = signal.aborted;
  while (!flush()) {
    if (signal.aborted && !isExpected) throw notRead(path);
    await sleep(retryMs);
  }
}

/** A log that is written line by line while koo works. */
interface OutputLog {
  write(text: string): void;
  end(): void;
}

/**
 * Opens a log, and empties it. A new one is for this user only: it may have personal data. The reader of a pipe may leave
 * early; nothing depends on a log.
 *
 * @param flag that named the file, for the message
 * @param onError receives the error of the first write that fails, such as that of a full disk; nothing is written after it
 * @throws KooError (usage, `UNWRITABLE_FILE`)
 */
export function openOutputLog(path: string, flag: string, onError: (error: KooError) => void): OutputLog {
  const standard = standardStream(path);
  if (standard) return { write: (text) => void standard.write(text), end: () => undefined };
  const { O_WRONLY, O_CREAT, O_NONBLOCK = 0, O_TRUNC, O_APPEND } = constants;
  const flags = O_WRONLY | O_CREAT | O_NONBLOCK | (isDescriptor(path) ? O_APPEND : O_TRUNC);
  try {
    const fd = openSync(path, flags, 0o600);
    return fstatSync(fd).isFIFO()
      ? pipeLog(fd)
      : fileLog(fd, (error) => onError(unwritableFileError(error, path, flag)));
  } catch (error) {
    throw unwritableFileError(error, path, flag);
  }
}

/** A thread that waits for the reader of a pipe would keep koo from exiting. */
function pipeLog(fd: number): OutputLog {
  const log = new Socket({ fd, readable: false, writable: true }).on('error', () => undefined);
  return { write: (text) => void log.write(text), end: () => void log.end() };
}

function fileLog(fd: number, onError: (error: unknown) => void): OutputLog {
  let unwritten = Buffer.alloc(0);
  let hasFailed = false;
  return {
    write: (text) => {
      if (hasFailed) return;
      try {
        unwritten = writeAvailable(fd, Buffer.concat([unwritten, Buffer.from(text)]));
      } catch (error) {
        hasFailed = true;
        onError(error);
      }
    },
    end: () => closeSync(fd),
  };
}

/** The standard stream that a path stands for: opening it again would overwrite a file that it is redirected to. */
function standardStream(path: string): NodeJS.WriteStream | undefined {
  if (/^(\/dev\/stdout|\/(dev|proc\/self)\/fd\/1)$/.test(path)) return process.stdout;
  return /^(\/dev\/stderr|\/(dev|proc\/self)\/fd\/2)$/.test(path) ? process.stderr : undefined;
}

/** Whether a path stands for an open file of this process, which the shell may have redirected. */
function isDescriptor(path: string): boolean {
  return /^\/(dev|proc\/self)\/fd\/\d+$/.test(path);
}

async function openForWriting(path: string, mode: number) {
  const target = await resolveTarget(path, mode);
  // Non-blocking, because opening a pipe without a reader would block.
  if (!target.isReplaced)
    return { fd: openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK) };
  const draft = openDraft(target.path, target.mode);
  // The umask applies to new files only.
  if (target.isKnown) fchmodSync(draft.fd, target.mode);
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
  readonly isKnown: boolean;
  /** Whether the file is replaced: a regular file, or one that does not exist yet. */
  readonly isReplaced: boolean;
}

async function resolveTarget(path: string, mode = 0o666): Promise<OutputTarget> {
  const known = await stat(path).catch(undefinedIfMissing);
  if (!known) return { path, mode, isKnown: false, isReplaced: true };
  if (known.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  const existing = { path, mode: known.mode & 0o777, isKnown: true };
  // A redirected descriptor is written on from its position.
  if (!known.isFile() || isDescriptor(path)) return { ...existing, isReplaced: false };
  await access(path, constants.W_OK);
  return { ...existing, path: await realpath(path), isReplaced: true };
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

function notRead(path: string): KooError {
  return interruptedError(
    'INTERRUPTED',
    both('Interrupted while the reader of {path} did not read', { path }),
    both('Let a process read the pipe to its end.'),
  );
}

/** The error for a file that cannot be written. */
export function unwritableFileError(error: unknown, path: string, flag: string | undefined): KooError {
  if (systemCode(error) === 'ENXIO') return withoutReader(path, flag);
  const reason = systemCode(error) ?? 'unknown';
  return usageError(
    'UNWRITABLE_FILE',
    flag
      ? both('--{flag}: cannot write {path} ({reason})', { flag, path, reason })
      : both('Cannot write {path} ({reason})', { path, reason }),
    both('Check the folder, its permissions and the free space.'),
    { cause: error },
  );
}

function withoutReader(path: string, flag: string | undefined): KooError {
  return usageError(
    'UNWRITABLE_FILE',
    flag
      ? both('--{flag}: no process reads the pipe {path}', { flag, path })
      : both('No process reads the pipe {path}', { path }),
    both('Start its reader first, such as `cat {path} &`.', { path: shellWord(path) }),
  );
}
