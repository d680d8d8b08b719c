import { lstat } from 'node:fs/promises';
import { usageError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';

/**
 * Asserts that an output file does not exist or is empty. Pipes and devices are accepted.
 *
 * @param named the file, as the message names it
 * @param hint with the next step
 * @throws KooError (usage, `FILE_EXISTS`)
 */
export async function assertNewFile(file: string, named: Localized, hint: Localized): Promise<void> {
  const known = await lstat(file).catch(() => undefined);
  if (!known?.isFile() || known.size === 0) return;
  throw usageError('FILE_EXISTS', both('{named} already exists', { named }), hint);
}
