import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementResultingChanges } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A statement with its values, to be executed once. */
interface Statement {
  all(): Row[];
  /** Returns the first row. */
  get(): Row | undefined;
  exists(): boolean;
  run(): StatementResultingChanges;
  /** Returns the JSON in the column `document` of each row. */
  documents<T>(): T[];
  /** Returns the JSON in the column `document` of the first row. */
  document<T>(): T | undefined;
}

/**
 * Executes a statement whose values are bound, not put into its text:
 * sql(database)`SELECT * FROM orders WHERE id = ${id}`.get()
 */
export function sql(database: DatabaseSync) {
  return (parts: TemplateStringsArray, ...values: SQLInputValue[]): Statement => {
    const statement = database.prepare(parts.join('?'));
    const parse = <T>({ document }: Row) => JSON.parse(String(document)) as T;
    const get = () => statement.get(...values);
    return {
      all: () => statement.all(...values),
      get,
      exists: () => get() !== undefined,
      run: () => statement.run(...values),
      documents: <T>() => statement.all(...values).map(parse<T>),
      document: <T>() => {
        const row = get();
        return row && parse<T>(row);
      },
    };
  };
}
