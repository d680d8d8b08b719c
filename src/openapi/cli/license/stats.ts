import { withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { readInput } from '../../../cli/files/input-file.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import { decodeText } from '../../../text/decode.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import type { OpenApi } from '../../client.ts';
import { callDetails } from '../../errors.ts';
import {
  type LicenseUsage,
  maxLicenses,
  maxUsageEntries,
  reportLicenseUsage,
  type UsageEntry,
} from '../../licenses.ts';
import { objectOf, textOf } from '../../read.ts';
import type { StatsOptions } from '../flags.ts';
import { doneRow, type LicenseRow, sendLicenses, unclearRow } from './batch.ts';

/** Reports who uses licences: one from the flags, many from text. */
export async function runStats(
  input: string,
  options: StatsOptions,
  host: ApiHost,
): Promise<readonly LicenseRow[]> {
  const usage = await usageOf(input, options);
  return withApi(options, 'license', host, (api) =>
    sendLicenses(
      callsOf(usage).map((chunk) => {
        const licenses = chunk.map(({ license }) => license);
        return { licenses, send: () => report(api, chunk, licenses) };
      }),
    ),
  );
}

/** What Huawei answers when a call has a licence that it does not take. */
const someInvalid = '92020020';

async function report(
  api: OpenApi,
  usage: readonly LicenseUsage[],
  licenses: readonly string[],
): Promise<readonly LicenseRow[]> {
  try {
    return statsRows(licenses, await reportLicenseUsage(api, usage));
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.resultCode !== someInvalid) throw error;
    const named = licenses.length > 1 && refusedRows(licenses, callDetails(error).data, someInvalid);
    if (named) return named;
    throw error.with({ hint: whichOne });
  }
}

/** The hint of the code is for the commands that have --each. */
const whichOne: Localized = {
  en: 'Ask of each licence: koo license query LICENSE... --each. A licence begins with PL and is of your own product.',
  zh: '可用 koo license query LICENSE... --each 逐个查看；授权码以 PL 开头，且须属于您的商品。',
};

async function usageOf(input: string, { user = [], active }: StatsOptions): Promise<readonly LicenseUsage[]> {
  const fromFile = input === '-' || input.startsWith('@');
  const flags = user.length > 0 || active !== undefined;
  if (fromFile === flags) {
    throw usageError(
      'NO_USAGE',
      fromFile
        ? {
            en: 'Records from a file take no --user or --active',
            zh: '从文件读取时不能使用 --user 或 --active',
          }
        : { en: 'There is nothing to report', zh: '没有要上报的数据' },
      {
        en: 'Give LICENSE with --user or --active; or @FILE or - with records.',
        zh: '请给出授权码及 --user 或 --active，或用 @FILE、- 提供记录。',
      },
    );
  }
  if (fromFile) {
    const read = await parseUsage(await readInput(input));
    if (read.length === 0) throw noRecord(input);
    return read;
  }
  const entries = [
    ...user.map((id) => ({ id, activeNum: undefined })),
    ...(active === undefined ? [] : [{ id: undefined, activeNum: String(active) }]),
  ];
  return group(entries.map((entry) => ({ license: input, ...entry, line: 0 })));
}

/** A pipe that broke must not look like a report that was made. */
function noRecord(input: string): KooError {
  const name = input === '-' ? { en: 'stdin', zh: '标准输入' } : { en: input, zh: input };
  return usageError(
    'NO_USAGE',
    { en: `There is no record in ${name.en}`, zh: `${name.zh} 中没有记录` },
    {
      en: 'CSV with the header license,id or license,active_num; or NDJSON with these names. Nothing was sent.',
      zh: '请使用表头为 license,id 或 license,active_num 的 CSV，或字段名相同的 NDJSON。未发送任何请求。',
    },
  );
}

/** A hundred at most in a call, and no licence twice in one. */
function callsOf(usage: readonly LicenseUsage[]): LicenseUsage[][] {
  const calls: LicenseUsage[][] = [];
  for (const one of usage) {
    const room = calls.find(
      (call) => call.length < maxLicenses && call.every(({ license }) => license !== one.license),
    );
    if (room) room.push(one);
    else calls.push([one]);
  }
  return calls;
}

/**
 * What became of each licence, from the `data` of an answer that is a success. Huawei says that it names the licences
 * that failed a check, and the name of the member is cut off in what is published (`check_fail_…`): every list in it is
 * read. Where it says something that koo cannot read, nobody knows of any of them.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002290055385.html
 */
function statsRows(licenses: readonly string[], data: JsonValue | undefined): readonly LicenseRow[] {
  const failed = isEmpty(data) ? new Map<string, JsonObject>() : readFailed(licenses, data);
  if (!failed) {
    return licenses.map((license) => unclearRow(license, 'UNREADABLE_ANSWER', { data: data ?? null }));
  }
  return licenses.map((license) => {
    const told = failed.get(license);
    if (!told) return doneRow(license);
    return { ...told, license, result: 'failed', code: codeOf(told) ?? 'CHECK_FAILED' };
  });
}

/**
 * The same from the `data` of an answer that refuses a call because of some licences in it. Whether the others were
 * counted all the same is not documented: nobody knows of them.
 *
 * @returns nothing when it does not name licences of the call
 */
function refusedRows(
  licenses: readonly string[],
  data: JsonValue | undefined,
  code: string,
): readonly LicenseRow[] | undefined {
  const failed = isEmpty(data) ? undefined : readFailed(licenses, data);
  if (!failed) return undefined;
  return licenses.map((license) => {
    const told = failed.get(license);
    return told
      ? { ...told, license, result: 'failed', code: codeOf(told) ?? code }
      : unclearRow(license, code);
  });
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** The licences that are named, with what is told of them; nothing when one thing named is none of them. */
function readFailed(
  licenses: readonly string[],
  data: JsonValue | undefined,
): ReadonlyMap<string, JsonObject> | undefined {
  const entries = Array.isArray(data) ? data : Object.values(objectOf(data)).flat();
  const failed = new Map<string, JsonObject>();
  for (const entry of entries as readonly JsonValue[]) {
    const told = objectOf(entry);
    const name = typeof entry === 'string' ? entry : (textOf(told.license) ?? textOf(told.license_code));
    if (name === undefined || !licenses.includes(name)) return undefined;
    failed.set(name, told);
  }
  return failed.size > 0 ? failed : undefined;
}

function codeOf({ error_code: error, code }: JsonObject): string | undefined {
  return textOf(error) || textOf(code) || undefined;
}

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
async function parseUsage(bytes: Uint8Array): Promise<readonly LicenseUsage[]> {
  const { text } = decodeText(bytes, { notText: () => invalid(0, 'not text', '不是文本') });
  const records = text.trimStart().startsWith('{') ? fromNdjson(text) : await fromCsv(text);
  return group(records);
}

/** Entries by licence, in pieces that one licence of one call may hold. */
function group(records: readonly Record[]): readonly LicenseUsage[] {
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
    if (isObject(value)) {
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
