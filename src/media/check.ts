import { basename, extname } from 'node:path';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import { movieSize } from './movie.ts';
import { jpegSize, pngSize } from './picture.ts';
import { type ByteSource, type Dimensions, isUnreadable, type Unreadable } from './source.ts';

/** The formats that a store takes. */
type Format = 'png' | 'jpeg' | 'mp4' | 'mov';

/** How a format is written for people, and which endings its files have. */
const formats: Readonly<
  Record<
    Format,
    { readonly name: string; readonly kind: 'picture' | 'video'; readonly endings: readonly string[] }
  >
> = {
  png: { name: 'PNG', kind: 'picture', endings: ['png'] },
  jpeg: { name: 'JPEG', kind: 'picture', endings: ['jpg', 'jpeg'] },
  mp4: { name: 'MP4', kind: 'video', endings: ['mp4'] },
  mov: { name: 'MOV', kind: 'video', endings: ['mov'] },
};

/** Bytes that {@link recognise} needs. */
const headLength = 32;

/** Formats that are told by name because merchants try them; first bytes as Latin-1. */
const others: readonly (readonly [start: RegExp, name: string])[] = [
  [/^GIF8[79]a/, 'GIF'],
  [/^RIFF[\s\S]{4}WEBP/, 'WebP'],
  [/^RIFF[\s\S]{4}AVI /, 'AVI'],
  [/^BM[\s\S]{4}\0\0\0\0/, 'BMP'],
  [/^(II\*\0|MM\0\*)/, 'TIFF'],
  [/^\x1aE\xdf\xa3/, 'MKV / WebM'],
  [/^FLV/, 'FLV'],
  [/^\x30\x26\xb2\x75\x8e\x66\xcf\x11/, 'WMV'],
  [/^\0\0\x01[\xb3\xba]/, 'MPEG'],
  [/^%PDF-/, 'PDF'],
  [/^PK\x03\x04/, 'ZIP'],
  [/^(\xef\xbb\xbf)?\s*<(svg|\?xml|!doctype)/i, 'SVG / XML / HTML'],
];

/** Brands (the four letters behind `ftyp`) of pictures in the same container. */
const pictureBrands: Readonly<Record<string, string>> = {
  heic: 'HEIC',
  heix: 'HEIC',
  hevc: 'HEIC',
  mif1: 'HEIF',
  msf1: 'HEIF',
  avif: 'AVIF',
  avis: 'AVIF',
};

/**
 * The format of a file by its first bytes.
 *
 * @returns a format that a store takes, or else the name of another one where it is known
 */
function recognise(head: Buffer): { readonly format: Format } | { readonly other: string | undefined } {
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  const box = text.slice(4, 8);
  if (box === 'ftyp') return byBrand(text.slice(8, 12));
  // QuickTime files from before brands begin with one of these; the small ones among them have a small length.
  if (box === 'moov' || box === 'mdat') return { format: 'mov' };
  if (text.startsWith('\0') && ['wide', 'pnot', 'free', 'skip'].includes(box)) return { format: 'mov' };
  return { other: others.find(([start]) => start.test(text))?.[1] };
}

function byBrand(brand: string): { readonly format: Format } | { readonly other: string } {
  if (brand === 'qt  ') return { format: 'mov' };
  const picture = pictureBrands[brand];
  if (picture !== undefined) return { other: picture };
  if (brand.startsWith('3g')) return { other: '3GP' };
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) return { other: 'M4A' };
  return { format: 'mp4' };
}

/** The size of a store's introduction media, in pixels. */
const storeSize: Dimensions = { width: 780, height: 440 };

/** What does not fit; codes are stable. */
interface MediaFault {
  readonly code: 'EMPTY' | 'FORMAT' | 'NAME' | 'UNREADABLE_HEADER' | 'SIZE' | 'UNREADABLE_FILE';
  readonly message: Localized;
}

/** What a file is, by its own header, and what does not fit. */
export interface MediaCheck {
  readonly file: string;
  readonly valid: boolean;
  readonly kind: 'picture' | 'video' | null;
  readonly format: Format | null;
  /** Pixels as shown; `null` where the header does not tell. */
  readonly width: number | null;
  readonly height: number | null;
  readonly faults: readonly MediaFault[];
}

const readers: Readonly<Record<Format, (source: ByteSource) => Promise<Dimensions | Unreadable>>> = {
  png: pngSize,
  jpeg: jpegSize,
  mp4: movieSize,
  mov: movieSize,
};

const names = Object.values(formats).map(({ name }) => name);
const allowed = { en: names.join(', '), zh: names.join('、') };

/**
 * Judges one of a store's introduction media: MP4, MOV, JPEG or PNG of 780 × 440 pixels, under a name that agrees.
 * Reads headers only; never throws for what a file holds.
 *
 * @throws what reading the source throws
 */
export async function checkMedia(file: string, source: ByteSource): Promise<MediaCheck> {
  const found = recognise(await source.read(0, headLength));
  if (!('format' in found)) return notMedia(file, source.size === 0 ? emptyFault : formatFault(found.other));
  const { format } = found;
  const size = await readers[format](source);
  const faults = [...nameFaults(file, format), ...sizeFaults(size)];
  const { width, height } = isUnreadable(size) ? { width: null, height: null } : size;
  return { file, valid: faults.length === 0, kind: formats[format].kind, format, width, height, faults };
}

/** What is told of a file that is none of a store's media, or cannot be read. */
export function notMedia(file: string, fault: MediaFault): MediaCheck {
  return { file, valid: false, kind: null, format: null, width: null, height: null, faults: [fault] };
}

const emptyFault: MediaFault = { code: 'EMPTY', message: both('The file is empty') };

function formatFault(other: string | undefined): MediaFault {
  return {
    code: 'FORMAT',
    message: other
      ? both('It is {other}; a store takes {allowed}', { other, allowed })
      : both('It is none of {allowed}', { allowed }),
  };
}

function nameFaults(file: string, format: Format): MediaFault[] {
  const { name, endings } = formats[format];
  const ending = extname(basename(file)).slice(1).toLowerCase();
  if (endings.includes(ending)) return [];
  const list = endings.map((one) => `.${one}`);
  return [
    {
      code: 'NAME',
      message: both('The content is {name}, the name should end in {list, or}', { name, list }),
    },
  ];
}

function sizeFaults(size: Dimensions | Unreadable): MediaFault[] {
  if (isUnreadable(size)) {
    return [
      {
        code: 'UNREADABLE_HEADER',
        message: both('Its size cannot be read: {problem}', { problem: size.problem }),
      },
    ];
  }
  if (size.width === storeSize.width && size.height === storeSize.height) return [];
  const pixels = ({ width, height }: Dimensions) => `${width} × ${height}`;
  return [
    {
      code: 'SIZE',
      message: both('It is {is} pixels; {due} are due', {
        is: pixels(size),
        due: pixels(storeSize),
      }),
    },
  ];
}
