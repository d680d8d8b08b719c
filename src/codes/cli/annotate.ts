import { createReadStream, fstatSync } from 'node:fs';
import { access, constants, open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { noInput, unreadableFile } from '../../cli/files/input-file.ts';
import { paint } from '../../cli/output/colour.ts';
import { KooError } from '../../errors/koo-error.ts';
import { isReadError } from '../../errors/system-code.ts';
import { both, localize, t } from '../../text/translate.ts';
import type { CodeEntry } from '../entry.ts';
import { allEntries } from '../families.ts';
import { codeAt, lookAhead, lookBehind, nextAnchor } from '../recognise.ts';

const pieceBytes = 256 * 1024;

/**
 * Writes logs to stdout as they are, with the meaning of each code behind its line.
 *
 * @param paths of files, one after the other; `-` or none is stdin
 * @throws KooError (usage) `UNREADABLE_FILE`; `NO_INPUT` at a terminal
 */
export async function annotateLogs(paths: readonly string[]): Promise<void> {
  const meanings = meaningsBy();
  const said = new Map<string, Uint8Array>();
  const describe = (codes: readonly string[]): Uint8Array => {
    const key = codes.join(' ');
    const known = said.get(key);
    if (known) return known;
    const text = codes.map((code) => meanings.get(code)).join(t('; '));
    const bytes = Buffer.from(paint('dim', `  # ${text}`));
    // Lines with many codes are rare, their combinations countless.
    if (codes.length < 3) said.set(key, bytes);
    return bytes;
  };
  const write = createWriter();
  const inputs = paths.length === 0 ? ['-'] : paths;
  // A name that is wrong is told before the first is read; opened they are one by one, for there may be many, or pipes.
  for (const path of inputs) if (path !== '-') await requireReadable(path);
  for (const path of inputs) {
    const source = path === '-' ? fromStdin() : await fromFile(path);
    const annotator = createAnnotator(describe, (code) => meanings.has(code));
    try {
      for await (const piece of source) if (!(await write(annotator.push(piece)))) return;
      if (!(await write(annotator.end()))) return;
    } catch (error) {
      throw isReadError(error) ? unreadableFile(path, error) : error;
    } finally {
      source.destroy();
    }
  }
}

/** What is said of each code; the meanings of one that stands in two families are told apart by status. */
function meaningsBy(): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>();
  const entries = allEntries();
  for (const { code, aliases, family, meaning } of entries) {
    if (family === 'debugger') continue;
    const same = entries.filter((entry) => entry.code === code);
    const text = same.length === 1 ? localize(meaning) : same.map(meaningWithStatus).join(' / ');
    for (const name of [code, ...aliases])
      meanings.set(name, t('{code}: {meaning}', { code: name, meaning: text }));
  }
  return meanings;
}

function meaningWithStatus({ meaning, http }: CodeEntry): string {
  return t('{meaning} (HTTP {statuses})', { meaning, statuses: http });
}

/** Writes to stdout as fast as it is read. */
function createWriter(): (parts: readonly Uint8Array[]) => Promise<boolean> {
  const { stdout } = process;
  let failed = false;
  let wake = () => {};
  // Node takes back that stdout is destroyed: this is all that is left of it.
  stdout.on('error', () => {
    failed = true;
    wake();
  });
  stdout.on('drain', () => wake());
  /** @returns false when nobody reads any more */
  return async (parts) => {
    if (failed || parts.length === 0) return !failed;
    const isFree = stdout.write(parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
    if (!isFree && !failed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return !failed;
  };
}

function fromStdin(): Readable {
  if (process.stdin.isTTY) {
    throw noInput(both('Name a file, or pipe a log to stdin.'));
  }
  const stats = fstatSync(0);
  if (stats.isDirectory()) throw unreadableFile('-', 'EISDIR');
  // Node reads a redirected file in small pieces.
  if (stats.isFile()) return createReadStream('', { fd: 0, highWaterMark: pieceBytes, autoClose: false });
  return process.stdin;
}

async function requireReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isDirectory()) throw unreadableFile(path, 'EISDIR');
  } catch (error) {
    throw error instanceof KooError ? error : unreadableFile(path, error);
  }
}

async function fromFile(path: string): Promise<Readable> {
  try {
    return createReadStream(path, { fd: await open(path), highWaterMark: pieceBytes });
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

/** Codes of one line that are explained; a line can be endless. */
const maxCodes = 16;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const none = Buffer.alloc(0);

/** Takes a log piece by piece, and gives it back with the meanings of its codes at the ends of the lines. */
interface Annotator {
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
