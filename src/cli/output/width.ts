import stringWidth from 'string-width';

/** The count of columns a text takes on a terminal, a Chinese character two; for plain ASCII nothing is looked up. */
export function width(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** A text in at most so many columns: what is too long ends in `…`. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let [kept, used] = ['', 1];
  for (const character of text) {
    used += width(character);
    if (used > columns) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
