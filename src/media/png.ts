import { type Dimensions, truncated, type Unreadable, unreadable } from './dimensions.ts';
import type { ByteSource } from './source.ts';

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
    return unreadable('the PNG header (IHDR) is damaged', 'PNG 文件头（IHDR）已损坏');
  }
  return { width, height };
}
