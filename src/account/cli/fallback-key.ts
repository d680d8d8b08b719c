import type { KeyClass, Keys } from '../../signing/key-class.ts';
import { both, type Localized } from '../../text/translate.ts';
import { requireKey } from './keys.ts';

/** A callback protocol with the class of its access key. */
export interface KeyedProtocol {
  readonly id: string;
  readonly keyClass: KeyClass;
}

/**
 * The access key of a protocol's interface class. Reports when the key of the base interfaces is used instead.
 *
 * @throws KooError (configuration, `NO_ACCESS_KEY`) without either key
 */
export function keyFor(keys: Keys, protocol: KeyedProtocol, notice: (text: Localized) => void): string {
  const { key, isFallback } = requireKey(keys, protocol.keyClass);
  if (isFallback) notice(fallbackNote([protocol]));
  return key;
}

/** Reports which protocols use the access key of the base interfaces. */
export function fallbackNotice(protocols: readonly KeyedProtocol[]): Localized {
  const ids = protocols.map(({ id }) => id);
  return both(
    'No access key was given for {ids, and}, so the access key of the base interfaces is used. In the seller console, each interface class has its own key.',
    { ids },
  );
}

/** The notice of {@link fallbackNotice} as a line of its own. */
export function fallbackNote(protocols: readonly KeyedProtocol[]): Localized {
  return both('Note: {notice}', { notice: fallbackNotice(protocols) });
}
