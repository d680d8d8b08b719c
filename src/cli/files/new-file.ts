import { lstat } from 'node:fs/promises';
import { usageError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

/**
 * Makes sure that a file to be written holds nothing yet. A pipe or a device is no such file.
 *
 * @param named the file as the message calls it
 * @param hint how to go on
 * @throws KooError (usage, `FILE_EXISTS`)
 */
export async function assertNew(file: string, named: Localized, hint: Localized): Promise<void> {
  const known = await lstat(file).catch(() => undefined);
  if (!known?.isFile() || known.size === 0) return;
  throw usageError('FILE_EXISTS', both('{named} already exists', { named }), hint);
}
