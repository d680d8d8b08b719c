import { width as columnsOf, isPlain } from './width.ts';

/** Punctuation that must not start a line. */
const closing =
  /^[,.;:!?)\]}%\u2019\u201d\u3001\u3002\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f]/;
/** Punctuation that must not end a line. */
const opening = /[([{\u2018\u201c\u300a\u300c\u300e\u3010\uff08]$/;
/**
 * Text that stays on one line: code in backquotes and a koo command with its first flag and value, which users copy, a
 * number with its unit, and the Chinese names in menu paths.
 */
const code =
  /`[^`]+`|(?<![\w.,])\d[\d.,]* (?:(?:ms|s|min|h|[KMG]?B|(?:byte|second|minute|hour|day|column)s?)\b|\p{Script=Han}{1,2})|\bkoo(?: [a-z][a-z-]*){1,3}(?: --[a-z][a-z-]*(?:[= ][\w.-]*\w)?)?|(?<=\(|> )\p{Script=Han}{2,}(?=\)| >|（|$)/gu;

/**
 * Wraps text to lines of at most `width` columns, between words and between Chinese characters. Line breaks and
 * indentation are preserved. Words are never split: a word that is longer than a line has its own line. Commands and
 * code are split only if they are longer than a line.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    return wrapLine(line.slice(indent.length), width - indent.length).map((part) =>
      `${indent}${part}`.trimEnd(),
    );
  });
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const piece of piecesOf(line, width)) {
    const columns = columnsOf(piece);
    if (used > 0 && used + columns > width) {
      lines.push(current);
      current = '';
      used = 0;
    }
    if (used === 0 && /^\s+$/.test(piece)) continue;
    current += piece;
    used += columns;
  }
  return current === '' && lines.length > 0 ? lines : [...lines, current];
}

/** Splits a line into the pieces between which it may be broken. */
function piecesOf(line: string, width: number): string[] {
  const pieces: string[] = [];
  let end = 0;
  // Looked at instead of the piece that it ends, which would be read from its beginning each time.
  let previous = '';
  /** Adds pieces, and joins text to adjacent code if there is no break between them. */
  const add = (parts: readonly string[]) => {
    const [first = '', ...rest] = parts;
    if (previous !== '' && first !== '' && !canBreak(previous, first))
      pieces.push((pieces.pop() ?? '') + first);
    else if (parts.length > 0) pieces.push(first);
    // One by one: there may be more of them than a call has arguments.
    for (const part of rest) pieces.push(part);
    previous = parts.at(-1) ?? previous;
  };
  for (const { index, 0: text } of line.matchAll(code)) {
    add(splitPieces(line.slice(end, index)));
    if (columnsOf(text) > width) add(splitPieces(text));
    else add([text]);
    end = index + text.length;
  }
  add(splitPieces(line.slice(end)));
  return pieces;
}

function splitPieces(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return text.match(/ +|[^ ]+/g) ?? [];
  const result: string[] = [];
  let piece = '';
  // Looked at instead of the piece, which would be read from its beginning for every segment of it.
  let previous = '';
  for (const segment of segments(text)) {
    if (previous !== '' && canBreak(previous, segment)) {
      result.push(piece);
      piece = '';
    }
    piece += segment;
    previous = segment;
  }
  return piece === '' ? result : [...result, piece];
}

function canBreak(piece: string, next: string): boolean {
  const isBlank = /\s/.test(piece.slice(-1));
  if (isBlank !== /^\s/.test(next)) return true;
  if (isBlank || closing.test(next) || opening.test(piece.slice(-1))) return false;
  return isWide(firstOf(next)) || isWide(lastOf(piece));
}

function firstOf(text: string): string {
  return [...text.slice(0, 2)][0] ?? '';
}

function lastOf(piece: string): string {
  return [...piece.slice(-2)].at(-1) ?? '';
}

function isWide(character: string): boolean {
  return columnsOf(character) === 2;
}

let graphemes: Intl.Segmenter | undefined;

/** The graphemes of a text. Creating the segmenter takes milliseconds, and most text does not need it. */
function* segments(text: string): Iterable<string> {
  if (isPlain(text)) return yield* text;
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(text)) yield segment;
}
