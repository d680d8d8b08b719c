import { dirname, resolve } from 'node:path';
import type { ApiHost } from '../../account/cli/session.ts';
import { readInputFile, readRegularFile } from '../../cli/files/input-file.ts';
import { readInput } from '../../cli/files/text-input.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { UserListReader } from '../../seller/user-list.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { DocumentInputError } from '../document/faults.ts';
import { type CheckedDocument, checkDocument } from '../document/read.ts';

/** A document, and what its file held when it was read. */
export interface LoadedDocument extends CheckedDocument {
  readonly bytes: Uint8Array;
}

/** What a command with a document lends to its work. */
export interface DocumentHost extends ApiHost {
  readonly readUsers: UserListReader;
}

/** Whether a path is stdin, by whatever name: what stdin was redirected from is nobody's to write. */
export function isStdin(path: string): boolean {
  return /^(-|\/dev\/stdin|\/(dev|proc\/self)\/fd\/0)$/.test(path);
}

/**
 * Reads a configuration document and the files of users that it names, which are relative to it; those of stdin to the
 * working folder.
 *
 * @param path of the document; `-` is stdin
 * @param readUsers reads a file of users
 * @param given what it holds, where it was read already
 * @throws KooError (usage) `UNREADABLE_FILE`, `NO_INPUT`, or when the text is no document
 */
export async function loadDocument(
  path: string,
  readUsers: UserListReader,
  given?: Uint8Array,
): Promise<LoadedDocument> {
  const fromStdin = isStdin(path);
  const bytes = given ?? (fromStdin ? await readInput('-') : await readInputFile(path, 'file'));
  const file = fromStdin ? '<stdin>' : path;
  const folder = fromStdin ? '.' : dirname(path);
  const text = decode(bytes, file);
  try {
    const read = (name: string) => readUsers(readRegularFile(resolve(folder, name)), name);
    return { ...(await checkDocument(text, file, read)), bytes };
  } catch (error) {
    throw error instanceof DocumentInputError ? inputFailure(file, error) : error;
  }
}

function decode(bytes: Uint8Array, file: string): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  throw new KooError({
    category: 'usage',
    code: 'NOT_TEXT',
    message: { en: `${file} is not text in UTF-8`, zh: `${file} 不是 UTF-8 文本` },
    hint: { en: 'Save it as UTF-8.', zh: '请以 UTF-8 编码保存。' },
  });
}

function inputFailure(file: string, error: DocumentInputError): KooError {
  const { code, text, hint, place } = error;
  const at = `${file}:${place.line}:${place.column}`;
  return new KooError(
    {
      category: 'usage',
      code,
      message: { en: `${at} ${text.en}`, zh: `${at} ${text.zh}` },
      hint,
      details: { file, line: place.line, column: place.column },
    },
    { cause: error },
  );
}
