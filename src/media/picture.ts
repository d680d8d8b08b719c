import { both } from '../text/translate.ts';
import { type ByteSource, type Dimensions, truncated, type Unreadable, unreadable } from './source.ts';

/** Segments before the frame. Real files have some dozens; each takes a read. */
const mostSegments = 4096;
/** Fill bytes that may stand before a marker's code. */
const mostFill = 1024;

const endOfImage = 0xd9;
const startOfScan = 0xda;

const damaged = unreadable(both('the JPEG header is damaged'));

/**
 * The size that a JPEG's frame header (SOFn) tells; the segments before it are skipped by their lengths.
 *
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
export async function jpegSize(source: ByteSource): Promise<Dimensions | Unreadable> {
  let offset = 2;
  for (let count = 0; count < mostSegments; count += 1) {
    const marker = await readMarker(source, offset);
    if ('problem' in marker) return marker;
    const { code, end } = marker;
    offset = end;
    if (isAlone(code)) continue;
    if (code === endOfImage || code === startOfScan) return damaged;
    const segment = await source.read(offset, 7);
    if (segment.length < 2) return truncated;
    const length = segment.readUInt16BE(0);
    if (length < 2) return damaged;
    if (isFrame(code)) return segment.length < 7 ? truncated : frameSize(segment, length);
    offset += length;
  }
  return damaged;
}

/** A marker's code, and where the marker ends. */
async function readMarker(
  source: ByteSource,
  offset: number,
): Promise<{ readonly code: number; readonly end: number } | Unreadable> {
  const bytes = await source.read(offset, mostFill);
  if (bytes.length < 2) return truncated;
  if (bytes[0] !== 0xff) return damaged;
  const at = bytes.findIndex((byte) => byte !== 0xff);
  const code = bytes[at];
  if (code === undefined) return bytes.length < mostFill ? truncated : damaged;
  return { code, end: offset + at + 1 };
}

/** Markers without a segment: TEM, the restarts, and a second start of image. */
function isAlone(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= 0xd8);
}

/** SOF0 to SOF15, without the tables and the extension that stand among them. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function frameSize(segment: Buffer, length: number): Dimensions | Unreadable {
  const height = segment.readUInt16BE(3);
  const width = segment.readUInt16BE(5);
  // A height of 0 is told after the first scan only, which hardly any program writes or reads.
  if (length < 8 || width === 0 || height === 0) return damaged;
  return { width, height };
}

/** Signature, then the IHDR chunk: its length, its name, width and height. */
const headerLength = 8 + 8 + 8;

/**
 * The size that a PNG's IHDR chunk tells.
 *
 * @see https://www.w3.org/TR/png-3/#11IHDR
 */
export async function pngSize(source: ByteSource): Promise<Dimensions | Unreadable> {
  const header = await source.read(0, headerLength);
  if (header.length < headerLength) return truncated;
  const width = header.readUInt32BE(16);
  const height = header.readUInt32BE(20);
  const isHeader = header.readUInt32BE(8) === 13 && header.toString('latin1', 12, 16) === 'IHDR';
  // The standard allows 1 to 2³¹ − 1.
  if (!isHeader || width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff) {
    return unreadable(both('the PNG header (IHDR) is damaged'));
  }
  return { width, height };
}
