import { withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { readInput } from '../../../cli/files/input-file.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import { decodeText } from '../../../text/decode.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
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
const whichOne: Localized = both(
  'Ask of each licence: koo license query LICENSE... --each. A licence begins with PL and is of your own product.',
);

async function usageOf(input: string, { user = [], active }: StatsOptions): Promise<readonly LicenseUsage[]> {
  const fromFile = input === '-' || input.startsWith('@');
  const flags = user.length > 0 || active !== undefined;
  if (fromFile === flags) {
    throw usageError(
      'NO_USAGE',
      fromFile ? both('Records from a file take no --user or --active') : both('There is nothing to report'),
      both('Give LICENSE with --user or --active; or @FILE or - with records.'),
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
  const name = input === '-' ? both('stdin') : input;
  return usageError(
    'NO_USAGE',
    both('There is no record in {name}', { name }),
    both(
      'CSV with the header license,id or license,active_num; or NDJSON with these names. Nothing was sent.',
    ),
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
  const { text } = decodeText(bytes, { notText: () => invalid(0, both('not text')) });
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
    throw invalid(line, both('license has 1 to 64 characters'));
  }
  if ((id === undefined) === (activeNum === undefined)) {
    throw invalid(line, both('exactly one of id and active_num is needed'));
  }
  if (id !== undefined) {
    if ([...id].length <= 256) return { id };
    throw invalid(line, both('id has 256 characters at most'));
  }
  if (/^\d{1,9}$/.test(activeNum ?? '')) return { active_num: Number(activeNum) };
  throw invalid(line, both('active_num is a whole number of up to 9 digits'));
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
  throw invalid(line, both('not a JSON object'));
}

async function fromCsv(text: string): Promise<Record[]> {
  const { readDelimited } = await import('../../../text/delimited.ts');
  let headings: readonly string[] | undefined;
  const records: Record[] = [];
  for (const { line, cells, fault } of readDelimited(text)) {
    if (fault) throw invalid(fault.line, both('not CSV ({code})', { code: fault.code }));
    if (!headings) {
      headings = cells;
      continue;
    }
    if (cells.length !== headings.length) {
      throw invalid(
        line,
        both('{cells} cells, but the header has {headings}', {
          cells: cells.length,
          headings: headings.length,
        }),
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

function invalid(line: number, message: Localized): KooError {
  return new KooError({
    category: 'usage',
    code: 'INVALID_RECORD',
    message: line > 0 ? both('Line {line}: {message}', { line, message }) : message,
    hint: both(
      'CSV with the header license,id or license,active_num; or NDJSON with these names. Nothing was sent.',
    ),
    ...(line > 0 && { details: { line } }),
  });
}
