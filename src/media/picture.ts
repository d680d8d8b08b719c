import { both } from '../text/translate.ts';
import { type ByteSource, type Dimensions, truncated, type Unreadable, unreadable } from './source.ts';

/** Most segments before the frame header. Real files have some dozens; each takes a read. */
const maxSegments = 4096;
/** Most fill bytes before the code of a marker. */
const maxFillBytes = 1024;

const endOfImage = 0xd9;
const startOfScan = 0xda;

const damaged = unreadable(both('the JPEG header is damaged'));

/**
 * Reads the size in the frame header (SOFn) of a JPEG. The segments before it are skipped by their lengths.
 *
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
export async function readJpegSize(source: ByteSource): Promise<Dimensions | Unreadable> {
  let offset = 2;
  for (let count = 0; count < maxSegments; count += 1) {
    const marker = await readMarker(source, offset);
    if ('problem' in marker) return marker;
    const { code, end } = marker;
    offset = end;
    if (hasNoSegment(code)) continue;
    if (code === endOfImage || code === startOfScan) return damaged;
    const segment = await source.read(offset, 7);
    if (segment.length < 2) return truncated;
    const length = segment.readUInt16BE(0);
    if (length < 2) return damaged;
    if (isFrameHeader(code)) return segment.length < 7 ? truncated : parseFrame(segment, length);
    offset += length;
  }
  return damaged;
}

/** Reads the code of a marker, and where the marker ends. */
async function readMarker(
  source: ByteSource,
  offset: number,
): Promise<{ readonly code: number; readonly end: number } | Unreadable> {
  const bytes = await source.read(offset, maxFillBytes);
  if (bytes.length < 2) return truncated;
  if (bytes[0] !== 0xff) return damaged;
  const at = bytes.findIndex((byte) => byte !== 0xff);
  const code = bytes[at];
  if (code === undefined) return bytes.length < maxFillBytes ? truncated : damaged;
  return { code, end: offset + at + 1 };
}

/** Markers without a segment: TEM, restart markers, and a second start of image. */
function hasNoSegment(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= 0xd8);
}

/** SOF0 to SOF15, except for the tables (DHT, DAC) and the extension (JPG) within this range. */
function isFrameHeader(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function parseFrame(segment: Buffer, length: number): Dimensions | Unreadable {
  const height = segment.readUInt16BE(3);
  const width = segment.readUInt16BE(5);
  // A height of 0 means that it follows the first scan, which hardly any program supports.
  if (length < 8 || width === 0 || height === 0) return damaged;
  return { width, height };
}

/** The signature, then of the IHDR chunk: length and type, width and height. */
const headerLength = 8 + 8 + 8;

/** Reads the size in the IHDR chunk of a PNG. @see https://www.w3.org/TR/png-3/#11IHDR */
export async function readPngSize(source: ByteSource): Promise<Dimensions | Unreadable> {
  const header = await source.read(0, headerLength);
  if (header.length < headerLength) return truncated;
  const width = header.readUInt32BE(16);
  const height = header.readUInt32BE(20);
  const isHeader = header.readUInt32BE(8) === 13 && header.toString('latin1', 12, 16) === 'IHDR';
  // The standard allows 1 to 2³¹ − 1.
  if (!isHeader || width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff)
    return unreadable(both('the PNG header (IHDR) is damaged'));
  return { width, height };
}
