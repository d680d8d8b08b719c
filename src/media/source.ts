import type { FileHandle } from 'node:fs/promises';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';

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

/** Pixels, as the picture or the video is shown. */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** A header that does not tell the size; the text says why. */
export interface Unreadable {
  readonly problem: Localized;
}

export function unreadable(problem: Localized): Unreadable {
  return { problem };
}

/** A header that goes on behind the end of the file. */
export const truncated: Unreadable = unreadable(both('the file is cut off'));

export function isUnreadable(result: Dimensions | Unreadable): result is Unreadable {
  return 'problem' in result;
}
