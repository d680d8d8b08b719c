import type { KooError } from '../../errors/koo-error.ts';
import { inputError } from '../faults.ts';
import { tooLong } from './ndjson.ts';
import { maxRecordLength, parseRecord, type RawRecord } from './raw.ts';

/** What the reader waits for next. */
type Place = 'start' | 'first' | 'element' | 'inside' | 'after' | 'end';

/** Reads the elements of one JSON array as they come; only the element at hand is kept. */
export async function* readJsonArray(texts: AsyncIterable<string>): AsyncGenerator<RawRecord[]> {
  const scan = createScanner();
  for await (const text of texts) {
    const records = scan.take(text);
    if (records.length > 0) yield records;
  }
  scan.finish();
}

function createScanner() {
  let place: Place = 'start';
  let line = 1;
  let startLine = 1;
  let element = '';
  let depth = 0;
  let inString = false;
  let escaped = false;

  /** Where the element ends in the text: behind its closing bracket, or at the comma or bracket behind a scalar. */
  function endOfElement(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const unit = text[at];
      if (unit === '\n') line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (unit === '\\') escaped = true;
        else if (unit === '"') inString = false;
      } else if (unit === '"') inString = true;
      else if (unit === '{' || unit === '[') depth += 1;
      else if (depth > 0 && (unit === '}' || unit === ']')) {
        depth -= 1;
        if (depth === 0) return at + 1;
      } else if (depth === 0 && (unit === ',' || unit === ']')) return at;
    }
    return -1;
  }

  function take(text: string): RawRecord[] {
    const records: RawRecord[] = [];
    let at = 0;
    while (at < text.length) {
      if (place === 'inside') {
        const end = endOfElement(text, at);
        element += text.slice(at, end === -1 ? text.length : end);
        if (element.length > maxRecordLength) throw tooLong(startLine);
        if (end === -1) return records;
        records.push(parseRecord(element, startLine));
        place = 'after';
        at = end;
        continue;
      }
      const unit = text[at] ?? '';
      if (unit === '\n') line += 1;
      if (/\s/.test(unit)) at += 1;
      else if (place === 'start' && unit === '[') {
        place = 'first';
        at += 1;
      } else if ((place === 'first' || place === 'after') && unit === ']') {
        place = 'end';
        at += 1;
      } else if (place === 'after' && unit === ',') {
        place = 'element';
        at += 1;
      } else if ((place === 'first' || place === 'element') && unit !== ',' && unit !== ']') {
        place = 'inside';
        element = '';
        startLine = line;
      } else throw notAnArray(line);
    }
    return records;
  }

  function finish(): void {
    if (place !== 'end') throw notAnArray(line);
  }

  return { take, finish };
}

function notAnArray(line: number): KooError {
  return inputError(
    'NOT_JSON',
    { en: `Line ${line}: this is not a whole JSON array`, zh: `第 ${line} 行：不是完整的 JSON 数组` },
    {
      en: 'The input is [record, record, …]; for one record a line use NDJSON.',
      zh: '输入应为 [话单, 话单, …]；每行一条时请使用 NDJSON。',
    },
  );
}
