import type { FileHandle } from 'node:fs/promises';
import { both, type Localized } from '../text/translate.ts';

/** Random access to a file: readers ask for the few bytes they need. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** Bytes from an offset; fewer than asked for, or none, at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Reads from an open file. */
export function fileSource(file: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const available = Math.max(0, Math.min(length, size - offset));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(available), 0, available, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

/** Pixels, as the picture or the video is shown. */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** Why a header does not give the size. */
export interface Unreadable {
  readonly problem: Localized;
}

export function unreadable(problem: Localized): Unreadable {
  return { problem };
}

/** The header continues after the end of the file. */
export const truncated: Unreadable = unreadable(both('the file is cut off'));

export function isUnreadable(result: Dimensions | Unreadable): result is Unreadable {
  return 'problem' in result;
}
