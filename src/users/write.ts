import type { SpecifiedUser } from '../seller/contract.ts';
import { escapeFormula } from '../text/spreadsheet.ts';

export const writeFormats = ['csv', 'tsv', 'json', 'ndjson', 'lines'] as const;
export type WriteFormat = (typeof writeFormats)[number];

/** Turns users into text, page by page; what it writes, `readUsers` reads back as the same users. */
export interface UserWriter {
  start(): string;
  rows(users: readonly SpecifiedUser[]): string;
  end(): string;
}

/** Writes name and id alone, so that the same list gives the same text. */
export function createUserWriter(format: WriteFormat): UserWriter {
  switch (format) {
    case 'csv':
      return delimitedWriter(',');
    case 'tsv':
      return delimitedWriter('\t');
    case 'ndjson':
      return { ...quiet, rows: (users) => users.map((user) => `${json(user)}\n`).join('') };
    case 'lines':
      return {
        ...quiet,
        rows: (users) => users.map((user) => `${user.account_name}:${user.account_id}\n`).join(''),
      };
    case 'json':
      return jsonWriter();
  }
}

const quiet = { start: () => '', end: () => '' };

function delimitedWriter(delimiter: ',' | '\t'): UserWriter {
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\n`;
  return {
    ...quiet,
    start: () => line(['account_name', 'account_id']),
    rows: (users) =>
      users.map((user) => line([escapeFormula(user.account_name), escapeFormula(user.account_id)])).join(''),
  };
}

function jsonWriter(): UserWriter {
  let isFirst = true;
  return {
    start: () => '[',
    rows: (users) =>
      users
        .map((user) => {
          const lead = isFirst ? '\n' : ',\n';
          isFirst = false;
          return `${lead}  ${json(user)}`;
        })
        .join(''),
    end: () => (isFirst ? ']\n' : '\n]\n'),
  };
}

function json({ account_name, account_id }: SpecifiedUser): string {
  return JSON.stringify({ account_name, account_id });
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\r\n;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
