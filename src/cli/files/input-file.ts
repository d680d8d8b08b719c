import { type BigIntStats, createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { isSystemError, type KooError, systemCode, usageError } from '../../errors/koo-error.ts';
import { openForReading, readRegularFile } from '../../files/regular-file.ts';
import { both, type Localized } from '../../text/translate.ts';
import { namedFile } from './named-file.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * Longest input of each kind that koo reads into memory, in bytes; docs/limits.md lists them. Usage records and logs are
 * streams, and have no limit.
 */
export const inputLimits = {
  /** An access key, an SK, an RSA key, a client secret or tokens. */
  key: 64 * kibibyte,
  /** The console's `credentials.csv`. */
  credentials: mebibyte,
  /** `koo.yaml`. */
  config: mebibyte,
  /** A captured request or response. */
  capture: 16 * mebibyte,
  /** A text to sign. */
  text: 2 * mebibyte,
  /** A text that another program signed, or a response with it. */
  signed: 4 * mebibyte,
  /** The body of a request. */
  body: 32 * mebibyte,
  /** A value to encrypt or decrypt. */
  value: mebibyte,
  /** Words, or codes. */
  words: mebibyte,
  /** Data for the sandbox. */
  seed: 32 * mebibyte,
  /** A scenario of the conformance suite. */
  scenario: mebibyte,
  /** An earlier report of the conformance suite. */
  baseline: 64 * mebibyte,
  /** A configuration document. */
  document: 4 * mebibyte,
  /** A list of users or licences, or the present state of a product. */
  list: 64 * mebibyte,
} as const;

/** A limit as people write it, such as `64 KB`. */
export function sizeText(bytes: number): string {
  return bytes < mebibyte ? `${bytes / kibibyte} KB` : `${bytes / mebibyte} MB`;
}

export interface ReadOptions {
  /** Longest input in bytes, of {@link inputLimits}. */
  readonly limit: number;
  /** Flag that named the file, for the message. */
  readonly flag?: string | undefined;
  readonly hint?: Localized;
}

/**
 * Reads all of an input that the user named: a file, a pipe or `-` for stdin. Reading stops at the limit, so that a
 * device or a growing file ends, too. Waiting for a pipe ends with Ctrl-C.
 *
 * @throws KooError (usage) `UNREADABLE_FILE`, `TOO_LARGE`
 */
export async function readInputFile(path: string, options: ReadOptions): Promise<Uint8Array> {
  const { stream, stats } = openInputFile(path, options.flag);
  if (stats?.isFile() && stats.size > options.limit) {
    if (stream !== process.stdin) stream.destroy();
    throw tooLargeError(path, options);
  }
  return readStream(stream, path, options);
}

/**
 * Reads all of a stream.
 *
 * @param path for messages; `-` is stdin
 * @throws KooError (usage) `UNREADABLE_FILE`, `TOO_LARGE`
 */
export async function readStream(
  stream: AsyncIterable<Uint8Array>,
  path: string,
  options: ReadOptions,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > options.limit) throw tooLargeError(path, options);
      chunks.push(chunk);
    }
  } catch (error) {
    throw isSystemError(error) ? unreadableFileError(path, error, options.flag) : error;
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

/**
 * Reads a regular file that koo found or that a document names, through links; never a pipe or a device.
 *
 * @throws KooError (usage) `UNREADABLE_FILE`, `TOO_LARGE`
 */
export function readFoundFile(path: string, options: ReadOptions): Uint8Array {
  try {
    return readRegularFile(path, options.limit);
  } catch (error) {
    if (systemCode(error) === 'TOO_LARGE') throw tooLargeError(path, options);
    throw unreadableFileError(path, error, options.flag);
  }
}

/** An input to read as a stream. */
export interface OpenInput {
  readonly stream: Readable;
  /** Absent where the system knows nothing about stdin. */
  readonly stats?: BigIntStats | undefined;
}

/** Number of bytes that are read at once: small enough for the text of a chunk to be a short-lived object in V8. */
const chunkBytes = 64 * 1024;

/**
 * Opens a file that the user named, or stdin for `-`, to read it as a stream of any length.
 *
 * @throws KooError (usage, `UNREADABLE_FILE`)
 */
export function openInputFile(path: string, flag?: string, highWaterMark = chunkBytes): OpenInput {
  try {
    if (isStdin(path)) return openStdin(highWaterMark);
    const fd = openForReading(path);
    const stats = fstatSync(fd, { bigint: true });
    return { stats, stream: streamOf(fd, stats, highWaterMark) };
  } catch (error) {
    throw unreadableFileError(path, error, flag);
  }
}

/** Whether a path is stdin under any of its names. koo must not write to the file that stdin was redirected from. */
export function isStdin(path: string): boolean {
  return /^(-|\/dev\/stdin|\/(dev|proc\/self)\/fd\/0)$/.test(path);
}

function openStdin(highWaterMark: number): OpenInput {
  let stats: BigIntStats;
  try {
    stats = fstatSync(0, { bigint: true });
  } catch {
    return { stream: process.stdin };
  }
  if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  // Node itself reads a redirected file in small pieces.
  const isPiecewise = stats.isFile() && highWaterMark > chunkBytes;
  const stream = isPiecewise
    ? createReadStream('', { fd: 0, highWaterMark, autoClose: false })
    : process.stdin;
  return { stats, stream };
}

/** A thread that waits for the writer of a pipe would keep koo from exiting, so pipes and terminals are polled. */
function streamOf(fd: number, stats: BigIntStats, highWaterMark: number): Readable {
  if (stats.isFIFO()) return new Socket({ fd, readable: true, writable: false });
  if (isatty(fd)) return new ReadStream(fd);
  return createReadStream('', { fd, highWaterMark });
}

function tooLargeError(path: string, { flag, limit, hint }: ReadOptions): KooError {
  const facts = { name: namedFile(path), size: sizeText(limit) };
  return usageError(
    'TOO_LARGE',
    flag
      ? both('--{flag}: {name} is larger than {size}', { flag, ...facts })
      : both('{name} is larger than {size}', facts),
    hint ?? both('Check that it is the right file. koo reads at most {size} of this kind.', facts),
  );
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
 * @param options with the flags of the command, one of which may read a key from stdin
 * @throws KooError (usage) `NO_INPUT` at a terminal, `STDIN_TAKEN`, `UNREADABLE_FILE`, `TOO_LARGE`
 */
export async function readInput(
  argument: string | undefined,
  { flags = {}, ...options }: ReadOptions & { readonly flags?: object },
  sources: InputSources = system,
): Promise<Uint8Array> {
  if (argument !== undefined && argument !== '-')
    return argument.startsWith('@') ? readInputFile(argument.slice(1), options) : Buffer.from(argument);
  assertStdinFree(flags);
  const { stdin } = sources;
  if (stdin.isTTY) throw noInputError(both('Pass the input as an argument, as @FILE, or on stdin.'));
  return readStream(stdin, '-', options);
}

function assertStdinFree(flags: object): void {
  const isTaken = Object.entries(flags).some(([name, value]) =>
    /^(.*-key|sk)-file$/.test(name) ? value === '-' : name === 'sk-stdin' && value === true,
  );
  if (!isTaken) return;
  throw usageError(
    'STDIN_TAKEN',
    both('The key and the input cannot both come from stdin'),
    both('Read one of them from a file.'),
  );
}
