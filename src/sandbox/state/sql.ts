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
    const statement = database.prepare(textOf(parts));
    const parse = <T>({ document }: Row) => JSON.parse(String(document)) as T;
    return {
      all: <T extends object = Row>() => statement.all(...values).map((row) => ({ ...row }) as T),
      get: <T extends object = Row>() => {
        const row = statement.get(...values);
        return row && ({ ...row } as T);
      },
      exists: () => statement.get(...values) !== undefined,
      run: () => statement.run(...values),
      documents: <T>() => statement.all(...values).map(parse<T>),
      document: <T>() => {
        const row = statement.get(...values);
        return row && parse<T>(row);
      },
    };
  };
}

/** The text of each template, which is the same object whenever its line is executed. */
const texts = new WeakMap<TemplateStringsArray, string>();

function textOf(parts: TemplateStringsArray): string {
  const known = texts.get(parts);
  if (known !== undefined) return known;
  const text = parts.join('?');
  texts.set(parts, text);
  return text;
}
