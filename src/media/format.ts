/** The formats that a store takes. */
export type Format = 'png' | 'jpeg' | 'mp4' | 'mov';

/** How a format is written for people, and which endings its files have. */
export const formats: Readonly<
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
export const headLength = 32;

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
export function recognise(
  head: Buffer,
): { readonly format: Format } | { readonly other: string | undefined } {
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
