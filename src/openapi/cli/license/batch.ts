import { table } from '../../../cli/output/table.ts';
import { apiCode } from '../../../codes/openapi.ts';
import { ExitCode } from '../../../errors/exit-codes.ts';
import { type JsonObject, own } from '../../../text/json.ts';
import type { Language } from '../../../text/localized.ts';
import { t } from '../../../text/translate.ts';
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

const results = {
  en: {
    ok: 'ok',
    failed: 'failed',
    unknown: 'unknown: look before you send it again',
    'not-sent': 'not sent',
  },
  zh: { ok: '成功', failed: '失败', unknown: '结果未知：重新发送前请先确认', 'not-sent': '未发送' },
} as const;

/** Licences for people, a row each; the columns beside are those the server told. */
export function showLicenses(rows: readonly LicenseRow[], language: Language): string {
  const own = new Set(['license', 'result', 'code']);
  // A server that names the licence it tells of says nothing new.
  const repeats = rows.every((row) => (row.license_code ?? row.license) === row.license);
  if (repeats) own.add('license_code');
  const told = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !own.has(name));
  const header = language === 'zh' ? ['授权码', '结果'] : ['LICENCE', 'RESULT'];
  const colon = t(': ');
  return table(
    [...header, ...told.map((name) => headingOf(name, language))],
    rows.map((row) => {
      const meaning = row.code === null ? '' : (apiCode(row.code)?.meaning[language] ?? '');
      const why = row.code === null ? '' : `${colon}${row.code} ${meaning}`.trimEnd();
      return [
        row.license,
        `${results[language][row.result]}${why}`,
        ...told.map((name) => cell(name, row[name], language)),
      ];
    }),
  );
}

/** Chinese headings of the fields that are documented; in English the field's own name. */
const headings: Readonly<Record<string, string>> = {
  license_code: '授权码（返回）',
  status: '状态',
  activate_time: '激活时间',
  expire_time: '到期时间',
  product_id: '商品 ID',
  order_id: '订单 ID',
  amount: '数量',
};

const statuses: Readonly<Record<string, string>> = { ALIVE: '生效中', EXPIRED: '已过期', RELEASED: '已释放' };

function headingOf(name: string, language: Language): string {
  const chinese = language === 'zh' ? own(headings, name) : undefined;
  return chinese ?? name.toUpperCase().replaceAll('_', ' ');
}

function cell(name: string, value: LicenseRow[string] | undefined, language: Language): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  if (/_time$/.test(name)) return readTime(text);
  const chinese = name === 'status' ? own(statuses, text) : undefined;
  return language === 'zh' && chinese ? `${chinese}（${text}）` : text;
}
