import { basename } from 'node:path';
import { configurationError, KooError, systemCode } from '../errors/koo-error.ts';
import { both, type Localized } from '../text/translate.ts';
import { maxStateBytes } from './regular-file.ts';

/** The error for a store of settings or secrets that cannot be used. It never contains the stored data. */
export function storeError(
  code: 'STORE_SYMLINK' | 'STORE_UNREADABLE' | 'STORE_UNWRITABLE' | 'STORE_BUSY' | 'KEYRING_UNAVAILABLE',
  message: Localized,
  hint: Localized,
): KooError {
  return configurationError(code, message, hint);
}

/** The error for a lock file that has other content, or whose file system knows no locks. */
export function lockUnusable(path: string, cause: unknown, hint: Localized): KooError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = both('{path} cannot be used as a lock ({reason})', { path, reason });
  return configurationError('LOCK_UNUSABLE', message, hint, { cause });
}

/** The variable that sets the folder of one of koo's files. */
export function folderVariable(path: string): 'KOO_CONFIG_DIR' | 'KOO_STATE_DIR' {
  return /^(settings|credentials|origins)\./.test(basename(path)) ? 'KOO_CONFIG_DIR' : 'KOO_STATE_DIR';
}

/** @param file that is accessed, if `path` is its folder */
export function symlinkError(path: string, file: string): KooError {
  const variable = folderVariable(file);
  return storeError(
    'STORE_SYMLINK',
    both('{path} is a symbolic link', { path }),
    both(
      'koo does not follow links to its private files. Replace the link by a regular file, or set {variable} to the actual folder.',
      { variable },
    ),
  );
}

export function irregularFileError(path: string): KooError {
  return storeError('STORE_UNREADABLE', both('{path} is not a regular file', { path }), moveAway(path));
}

export function tooLargeError(path: string): KooError {
  const megabytes = maxStateBytes / 1024 / 1024;
  return storeError(
    'STORE_UNREADABLE',
    both('{path} is larger than {megabytes} MB, which is not a file of koo', { path, megabytes }),
    moveAway(path),
  );
}

function moveAway(path: string): Localized {
  return both('Remove it or move it away; koo creates a new one. Or set {variable} to another folder.', {
    variable: folderVariable(path),
  });
}

export function foreignFileError(path: string): KooError {
  return storeError(
    'STORE_UNREADABLE',
    both('{path} belongs to another user, and other users can read it', { path }),
    both('Change its owner to you (chown), and restrict access: `chmod 600 {path}`', { path }),
  );
}

/** @param file that is accessed in the folder */
export function foreignFolderError(folder: string, file: string): KooError {
  return storeError(
    'STORE_UNREADABLE',
    both('{path} belongs to another user', { path: folder }),
    both('Change its owner to you (chown), or set {variable} to a folder of your own.', {
      variable: folderVariable(file),
    }),
  );
}

export function restrictedNotice(path: string): Localized {
  return both('Other users could read {path}. koo has restricted access (0600).', { path });
}

export function restrictedSecretNotice(path: string): Localized {
  return both(
    'Other users could read {path}. koo has restricted access (0600). Replace the keys in it if someone may have read them.',
    { path },
  );
}

/** @param file that is accessed, if `path` is its folder */
export function accessError(
  code: 'STORE_UNREADABLE' | 'STORE_UNWRITABLE',
  path: string,
  error: unknown,
  file = path,
): KooError {
  if (error instanceof KooError) return error;
  const reason = systemCode(error) ?? 'unknown';
  return storeError(
    code,
    code === 'STORE_UNREADABLE'
      ? both('Cannot read {path} ({reason})', { path, reason })
      : both('Cannot write {path} ({reason})', { path, reason }),
    both('Check its permissions and the disk, or set {variable} to another folder.', {
      variable: folderVariable(file),
    }),
  );
}
