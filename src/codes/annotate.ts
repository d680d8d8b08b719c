import { codeAt, lookAhead, lookBehind, nextAnchor } from './recognise.ts';

/** Codes of one line that are explained; a line can be endless. */
const maxCodes = 16;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const none = Buffer.alloc(0);

/** Takes a log piece by piece, and gives it back with the meanings of its codes at the ends of the lines. */
export interface Annotator {
  /** What can be written now. It shares memory with the piece, which must not be changed before it is written. */
  push(piece: Uint8Array): readonly Uint8Array[];
  /** The rest. */
  end(): readonly Uint8Array[];
}

/**
 * Passes bytes through unchanged, whatever they are, and adds a text before the end of each line in which a code is
 * recognised. It keeps some bytes of the last line back, never a whole one: memory does not grow with its length.
 *
 * @param describe what to say of the codes of a line, each of which it knows
 * @param isKnown whether a code is to be explained
 */
export function createAnnotator(
  describe: (codes: readonly string[]) => Uint8Array,
  isKnown: (code: string) => boolean,
): Annotator {
  let held: Buffer = none;
  /** Where in `held` the scan goes on. */
  let resume = 0;
  /** Codes of the line that is not complete yet. */
  let codes: string[] = [];

  /** @param isLast nothing follows: the last line is complete without a line feed */
  const process = (bytes: Buffer, isLast: boolean): readonly Uint8Array[] => {
    const parts: Uint8Array[] = [];
    const size = bytes.length;
    let written = 0;
    let lineEnd = codes.length > 0 ? endOf(bytes, 0) : -1;
    const finishLine = (end: number) => {
      if (codes.length === 0) return;
      const place = end < size && end > 0 && bytes[end - 1] === carriageReturn ? end - 1 : end;
      parts.push(bytes.subarray(written, place), describe(codes));
      written = place;
      codes = [];
    };
    const lastLine = bytes.lastIndexOf(lineFeed) + 1;
    // Of the line that goes on the last bytes are not decided.
    const decided = isLast ? size : Math.max(lastLine, size - lookAhead);
    let from = resume;
    for (;;) {
      const anchor = nextAnchor(bytes, from, Math.min(size, decided + 3));
      if (anchor < 0 || anchor >= decided) break;
      from = anchor + 1;
      if (codes.length > 0 && anchor > lineEnd) finishLine(lineEnd);
      const seen = codeAt(
        bytes,
        anchor,
        Math.max(0, anchor - lookBehind),
        Math.min(size, anchor + lookAhead),
      );
      if (!seen) continue;
      const code = bytes.toString('latin1', seen.start, seen.end);
      if (codes.length >= maxCodes || codes.includes(code) || !isKnown(code)) continue;
      codes.push(code);
      lineEnd = endOf(bytes, anchor);
    }
    if (codes.length > 0 && (lineEnd < size || isLast)) finishLine(Math.min(lineEnd, size));
    const keep = isLast ? size : Math.max(lastLine, decided - lookBehind, 0);
    if (keep > written) parts.push(bytes.subarray(written, keep));
    held = Buffer.from(bytes.subarray(keep));
    resume = Math.max(0, decided - keep);
    return parts;
  };

  return {
    push: (piece) => {
      const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      return process(held.length === 0 ? buffer : Buffer.concat([held, buffer]), false);
    },
    end: () => process(held, true),
  };
}

/** Where the line ends that a byte stands in; the size where it goes on. */
function endOf(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(lineFeed, from);
  return end < 0 ? bytes.length : end;
}
