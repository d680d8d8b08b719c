import type { DatabaseSync } from 'node:sqlite';

/**
 * Opens a SQLite database. Node announces on stderr that `node:sqlite` is experimental; that one warning is left
 * out, since it says nothing to whoever runs koo.
 *
 * @param path of the file; it is created when missing, unless it is only read
 */
export function openSqlite(path: string, readOnly = false): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite')) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
    return new Database(path, { readOnly });
  } finally {
    process.emitWarning = emitWarning;
  }
}
