import { basename, extname } from 'node:path';
import type { Localized } from '../text/localized.ts';
import { type Format, formats, headLength, recognise } from './format.ts';
import { movieSize } from './movie.ts';
import { jpegSize, pngSize } from './picture.ts';
import type { ByteSource } from './source.ts';
import { type Dimensions, isUnreadable, type Unreadable } from './source.ts';

/** The size of a store's introduction media, in pixels. */
const storeSize: Dimensions = { width: 780, height: 440 };

/** What does not fit; codes are stable. */
export interface MediaFault {
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

const emptyFault: MediaFault = { code: 'EMPTY', message: { en: 'The file is empty', zh: '文件为空' } };

function formatFault(other: string | undefined): MediaFault {
  return {
    code: 'FORMAT',
    message: other
      ? { en: `It is ${other}; a store takes ${allowed.en}`, zh: `文件是 ${other}；店铺只支持 ${allowed.zh}` }
      : { en: `It is none of ${allowed.en}`, zh: `文件不是 ${allowed.zh} 中的任何一种` },
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
      message: {
        en: `The content is ${name}, the name should end in ${list.join(' or ')}`,
        zh: `内容是 ${name}，文件名应以 ${list.join(' 或 ')} 结尾`,
      },
    },
  ];
}

function sizeFaults(size: Dimensions | Unreadable): MediaFault[] {
  if (isUnreadable(size)) {
    const { en, zh } = size.problem;
    return [
      {
        code: 'UNREADABLE_HEADER',
        message: { en: `Its size cannot be read: ${en}`, zh: `无法读取尺寸：${zh}` },
      },
    ];
  }
  if (size.width === storeSize.width && size.height === storeSize.height) return [];
  const [is, due] = [size, storeSize].map(({ width, height }) => `${width} × ${height}`);
  return [
    {
      code: 'SIZE',
      message: { en: `It is ${is} pixels; ${due} are due`, zh: `尺寸为 ${is} 像素；要求 ${due}` },
    },
  ];
}
