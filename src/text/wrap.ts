import { width as columnsOf, isPlain } from './width.ts';

/** Marks that may not begin a line. */
const closing =
  /^[,.;:!?)\]}%\u2019\u201d\u3001\u3002\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f]/;
/** Marks that may not end a line. */
const opening = /[([{\u2018\u201c\u300a\u300c\u300e\u3010\uff08]$/;

/**
 * Breaks text into lines of at most `width` columns: between words, and between Chinese characters, which take two
 * columns each. Line breaks of the text stay. A word that is too long is cut, except for a URL, which must stay
 * whole to be of use.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  const add = (piece: string, columns: number) => {
    if (used > 0 && used + columns > width) {
      lines.push(current.trimEnd());
      current = '';
      used = 0;
    }
    if (used === 0 && lines.length > 0 && /^\s+$/.test(piece)) return;
    current += piece;
    used += columns;
  };
  for (const piece of pieces(line)) {
    const columns = columnsOf(piece);
    if (columns <= width || /https?:\/\//.test(piece)) add(piece, columns);
    else for (const segment of segments(piece)) add(segment, columnsOf(segment));
  }
  return [...lines, current.trimEnd()];
}

/** Parts of a line between which it may be broken. */
function pieces(line: string): string[] {
  if (/^[ -~]*$/.test(line)) return line.match(/ +|[^ ]+/g) ?? [];
  const result: string[] = [];
  let piece = '';
  for (const segment of segments(line)) {
    if (piece !== '' && breaks(piece, segment)) {
      result.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return piece === '' ? result : [...result, piece];
}

function breaks(piece: string, next: string): boolean {
  const blank = /\s$/.test(piece);
  if (blank !== /^\s/.test(next)) return true;
  if (blank || closing.test(next) || opening.test(piece)) return false;
  return isWide(next) || isWide(lastOf(piece));
}

function lastOf(piece: string): string {
  return [...piece].at(-1) ?? '';
}

function isWide(character: string): boolean {
  return columnsOf(character) === 2;
}

let graphemes: Intl.Segmenter | undefined;

/** The characters as a reader sees them. Setting the segmenter up takes milliseconds, and most text does without. */
function* segments(text: string): Iterable<string> {
  if (isPlain(text)) return yield* text;
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(text)) yield segment;
}
