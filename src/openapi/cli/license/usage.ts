import { KooError } from '../../../errors/koo-error.ts';
import { decodeText } from '../../../text/decode.ts';
import type { JsonValue } from '../../../text/json.ts';
import { type LicenseUsage, maxUsageEntries, type UsageEntry } from '../../licenses.ts';

/** An entry with the licence it is of, and where it was found. */
interface Record {
  readonly license: string;
  readonly id: string | undefined;
  readonly activeNum: string | undefined;
  readonly line: number;
}

/**
 * Usage of licences: CSV with the header `license,id` or `license,active_num` (or all three), or NDJSON with the same
 * names; in UTF-8, UTF-16 or GBK.
 *
 * @throws KooError (usage, `INVALID_RECORD`), with the line
 */
export async function parseUsage(bytes: Uint8Array): Promise<readonly LicenseUsage[]> {
  const { text } = decodeText(bytes, { notText: () => invalid(0, 'not text', '不是文本') });
  const records = text.trimStart().startsWith('{') ? fromNdjson(text) : await fromCsv(text);
  return group(records);
}

/** Entries by licence, in pieces that one licence of one call may hold. */
export function group(records: readonly Record[]): readonly LicenseUsage[] {
  const byLicense = new Map<string, UsageEntry[]>();
  for (const record of records) {
    const entries = byLicense.get(record.license) ?? [];
    entries.push(entryOf(record));
    byLicense.set(record.license, entries);
  }
  return [...byLicense].flatMap(([license, entries]) =>
    Array.from({ length: Math.ceil(entries.length / maxUsageEntries) }, (_, index) => ({
      license,
      entries: entries.slice(index * maxUsageEntries, (index + 1) * maxUsageEntries),
    })),
  );
}

function entryOf({ license, id, activeNum, line }: Record): UsageEntry {
  if (license === '' || [...license].length > 64) {
    throw invalid(line, 'license has 1 to 64 characters', 'license 应为 1 到 64 个字符');
  }
  if ((id === undefined) === (activeNum === undefined)) {
    throw invalid(line, 'exactly one of id and active_num is needed', 'id 和 active_num 应有且仅有一个');
  }
  if (id !== undefined) {
    if ([...id].length <= 256) return { id };
    throw invalid(line, 'id has 256 characters at most', 'id 最长 256 个字符');
  }
  if (/^\d{1,9}$/.test(activeNum ?? '')) return { active_num: Number(activeNum) };
  throw invalid(line, 'active_num is a whole number of up to 9 digits', 'active_num 应为不超过 9 位的整数');
}

function fromNdjson(text: string): Record[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    const line = index + 1;
    const { license, id, active_num: activeNum } = parseLine(content, line);
    return [{ license: word(license) ?? '', id: word(id), activeNum: word(activeNum), line }];
  });
}

function parseLine(content: string, line: number): { readonly [name: string]: JsonValue } {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as { readonly [name: string]: JsonValue };
    }
  } catch {
    // Told below, with the line.
  }
  throw invalid(line, 'not a JSON object', '不是 JSON 对象');
}

async function fromCsv(text: string): Promise<Record[]> {
  const { readDelimited } = await import('../../../text/delimited.ts');
  let headings: readonly string[] | undefined;
  const records: Record[] = [];
  for (const { line, cells, fault } of readDelimited(text)) {
    if (fault) throw invalid(fault.line, `not CSV (${fault.code})`, `不是 CSV（${fault.code}）`);
    if (!headings) {
      headings = cells;
      continue;
    }
    if (cells.length !== headings.length) {
      throw invalid(
        line,
        `${cells.length} cells, but the header has ${headings.length}`,
        `有 ${cells.length} 列，而表头有 ${headings.length} 列`,
      );
    }
    const cell = (heading: string) => cells[headings?.indexOf(heading) ?? -1];
    records.push({
      license: cell('license') ?? '',
      id: cell('id') || undefined,
      activeNum: cell('active_num') || undefined,
      line,
    });
  }
  return records;
}

function word(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function invalid(line: number, en: string, zh: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'INVALID_RECORD',
    message: line > 0 ? { en: `Line ${line}: ${en}`, zh: `第 ${line} 行：${zh}` } : { en, zh },
    hint: {
      en: 'CSV with the header license,id or license,active_num; or NDJSON with these names. Nothing was sent.',
      zh: '请使用表头为 license,id 或 license,active_num 的 CSV，或字段名相同的 NDJSON。未发送任何请求。',
    },
    ...(line > 0 && { details: { line } }),
  });
}
