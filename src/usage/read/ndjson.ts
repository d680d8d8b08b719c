import { UsageInputError } from '../faults.ts';
import { maxRecordLength, parseRecord, type RawRecord } from './raw.ts';

/** Reads one record a line; empty lines do not count. A line that is no JSON is a fault of that line alone. */
export async function* readNdjson(texts: AsyncIterable<string>): AsyncGenerator<RawRecord[]> {
  let line = 0;
  let rest = '';
  for await (const text of texts) {
    const records: RawRecord[] = [];
    const all = rest + text;
    let start = 0;
    for (let end = all.indexOf('\n'); end !== -1; end = all.indexOf('\n', start)) {
      line += 1;
      addLine(records, all.slice(start, end), line);
      start = end + 1;
    }
    rest = all.slice(start);
    if (rest.length > maxRecordLength) throw tooLong(line + 1);
    if (records.length > 0) yield records;
  }
  const last: RawRecord[] = [];
  addLine(last, rest, line + 1);
  if (last.length > 0) yield last;
}

function addLine(records: RawRecord[], text: string, line: number): void {
  const trimmed = text.trim();
  if (trimmed !== '') records.push(parseRecord(trimmed, line));
}

export function tooLong(line: number): UsageInputError {
  return new UsageInputError(
    'LINE_TOO_LONG',
    { en: `Line ${line} is longer than any record can be`, zh: `第 ${line} 行过长，不可能是一条话单` },
    {
      en: 'Check that the file is what --input-format says (or what koo took it for).',
      zh: '请检查文件格式是否与 --input-format（或 koo 识别出的格式）一致。',
    },
  );
}
