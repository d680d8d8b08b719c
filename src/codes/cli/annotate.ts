import { createReadStream, fstatSync } from 'node:fs';
import { access, constants, open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { noInput, unreadableFile } from '../../cli/files/input-file.ts';
import { paint } from '../../cli/output/colour.ts';
import { KooError } from '../../errors/koo-error.ts';
import { isReadError } from '../../errors/system-code.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { createAnnotator } from '../annotate.ts';
import { loadEntries } from '../families.ts';

const pieceBytes = 256 * 1024;

/**
 * Writes logs to stdout as they are, with the meaning of each code behind its line.
 *
 * @param paths of files, one after the other; `-` or none is stdin
 * @throws KooError (usage) `UNREADABLE_FILE`; `NO_INPUT` at a terminal
 */
export async function annotateLogs(paths: readonly string[], language: Language): Promise<void> {
  const meanings = await meaningsBy(language);
  const said = new Map<string, Uint8Array>();
  const describe = (codes: readonly string[]): Uint8Array => {
    const key = codes.join(' ');
    const known = said.get(key);
    if (known) return known;
    const text = codes.map((code) => meanings.get(code)).join(language === 'zh' ? '；' : '; ');
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
async function meaningsBy(language: Language): Promise<ReadonlyMap<string, string>> {
  const meanings = new Map<string, string>();
  const colon = language === 'zh' ? '：' : ': ';
  const entries = await loadEntries();
  for (const { code, aliases, family, meaning } of entries) {
    if (family === 'debugger') continue;
    const same = entries.filter((entry) => entry.code === code);
    const text =
      same.length === 1
        ? meaning[language]
        : same.map((one) => withStatus(one.meaning, one.http)[language]).join(' / ');
    for (const name of [code, ...aliases]) meanings.set(name, `${name}${colon}${text}`);
  }
  return meanings;
}

function withStatus({ en, zh }: Localized, http: readonly number[]): Localized {
  return { en: `${en} (HTTP ${http.join(', ')})`, zh: `${zh}（HTTP ${http.join('、')}）` };
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
    throw noInput({ en: 'Name a file, or pipe the log in.', zh: '请指定文件，或用管道传入日志。' });
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
