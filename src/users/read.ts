import type { KooError } from '../errors/koo-error.ts';
import { looksLikeId, type RowFault, type UserFile, type UserFormat } from '../seller/user-list.ts';
import { decodeText, type NotTextReason } from '../text/decode.ts';
import { type Delimiter, delimiterOf } from '../text/delimited.ts';
import { consoleTable, withoutFooters } from './console-table.ts';
import { type Collected, collectUsers } from './judge.ts';
import { isJsonDocument, readJson, readNdjson } from './read-json.ts';
import { readTable } from './read-table.ts';
import { type RawRow, rankOf, rowOfPair, unreadableUsers } from './rows.ts';

export interface ReadOptions {
  /** False: rows with nothing but an id will do, and the name of such a user is empty. Default: true. */
  readonly nameNeeded?: boolean;
}

/**
 * Reads a list of users: CSV, TSV or `;`-separated text with a header in English or Chinese or without one, NDJSON, a
 * JSON array, lines of `name:id`, or a table as it is copied from the console; in UTF-8, UTF-16 or GBK. Everything that is wrong with a row is told with its
 * line, all at once; an empty input is an empty list.
 *
 * All of it is held in memory: up to 64 MB of input, and some hundred bytes a user.
 *
 * @param fileName for messages; `-` for stdin
 * @throws KooError (usage) when the input as a whole is no such list
 */
export async function readUsers(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  { nameNeeded = true }: ReadOptions = {},
): Promise<UserFile> {
  const { text, encoding } = decodeText(await collectBytes(source), {
    notText: (reason) => notText[reason],
  });
  const { format, rows, ignored } = readRows(text, nameNeeded);
  const collected = collectUsers(rows, nameNeeded);
  return {
    file: fileName,
    format,
    encoding,
    ignored,
    ...(endsInId(text) ? withoutCut(collected) : collected),
  };
}

function endsInId(text: string): boolean {
  return /[0-9a-f]$/i.test(text);
}

/** A text that ends in a part of an id, where others are whole, is a part of a file. */
function withoutCut(collected: Collected): Collected {
  const { users, faults } = collected;
  const last = users.at(-1);
  const isCut = last && /^[0-9a-f]{1,31}$/i.test(last.account_id);
  if (!isCut || !users.some(({ account_id }) => looksLikeId(account_id))) return collected;
  const { line, account_name, account_id } = last;
  const cut: RowFault = {
    line,
    code: 'CUT_OFF',
    severity: 'error',
    message: {
      en: `the file ends in the midst of the account ID ${account_id}: it is not whole`,
      zh: `文件在账号ID ${account_id} 中间结束：文件不完整`,
    },
    account_name,
    account_id,
  };
  const others = faults.filter((fault) => fault.line !== line || fault.code !== 'ID_FORM');
  return { ...collected, users: users.slice(0, -1), faults: [...others, cut] };
}

interface Rows {
  readonly format: UserFormat;
  readonly rows: Iterable<RawRow>;
  readonly ignored: readonly string[];
}

function readRows(text: string, nameNeeded: boolean): Rows {
  const first = text.trimStart()[0];
  if (first === '[' || first === '{') {
    return isJsonDocument(text)
      ? { format: 'json', rows: readJson(text), ignored: [] }
      : { format: 'ndjson', rows: readNdjson(text), ignored: [] };
  }
  // Excel's own line that names the delimiter; what is left of it is an empty line.
  const [named = '', given] = /^sep=([,;\t])[ \t]*(?=\r|\n)/i.exec(text) ?? [];
  const delimiter = (given as Delimiter | undefined) ?? delimiterOf(text);
  if (delimiter === undefined || delimiter === '\t') {
    const shown = withoutFooters(text);
    const pasted = consoleTable(shown) ?? (delimiter && shown.slice(named.length));
    if (pasted !== undefined) return { format: 'tsv', ...readTable(pasted, '\t', nameNeeded) };
  } else return { format: 'csv', ...readTable(text.slice(named.length), delimiter, nameNeeded) };
  return { format: 'lines', rows: readLines(text), ignored: [] };
}

/** `name:id` a line, or ids under a heading; empty lines and those that begin with `#` do not count. */
function readLines(text: string): RawRow[] {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ text: line.trim(), line: index + 1 }))
    .filter((one) => one.text !== '' && !one.text.startsWith('#'));
  const isHeaded = rankOf(lines[0]?.text ?? '', 'account_id') !== undefined;
  return (isHeaded ? lines.slice(1) : lines).map((one) => rowOfPair(one.text, one.line));
}

/** Bytes of an input at the most: more than a million users. */
export const maxInputBytes = 64 * 1024 * 1024;

/**
 * All of an input.
 *
 * @throws KooError (usage) `TOO_LARGE` above {@link maxInputBytes}
 */
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

const tooLarge = unreadableUsers(
  'TOO_LARGE',
  {
    en: `The input is larger than ${maxInputBytes >> 20} MB`,
    zh: `输入超过 ${maxInputBytes >> 20} MB`,
  },
  { en: 'Split it, and import the parts one by one.', zh: '请拆分后逐个导入。' },
);

const notText: Readonly<Record<NotTextReason, KooError>> = {
  workbook: unreadableUsers(
    'NOT_TEXT',
    { en: 'This is an Excel workbook, not text', zh: '这是 Excel 工作簿，不是文本文件' },
    {
      en: 'Save the sheet as "CSV UTF-8" in Excel, with both columns formatted as text.',
      zh: '请在 Excel 中将两列设为文本格式，再另存为“CSV UTF-8”。',
    },
  ),
  binary: unreadableUsers(
    'NOT_TEXT',
    { en: 'This is binary data, not text', zh: '这是二进制数据，不是文本' },
    {
      en: 'Give CSV, NDJSON, JSON, or lines of name:id.',
      zh: '请提供 CSV、NDJSON、JSON 或每行一个“账号名:账号ID”。',
    },
  ),
  'unknown-encoding': unreadableUsers(
    'UNKNOWN_ENCODING',
    {
      en: 'The text is not in UTF-8, UTF-16 or GBK (GB18030)',
      zh: '文本不是 UTF-8、UTF-16 或 GBK（GB18030）编码',
    },
    {
      en: 'Save it as UTF-8; Excel calls that "CSV UTF-8".',
      zh: '请另存为 UTF-8 编码；在 Excel 中选择“CSV UTF-8”。',
    },
  ),
};
