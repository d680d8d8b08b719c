import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import type { Keyring } from './keyring.ts';
import type { SecretStore, StoreKind } from './model.ts';

/** What the user has set: a store, or the better one that works. */
export type StoreWish = 'auto' | StoreKind;

export const storeWishes = ['auto', 'keyring', 'file'] as const satisfies readonly StoreWish[];

/** The stores there are. */
export interface SecretStores {
  readonly keyring: Keyring;
  readonly file: SecretStore;
}

/** A store to write to, and why it is not the keyring where it is not by wish. */
export interface ChosenStore {
  readonly store: SecretStore;
  readonly fellBack?: Localized;
}

/**
 * The store for new secrets: the keyring when it works, else the file.
 *
 * @throws KooError when the keyring was wished for and does not work
 */
export async function chooseStore(wish: StoreWish, { keyring, file }: SecretStores): Promise<ChosenStore> {
  if (wish === 'file') return { store: file };
  try {
    await keyring.probe();
    return { store: keyring };
  } catch (error) {
    if (wish === 'keyring' || !(error instanceof KooError)) throw error;
    return { store: file, fellBack: error.facts.message };
  }
}
