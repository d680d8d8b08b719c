import { type KooError, usageError } from '../../errors/koo-error.ts';
import { isObject } from '../../text/json.ts';
import { type JsonArrayFault, streamJsonElements } from '../../text/json-array.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { RecordFault } from '../record/fields.ts';
import { derivedSn } from '../record/record.ts';

/**
 * Reads one record per line, skipping empty lines. A line that is not valid JSON is a fault of that line alone. Each
 * chunk is parsed lazily, record by record.
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
    if (rest.length > maxRecordLength) throw lineTooLongError(line + 1);
  }
  if (rest.trim() !== '') yield [parseRecord(rest.trim(), line + 1)];
}

function lineTooLongError(line: number): KooError {
  return usageError(
    'LINE_TOO_LONG',
    both('Line {line} is too long for a record', { line }),
    both('Check that the file has the format given with --input-format, or detected by koo.'),
  );
}

/** A record of the input, or why it cannot be read. */
export type RawRecord =
  | { readonly line: number; readonly value: unknown }
  | {
      readonly line: number;
      readonly fault: RecordFault;
      /** The part of it that could be read. */
      readonly value: unknown;
    };

/** Longest text of a record, in characters; far more than a valid record has. */
const maxRecordLength = 1 << 20;

/** Parses one JSON text; a parse error is a fault of that record alone. */
function parseRecord(text: string, line: number): RawRecord {
  try {
    return { line, value: unwrapReject(JSON.parse(text)) };
  } catch (error) {
    // V8's message ends with a quote of the input; only the reason before it is kept.
    const reason = error instanceof Error ? error.message.replace(/,? ?("|\.\.\.).*$/s, '') : '';
    return {
      line,
      fault: { code: 'NOT_JSON', message: both('invalid JSON: {reason}', { reason }) },
      value: text,
    };
  }
}

/**
 * Takes the record from a line of a rejects file, so that the corrected file can be pushed; returns anything else unchanged.
 * An id derived from the record is derived anew, since the record may have been corrected.
 */
function unwrapReject(value: unknown): unknown {
  if (!isObject(value) || typeof value.line !== 'number' || typeof value.by !== 'string') return value;
  const { record } = value;
  if (!isObject(record)) return record ?? value;
  const { metering_sn: sn, ...rest } = record;
  return typeof sn === 'string' && derivedSn.test(sn) ? rest : record;
}

/** The start of the documented request body. */
const bodyStart = '{"usage_records":[';

/** Whether a text is the start of the documented request body; `undefined` if it is too short to decide. */
export function isBodyStart(text: string): boolean | undefined {
  const plain = text.replace(/\s+/g, '');
  if (plain.startsWith(bodyStart)) return true;
  return bodyStart.startsWith(plain) ? undefined : false;
}

/** The array in the documented request body, `{"usage_records":[…]}`. */
async function* arrayOfBody(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let isInside = false;
  let held = '';
  for await (const text of texts) {
    held += text;
    if (!isInside) {
      if (isBodyStart(held) !== true) continue;
      isInside = true;
      // Line feeds are kept, so that lines are counted as in the input.
      const at = held.indexOf('[');
      held = held.slice(0, at).replace(/[^\n]/g, '') + held.slice(at);
    }
    const end = endOfRecords(held);
    yield held.slice(0, end);
    held = held.slice(end);
    if (held.length > maxRecordLength)
      throw notJsonError(both('The input has more than a megabyte of blanks in one place'));
  }
  // Without its brace, the body is incomplete: as an array that does not end.
  yield isInside && held.trim() === '}' ? '' : `${held}[`;
}

/** Where the end of a text begins that may be the end of the body: a brace, with blanks around it. */
function endOfRecords(text: string): number {
  return text.trimEnd().replace(/\}$/, '').trimEnd().length;
}

/**
 * Reads the elements of one JSON array as they arrive, keeping one in memory.
 *
 * @param isBody whether it is in the documented request body
 */
export async function* readJsonArray(
  texts: AsyncIterable<string>,
  isBody: boolean,
): AsyncGenerator<RawRecord[]> {
  const fail = ({ reason, line, rest }: JsonArrayFault) => {
    if (reason === 'element-too-long') return lineTooLongError(line);
    const [, key] = /^,\s*"([^"]{1,64})"/.exec((isBody && rest) || '') ?? [];
    if (key !== undefined) return extraKeyError(line, key);
    return notJsonError(both('Line {line}: the JSON array is invalid or incomplete', { line }));
  };
  const array = isBody ? arrayOfBody(texts) : texts;
  for await (const elements of streamJsonElements(array, maxRecordLength, fail)) {
    yield elements.map(({ line, text }) => parseRecord(text, line));
  }
}

/** Finds what is wrong with a request body that does not begin with its records; `undefined` for any other text. */
export function findBodyFault(start: string): KooError | undefined {
  if (/^\s*\{\s*"records"\s*:\s*\[/.test(start)) {
    const facts = { line: 1, key: 'records' };
    return notJsonError(both('Line {line}: the request body has "{key}" instead of "usage_records"', facts));
  }
  const [, key, before = ''] = /^\s*\{\s*"([^"]{1,64})"\s*:(.*?)"usage_records"\s*:\s*\[/s.exec(start) ?? [];
  // In NDJSON, it would be in a line of its own.
  return key === undefined || /\}\s*\{/.test(before) ? undefined : extraKeyError(1, key);
}

function extraKeyError(line: number, key: string): KooError {
  const facts = { line, key };
  return notJsonError(both('Line {line}: the request body may have usage_records only, not "{key}"', facts));
}

function notJsonError(message: Localized): KooError {
  const hint = both(
    'The input must be [record, record, …] or {"usage_records":[record, …]}. For one record per line, use NDJSON.',
  );
  return usageError('NOT_JSON', message, hint);
}
