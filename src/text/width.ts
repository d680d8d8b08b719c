import stringWidth from 'string-width';

/** Text whose width is the sum of its characters: ASCII, Chinese with its punctuation, dashes and quotes. */
const plain =
  /^[ -~\u00b7\u00d7\u2010-\u2027\u3000-\u3020\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uff01-\uff60]*$/;
const wide = /[\u3000-\u9fff\uff01-\uff60]/g;

/** Whether no characters of a text combine into one grapheme. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/**
 * The display width of a text on a terminal, two columns for a Chinese character. The library is used only for text
 * other than Chinese and ASCII.
 */
export function width(text: string): number {
  return isPlain(text) ? text.length + (text.match(wide)?.length ?? 0) : stringWidth(text);
}

/** Truncates a text to a number of columns, with `…` at the end. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let [prefix, used] = ['', 1];
  for (const character of text) {
    used += width(character);
    if (used > columns) break;
    prefix += character;
  }
  return `${prefix.trimEnd()}…`;
}
