import { type KooError, usageError } from '../errors/koo-error.ts';
import { looksLikeId, type UserFile, type UserFormat } from '../seller/user-list.ts';
import { decodeText, type NotTextReason } from '../text/decode.ts';
import { type Delimiter, delimiterOf } from '../text/delimited.ts';
import { isObject, tryJson } from '../text/json.ts';
import { type JsonElement, jsonElements } from '../text/json-array.ts';
import { both } from '../text/translate.ts';
import { consoleTable, readTable, withoutFooters } from './read-table.ts';
import {
  fieldNames,
  findColumns,
  invalidRow,
  parsePair,
  type RawRow,
  rankHeading,
  userFields,
} from './rows.ts';
import { type Collected, collectUsers, locatedFault } from './validate.ts';

export interface ReadOptions {
  /** False: rows with nothing but an id will do, and the name of such a user is empty. Default: true. */
  readonly nameRequired?: boolean;
}

/**
 * Reads a list of users: CSV, TSV or `;`-separated text with a header in English or Chinese or without one, NDJSON, a
 * JSON array, lines of `name:id`, or a table as it is copied from the console; in UTF-8, UTF-16 or GBK. All faults are reported at once, with their
 * lines; an empty input is an empty list.
 *
 * All of it is held in memory: up to 64 MB of input, and some hundred bytes a user.
 *
 * @param fileName for messages; `-` for stdin
 * @throws KooError (usage) when the input as a whole is no such list
 */
export async function readUsers(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  { nameRequired = true }: ReadOptions = {},
): Promise<UserFile> {
  const { text, encoding } = decodeText(await collectBytes(source), { notText: (reason) => notText[reason] });
  const { format, rows, ignored } = readRows(text, nameRequired);
  const collected = collectUsers(rows, nameRequired);
  return {
    file: fileName,
    format,
    encoding,
    ignored,
    ...(/[0-9a-f]$/i.test(text) ? withoutTruncatedRow(collected) : collected),
  };
}

/** A text that ends within an ID, where the other IDs are complete, is a truncated file. */
function withoutTruncatedRow(collected: Collected): Collected {
  const { users, faults } = collected;
  const last = users.at(-1);
  const isTruncated = last && /^[0-9a-f]{1,31}$/i.test(last.account_id);
  if (!isTruncated || !users.some(({ account_id }) => looksLikeId(account_id))) return collected;
  const { line, account_id: id } = last;
  const message = both('the file is incomplete: it ends within the account ID {id}', { id });
  const cut = locatedFault(last, { code: 'CUT_OFF', severity: 'error', message });
  const others = faults.filter((fault) => fault.line !== line || fault.code !== 'ID_FORM');
  return { ...collected, users: users.slice(0, -1), faults: [...others, cut] };
}

interface Rows {
  readonly format: UserFormat;
  readonly rows: Iterable<RawRow>;
  readonly ignored: readonly string[];
}

function readRows(text: string, nameRequired: boolean): Rows {
  const first = text.trimStart()[0];
  if (first === '[' || first === '{') {
    return isJsonDocument(text)
      ? { format: 'json', rows: readJson(text), ignored: [] }
      : { format: 'ndjson', rows: readElements(filledLines(text, /\n/g)), ignored: [] };
  }
  // Excel's own line that names the delimiter; what is left of it is an empty line.
  const [named = '', given] = /^sep=([,;\t])[ \t]*(?=\r|\n)/i.exec(text) ?? [];
  const delimiter = (given as Delimiter | undefined) ?? delimiterOf(text);
  if (delimiter === undefined || delimiter === '\t') {
    const shown = withoutFooters(text);
    const pasted = consoleTable(shown) ?? (delimiter && shown.slice(named.length));
    if (pasted !== undefined) return { format: 'tsv', ...readTable(pasted, '\t', nameRequired) };
  } else return { format: 'csv', ...readTable(text.slice(named.length), delimiter, nameRequired) };
  return { format: 'lines', rows: readLines(text), ignored: [] };
}

/** `name:id` a line, or ids under a heading; empty lines and those that begin with `#` do not count. */
function* readLines(text: string): Generator<RawRow> {
  let isFirst = true;
  for (const one of filledLines(text, /\r\n|\r|\n/g)) {
    if (one.text.startsWith('#')) continue;
    const isHeading = isFirst && rankHeading(one.text, 'account_id') !== undefined;
    isFirst = false;
    if (!isHeading) yield parsePair(one.text, one.line);
  }
}

/** @param end of a line, with the flag g */
function* filledLines(text: string, end: RegExp): Generator<JsonElement> {
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    end.lastIndex = start;
    const found = end.exec(text);
    const one = text.slice(start, found?.index).trim();
    start = found ? end.lastIndex : text.length;
    if (one !== '') yield { text: one, line };
  }
}

function* readElements(elements: Iterable<JsonElement>): Generator<RawRow> {
  for (const element of elements) yield readElement(element);
}

/** Maximum size of an input in bytes: more than a million users. */
export const maxInputBytes = 64 * 1024 * 1024;

/** All of an input. @throws KooError (usage) `TOO_LARGE` above {@link maxInputBytes} */
async function collectBytes(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > maxInputBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

const tooLarge = usageError(
  'TOO_LARGE',
  both('The input is larger than {limit} MB', { limit: maxInputBytes >> 20 }),
  both('Split it and import the parts one by one.'),
);

const notText: Readonly<Record<NotTextReason, KooError>> = {
  workbook: usageError(
    'NOT_TEXT',
    both('The input is an Excel workbook, not text'),
    both('Save the sheet as "CSV UTF-8" in Excel, with both columns formatted as text.'),
  ),
  binary: usageError(
    'NOT_TEXT',
    both('The input is binary data, not text'),
    both('Give CSV, NDJSON, JSON, or lines of name:id.'),
  ),
  'unknown-encoding': usageError(
    'UNKNOWN_ENCODING',
    both('The text is not in UTF-8, UTF-16 or GBK (GB18030)'),
    both('Save it as UTF-8 (in Excel: "CSV UTF-8").'),
  ),
};

/** Whether a text that begins with a bracket is one document with all users, and not a user a line. */
function isJsonDocument(text: string): boolean {
  if (text.trimStart()[0] === '[') return true;
  const document = tryJson(text);
  return isObject(document) && (Array.isArray(document.users) || /\n./.test(text.trim()));
}

/**
 * Reads a JSON array of users, an object with one under `users`, or a user. A user is an object with the names of
 * columns as keys, or a text `name:id`.
 *
 * @throws KooError (usage) `NOT_JSON` when it is no such document
 */
function readJson(text: string): Iterable<RawRow> {
  const array = text.trimStart()[0] === '[' ? text : arrayIn(text);
  const elements = jsonElements(array);
  if (elements) return readElements(elements);
  const message = both('The input is neither a complete JSON array of users nor NDJSON');
  const hint = both('Give [{"account_name": "…", "account_id": "…"}, …], or such an object on each line.');
  throw usageError('NOT_JSON', message, hint);
}

/** The array under the key `users` where it stands, or the one object as an array. */
function arrayIn(text: string): string {
  const document = tryJson(text);
  if (!isObject(document) || !Array.isArray(document.users)) return `[${text}]`;
  const [key = ''] = /"users"\s*:\s*\[/.exec(text) ?? [];
  const open = text.indexOf(key) + key.length - 1;
  // Blank out the text before it, so that the line numbers stay right.
  const part = text.slice(0, open).replace(/[^\n]/g, ' ') + text.slice(open, text.lastIndexOf(']') + 1);
  const isWhole = key !== '' && jsonElements(part)?.length === document.users.length;
  return isWhole ? part : JSON.stringify(document.users);
}

function readElement({ text, line }: JsonElement): RawRow {
  const value = tryJson(text);
  if (value === undefined) return invalidRow(line, 'NOT_JSON', both('invalid JSON'));
  if (typeof value === 'string') return parsePair(value, line);
  if (!isObject(value)) {
    return invalidRow(
      line,
      'NOT_A_USER',
      both('the row must be an object with account_name and account_id, or a string "name:id"'),
    );
  }
  const columns = findColumns(Object.keys(value));
  const row: { line: number; account_name?: string; account_id?: string } = { line };
  for (const field of userFields) {
    const column = columns[field];
    const member = column === undefined ? undefined : Object.values(value)[column];
    if (member === undefined || member === null) continue;
    // A number has already lost digits.
    if (typeof member !== 'string') {
      const message = both('the {field} must be a JSON string', { field: fieldNames[field] });
      return invalidRow(line, 'NOT_TEXT', message);
    }
    row[field] = member;
  }
  return row;
}
