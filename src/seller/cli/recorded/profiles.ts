import { KooError } from '../../../errors/koo-error.ts';
import { transaction } from '../../../sqlite/database.ts';
import type { Localized } from '../../../text/localized.ts';
import { scopedTables, scopePrefix } from './scope.ts';
import { openRecordedDatabase } from './store.ts';

type Notice = (text: Localized) => void;

/** Keeps what worksheets have recorded of a profile under its new name. What cannot be done is told in a notice. */
export function renameRecorded(from: string, to: string, notice: Notice): Promise<void> {
  return change(notice, (run) => {
    forget(run, to);
    const [before, after] = [scopePrefix(from), scopePrefix(to)];
    for (const [table, column] of scopedTables) {
      run(
        `UPDATE ${table} SET ${column} = ?2 || substr(${column}, length(?1) + 1) WHERE substr(${column}, 1, length(?1)) = ?1`,
        before,
        after,
      );
    }
  });
}

/** Forgets what worksheets have recorded of a profile. What cannot be done is told in a notice. */
export function forgetRecorded(name: string, notice: Notice): Promise<void> {
  return change(notice, (run) => forget(run, name));
}

type Run = (sql: string, ...values: string[]) => unknown;

function forget(run: Run, name: string): void {
  const prefix = scopePrefix(name);
  run(
    'DELETE FROM users WHERE list IN (SELECT id FROM lists WHERE substr(scope, 1, length(?1)) = ?1)',
    prefix,
  );
  for (const [table, column] of scopedTables) {
    run(`DELETE FROM ${table} WHERE substr(${column}, 1, length(?1)) = ?1`, prefix);
  }
}

/** The profile itself is renamed or gone by now: a failure here must not say that it is not. */
async function change(notice: Notice, work: (run: Run) => void): Promise<void> {
  try {
    const database = await openRecordedDatabase(process.env, true, notice);
    try {
      transaction(database, () => work((sql, ...values) => database.prepare(sql).run(...values)));
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    const { message, hint } = error.facts;
    notice({ en: `${message.en}. ${hint.en}`, zh: `${message.zh}。${hint.zh}` });
  }
}
