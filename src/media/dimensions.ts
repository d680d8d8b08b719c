import type { Localized } from '../text/localized.ts';

/** Pixels, as the picture or the video is shown. */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** A header that does not tell the size; the text says why. */
export interface Unreadable {
  readonly problem: Localized;
}

export function unreadable(en: string, zh: string): Unreadable {
  return { problem: { en, zh } };
}

/** A header that goes on behind the end of the file. */
export const truncated: Unreadable = unreadable('the file is cut off', '文件不完整');

export function isUnreadable(result: Dimensions | Unreadable): result is Unreadable {
  return 'problem' in result;
}
