import { looksLikeId, type RowFault } from '../seller/user-list.ts';
import { toHalfWidth } from '../text/half-width.ts';
import { both, type Localized } from '../text/translate.ts';

export const userFields = ['account_name', 'account_id'] as const;
export type UserField = (typeof userFields)[number];

/** A user as a row of the input has it, not validated yet. */
export interface RawRow {
  readonly line: number;
  readonly account_name?: string;
  readonly account_id?: string;
  /** Why the row cannot be a user, whatever its fields hold. */
  readonly fault?: RowFault;
}

export function invalidRow(line: number, code: RowFault['code'], message: Localized): RawRow {
  return { line, fault: { line, code, severity: 'error', message } };
}

/** `name:id`, with the colon of either keyboard; an id alone is a row without a name. */
export function parsePair(text: string, line: number): RawRow {
  const at = Math.max(text.lastIndexOf(':'), text.lastIndexOf('：'));
  if (at !== -1) return { line, account_name: text.slice(0, at), account_id: text.slice(at + 1) };
  return looksLikeId(text) ? { line, account_id: text } : { line, account_name: text };
}

export const fieldNames: Readonly<Record<UserField, Localized>> = {
  account_name: both('account name'),
  account_id: both('account ID'),
};

/** Headings of a column, the most specific first: `name` counts only where no other heading matches. */
const headings: Readonly<Record<UserField, readonly (readonly string[])[]>> = {
  account_name: [
    ['accountname', '华为云账号名', '华为云账号名称', '华为云账户名', '华为云账户名称'],
    ['domainname', '账号名', '账号名称', '账户名', '账户名称', '华为云账号', '华为账号名'],
    ['name', 'account', '名称'],
  ],
  account_id: [
    ['accountid', '华为云账号id', '华为云账户id'],
    ['domainid', '账号id', '账户id', '华为账号id'],
    ['id'],
  ],
};

/** How well a heading matches a field: 0 is best, `undefined` is no match. */
export function rankHeading(heading: string, field: UserField): number | undefined {
  const plain = toHalfWidth(heading)
    .toLowerCase()
    .replace(/[\s_\-*（）()]/g, '');
  const rank = headings[field].findIndex((names) => names.includes(plain));
  return rank === -1 ? undefined : rank;
}

export interface Columns {
  readonly account_name?: number;
  readonly account_id?: number;
  /** A field that two columns match equally well. */
  readonly ambiguous?: UserField;
}

/** Finds the columns of the fields; the best match wins. */
export function findColumns(row: readonly string[]): Columns {
  const columns: { account_name?: number; account_id?: number; ambiguous?: UserField } = {};
  for (const field of userFields) {
    const ranked = row
      .map((heading, column) => ({ column, rank: rankHeading(heading, field) }))
      .filter((one): one is { column: number; rank: number } => one.rank !== undefined)
      .sort((a, b) => a.rank - b.rank);
    const [best, second] = ranked;
    if (best) columns[field] = best.column;
    if (best && second?.rank === best.rank) columns.ambiguous = field;
  }
  return columns;
}
