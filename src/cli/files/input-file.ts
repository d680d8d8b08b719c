import { constants, createReadStream, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

/**
 * Reads a file that the user named.
 *
 * @param flag that named the file, for the message
 * @throws KooError (usage, `UNREADABLE_FILE`)
 */
export async function readInputFile(path: string, flag?: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadableFileError(path, error, flag);
  }
}

/**
 * Opens a file that the user named, to read it as a stream. Reading a pipe may block; Ctrl-C ends it.
 *
 * @throws KooError (usage, `UNREADABLE_FILE`)
 */
export async function openInputFile(path: string): Promise<Readable> {
  try {
    const stats = await stat(path);
    if (stats.isFIFO()) return openPipe(path);
    return createReadStream(path);
  } catch (error) {
    throw unreadableFileError(path, error);
  }
}

/**
 * Reads a file that a document names. Pipes are refused, because their content can be read only once.
 *
 * @throws Error of the system, or with the code `NOT_A_FILE`
 */
export async function* readRegularFile(path: string): AsyncGenerator<Uint8Array> {
  const stats = await stat(path);
  if (!stats.isFile() && !stats.isDirectory()) {
    throw Object.assign(new Error(`${path} is no file`), { code: 'NOT_A_FILE' });
  }
  yield* createReadStream(path);
}

/** Opens a pipe without blocking: a thread that waits for a writer would keep koo from exiting. */
export function openPipe(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/**
 * The error for a file that cannot be read.
 *
 * @param error or its system code
 * @param flag that named the file
 */
export function unreadableFileError(path: string, error: unknown, flag?: string): KooError {
  const reason = typeof error === 'string' ? error : (systemCode(error) ?? 'unknown');
  return usageError(
    'UNREADABLE_FILE',
    reason === 'ENOENT' ? missingFile(path, flag) : unreadable(path, reason, flag),
    both('Check the path and its permissions.'),
  );
}

function missingFile(path: string, flag: string | undefined): Localized {
  return flag
    ? both('--{flag}: file not found: {path}', { flag, path })
    : both('File not found: {path}', { path });
}

function unreadable(path: string, reason: string, flag: string | undefined): Localized {
  return flag
    ? both('--{flag}: cannot read {path} ({reason})', { flag, path, reason })
    : both('Cannot read {path} ({reason})', { path, reason });
}

/** The error for missing input when stdin is a terminal. */
export function noInputError(hint: Localized): KooError {
  return usageError('NO_INPUT', both('No input'), hint);
}

/** Where input is read from; passed in by tests. */
interface InputSources {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
}

const system: InputSources = {
  get stdin() {
    return process.stdin;
  },
};

/**
 * Reads the input of an argument: stdin for `-` or without an argument, a file for `@FILE`, else the argument itself.
 *
 * @param flags of the command: one of them may read a key from stdin
 * @throws KooError (usage) `NO_INPUT` at a terminal, `STDIN_TAKEN`, `UNREADABLE_FILE`
 */
export async function readInput(
  argument: string | undefined,
  flags: object = {},
  sources: InputSources = system,
): Promise<Uint8Array> {
  if (argument === undefined || argument === '-') return readStdin(flags, sources);
  return argument.startsWith('@') ? readInputFile(argument.slice(1)) : Buffer.from(argument);
}

async function readStdin(flags: object, { stdin }: InputSources): Promise<Uint8Array> {
  if (
    Object.entries(flags).some(([name, value]) =>
      /^(.*-key|sk)-file$/.test(name) ? value === '-' : name === 'sk-stdin' && value === true,
    )
  ) {
    throw usageError(
      'STDIN_TAKEN',
      both('The key and the input cannot both come from stdin'),
      both('Read one of them from a file.'),
    );
  }
  if (stdin.isTTY) {
    throw noInputError(both('Pass the input as an argument, as @FILE, or on stdin.'));
  }
  return buffer(stdin);
}
