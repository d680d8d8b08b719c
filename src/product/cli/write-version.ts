import { stat } from 'node:fs/promises';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { inputLimits, isStdin, readInputFile } from '../../cli/files/input-file.ts';
import { assertWritable, writeOutputFile } from '../../cli/files/output-file.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import { documentOptions, keyOf } from '../document/tree.ts';
import type { ApplyOptions } from './flags.ts';

/**
 * Makes sure that the version can be written into a document, before anything is sent.
 *
 * @throws KooError (usage) `STDIN_NOT_WRITABLE`, `UNWRITABLE_FILE`
 */
export async function assertVersionWritable(path: string): Promise<void> {
  if (!isStdin(path)) return assertWritable(path, 'file');
  const message = both('--write-version cannot be used with a document from stdin');
  throw usageError('STDIN_NOT_WRITABLE', message, both('Name the file in place of -.'));
}

interface AppliedVersion {
  /** Version of the product now. */
  readonly version: string | null;
  readonly applied: boolean;
  /** Version in the document. */
  readonly earlier: string | undefined;
  /** Content of the file when the document was read. */
  readonly bytes: Uint8Array;
}

/**
 * Writes the version that a product has now into its document, where it is asked for, or where the document is of an
 * earlier one: so it can be edited and applied again.
 *
 * @throws KooError (usage) `FILE_CHANGED`, `UNREADABLE_FILE`, `UNWRITABLE_FILE`, where it is asked for
 */
export async function updateVersion(
  {
    file,
    'dry-run': isDryRun,
    'write-version': isAsked,
  }: Pick<ApplyOptions, 'file' | 'dry-run' | 'write-version'>,
  { version, applied, earlier, bytes }: AppliedVersion,
  notice: (text: Localized) => void,
): Promise<void> {
  if (isDryRun || version === null || isAsked === false) return;
  if (isAsked) {
    await writeVersion(file, bytes, version).catch((error: unknown) => {
      throw notWritten(error, { file, version, applied });
    });
  } else if (earlier !== undefined && earlier !== version) {
    await tryWriteVersion(file, bytes, version, notice);
  }
}

/**
 * Writes the version of a configuration into its document; nothing else in it changes.
 *
 * @param loaded what the file held when the document was read; a file that was edited since is not overwritten
 */
async function writeVersion(path: string, loaded: Uint8Array, version: string): Promise<void> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(loaded);
  const written = withVersion(text, version);
  const now = await readInputFile(path, { limit: inputLimits.document });
  if (Buffer.compare(now, loaded) !== 0) {
    const message = both('{path} was edited in the meantime, so koo did not change it', { path });
    throw usageError('FILE_CHANGED', message, both('Set the version in the file yourself.'));
  }
  if (written !== text) await writeOutputFile(path, written, 'file');
}

/** Writes to regular files only. The change has already been applied, so a failed write is only a notice. */
async function tryWriteVersion(
  path: string,
  loaded: Uint8Array,
  version: string,
  notice: (text: Localized) => void,
): Promise<void> {
  try {
    const known = isStdin(path) ? undefined : await stat(path);
    if (!known?.isFile()) return;
    await writeVersion(path, loaded, version);
    const facts = { path, version };
    notice(both('Wrote version {version} to {path} (--no-write-version leaves the file unchanged).', facts));
  } catch (error) {
    const isEdited = error instanceof KooError && error.facts.code === 'FILE_CHANGED';
    const why = isEdited ? error.facts.message : unwritable(path);
    notice(both('{why}. Set version: "{version}" in it before you apply it again.', { why, version }));
  }
}

function unwritable(path: string): Localized {
  return both('Cannot write {path}', { path });
}

/** The message must not suggest that the change was undone. */
function notWritten(
  error: unknown,
  { file, version, applied }: { readonly file: string; readonly version: string; readonly applied: boolean },
): KooError {
  const { code, message: why } =
    error instanceof KooError ? error.facts : { code: 'UNREADABLE_FILE', message: unwritable(file) };
  const message = applied
    ? both('The changes were applied, but the version was not written: {message}', { message: why })
    : why;
  const hint = both('Set version: "{version}" in it before you apply it again.', { version });
  const details = { version, applied };
  return new KooError({ category: 'usage', code, message, hint, details }, { cause: error });
}

/**
 * Sets the version of a document: in place of the one it has, else behind the product. The rest of the text stays
 * unchanged, unless a value spans several lines: then the document is formatted anew.
 *
 * @param text of a document that can be read
 */
export function withVersion(text: string, version: string): string {
  const document = parseDocument(text, documentOptions);
  const { contents: root } = document;
  const place = isMap(root) ? placeOfVersion(text, root, version) : undefined;
  if (place) return text.slice(0, place.start) + place.text + text.slice(place.end);
  document.set('version', version);
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const laidOut = mark + document.toString({ lineWidth: 0 });
  return text.includes('\r\n') ? laidOut.replaceAll('\n', '\r\n') : laidOut;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function placeOfVersion(text: string, root: YAMLMap, version: string): Splice | undefined {
  const quoted = JSON.stringify(version);
  const pairOf = (name: string) => root.items.find(({ key }) => keyOf(key) === name);
  const own = pairOf('version');
  if (own) {
    const [start, end] = singleLineRange(own.value, text) ?? [];
    if (start === undefined || end === undefined) return undefined;
    const isSingle = text[start] === "'" && !/['\p{Cc}]/u.test(version);
    return { start, end, text: isSingle ? `'${version}'` : quoted };
  }
  const product = pairOf('product');
  const key = isScalar(product?.key) ? product.key.range : undefined;
  const [, end] = singleLineRange(product?.value, text) ?? [];
  if (!key || end === undefined) return undefined;
  const before = text.slice(0, key[0]);
  if (root.flow) return { start: end, end, text: `,${/[ \t\r\n]*$/.exec(before)?.[0]}"version": ${quoted}` };
  const indent = /(?:^\uFEFF?|\n)( *)$/.exec(before)?.[1];
  if (indent === undefined) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const [rest] = /[^\r\n]*/.exec(text.slice(end)) ?? [''];
  const at = end + rest.length;
  return { start: at, end: at, text: `${newline}${indent}version: ${quoted}` };
}

/** Returns the range of a value of one line; an empty one has none. */
function singleLineRange(node: unknown, text: string): readonly [number, number] | undefined {
  if (!isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  return start === end || /[\r\n]/.test(text.slice(start, end)) ? undefined : [start, end];
}
