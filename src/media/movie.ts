import { both } from '../text/translate.ts';
import { type ByteSource, type Dimensions, truncated, type Unreadable, unreadable } from './source.ts';

/** Most tracks that are searched for a video track. */
const maxTracks = 64;

const noVideoTrack = unreadable(both('it has no video track'));
const missingHeader = unreadable(
  both('its header (moov) is missing: the file is cut off, or the recording was not finished'),
);
const compressedHeader = unreadable(both('its header is compressed (cmov): export the video again'));

/**
 * Reads the size at which the first video track of an MP4 or MOV file is shown, after its rotation. A disabled track
 * counts only if there is no other. The header (moov) may follow gigabytes of data: only headers of boxes are read on
 * the way.
 *
 * @see https://developer.apple.com/documentation/quicktime-file-format/track_header_atom
 */
export async function readMovieSize(source: ByteSource): Promise<Dimensions | Unreadable> {
  const movie = await findBox(source, 'moov', { start: 0, end: source.size });
  if (!movie) return missingHeader;
  let tracks = 0;
  let disabled: Dimensions | Unreadable | undefined;
  for await (const box of readBoxes(source, movie.start, movie.end)) {
    if (box.type === 'cmov') return compressedHeader;
    if (box.type !== 'trak') continue;
    const found = await readTrack(source, box);
    if (found?.isEnabled) return found.size;
    disabled ??= found?.size;
    tracks += 1;
    if (tracks === maxTracks) break;
  }
  return disabled ?? noVideoTrack;
}

/** The fields of a track header. */
interface Track {
  /** Its flag “enabled” is set, so that players show it. */
  readonly isEnabled: boolean;
  readonly size: Dimensions | Unreadable;
}

/** Reads a video track; `undefined` for sound and other tracks. */
async function readTrack(source: ByteSource, track: Box): Promise<Track | undefined> {
  const media = await findBox(source, 'mdia', track);
  const handler = media && (await findBox(source, 'hdlr', media));
  // Version and flags (4 bytes), the type of the component (4), then the kind of media.
  const kind = handler && (await source.read(handler.start + 8, 4)).toString('latin1');
  if (kind !== 'vide') return undefined;
  const header = await findBox(source, 'tkhd', track);
  if (!header) return { isEnabled: true, size: truncated };
  const bytes = await source.read(header.start, Math.min(104, header.end - header.start));
  // A byte of version, then three of flags: the last bit is “enabled”.
  return { isEnabled: ((bytes[3] ?? 1) & 1) === 1, size: parseTrackHeader(bytes) };
}

/** Parses width and height at the end of a track header, after the matrix that may rotate them. */
function parseTrackHeader(header: Buffer): Dimensions | Unreadable {
  // Version 1 has three fields of time with 64 bits instead of 32.
  const matrix = header[0] === 1 ? 52 : 40;
  if (header.length < matrix + 44) return truncated;
  const width = header.readUInt32BE(matrix + 36) / 0x10000;
  const height = header.readUInt32BE(matrix + 40) / 0x10000;
  if (width === 0 || height === 0) return noVideoTrack;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => header.readInt32BE(matrix + offset));
  const isRotated = a === 0 && d === 0 && b !== 0 && c !== 0;
  return isRotated ? { width: height, height: width } : { width, height };
}

/** A box of an MP4 or MOV file, without its header. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Most boxes that are read at the top level and within a box; each takes a read. */
const maxTopLevelBoxes = 100_000;
const maxNestedBoxes = 512;

/**
 * Yields the boxes between two offsets in order, reading their headers only. Stops at an invalid header. A box that
 * claims to end after its parent is cut to the parent's end.
 *
 * @see https://developer.apple.com/documentation/quicktime-file-format/atoms
 */
async function* readBoxes(source: ByteSource, start: number, end: number): AsyncGenerator<Box> {
  const max = start === 0 ? maxTopLevelBoxes : maxNestedBoxes;
  let offset = start;
  for (let count = 0; count < max && offset + 8 <= end; count += 1) {
    const header = await source.read(offset, 16);
    if (header.length < 8) return;
    const { length, headerLength } = parseBoxLength(header, end - offset);
    if (length < headerLength) return;
    const boxEnd = Math.min(end, offset + length);
    yield { type: header.toString('latin1', 4, 8), start: offset + headerLength, end: boxEnd };
    offset = boxEnd;
  }
}

/** Parses the length of a box, header included: 32 bits; 1 announces 64 bits, and 0 means up to the end. */
function parseBoxLength(
  header: Buffer,
  rest: number,
): { readonly length: number; readonly headerLength: number } {
  const short = header.readUInt32BE(0);
  if (short === 0) return { length: rest, headerLength: 8 };
  if (short !== 1) return { length: short, headerLength: 8 };
  // No file is longer than 2⁵³ bytes, so that rounding does no harm.
  return { length: header.length < 16 ? 0 : Number(header.readBigUInt64BE(8)), headerLength: 16 };
}

/** Finds the first box of a type within a parent. */
async function findBox(
  source: ByteSource,
  type: string,
  parent: Omit<Box, 'type'>,
): Promise<Box | undefined> {
  for await (const box of readBoxes(source, parent.start, parent.end)) if (box.type === type) return box;
  return undefined;
}
