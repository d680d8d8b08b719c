/** The two columns of a user. */
export const userFields = ['account_name', 'account_id'] as const;
export type UserField = (typeof userFields)[number];

/** Names of a column, the surest first: `name` is the account's only where nothing else says so. */
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

/** How surely a heading names a field: 0 is surest, `undefined` not at all. */
export function rankOf(heading: string, field: UserField): number | undefined {
  const plain = heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-*（）()]/g, '');
  const rank = headings[field].findIndex((names) => names.includes(plain));
  return rank === -1 ? undefined : rank;
}

export interface Columns {
  readonly account_name?: number;
  readonly account_id?: number;
  /** A field that two columns name equally surely. */
  readonly twice?: UserField;
}

/** Which of the headings name the fields; the surest wins. */
export function columnsOf(row: readonly string[]): Columns {
  const columns: { account_name?: number; account_id?: number; twice?: UserField } = {};
  for (const field of userFields) {
    const ranked = row
      .map((heading, column) => ({ column, rank: rankOf(heading, field) }))
      .filter((one): one is { column: number; rank: number } => one.rank !== undefined)
      .sort((a, b) => a.rank - b.rank);
    const [best, second] = ranked;
    if (best) columns[field] = best.column;
    if (best && second?.rank === best.rank) columns.twice = field;
  }
  return columns;
}
