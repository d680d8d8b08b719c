import { withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { inputLimits, readInput } from '../../../cli/files/input-file.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import { responseOf } from '../../../openapi/errors.ts';
import {
  type LicenseUsage,
  maxLicenses,
  maxUsageEntries,
  reportLicenseUsage,
  type UsageEntry,
} from '../../../openapi/licenses.ts';
import { type OpenApi, textOf } from '../../../openapi/model.ts';
import { decodeText } from '../../../text/decode.ts';
import { isObject, type JsonObject, type JsonValue, objectOf, tryJson } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { StatsOptions } from '../flags.ts';
import { chunksOf, type LicenseRow, okRow, sendLicenses, unknownRow } from './batch.ts';

/** Reports the users of licences: of one from the flags, of many from a file or stdin. */
export async function runStats(
  input: string,
  options: StatsOptions,
  host: ApiHost,
): Promise<readonly LicenseRow[]> {
  const usage = await readUsage(input, options);
  return withApi(options, 'license', host, (api) =>
    sendLicenses(
      splitIntoCalls(usage).map((chunk) => {
        const licenses = chunk.map(({ license }) => license);
        return { licenses, send: () => reportUsage(api, chunk, licenses) };
      }),
    ),
  );
}

/** Huawei's code for a call with an invalid licence. */
const invalidLicensesCode = '92020020';

async function reportUsage(
  api: OpenApi,
  usage: readonly LicenseUsage[],
  licenses: readonly string[],
): Promise<readonly LicenseRow[]> {
  try {
    return statsRows(licenses, await reportLicenseUsage(api, usage));
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.resultCode !== invalidLicensesCode) throw error;
    const named =
      licenses.length > 1 && rejectedRows(licenses, responseOf(error)?.json?.data, invalidLicensesCode);
    if (named) return named;
    // Replaces the code's own hint, which is for the commands with --each.
    throw error.with({
      hint: both(
        'Query each licence: `koo license query LICENSE... --each`. A licence must begin with PL and belong to one of your products.',
      ),
    });
  }
}

async function readUsage(
  input: string,
  { user = [], active }: StatsOptions,
): Promise<readonly LicenseUsage[]> {
  const fromFile = input === '-' || input.startsWith('@');
  const flags = user.length > 0 || active !== undefined;
  if (fromFile === flags) {
    throw usageError(
      'NO_USAGE',
      fromFile
        ? both('Records from a file cannot be combined with --user or --active')
        : both('Nothing to report'),
      both('Give LICENSE with --user or --active, or @FILE or - with records.'),
    );
  }
  if (fromFile) {
    const read = await parseUsage(await readInput(input, { limit: inputLimits.list }));
    if (read.length > 0) return read;
    // A broken pipe must not look like a successful report.
    const name = input === '-' ? both('stdin') : input;
    throw usageError('NO_USAGE', both('{name} has no records', { name }), formatHint);
  }
  const entries = [
    ...user.map((id) => ({ id, activeNum: undefined })),
    ...(active === undefined ? [] : [{ id: undefined, activeNum: String(active) }]),
  ];
  return groupByLicense(entries.map((entry) => ({ license: input, ...entry, line: 0 })));
}

const formatHint = both(
  'Give CSV with the header license,id or license,active_num, or NDJSON with the same names. Nothing was sent.',
);

/** Splits usage into calls of at most a hundred licences, each licence once in a call. */
function splitIntoCalls(usage: readonly LicenseUsage[]): LicenseUsage[][] {
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
 * The result of each licence, from the `data` of a successful response. It names the licences that failed a check, in a
 * member whose name is truncated in Huawei's page (`check_fail_…`): koo reads every list in it. Where it holds something
 * koo cannot read, all results are unknown.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002290055385.html
 */
function statsRows(licenses: readonly string[], data: JsonValue | undefined): readonly LicenseRow[] {
  if (isEmpty(data)) return licenses.map((license) => okRow(license));
  return (
    failedRows(licenses, data, 'CHECK_FAILED', okRow) ??
    licenses.map((license) => unknownRow(license, 'UNREADABLE_ANSWER', { data: data ?? null }))
  );
}

/**
 * The same for a response that rejects a call because of some licences in it. Whether the others were counted is not
 * documented: their results are unknown.
 *
 * @returns `undefined` when it names no licence of the call
 */
function rejectedRows(
  licenses: readonly string[],
  data: JsonValue | undefined,
  code: string,
): readonly LicenseRow[] | undefined {
  return failedRows(licenses, data, code, (license) => unknownRow(license, code));
}

/** A row for each licence, with `otherRow` for those that `data` does not name; `undefined` as above. */
function failedRows(
  licenses: readonly string[],
  data: JsonValue | undefined,
  code: string,
  otherRow: (license: string) => LicenseRow,
): readonly LicenseRow[] | undefined {
  const failed = parseFailedLicenses(licenses, data);
  return (
    failed &&
    licenses.map((license) => {
      const facts = failed.get(license);
      if (!facts) return otherRow(license);
      return { ...facts, license, result: 'failed', code: codeOf(facts) ?? code };
    })
  );
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** Parses the failed licences and their facts; `undefined` when an entry is not a licence of the call. */
function parseFailedLicenses(
  licenses: readonly string[],
  data: JsonValue | undefined,
): ReadonlyMap<string, JsonObject> | undefined {
  const entries = Array.isArray(data) ? data : Object.values(objectOf(data)).flat();
  const failed = new Map<string, JsonObject>();
  for (const entry of entries as readonly JsonValue[]) {
    const facts = objectOf(entry);
    const name = typeof entry === 'string' ? entry : (textOf(facts.license) ?? textOf(facts.license_code));
    if (name === undefined || !licenses.includes(name)) return undefined;
    failed.set(name, facts);
  }
  return failed.size > 0 ? failed : undefined;
}

function codeOf({ error_code: error, code }: JsonObject): string | undefined {
  return textOf(error) || textOf(code) || undefined;
}

/** An entry of the input with its licence and line. */
interface UsageRow {
  readonly license: string;
  readonly id: string | undefined;
  readonly activeNum: string | undefined;
  /** 0 for an entry of the flags. */
  readonly line: number;
}

/**
 * Parses the usage of licences: CSV with the header `license,id` or `license,active_num` (or all three), or NDJSON with the same
 * names; in UTF-8, UTF-16 or GBK.
 *
 * @throws KooError (usage, `INVALID_RECORD`), with the line
 */
async function parseUsage(bytes: Uint8Array): Promise<readonly LicenseUsage[]> {
  const { text } = decodeText(bytes, { notText: () => invalidRecordError(0, both('not text')) });
  const records = text.trimStart().startsWith('{') ? fromNdjson(text) : await fromCsv(text);
  return groupByLicense(records);
}

/** Groups entries by licence, in chunks that fit one call. */
function groupByLicense(records: readonly UsageRow[]): readonly LicenseUsage[] {
  const entries = records.map((record) => ({ license: record.license, entry: entryOf(record) }));
  return [...Map.groupBy(entries, ({ license }) => license)].flatMap(([license, group]) =>
    chunksOf(group, maxUsageEntries).map((chunk) => ({ license, entries: chunk.map(({ entry }) => entry) })),
  );
}

function entryOf({ license, id, activeNum, line }: UsageRow): UsageEntry {
  if (license === '' || [...license].length > 64)
    throw invalidRecordError(line, both('license must have 1 to 64 characters'));
  if ((id === undefined) === (activeNum === undefined))
    throw invalidRecordError(line, both('exactly one of id and active_num is required'));
  if (id !== undefined) {
    if ([...id].length <= 256) return { id };
    throw invalidRecordError(line, both('id must have at most 256 characters'));
  }
  if (/^\d{1,9}$/.test(activeNum ?? '')) return { active_num: Number(activeNum) };
  throw invalidRecordError(line, both('active_num must be an integer of up to 9 digits'));
}

function fromNdjson(text: string): UsageRow[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    const line = index + 1;
    const value = tryJson(content);
    if (!isObject(value)) throw invalidRecordError(line, both('not a JSON object'));
    const { license, id, active_num: activeNum } = value as JsonObject;
    return [{ license: textOf(license) ?? '', id: textOf(id), activeNum: textOf(activeNum), line }];
  });
}

async function fromCsv(text: string): Promise<UsageRow[]> {
  const { cellCountText, readDelimited } = await import('../../../text/delimited.ts');
  let headings: readonly string[] | undefined;
  const records: UsageRow[] = [];
  for (const { line, cells, fault } of readDelimited(text)) {
    if (fault) throw invalidRecordError(fault.line, both('invalid CSV ({code})', { code: fault.code }));
    if (!headings) {
      headings = cells;
      continue;
    }
    if (cells.length !== headings.length)
      throw invalidRecordError(line, cellCountText(cells.length, headings.length));
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

function invalidRecordError(line: number, message: Localized): KooError {
  return new KooError({
    category: 'usage',
    code: 'INVALID_RECORD',
    message: line > 0 ? both('Line {line}: {message}', { line, message }) : message,
    hint: formatHint,
    ...(line > 0 && { details: { line } }),
  });
}
