import { table } from '../../../cli/output/table.ts';
import { apiCode } from '../../../codes/openapi.ts';
import { ExitCode } from '../../../errors/exit-codes.ts';
import { type JsonObject, own } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { both, localize, t, verbatim } from '../../../text/translate.ts';
import { isOfCall } from '../../errors.ts';
import { readTime } from '../values.ts';

/** What became of a licence; with what Huawei tells of it, under Huawei's names. */
export interface LicenseRow extends JsonObject {
  readonly license: string;
  /** `unknown`: there was no answer, it may have been done. `not-sent`: what came before made it pointless. */
  readonly result: 'ok' | 'failed' | 'unknown' | 'not-sent';
  /** Code of the server, or of koo where the server said nothing. */
  readonly code: string | null;
}

/** Licences that travel in one call, and what the call tells of each of them. */
export interface LicenseCall {
  readonly licenses: readonly string[];
  send(): Promise<readonly LicenseRow[]>;
}

/** A licence that the server did with what it was asked to, and what it tells of it. */
export function doneRow(license: string, told: JsonObject = {}): LicenseRow {
  return { ...told, license, result: 'ok', code: null };
}

/** A licence of which the answer says nothing that koo can read. */
export function unclearRow(license: string, code: string, told: JsonObject = {}): LicenseRow {
  return { ...told, license, result: 'unknown', code };
}

/** After one of these the next call would fare no better. */
const final: ReadonlySet<string> = new Set(['permission', 'network', 'interrupted']);

/**
 * Makes calls one after the other, and tells of every licence. When the very first ends it all there is nothing to
 * tell, and its error is thrown; so is that of a single call.
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
      if (!isOfCall(error)) throw error;
      const { category, code, resultCode } = error.facts;
      stopped = final.has(category);
      if (calls.length === 1 || (stopped && rows.length === 0)) throw error;
      const result = category === 'network' || category === 'interrupted' ? 'unknown' : 'failed';
      rows.push(...licenses.map((license) => ({ license, result, code: resultCode ?? code }) as const));
    }
  }
  return rows;
}

/** Exit 8 when some failed or nobody knows of some, 5 when all failed. */
export function licenseExitCode(rows: readonly LicenseRow[]): ExitCode {
  if (rows.some(({ code }) => code === 'INTERRUPTED')) return ExitCode.interrupted;
  if (rows.some(({ result }) => result === 'unknown')) return ExitCode.partial;
  const fine = rows.filter(({ result }) => result === 'ok').length;
  if (fine === rows.length) return ExitCode.success;
  return fine === 0 ? ExitCode.business : ExitCode.partial;
}

const results: Readonly<Record<LicenseRow['result'], Localized>> = {
  ok: both('ok'),
  failed: both('failed'),
  unknown: both('unknown, check before you retry'),
  'not-sent': both('not sent'),
};

/** Licences for people, a row each; the columns beside are those the server told. */
export function showLicenses(rows: readonly LicenseRow[]): string {
  const own = new Set(['license', 'result', 'code']);
  // A server that names the licence it tells of says nothing new.
  const repeats = rows.every((row) => (row.license_code ?? row.license) === row.license);
  if (repeats) own.add('license_code');
  const told = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !own.has(name));
  return table(
    [t('LICENCE'), t('RESULT'), ...told.map(headingOf)],
    rows.map((row) => [row.license, resultText(row), ...told.map((name) => cell(name, row[name]))]),
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
  ALIVE: both('ALIVE'),
  EXPIRED: both('EXPIRED'),
  RELEASED: both('RELEASED'),
};

function headingOf(name: string): string {
  return localize(own(headings, name) ?? verbatim(name.toUpperCase().replaceAll('_', ' ')));
}

function cell(name: string, value: LicenseRow[string] | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  if (/_time$/.test(name)) return readTime(text);
  return localize((name === 'status' && own(statuses, text)) || verbatim(text));
}
