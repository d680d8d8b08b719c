import { checkMedia } from '../../../src/media/check.ts';
import { box, brand, bytesSource, jpeg, movie, png, sound } from '../../../test/media/files.ts';
import { assertThat, type Target } from '../target.ts';

/** A reader of headers needs few pieces of a file. */
const maxReads = 20_000;

/** A picture or a video, of which the headers are read. */
export const media: Target = {
  seeds: () => [
    png(780, 440),
    jpeg(780, 440, { profile: 100 }),
    jpeg(780, 440, { n: 2, profile: 10, fill: 40 }),
    Buffer.concat([brand('isom'), movie(sound, { width: 780, height: 440 }), box('mdat', Buffer.alloc(40))]),
    Buffer.concat([
      brand('qt  '),
      box('free', Buffer.alloc(9)),
      movie({ width: 440, height: 780, rotation: 90, version: 1 }),
    ]),
    Buffer.from('GIF89a\x01\x00'),
    Buffer.from('\0\0\0\x18ftypavif\0\0\0\0', 'latin1'),
  ],
  tokens: [
    'moov',
    'trak',
    'tkhd',
    'mdia',
    'hdlr',
    'vide',
    'wide',
    'uuid',
    'IHDR',
    'ftypqt  ',
    '\0\0\0\x01',
    '\0\0\0\0',
    '\0\0\0\x08',
  ],
  async run(input) {
    const source = bytesSource(input);
    let reads = 0;
    const counted = {
      size: source.size,
      read: (offset: number, length: number) => {
        reads += 1;
        assertThat(reads <= maxReads && length <= 1 << 20, 'few and short pieces are read');
        return source.read(offset, length);
      },
    };
    const { width, height, valid } = await checkMedia('front.png', counted);
    assertThat((width === null) === (height === null), 'a size has a width and a height');
    assertThat(!valid || (width === 780 && height === 440), 'a valid file has the size that is asked for');
  },
};
