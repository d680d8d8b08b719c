import type { ByteSource } from './source.ts';

/** A box of an MP4 or MOV file, without its header. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Boxes of a file, and of a parent, that are looked at; each takes a read. */
const mostTopLevel = 100_000;
const mostNested = 512;

/**
 * The boxes between two offsets, one after the other, found by their headers alone. Ends quietly at a header that
 * makes no sense, and gives a last box that claims to reach farther than its parent cut to size.
 *
 * @see https://developer.apple.com/documentation/quicktime-file-format/atoms
 */
export async function* boxes(source: ByteSource, start: number, end: number): AsyncGenerator<Box> {
  const most = start === 0 ? mostTopLevel : mostNested;
  let offset = start;
  for (let count = 0; count < most && offset + 8 <= end; count += 1) {
    const header = await source.read(offset, 16);
    if (header.length < 8) return;
    const { length, headerLength } = extent(header, end - offset);
    if (length < headerLength) return;
    const boxEnd = Math.min(end, offset + length);
    yield { type: header.toString('latin1', 4, 8), start: offset + headerLength, end: boxEnd };
    offset = boxEnd;
  }
}

/** Length of a box with its header: 32 bits, 64 bits behind a 1, or the rest behind a 0. */
function extent(header: Buffer, rest: number): { readonly length: number; readonly headerLength: number } {
  const short = header.readUInt32BE(0);
  if (short === 0) return { length: rest, headerLength: 8 };
  if (short !== 1) return { length: short, headerLength: 8 };
  // A length beyond 2⁵³ is beyond every file too, so rounding does no harm.
  return { length: header.length < 16 ? 0 : Number(header.readBigUInt64BE(8)), headerLength: 16 };
}

/** The first box of a type between two offsets. */
export async function findBox(
  source: ByteSource,
  type: string,
  parent: Omit<Box, 'type'>,
): Promise<Box | undefined> {
  for await (const box of boxes(source, parent.start, parent.end)) if (box.type === type) return box;
  return undefined;
}
