import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementResultingChanges } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * A statement with its values, to be executed once. Rows may be typed if the columns have the names and types of members.
 */
interface Statement {
  all<T extends object = Row>(): T[];
  get<T extends object = Row>(): T | undefined;
  exists(): boolean;
  run(): StatementResultingChanges;
  /** Returns the JSON in the column `document` of each row. */
  documents<T>(): T[];
  /** Returns the JSON in the column `document` of the first row. */
  document<T>(): T | undefined;
}

/**
 * Prepares a statement whose values are bound, not put into its text:
 * sql(database)`SELECT * FROM orders WHERE id = ${id}`.get()
 */
export function sql(database: DatabaseSync) {
  return (parts: TemplateStringsArray, ...values: SQLInputValue[]): Statement => {
    const statement = database.prepare(parts.join('?'));
    const all = <T extends object = Row>() => statement.all(...values).map((row) => ({ ...row }) as T);
    const get = <T extends object = Row>() => {
      const row = statement.get(...values);
      return row && ({ ...row } as T);
    };
    const parse = <T>({ document }: Row) => JSON.parse(String(document)) as T;
    return {
      all,
      get,
      exists: () => get() !== undefined,
      run: () => statement.run(...values),
      documents: <T>() => all().map(parse<T>),
      document: <T>() => {
        const row = get();
        return row && parse<T>(row);
      },
    };
  };
}
