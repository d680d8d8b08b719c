import { statSync } from 'node:fs';
import { join } from 'node:path';
import { configurationError } from '../../errors/koo-error.ts';
import { databaseError, type UnusableDatabase } from '../../sqlite/unusable.ts';
import { both } from '../../text/translate.ts';
import { lockFilesIn } from './lock.ts';
import { journalFile } from './tables.ts';

/** Does work with the journal. @throws KooError (configuration, `JOURNAL_UNUSABLE`) for whatever SQLite throws */
export function withJournalErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // Content that cannot be decompressed or parsed is damage of the journal as well.
    const facts: UnusableDatabase = {
      code: 'JOURNAL_UNUSABLE',
      message: (reason) => both('Cannot use the push journal {path}: {reason}', { path, reason }),
      busy: both('Another koo process is using it. Wait until it has finished.'),
      hint: () =>
        both(
          'Check the permissions of {path}, or move it away; koo then creates a new one. KooGallery recognises records it already has by their metering_sn. With --legacy it cannot: check first which records have arrived.',
          { path },
        ),
    };
    throw databaseError(error, facts, () => true);
  }
}

/**
 * Refuses a journal that has lost its content, where records were pushed over the old interface: they would be pushed
 * again. Where there were none, koo was killed when it created the file.
 *
 * @throws KooError (configuration, `JOURNAL_UNUSABLE`)
 */
export function assertNotEmptied(stateFolder: string): void {
  const path = join(stateFolder, journalFile);
  if (lockFilesIn(stateFolder).length === 0 || statSync(path, { throwIfNoEntry: false })?.size !== 0) return;
  throw configurationError(
    'JOURNAL_UNUSABLE',
    both('The push journal {path} is empty: what was pushed over the old interface is not known any more', {
      path,
    }),
    both(
      'Restore it from a backup. Otherwise check which records have arrived, delete the file, and push only those that are missing: the old interface would count the others twice.',
    ),
  );
}
