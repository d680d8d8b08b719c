import { basename, extname } from 'node:path';
import { both, type Localized } from '../text/translate.ts';
import { readMovieSize } from './movie.ts';
import { readJpegSize, readPngSize } from './picture.ts';
import { type ByteSource, type Dimensions, isUnreadable, type Unreadable } from './source.ts';

/** The formats that the store page takes. */
type Format = 'png' | 'jpeg' | 'mp4' | 'mov';

/** The name of a format for people, and the endings of its files. */
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

/** Other formats that merchants try, reported by name; first bytes as Latin-1. */
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
 * Recognises the format of a file by its first bytes.
 *
 * @returns a format that the store page takes, or the name of another one where it is known
 */
function recognise(head: Buffer): { readonly format: Format } | { readonly other: string | undefined } {
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  const box = text.slice(4, 8);
  if (box === 'ftyp') return formatOfBrand(text.slice(8, 12));
  // QuickTime files older than brands begin with one of these boxes; the small boxes have a small length.
  if (box === 'moov' || box === 'mdat') return { format: 'mov' };
  if (text.startsWith('\0') && ['wide', 'pnot', 'free', 'skip'].includes(box)) return { format: 'mov' };
  return { other: others.find(([start]) => start.test(text))?.[1] };
}

function formatOfBrand(brand: string): { readonly format: Format } | { readonly other: string } {
  if (brand === 'qt  ') return { format: 'mov' };
  const picture = pictureBrands[brand];
  if (picture !== undefined) return { other: picture };
  if (brand.startsWith('3g')) return { other: '3GP' };
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) return { other: 'M4A' };
  return { format: 'mp4' };
}

/** The purpose of an uploaded file. */
export type MediaPurpose = 'media' | 'brand-story';

/** Huawei's requirements for a file. */
interface Requirements {
  readonly formats: readonly Format[];
  /** In pixels; `null` where no page gives it in full. */
  readonly size: Dimensions | null;
}

const requirements: Readonly<Record<MediaPurpose, Requirements>> = {
  // The introduction of the store.
  media: { formats: ['png', 'jpeg', 'mp4', 'mov'], size: { width: 780, height: 440 } },
  // Pictures of certificates. Huawei prescribes their width; the page that says so is cut off after the digit 9.
  'brand-story': { formats: ['png', 'jpeg'], size: null },
};

/** A property that is not checked, and why; codes are stable. */
export interface MediaNote {
  readonly code: 'WIDTH_NOT_CHECKED';
  readonly message: Localized;
}

/** Says what a check of files for a purpose leaves out. */
export function notesOn(purpose: MediaPurpose): readonly MediaNote[] {
  if (requirements[purpose].size) return [];
  return [
    {
      code: 'WIDTH_NOT_CHECKED',
      message: both(
        'The width is not checked. Huawei prescribes one, but the page that says so is cut off after its first digit, 9. The upload dialog has the last word.',
      ),
    },
  ];
}

/** A requirement that is not met; codes are stable. */
interface MediaFault {
  readonly code: 'EMPTY' | 'FORMAT' | 'NAME' | 'UNREADABLE_HEADER' | 'SIZE' | 'UNREADABLE_FILE';
  readonly message: Localized;
}

/** The properties of a file according to its own header, and the requirements that it does not meet. */
export interface MediaCheck {
  readonly file: string;
  readonly valid: boolean;
  readonly kind: 'picture' | 'video' | null;
  readonly format: Format | null;
  /** Pixels as shown; `null` where the header does not give them. */
  readonly width: number | null;
  readonly height: number | null;
  readonly faults: readonly MediaFault[];
}

const readers: Readonly<Record<Format, (source: ByteSource) => Promise<Dimensions | Unreadable>>> = {
  png: readPngSize,
  jpeg: readJpegSize,
  mp4: readMovieSize,
  mov: readMovieSize,
};

/**
 * Checks a file for the store page: its format, the ending of its name, and its size in pixels where that is known.
 * Reads headers only; never throws for what a file holds.
 *
 * @throws what reading the source throws
 */
export async function checkMedia(
  file: string,
  source: ByteSource,
  purpose: MediaPurpose = 'media',
): Promise<MediaCheck> {
  const required = requirements[purpose];
  const found = recognise(await source.read(0, headLength));
  if (!('format' in found))
    return rejectedFile(file, source.size === 0 ? emptyFault : formatFault(found.other, required));
  const { format } = found;
  const size = await readers[format](source);
  const faults = [
    ...(required.formats.includes(format) ? [] : [formatFault(formats[format].name, required)]),
    ...nameFaults(file, format),
    ...sizeFaults(size, required.size),
  ];
  const { width, height } = isUnreadable(size) ? { width: null, height: null } : size;
  return { file, valid: faults.length === 0, kind: formats[format].kind, format, width, height, faults };
}

/** The check of a file that is of another format, or cannot be read. */
export function rejectedFile(file: string, fault: MediaFault): MediaCheck {
  return { file, valid: false, kind: null, format: null, width: null, height: null, faults: [fault] };
}

const emptyFault: MediaFault = { code: 'EMPTY', message: both('The file is empty') };

function formatFault(name: string | undefined, required: Requirements): MediaFault {
  const allowed = required.formats.map((format) => formats[format].name);
  return {
    code: 'FORMAT',
    message: name
      ? both('The format is {name}; it must be {allowed, or}', { name, allowed })
      : both('The format is unknown; it must be {allowed, or}', { allowed }),
  };
}

function nameFaults(file: string, format: Format): MediaFault[] {
  const { name, endings } = formats[format];
  const ending = extname(basename(file)).slice(1).toLowerCase();
  if (endings.includes(ending)) return [];
  const allowed = endings.map((one) => `.${one}`);
  return [
    {
      code: 'NAME',
      message: both('The content is {name}; the file name must end in {allowed, or}', { name, allowed }),
    },
  ];
}

function sizeFaults(size: Dimensions | Unreadable, required: Dimensions | null): MediaFault[] {
  if (isUnreadable(size)) {
    return [
      {
        code: 'UNREADABLE_HEADER',
        message: both('The size cannot be read: {problem}', { problem: size.problem }),
      },
    ];
  }
  if (!required || (size.width === required.width && size.height === required.height)) return [];
  const pixels = ({ width, height }: Dimensions) => `${width} × ${height}`;
  return [
    {
      code: 'SIZE',
      message: both('The size is {actual} pixels; it must be {required}', {
        actual: pixels(size),
        required: pixels(required),
      }),
    },
  ];
}
