import stringWidth from 'string-width';

/** Text whose columns a table of its characters gives: ASCII, Chinese with its punctuation, dashes and quotes. */
const plain =
  /^[ -~\u00b7\u00d7\u2010-\u2027\u3000-\u3020\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uff01-\uff60]*$/;
const wide = /[\u3000-\u9fff\uff01-\uff60]/g;

/** Whether nothing in a text combines with its neighbour: each of its characters is one for the reader as well. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/**
 * The count of columns a text takes on a terminal, a Chinese character two. The library is asked only for text beyond
 * Chinese and ASCII: loading it takes 8 ms.
 */
export function width(text: string): number {
  return isPlain(text) ? text.length + (text.match(wide)?.length ?? 0) : stringWidth(text);
}

/** A text in at most so many columns: what is too long ends in `…`. */
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
