import { access, constants, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { noInputError, openInputFile, unreadableFileError } from '../../cli/files/input-file.ts';
import { paint } from '../../cli/output/colour.ts';
import { createPassThrough } from '../../cli/output/edge.ts';
import { isReadError, KooError } from '../../errors/koo-error.ts';
import { both, localize, t } from '../../text/translate.ts';
import type { CodeEntry } from '../entry.ts';
import { allEntries } from '../families.ts';
import { codeAt, lookAhead, lookBehind, nextAnchor } from '../recognise.ts';

const pieceBytes = 256 * 1024;

/**
 * Writes logs to stdout unchanged, with the meaning of each code at the end of its line.
 *
 * @param paths of the files, in order; `-` or an empty list means stdin
 * @throws KooError (usage) `UNREADABLE_FILE`; `NO_INPUT` at a terminal
 */
export async function annotateLogs(paths: readonly string[]): Promise<void> {
  const meanings = collectMeanings();
  const described = new Map<string, Uint8Array>();
  const describe = (codes: readonly string[]): Uint8Array => {
    const key = codes.join(' ');
    const known = described.get(key);
    if (known) return known;
    const text = codes.map((code) => meanings.get(code)).join(t('; '));
    const bytes = Buffer.from(paint('dim', `  # ${text}`));
    // Lines with many codes are rare, and their combinations too many to keep.
    if (codes.length < 3) described.set(key, bytes);
    return bytes;
  };
  const write = createWriter();
  const inputs = paths.length === 0 ? ['-'] : paths;
  // Wrong names are reported before anything is read. The files are opened one by one: there may be many, or pipes.
  for (const path of inputs) if (path !== '-') await assertReadable(path);
  for (const path of inputs) {
    const source = openLog(path);
    const annotator = createAnnotator(describe, (code) => meanings.has(code));
    try {
      for await (const piece of source) if (!(await write(annotator.push(piece)))) return;
      if (!(await write(annotator.end()))) return;
    } catch (error) {
      throw isReadError(error) ? unreadableFileError(path, error) : error;
    } finally {
      source.destroy();
    }
  }
}

/** The text for each code; if several families give a code different meanings, these come with their statuses. */
function collectMeanings(): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>();
  const entries = allEntries();
  for (const { code, aliases, family, meaning } of entries) {
    if (family === 'debugger') continue;
    const same = entries.filter((entry) => entry.code === code);
    const differs = same.some((entry) => entry.meaning.en !== meaning.en);
    const text = differs ? same.map(meaningWithStatus).join(' / ') : localize(meaning);
    for (const name of [code, ...aliases])
      meanings.set(name, t('{code}: {meaning}', { code: name, meaning: text }));
  }
  return meanings;
}

function meaningWithStatus({ meaning, http }: CodeEntry): string {
  return t('{meaning} (HTTP {statuses})', { meaning, statuses: http });
}

/** Writes to stdout as fast as its reader reads. */
function createWriter(): (parts: readonly Uint8Array[]) => Promise<boolean> {
  const { stdout } = process;
  const write = createPassThrough();
  let failed = false;
  let wake = () => {};
  // Node resets stdout.destroyed, so that only this event shows that the reader is gone.
  stdout.on('error', () => {
    failed = true;
    wake();
  });
  stdout.on('drain', () => wake());
  /** @returns false if the reader is gone */
  return async (parts) => {
    if (failed || parts.length === 0) return !failed;
    const isFree = write(parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
    if (!isFree && !failed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return !failed;
  };
}

function openLog(path: string): Readable {
  if (path === '-' && process.stdin.isTTY) throw noInputError(both('Name a file, or pipe a log to stdin.'));
  return openInputFile(path, undefined, pieceBytes).stream;
}

async function assertReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isDirectory()) throw unreadableFileError(path, 'EISDIR');
  } catch (error) {
    throw error instanceof KooError ? error : unreadableFileError(path, error);
  }
}

/** Further codes of a line are not explained: a line may never end. */
const maxCodes = 16;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const noBytes = Buffer.alloc(0);

/** Takes a log piece by piece, and returns it with the meanings of its codes at the ends of the lines. */
interface Annotator {
  /** Returns what can be written now. It shares memory with the piece, which must not change before it is written. */
  push(piece: Uint8Array): readonly Uint8Array[];
  /** Returns the rest. */
  end(): readonly Uint8Array[];
}

/**
 * Passes any bytes through unchanged, and adds a text before the end of each line that contains a known code. It holds
 * back some bytes of the last line, but never a whole line, so that memory does not grow with the length of a line.
 *
 * @param describe returns the text for the known codes of a line
 * @param isKnown whether a code is explained
 */
export function createAnnotator(
  describe: (codes: readonly string[]) => Uint8Array,
  isKnown: (code: string) => boolean,
): Annotator {
  let held: Buffer = noBytes;
  /** Offset in `held` at which the scan continues. */
  let resume = 0;
  /** Codes of the incomplete last line. */
  let codes: string[] = [];

  /** @param isLast nothing follows, so that the last line is complete without a line feed */
  const process = (bytes: Buffer, isLast: boolean): readonly Uint8Array[] => {
    const parts: Uint8Array[] = [];
    const size = bytes.length;
    let written = 0;
    let lineEnd = codes.length > 0 ? findLineEnd(bytes, 0) : -1;
    const finishLine = (end: number) => {
      if (codes.length === 0) return;
      const place = end < size && end > 0 && bytes[end - 1] === carriageReturn ? end - 1 : end;
      parts.push(bytes.subarray(written, place), describe(codes));
      written = place;
      codes = [];
    };
    const lastLine = bytes.lastIndexOf(lineFeed) + 1;
    // The last bytes of an incomplete line may belong to a code whose end has not arrived.
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
      lineEnd = findLineEnd(bytes, anchor);
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

/** The end of the line of a byte; the size if the line is incomplete. */
function findLineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(lineFeed, from);
  return end < 0 ? bytes.length : end;
}
