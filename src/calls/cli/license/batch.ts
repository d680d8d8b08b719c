import { table } from '../../../cli/output/table.ts';
import { apiCode } from '../../../codes/openapi.ts';
import { ExitCode } from '../../../errors/exit-codes.ts';
import { isCallError, unreadableCode } from '../../../openapi/errors.ts';
import { type JsonObject, type JsonValue, own } from '../../../text/json.ts';
import { both, type Localized, localize, t, verbatim } from '../../../text/translate.ts';
import { formatTime } from '../values.ts';

/** The result for a licence, with Huawei's facts about it under Huawei's names. */
export interface LicenseRow extends JsonObject {
  readonly license: string;
  /** `unknown`: there was no response, it may have been carried out. `not-sent`: an earlier failure stopped the run. */
  readonly result: 'ok' | 'failed' | 'unknown' | 'not-sent';
  /** Code of the server; of koo where there was no response. */
  readonly code: string | null;
}

/** A licence that was queried, with the facts that Huawei returns about it. */
export interface QueriedLicense extends LicenseRow {
  readonly license_code?: JsonValue;
  /** `ALIVE`, `EXPIRED` or `RELEASED`. */
  readonly status?: JsonValue;
  /** As Huawei writes it, such as 20260131080000. */
  readonly activate_time?: JsonValue;
  /** As Huawei writes it; the name is the one in the response to an activation. */
  readonly expire_time?: JsonValue;
}

/** A licence that was activated; Huawei returns facts about it only if it was activated alone. */
export interface ActivatedLicense extends LicenseRow {
  readonly status?: JsonValue;
  /** An estimate. */
  readonly expire_time?: JsonValue;
  readonly product_id?: JsonValue;
  readonly order_id?: JsonValue;
  readonly amount?: JsonValue;
}

/** Licences of one call, and the call that returns a row for each. */
export interface LicenseCall {
  readonly licenses: readonly string[];
  send(): Promise<readonly LicenseRow[]>;
}

/** Splits a list into parts of at most `size` elements. */
export function chunksOf<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** The row of a licence whose call succeeded. */
export function okRow(license: string, facts: JsonObject = {}): LicenseRow {
  return { ...facts, license, result: 'ok', code: null };
}

/** The row of a licence whose result is not in the response. */
export function unknownRow(license: string, code: string, facts: JsonObject = {}): LicenseRow {
  return { ...facts, license, result: 'unknown', code };
}

/** Categories of errors after which the next call would fail as well. */
const finalCategories: readonly string[] = ['permission', 'network', 'interrupted'];

/**
 * Makes calls one after the other, and returns a row for every licence. The error of a single call is thrown, and so is
 * that of a first call which stops the run.
 *
 * @throws KooError
 */
export async function sendLicenses(calls: readonly LicenseCall[]): Promise<readonly LicenseRow[]> {
  const rows: LicenseRow[] = [];
  let stopped = false;
  for (const { licenses, send } of calls) {
    if (stopped) {
      rows.push(...licenses.map((license) => ({ license, result: 'not-sent' as const, code: null })));
      continue;
    }
    try {
      rows.push(...(await send()));
    } catch (error) {
      if (!isCallError(error)) throw error;
      const { category, code, resultCode } = error.facts;
      const isUnreadable = code === unreadableCode;
      stopped = isUnreadable || finalCategories.includes(category);
      if (calls.length === 1 || (stopped && rows.length === 0)) throw error;
      const isUnknown = isUnreadable || category === 'network' || category === 'interrupted';
      const result = isUnknown ? 'unknown' : 'failed';
      rows.push(...licenses.map((license) => ({ license, result, code: resultCode ?? code }) as const));
    }
  }
  return rows;
}

/** Exit 8 when some failed or are unknown, 5 when all failed. */
export function licenseExitCode(rows: readonly LicenseRow[]): ExitCode {
  if (rows.some(({ code }) => code === 'INTERRUPTED')) return ExitCode.interrupted;
  if (rows.some(({ result }) => result === 'unknown')) return ExitCode.partial;
  const succeeded = rows.filter(({ result }) => result === 'ok').length;
  if (succeeded === rows.length) return ExitCode.success;
  return succeeded === 0 ? ExitCode.business : ExitCode.partial;
}

const results: Readonly<Record<LicenseRow['result'], Localized>> = {
  ok: both('ok'),
  failed: both('failed'),
  unknown: both('unknown, check before you retry'),
  'not-sent': both('not sent'),
};

/** Renders licences as a table, a row each, with the columns that the server returned. */
export function renderLicenses(rows: readonly LicenseRow[]): string {
  const own = new Set(['license', 'result', 'code']);
  // A returned licence code equal to the requested one needs no column.
  if (rows.every((row) => (row.license_code ?? row.license) === row.license)) own.add('license_code');
  const facts = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !own.has(name));
  return table(
    [t('LICENCE'), t('RESULT'), ...facts.map(headingOf)],
    rows.map((row) => [row.license, resultText(row), ...facts.map((name) => cell(name, row[name]))]),
  );
}

function resultText({ result: key, code }: LicenseRow): string {
  const result = results[key];
  if (code === null) return localize(result);
  const meaning = apiCode(code)?.meaning;
  return meaning
    ? t('{result}: {code} {meaning}', { result, code, meaning })
    : t('{result}: {code}', { result, code });
}

/** Headings of the documented fields. */
const headings: Readonly<Record<string, Localized>> = {
  license_code: both('LICENCE CODE'),
  status: both('STATUS'),
  activate_time: both('ACTIVATE TIME'),
  expire_time: both('EXPIRE TIME'),
  product_id: both('PRODUCT ID'),
  order_id: both('ORDER ID'),
  amount: both('AMOUNT'),
};

const statuses: Readonly<Record<string, Localized>> = {
  ALIVE: both('active (ALIVE)'),
  EXPIRED: both('expired (EXPIRED)'),
  RELEASED: both('released (RELEASED)'),
};

function headingOf(name: string): string {
  return localize(own(headings, name) ?? verbatim(name.toUpperCase().replaceAll('_', ' ')));
}

function cell(name: string, value: LicenseRow[string] | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  if (/_time$/.test(name)) return formatTime(text);
  return localize((name === 'status' && own(statuses, text)) || verbatim(text));
}
