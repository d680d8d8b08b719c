import type { KeyObject } from 'node:crypto';
import { inputLimits, readInputFile } from '../../cli/files/input-file.ts';
import { KooError } from '../../errors/koo-error.ts';
import { readPrivateKey, readPublicKey } from '../../signing/client-secret.ts';
import { both } from '../../text/translate.ts';

const readers = { 'rsa-public-key': readPublicKey, 'rsa-private-key': readPrivateKey };

/**
 * The RSA key of a file: PEM, or base64 without PEM lines.
 *
 * @param flag the flag that named the file
 * @throws KooError (usage) `UNREADABLE_FILE`, `INVALID_RSA_KEY`
 */
export async function readRsaKeyFile(flag: keyof typeof readers, path: string): Promise<KeyObject> {
  const text = Buffer.from(await readInputFile(path, { limit: inputLimits.key, flag })).toString('utf8');
  try {
    return readers[flag](text);
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    const { message } = error.facts;
    throw new KooError({ ...error.facts, message: both('--{flag}: {message}', { flag, message }) });
  }
}
