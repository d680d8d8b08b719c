import type { KooError } from '../../errors/koo-error.ts';
import { inputError } from '../faults.ts';
import { maxRecordLength, parseRecord, type RawRecord } from './raw.ts';

/**
 * Reads one record a line; empty lines do not count. A line that is no JSON is a fault of that line alone. Each piece
 * is parsed record by record while it is gone through.
 */
export async function* readNdjson(texts: AsyncIterable<string>): AsyncGenerator<Iterable<RawRecord>> {
  let line = 0;
  let rest = '';
  function* wholeLines(all: string): Generator<RawRecord> {
    let start = 0;
    for (let end = all.indexOf('\n'); end !== -1; end = all.indexOf('\n', start)) {
      line += 1;
      const text = all.slice(start, end).trim();
      start = end + 1;
      if (text !== '') yield parseRecord(text, line);
    }
    rest = all.slice(start);
  }
  for await (const text of texts) {
    yield wholeLines(rest + text);
    if (rest.length > maxRecordLength) throw tooLong(line + 1);
  }
  if (rest.trim() !== '') yield [parseRecord(rest.trim(), line + 1)];
}

export function tooLong(line: number): KooError {
  return inputError(
    'LINE_TOO_LONG',
    { en: `Line ${line} is longer than any record can be`, zh: `第 ${line} 行过长，不可能是一条话单` },
    {
      en: 'Check that the file is what --input-format says (or what koo took it for).',
      zh: '请检查文件格式是否与 --input-format（或 koo 识别出的格式）一致。',
    },
  );
}
