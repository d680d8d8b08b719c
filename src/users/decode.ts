import type { KooError } from '../errors/koo-error.ts';
import type { Encoding } from '../seller/user-list.ts';
import { unreadableUsers } from './faults.ts';
/** Bytes of an input at the most: more than a million users. */
export const maxInputBytes = 64 * 1024 * 1024;

/**
 * All of an input.
 *
 * @throws KooError (usage) `TOO_LARGE` above {@link maxInputBytes}
 */
export async function collectBytes(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > maxInputBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

/**
 * Text as the tools of a merchant write it: UTF-8 and UTF-16 with or without a byte order mark, and what Excel in
 * China calls CSV, which is GBK (read as its superset GB18030). Valid UTF-8 is UTF-8.
 *
 * @throws KooError (usage) `NOT_TEXT` for a workbook or other binary data, `UNKNOWN_ENCODING`
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw workbook();
  }
  const marked = byMark(bytes);
  for (const encoding of marked ? [marked] : (['utf-8', 'gb18030'] as const)) {
    const text = decoded(bytes, encoding);
    if (text === undefined) continue;
    if (text.includes('\0')) throw binary();
    return { text, encoding };
  }
  throw unknownEncoding();
}

function byMark(bytes: Uint8Array): Encoding | undefined {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8';
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  // Without a mark: names and English headings begin with ASCII.
  const [first, second] = bytes;
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  return undefined;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function decoded(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function tooLarge(): KooError {
  const megabytes = maxInputBytes / 1024 / 1024;
  return unreadableUsers(
    'TOO_LARGE',
    { en: `The input is larger than ${megabytes} MB`, zh: `输入超过 ${megabytes} MB` },
    { en: 'Split it, and import the parts one by one.', zh: '请拆分后逐个导入。' },
  );
}

function workbook(): KooError {
  return unreadableUsers(
    'NOT_TEXT',
    { en: 'This is an Excel workbook, not text', zh: '这是 Excel 工作簿，不是文本文件' },
    {
      en: 'Save the sheet as "CSV UTF-8" in Excel, with both columns formatted as text.',
      zh: '请在 Excel 中将两列设为文本格式，再另存为“CSV UTF-8”。',
    },
  );
}

function binary(): KooError {
  return unreadableUsers(
    'NOT_TEXT',
    { en: 'This is binary data, not text', zh: '这是二进制数据，不是文本' },
    {
      en: 'Give CSV, NDJSON, JSON, or lines of name:id.',
      zh: '请提供 CSV、NDJSON、JSON 或每行一个“账号名:账号ID”。',
    },
  );
}

function unknownEncoding(): KooError {
  return unreadableUsers(
    'UNKNOWN_ENCODING',
    {
      en: 'The text is not in UTF-8, UTF-16 or GBK (GB18030)',
      zh: '文本不是 UTF-8、UTF-16 或 GBK（GB18030）编码',
    },
    {
      en: 'Save it as UTF-8; Excel calls that "CSV UTF-8".',
      zh: '请另存为 UTF-8 编码；在 Excel 中选择“CSV UTF-8”。',
    },
  );
}
