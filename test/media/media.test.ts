import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMedia } from '../../src/media/check.ts';
import type { ByteSource } from '../../src/media/source.ts';
import { runs } from '../support/property-runs.ts';
import { box, brand, bytesSource, jpeg, movie, png, sound, type Track, track, u32 } from './files.ts';

const check = (file: string, bytes: Uint8Array) => checkMedia(file, bytesSource(bytes));
const codes = async (file: string, bytes: Uint8Array) =>
  (await check(file, bytes)).faults.map(({ code }) => code);
const required: Track = { width: 780, height: 440 };
const mdat = box('mdat', Buffer.alloc(5000, 7));
const mp4 = (...tracks: readonly Track[]) => Buffer.concat([brand('isom'), movie(...tracks), mdat]);

/** A source that counts what is read of it. */
function counted(source: ByteSource) {
  const counts = { reads: 0, bytes: 0 };
  const read = (offset: number, length: number) => {
    counts.reads += 1;
    counts.bytes += length;
    return source.read(offset, length);
  };
  return { counts, source: { size: source.size, read } };
}

describe('a file that fits', () => {
  it.each([
    ['front.png', png(780, 440), 'png', 'picture'],
    ['FRONT.PNG', png(780, 440), 'png', 'picture'],
    ['a.b.jpg', jpeg(780, 440), 'jpeg', 'picture'],
    ['front.jpeg', jpeg(780, 440, { n: 2 }), 'jpeg', 'picture'],
    ['intro.mp4', mp4(sound, required), 'mp4', 'video'],
    ['intro.mov', Buffer.concat([brand('qt  '), movie(required), mdat]), 'mov', 'video'],
  ])('%s', async (file, bytes, format, kind) => {
    expect(await check(file, bytes)).toEqual({
      file,
      valid: true,
      kind,
      format,
      width: 780,
      height: 440,
      faults: [],
    });
  });
});

describe('PNG and JPEG', () => {
  it('report another size, with both', async () => {
    const { faults, width, height, valid } = await check('front.png', png(440, 780));
    expect({ width, height, valid }).toEqual({ width: 440, height: 780, valid: false });
    expect(faults).toEqual([
      {
        code: 'SIZE',
        message: {
          en: 'The size is 440 × 780 pixels; it must be 780 × 440',
          zh: '尺寸为 440 × 780 像素，须为 780 × 440 像素',
        },
      },
    ]);
  });

  it.each([0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15])('reads the frame header SOF%i', async (n) => {
    expect(await check('x.jpg', jpeg(1000, 500, { n }))).toMatchObject({ width: 1000, height: 500 });
  });

  it('skips fill bytes, and gives up after too many', async () => {
    expect(await codes('x.jpg', jpeg(780, 440, { fill: 100 }))).toEqual([]);
    expect(await codes('x.jpg', jpeg(780, 440, { fill: 3000 }))).toEqual(['UNREADABLE_HEADER']);
    const { counts, source } = counted(bytesSource(Buffer.alloc(1_000_000, 0xff).fill(0xd8, 1, 2)));
    expect((await checkMedia('x.jpg', source)).valid).toBe(false);
    expect(counts.reads).toBeLessThan(10);
  });

  it.each([
    ['no frame before the picture data', Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.of(0xff, 0xda, 0, 8)])],
    ['a segment without a length', Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 1, 2)],
    ['garbage between segments', Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 2, 3)],
    ['a height of 0', jpeg(780, 0)],
  ])('calls a JPEG damaged that has %s', async (_, bytes) => {
    expect(await codes('x.jpg', bytes)).toEqual(['UNREADABLE_HEADER']);
  });

  it.each([
    [
      'another first chunk',
      Buffer.concat([png(780, 440).subarray(0, 12), Buffer.from('IDAT'), Buffer.alloc(20)]),
    ],
    ['no width', png(0, 440)],
    ['a width beyond the standard', png(0x80000000, 440)],
  ])('calls a PNG damaged that has %s', async (_, bytes) => {
    expect(await codes('x.png', bytes)).toEqual(['UNREADABLE_HEADER']);
  });
});

describe('MP4 and MOV', () => {
  it.each([
    [0, 780, 440],
    [90, 440, 780],
    [180, 780, 440],
    [270, 440, 780],
  ] as const)('applies a rotation of %i°', async (rotation, width, height) => {
    expect(await check('x.mp4', mp4({ ...required, rotation }))).toMatchObject({ width, height });
  });

  it('reads a track header with times of 64 bits', async () => {
    expect(await check('x.mp4', mp4({ ...required, version: 1 }))).toMatchObject({ width: 780, height: 440 });
  });

  it('uses the first video track', async () => {
    expect(await check('x.mp4', mp4(sound, { width: 640, height: 360 }, required))).toMatchObject({
      width: 640,
    });
  });

  it('skips a disabled track, unless there is no other', async () => {
    const off: Track = { width: 160, height: 90, flags: 0xe };
    expect(await check('x.mp4', mp4(off, sound, required))).toMatchObject({ width: 780, height: 440 });
    expect(await check('x.mp4', mp4({ ...required, flags: 0 }, off))).toMatchObject({ width: 780 });
  });

  it('finds a header after gigabytes, and reads next to nothing of them', async () => {
    const head = Buffer.concat([brand('isom'), u32(1), Buffer.from('mdat'), u32(2), u32(16)]);
    const tail = movie(sound, required);
    // mdat has 64 bits of length: 8 GiB and its own header of 16 bytes.
    const size = 2 ** 33 + 16 + brand('isom').length + tail.length;
    const from = size - tail.length;
    const { counts, source } = counted({
      size,
      read: async (offset, length) => {
        if (offset < head.length) return head.subarray(offset, offset + length);
        return offset < from ? Buffer.alloc(length) : tail.subarray(offset - from, offset - from + length);
      },
    });
    expect(await checkMedia('big.mp4', source)).toMatchObject({ valid: true, width: 780, height: 440 });
    expect(counts.reads).toBeLessThan(40);
    expect(counts.bytes).toBeLessThan(2000);
  });

  it.each([
    ['wide', Buffer.concat([box('wide'), mdat, movie(required)])],
    ['moov', Buffer.concat([movie(required), mdat])],
    ['mdat', Buffer.concat([mdat, movie(required)])],
    ['free', Buffer.concat([box('free', Buffer.alloc(40)), movie(required), mdat])],
    ['skip', Buffer.concat([box('skip'), mdat, movie(required)])],
  ])('recognises an old QuickTime file that begins with %s', async (_, bytes) => {
    expect(await check('old.mov', bytes)).toMatchObject({ valid: true, format: 'mov' });
  });

  it.each([
    ['sound only', mp4(sound)],
    ['no header', Buffer.concat([brand('isom'), mdat])],
    ['a compressed header', Buffer.concat([brand('qt  '), box('moov', box('cmov', Buffer.alloc(20)))])],
    ['a track without a size', mp4({ width: 0, height: 0 })],
    ['a track that is cut off', Buffer.concat([brand('isom'), box('moov', track(required).subarray(0, 60))])],
  ])('reports a file with %s as unreadable', async (_, bytes) => {
    expect((await codes('x.mp4', bytes)).filter((code) => code !== 'NAME')).toEqual(['UNREADABLE_HEADER']);
  });

  it('stops at boxes with invalid sizes', async () => {
    const loops = [
      Buffer.concat([brand('isom'), u32(4), Buffer.from('free')]),
      Buffer.concat([brand('isom'), u32(1), Buffer.from('free'), u32(0), u32(3)]),
      Buffer.concat([brand('isom'), u32(1), Buffer.from('free'), u32(0xffffffff), u32(0xffffffff)]),
      Buffer.concat([brand('isom'), ...Array.from({ length: 5000 }, () => box('free'))]),
      Buffer.concat([brand('isom'), box('moov', ...Array.from({ length: 5000 }, () => box('trak')))]),
    ];
    for (const bytes of loops) {
      const { counts, source } = counted(bytesSource(bytes));
      expect((await checkMedia('x.mp4', source)).faults[0]?.code).toBe('UNREADABLE_HEADER');
      expect(counts.reads).toBeLessThan(10_000);
    }
  });
});

describe('a file name', () => {
  it.each([
    ['front.jpg', png(780, 440), 'NAME'],
    ['front.png', jpeg(780, 440), 'NAME'],
    ['intro.mov', mp4(required), 'NAME'],
    ['intro.mp4', Buffer.concat([brand('qt  '), movie(required)]), 'NAME'],
    ['front', png(780, 440), 'NAME'],
    ['.png', png(780, 440), 'NAME'],
    ['folder.png/front', png(780, 440), 'NAME'],
  ])('%s that does not match the content is a fault', async (file, bytes, code) => {
    expect(await codes(file, bytes)).toEqual([code]);
  });

  it('does not decide the format', async () => {
    const { faults, format, kind } = await check('front.png', Buffer.from('GIF89a rest'));
    expect({ format, kind }).toEqual({ format: null, kind: null });
    expect(faults).toEqual([
      {
        code: 'FORMAT',
        message: {
          en: 'The format is GIF; it must be PNG, JPEG, MP4 or MOV',
          zh: '文件格式是 GIF，须为 PNG、JPEG、MP4 或 MOV',
        },
      },
    ]);
  });

  it('is a fault beside another one', async () => {
    expect(await codes('x.gif', png(1, 1))).toEqual(['NAME', 'SIZE']);
  });
});

describe('pictures of the brand story', () => {
  const inStory = async (file: string, bytes: Uint8Array) => {
    const { faults } = await checkMedia(file, bytesSource(bytes), 'brand-story');
    return faults.map(({ code, message }) => [code, message.en]);
  };

  it.each([
    ['story.png', png(780, 440)],
    ['story.png', png(900, 3000)],
    ['story.jpg', jpeg(960, 200)],
    ['story.jpeg', jpeg(1, 1)],
  ])('%s fits, whatever its size', async (file, bytes) => {
    expect(await inStory(file, bytes)).toEqual([]);
  });

  it('are no videos', async () => {
    expect(await inStory('story.mp4', mp4(required))).toEqual([
      ['FORMAT', 'The format is MP4; it must be PNG or JPEG'],
    ]);
    expect(await inStory('story.gif', Buffer.from('GIF89a rest'))).toEqual([
      ['FORMAT', 'The format is GIF; it must be PNG or JPEG'],
    ]);
  });

  it('are named as their content demands, and have a readable header', async () => {
    expect(await inStory('story.jpg', png(900, 300))).toEqual([
      ['NAME', 'The content is PNG; the file name must end in .png'],
    ]);
    expect(await inStory('story.jpg', jpeg(900, 0))).toEqual([
      ['UNREADABLE_HEADER', 'The size cannot be read: the JPEG header is damaged'],
    ]);
  });
});

describe('other formats', () => {
  it.each([
    ['WebP', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['AVI', 'RIFF\x10\0\0\0AVI LIST'],
    ['BMP', 'BM\x10\x10\0\0\0\0\0\0'],
    ['TIFF', 'II*\0\x08'],
    ['MKV / WebM', '\x1aE\xdf\xa3'],
    ['FLV', 'FLV\x01'],
    ['WMV', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
    ['MPEG', '\0\0\x01\xba'],
    ['PDF', '%PDF-1.7'],
    ['ZIP', 'PK\x03\x04'],
    ['SVG / XML / HTML', '<svg xmlns='],
    ['HEIC', '\0\0\0\x18ftypheic'],
    ['HEIF', '\0\0\0\x18ftypmif1'],
    ['AVIF', '\0\0\0\x18ftypavif'],
    ['3GP', '\0\0\0\x18ftyp3gp5'],
    ['M4A', '\0\0\0\x18ftypM4A '],
  ])('%s is reported by name', async (name, start) => {
    const { faults } = await check('x.png', Buffer.from(start, 'latin1'));
    expect(faults[0]?.message.en).toBe(`The format is ${name}; it must be PNG, JPEG, MP4 or MOV`);
  });

  it('an empty file is reported as empty, others as unknown', async () => {
    expect(await codes('x.png', Buffer.alloc(0))).toEqual(['EMPTY']);
    expect(await codes('x.png', Buffer.from('hello'))).toEqual(['FORMAT']);
    for (const text of ['carefree as a bird', 'cityskip', 'cityfree']) {
      expect(await codes('x.mov', Buffer.from(text))).toEqual(['FORMAT']);
    }
  });
});

describe('any bytes', () => {
  const starts = [
    png(780, 440),
    jpeg(780, 440, { profile: 40 }),
    mp4(sound, required),
    movie(required),
    brand('qt  '),
  ];
  const names = fc.constantFrom('x.png', 'x.jpg', 'x.mp4', 'x.mov', 'x');

  async function checks(file: string, bytes: Uint8Array) {
    const { counts, source } = counted(bytesSource(bytes));
    const { valid, faults, width } = await checkMedia(file, source);
    expect(valid).toBe(faults.length === 0);
    if (valid) expect(width).toBe(780);
    expect(counts.reads).toBeLessThan(2 * bytes.length + 10);
  }

  it('are checked without an error', async () => {
    await fc.assert(fc.asyncProperty(names, fc.uint8Array({ maxLength: 300 }), checks), {
      numRuns: runs(150),
    });
  });

  it('are checked after a valid beginning that is cut off anywhere', async () => {
    const cut = fc
      .tuple(fc.constantFrom(...starts), fc.nat(400), fc.uint8Array({ maxLength: 60 }))
      .map(([start, end, rest]) => Buffer.concat([start.subarray(0, end), rest]));
    await fc.assert(fc.asyncProperty(names, cut, checks), { numRuns: runs(150) });
  });

  it('are checked with bytes changed anywhere', async () => {
    const changes = fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const changed = fc.tuple(fc.constantFrom(...starts), changes).map(([start, list]) => {
      const bytes = Buffer.from(start);
      for (const [at, value] of list) bytes[at % bytes.length] = value;
      return bytes;
    });
    await fc.assert(fc.asyncProperty(names, changed, checks), { numRuns: runs(300) });
  });
});
