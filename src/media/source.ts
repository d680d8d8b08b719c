import type { FileHandle } from 'node:fs/promises';

/** A file as its readers see it: they ask for the few bytes they need, wherever those are. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** Bytes from an offset; fewer than asked for, or none, at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Bytes in memory, for tests and small things. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
  };
}

/** An open file. */
export function fileSource(file: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}
