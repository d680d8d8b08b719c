import type { ApiHost } from '../../account/cli/session.ts';
import type { OutputFormat } from '../../cli/flags/global.ts';
import { table } from '../../cli/output/table.ts';
import type { PromptOptions } from '../../cli/prompts.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { Present } from '../../seller/cli/worksheet.ts';
import { isWorksheet, showWorksheet, type WorksheetResult } from '../../seller/cli/worksheet.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import {
  countResults,
  hasFailed,
  isUnfinished,
  type ResultCounts,
  type UserResult,
  type UserRow,
} from '../report.ts';
import { createUserWriter, guarded } from '../write.ts';

/** Rows that are shown to people; `--json` has all. */
const shownRows = 50;

const resultNames: Readonly<Record<UserResult, Localized>> = {
  created: { en: 'added', zh: '已添加' },
  exists: { en: 'already there', zh: '已存在' },
  renamed: { en: 'renamed', zh: '已更名' },
  deleted: { en: 'removed', zh: '已移除' },
  absent: { en: 'not there', zh: '不在名单中' },
  duplicate: { en: 'duplicate', zh: '重复' },
  rejected: { en: 'rejected', zh: '被拒绝' },
  invalid: { en: 'invalid (not sent)', zh: '无效（未发送）' },
  not_sent: { en: 'not sent', zh: '未发送' },
  would_create: { en: 'to add', zh: '将添加' },
  would_rename: { en: 'to rename', zh: '将更名' },
  would_delete: { en: 'to remove', zh: '将移除' },
};

/** What became of the rows, for people: those to look at first, and the counts. */
export function showRows(rows: readonly UserRow[], language: Language): string {
  const failed = rows.filter(({ error_code, result }) => error_code !== undefined || result === 'not_sent');
  const warned = rows.filter((row) => row.warning !== undefined && !failed.includes(row));
  const notable = [...failed, ...warned];
  const listed = notable.length > 0 ? notable : rows;
  const first = rows.some(({ line }) => line !== undefined) ? 0 : 1;
  const lines = listed.slice(0, shownRows).map((row) => cells(row, language).slice(first));
  const more = listed.length - lines.length;
  return [
    ...(lines.length > 0 ? [table(headings[language].slice(first), lines)] : []),
    ...(more > 0 ? [andMore(more)[language]] : []),
    countsText(countResults(rows))[language] + (warned.length > 0 ? remarks(warned.length)[language] : ''),
  ].join('\n');
}

function remarks(count: number): Localized {
  return {
    en: ` (${count} of an unusual form, sent all the same)`,
    zh: `（其中 ${count} 个格式少见，仍已发送）`,
  };
}

const headings: Readonly<Record<Language, readonly string[]>> = {
  en: ['LINE', 'NAME', 'ID', 'RESULT', 'REASON'],
  zh: ['行', '账号名', '账号ID', '结果', '原因'],
};

function cells(
  { line, account_name, account_id, result, warning = '', error_msg = warning }: UserRow,
  language: Language,
): string[] {
  return [line?.toString() ?? '', account_name, account_id, resultNames[result][language], error_msg];
}

/** `3 added, 1 rejected` */
export function countsText(counts: ResultCounts): Localized {
  const parts = (Object.entries(counts) as [UserResult, number][]).map(([result, count]) => ({
    en: `${count} ${resultNames[result].en}`,
    zh: `${resultNames[result].zh} ${count}`,
  }));
  if (parts.length === 0) return { en: 'Nothing to do.', zh: '没有需要处理的用户。' };
  return { en: parts.map(({ en }) => en).join(', '), zh: parts.map(({ zh }) => zh).join('，') };
}

function andMore(count: number): Localized {
  return { en: `… and ${count} more (--json has all)`, zh: `……另有 ${count} 行（--json 可输出全部）` };
}

/** Users as a table, for people. */
export function showUsers(
  users: readonly { account_name: string; account_id: string; added_at?: string }[],
  language: Language,
): string {
  if (users.length === 0) return { en: 'There are no users on the list.', zh: '名单中没有用户。' }[language];
  const dated = users.some(({ added_at }) => added_at !== undefined);
  const header = { en: ['NAME', 'ID', 'ADDED (UTC)'], zh: ['账号名', '账号ID', '添加时间（UTC）'] }[language];
  const rows = users.map(({ account_name, account_id, added_at = '' }) => [
    account_name,
    account_id,
    ...(dated ? [added_at.slice(0, 19).replace('T', ' ')] : []),
  ]);
  return table(dated ? header : header.slice(0, 2), rows);
}

/** Users as the CSV that is exported. */
export function usersAsCsv(users: readonly SpecifiedUser[]): string {
  const writer = createUserWriter('csv');
  return terminalSafe(writer.start() + writer.rows(users) + writer.end());
}

/** What the work of a command under `koo users` needs beside its flags. */
export interface UsersContext extends PromptOptions, ApiHost {
  readonly quiet: boolean;
  /** The result is shown to a person, and not read by a script. */
  readonly forPeople: boolean;
}

/** What a command that changes a list needs. */
export interface UsersChangeContext extends UsersContext {
  /** Reads a configuration document as the present state. */
  presentOfDocument(path: string, bytes: Uint8Array): Promise<Present>;
}

/** What the work of a command needs, from its flags. */
export function contextOf<Host extends ApiHost>(
  flags: {
    readonly 'no-input'?: boolean;
    readonly quiet?: boolean;
    readonly json?: boolean;
    readonly output?: OutputFormat | undefined;
  },
  language: Language,
  host: Host,
): UsersContext & Host {
  const { 'no-input': noInput = false, quiet = false, json = false, output = 'table' } = flags;
  return { language, noInput, quiet, forPeople: !json && output === 'table', ...host };
}

type Result = readonly UserRow[] | WorksheetResult;

/** What became of the rows, or the worksheet, for people. */
export function showRowsOrWorksheet(result: Result, language: Language): string {
  return isWorksheet(result) ? showWorksheet(result, language) : showRows(result, language);
}

/** Interrupted before the end, a part failed, or all is well. */
export function rowsExitCode(result: Result): ExitCode {
  if (isWorksheet(result)) return ExitCode.success;
  if (isUnfinished(result)) return ExitCode.interrupted;
  return hasFailed(result) ? ExitCode.partial : ExitCode.success;
}

/** The rows as a table for spreadsheets, whose formulas are guarded as in a file that is exported. */
export function rowsOf(
  result: readonly SpecifiedUser[] | WorksheetResult,
  format: OutputFormat,
): readonly object[] {
  if (isWorksheet(result)) return [result];
  if (format !== 'csv' && format !== 'tsv') return result;
  return result.map((row) => ({
    ...row,
    account_name: guarded(row.account_name),
    account_id: guarded(row.account_id),
  }));
}
