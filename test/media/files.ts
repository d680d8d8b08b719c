import { crc32 } from 'node:zlib';
import type { ByteSource } from '../../src/media/source.ts';

const u16 = (value: number) => Buffer.of(value >> 8, value & 255);

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** A PNG of one IHDR chunk, as the first bytes of a real one. */
export function png(width: number, height: number): Buffer {
  const chunk = Buffer.concat([Buffer.from('IHDR'), u32(width), u32(height), Buffer.of(8, 2, 0, 0, 0)]);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), u32(13), chunk, u32(crc32(chunk))]);
}

function segment(code: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0xff, code), u16(body.length + 2), body]);
}

/** A JPEG with an APP1 segment of `profile` bytes, tables, and a frame header of the kind SOF`n`. */
export function jpeg(width: number, height: number, { n = 0, profile = 60_000, fill = 0 } = {}): Buffer {
  const frame = Buffer.concat([
    Buffer.of(8),
    u16(height),
    u16(width),
    Buffer.of(3, 1, 0x22, 0, 2, 17, 1, 3, 17, 1),
  ]);
  // A thumbnail within the profile looks like a frame of another size to a reader that searches for markers.
  const thumbnail = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.of(0xff, 0xc0, 0, 17, 8, 0, 90, 0, 160)]);
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe1, Buffer.concat([thumbnail, Buffer.alloc(profile)])),
    segment(0xdb, Buffer.alloc(65)),
    segment(0xc4, Buffer.alloc(30)),
    Buffer.alloc(fill, 0xff),
    segment(0xc0 + n, frame),
  ]);
}

export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

const matrices = {
  0: [1, 0, 0, 1],
  90: [0, 1, -1, 0],
  180: [-1, 0, 0, -1],
  270: [0, -1, 1, 0],
};

export interface Track {
  readonly width: number;
  readonly height: number;
  readonly handler?: string;
  readonly rotation?: keyof typeof matrices;
  readonly version?: 0 | 1;
  /** Of the header; the last bit of 3 says that the track is enabled. */
  readonly flags?: number;
}

export function track({
  width,
  height,
  handler = 'vide',
  rotation = 0,
  version = 0,
  flags = 3,
}: Track): Buffer {
  const [a, b, c, d] = matrices[rotation].map((value) => u32(value * 0x10000));
  const zero = u32(0);
  const matrix = Buffer.concat([a!, b!, zero, c!, d!, zero, zero, zero, u32(0x40000000)]);
  const times = Buffer.alloc(version === 1 ? 32 : 20);
  const header = Buffer.concat([Buffer.of(version, 0, 0, flags), times, Buffer.alloc(16), matrix]);
  const size = Buffer.concat([u32(width * 0x10000), u32(height * 0x10000)]);
  const handling = Buffer.concat([Buffer.alloc(8), Buffer.from(handler), Buffer.alloc(12)]);
  return box(
    'trak',
    box('tkhd', header, size),
    box('edts'),
    box('mdia', box('mdhd', Buffer.alloc(24)), box('hdlr', handling)),
  );
}

export const sound: Track = { width: 0, height: 0, handler: 'soun' };

export const brand = (name: string) => box('ftyp', Buffer.from(name), u32(512), Buffer.from('isommp42'));

export const movie = (...tracks: readonly Track[]) =>
  box('moov', box('mvhd', Buffer.alloc(100)), ...tracks.map(track));

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
  };
}
