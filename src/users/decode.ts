import type { KooError } from '../errors/koo-error.ts';
import { decodeText } from '../text/decode.ts';
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
 * The text of a list of users.
 *
 * @throws KooError (usage) `NOT_TEXT` for a workbook or other binary data, `UNKNOWN_ENCODING`
 */
export function decodeUsers(bytes: Uint8Array) {
  return decodeText(bytes, { notText: (reason) => notTextErrors[reason]() });
}

const notTextErrors = { workbook, binary, 'unknown-encoding': unknownEncoding };

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
