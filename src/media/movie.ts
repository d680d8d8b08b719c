import { both } from '../text/translate.ts';
import { type ByteSource, type Dimensions, truncated, type Unreadable, unreadable } from './source.ts';

/** Tracks that are looked at for the first with pictures. */
const mostTracks = 64;

const noVideo = unreadable(both('it has no video track'));
const noHeader = unreadable(
  both('its header (moov) is missing: the file is cut off, or the recording was not finished'),
);
const compressed = unreadable(both('its header is compressed (cmov): export the video again'));

/**
 * The size at which the first video track of an MP4 or MOV file is shown, its rotation counted in; a track that is
 * switched off counts only where no other is. The header (moov) may stand behind gigabytes of data: only headers of
 * boxes are read on the way.
 *
 * @see https://developer.apple.com/documentation/quicktime-file-format/track_header_atom
 */
export async function movieSize(source: ByteSource): Promise<Dimensions | Unreadable> {
  const movie = await findBox(source, 'moov', { start: 0, end: source.size });
  if (!movie) return noHeader;
  let tracks = 0;
  let hidden: Dimensions | Unreadable | undefined;
  for await (const box of boxes(source, movie.start, movie.end)) {
    if (box.type === 'cmov') return compressed;
    if (box.type !== 'trak') continue;
    const found = await trackSize(source, box);
    if (found?.isShown) return found.size;
    hidden ??= found?.size;
    tracks += 1;
    if (tracks === mostTracks) break;
  }
  return hidden ?? noVideo;
}

/** What a track header tells. */
interface Track {
  /** Players show it: its flag “enabled” is set. */
  readonly isShown: boolean;
  readonly size: Dimensions | Unreadable;
}

/** The size of a track with pictures; nothing for sound and the like. */
async function trackSize(source: ByteSource, track: Box): Promise<Track | undefined> {
  const media = await findBox(source, 'mdia', track);
  const handler = media && (await findBox(source, 'hdlr', media));
  // Version and flags, the component's type, then what it handles.
  const kind = handler && (await source.read(handler.start + 8, 4)).toString('latin1');
  if (kind !== 'vide') return undefined;
  const header = await findBox(source, 'tkhd', track);
  if (!header) return { isShown: true, size: truncated };
  const bytes = await source.read(header.start, Math.min(104, header.end - header.start));
  // Version, then three bytes of flags: the last bit says whether the track is enabled.
  return { isShown: ((bytes[3] ?? 1) & 1) === 1, size: headerSize(bytes) };
}

/** Width and height at the end of a track header, behind the matrix that may turn them. */
function headerSize(header: Buffer): Dimensions | Unreadable {
  // Version 1 has three times of 64 bits in place of 32.
  const matrix = header[0] === 1 ? 52 : 40;
  if (header.length < matrix + 44) return truncated;
  const width = header.readUInt32BE(matrix + 36) / 0x10000;
  const height = header.readUInt32BE(matrix + 40) / 0x10000;
  if (width === 0 || height === 0) return noVideo;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => header.readInt32BE(matrix + offset));
  const turned = a === 0 && d === 0 && b !== 0 && c !== 0;
  return turned ? { width: height, height: width } : { width, height };
}

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
async function* boxes(source: ByteSource, start: number, end: number): AsyncGenerator<Box> {
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
async function findBox(
  source: ByteSource,
  type: string,
  parent: Omit<Box, 'type'>,
): Promise<Box | undefined> {
  for await (const box of boxes(source, parent.start, parent.end)) if (box.type === type) return box;
  return undefined;
}
