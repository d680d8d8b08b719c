import { renameSync } from 'node:fs';
import { databasePath, isDamaged, stateError } from '../state/database.ts';
import { type Counts, countRows, resetStore, withStore } from '../store.ts';
import { withStartLock } from './start.ts';

export interface Reset {
  readonly reset: true;
  /** The data after the reset. */
  readonly counts: Counts;
  /** Where a damaged database is now; `null` if it was sound. */
  readonly setAside: string | null;
}

/**
 * Restores the default data. A damaged database is set aside, with its write-ahead log, and a new one is created.
 *
 * @throws KooError (configuration) `SANDBOX_STATE_UNUSABLE`, `DISK_FULL`; (usage, `SANDBOX_RUNNING`) if the database
 * is damaged and a sandbox runs
 */
export async function runReset(stateFolder: string, now: Date): Promise<Reset> {
  try {
    return resetData(stateFolder, null);
  } catch (error) {
    if (!isDamaged(error)) throw stateError(error, stateFolder);
  }
  const setAside = await withStartLock(stateFolder, async () => setDatabaseAside(stateFolder, now));
  return resetData(stateFolder, setAside);
}

function resetData(stateFolder: string, setAside: string | null): Reset {
  return withStore(stateFolder, (database) => {
    resetStore(database);
    return { reset: true, counts: countRows(database), setAside };
  });
}

function setDatabaseAside(stateFolder: string, now: Date): string {
  const path = databasePath(stateFolder);
  const aside = `${path}.damaged-${now.toISOString().replace(/[-:]/g, '')}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) {
    try {
      renameSync(`${path}${suffix}`, `${aside}${suffix}`);
    } catch {
      // They need not exist.
    }
  }
  return aside;
}
