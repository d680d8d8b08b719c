import { configurationError, isSystemError, KooError, systemCode } from '../errors/koo-error.ts';
import { both, type Localized } from '../text/translate.ts';
import { failedAs } from './database.ts';

/** The errors of a feature whose database cannot be used. */
export interface UnusableDatabase {
  readonly code: string;
  readonly message: (reason: string) => Localized;
  /** The hint while another process has it locked. */
  readonly busy: Localized;
  /** The hint for anything but a lock and a full disk. */
  readonly hint: () => Localized;
}

/**
 * Converts an error of SQLite, of the file system or of a file beside the database; others are returned as they are.
 *
 * @param isOfDatabase whether an error is one of these
 */
export function databaseError(
  error: unknown,
  unusable: UnusableDatabase,
  isOfDatabase: (error: unknown) => boolean = isOfSqlite,
): unknown {
  if (error instanceof KooError)
    return error.facts.code.startsWith('STORE_') ? error.with({ code: unusable.code }) : error;
  if (!isOfDatabase(error)) return error;
  return unusableDatabase(unusable, error instanceof Error ? error.message : String(error), error);
}

function isOfSqlite(error: unknown): boolean {
  return systemCode(error) === 'ERR_SQLITE_ERROR' || isSystemError(error);
}

/** @param reason in the words of SQLite or of the file system */
export function unusableDatabase(
  { code, message, busy, hint }: UnusableDatabase,
  reason: string,
  cause?: unknown,
): KooError {
  const isFull = failedAs('full', cause) || systemCode(cause) === 'ENOSPC';
  const advice = failedAs('busy', cause)
    ? busy
    : isFull
      ? both('The disk is full. Free some space and run the same command again.')
      : hint();
  return configurationError(code, message(reason), advice, { cause });
}
