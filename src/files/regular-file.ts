import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Longest file of koo itself that it reads, in bytes: settings, secrets, caches. */
export const maxStateBytes = 4 * 1024 * 1024;

/** Number of bytes that are read at once. */
const chunkBytes = 64 * 1024;

/**
 * Opens a file for reading without waiting: opening a pipe would block until a process writes to it.
 *
 * @throws the error of the file system
 */
export function openForReading(path: string): number {
  // Windows has no such flag, and no such pipes.
  return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
}

/**
 * Reads a regular file that koo or a document names, through links. Reading a pipe or a device could block or never
 * end.
 *
 * @param limit in bytes
 * @throws the error of the file system, or one with the code `EISDIR`, `NOT_A_FILE` or `TOO_LARGE`
 */
export function readRegularFile(path: string, limit: number): Buffer {
  const fd = openForReading(path);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw fileError(stats.isDirectory() ? 'EISDIR' : 'NOT_A_FILE');
    return readToEnd(fd, limit);
  } finally {
    closeSync(fd);
  }
}

/** Reads a file of koo itself as text. @throws like {@link readRegularFile} */
export function readStateFile(path: string): string {
  return readRegularFile(path, maxStateBytes).toString('utf8');
}

/**
 * Reads an open regular file to its end. The limit also holds for a file that grows, or whose size is unknown.
 *
 * @param limit in bytes
 * @throws the error of the file system, or one with the code `TOO_LARGE`
 */
export function readToEnd(fd: number, limit: number): Buffer {
  if (fstatSync(fd).size > limit) throw fileError('TOO_LARGE');
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const count = readSync(fd, chunk);
    if (count === 0) return Buffer.concat(chunks, length);
    length += count;
    if (length > limit) throw fileError('TOO_LARGE');
    chunks.push(chunk.subarray(0, count));
  }
}

/** An error with a code like that of a system call. */
function fileError(code: 'EISDIR' | 'NOT_A_FILE' | 'TOO_LARGE'): Error {
  return Object.assign(new Error(code), { code });
}
