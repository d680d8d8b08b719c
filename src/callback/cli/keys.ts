import type { KeyObject } from 'node:crypto';
import { requireKey } from '../../account/cli/keys.ts';
import { readInputFile } from '../../cli/files/input-file.ts';
import { inputLimits } from '../../cli/files/input-limits.ts';
import { KooError } from '../../errors/koo-error.ts';
import { readPrivateKey, readPublicKey } from '../../signing/client-secret.ts';
import type { Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Protocol } from '../protocols/model.ts';

/**
 * The access key of a protocol's interface class. Reports when the key of the base interfaces is used instead.
 *
 * @throws KooError (configuration, `NO_ACCESS_KEY`) without either key
 */
export function keyFor(keys: Keys, protocol: Protocol, notice: (text: Localized) => void): string {
  const { key, isFallback } = requireKey(keys, protocol.keyClass);
  if (isFallback) notice(fallbackNote([protocol]));
  return key;
}

/** Reports which protocols use the access key of the base interfaces. */
export function fallbackNotice(protocols: readonly Protocol[]): Localized {
  const ids = protocols.map(({ id }) => id);
  return both(
    'No access key was given for {ids, and}, so the access key of the base interfaces is used. In the seller console, each interface class has its own key.',
    { ids },
  );
}

/** The notice of {@link fallbackNotice} as a line of its own. */
export function fallbackNote(protocols: readonly Protocol[]): Localized {
  return both('Note: {notice}', { notice: fallbackNotice(protocols) });
}

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
