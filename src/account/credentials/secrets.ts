import * as v from 'valibot';
import { KooError } from '../../errors/koo-error.ts';
import { tryJson } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';

export interface Secrets {
  /** Base address of the only server these keys may be sent to. */
  readonly endpoint: string;
  readonly ak: string;
  readonly sk: string;
  readonly securityToken?: string | undefined;
  /** Access keys by interface class: `base`, `kit`, `license`, `notify`. */
  readonly accessKeys: Readonly<Record<string, string>>;
}

export type StoreKind = 'keyring' | 'file';

/** A store of secrets by profile. Each method throws KooError (configuration) if the store cannot be used. */
export interface SecretStore {
  readonly kind: StoreKind;
  /** Where the store is, for people: a path, or the name of the keyring. */
  readonly place: string;
  get(profile: string): Promise<Secrets | undefined>;
  set(profile: string, secrets: Secrets): Promise<void>;
  /** Removes the secrets of a profile; returns whether there were any. */
  remove(profile: string): Promise<boolean>;
}

export interface Keyring extends SecretStore {
  /**
   * Stores, reads and removes a random value.
   *
   * @throws KooError (configuration, `KEYRING_UNAVAILABLE`) if the keyring is missing, locked or does not respond in
   * time
   */
  probe(): Promise<void>;
}

export const secretsSchema = v.looseObject({
  endpoint: v.string(),
  ak: v.string(),
  sk: v.string(),
  securityToken: v.optional(v.string()),
  accessKeys: v.optional(v.record(v.string(), v.string()), {}),
});

/** Parses the secrets of an entry; `undefined` if koo did not write it. */
export function parseSecrets(text: string): Secrets | undefined {
  const { success, output } = v.safeParse(secretsSchema, tryJson(text));
  return success ? output : undefined;
}

export const storeChoices = ['auto', 'keyring', 'file'] as const;
/** The setting: a store, or the best available one. */
type StoreChoice = (typeof storeChoices)[number];

/** A store to write to, and why it is not the keyring if that was preferred. */
export interface ChosenStore {
  readonly store: SecretStore;
  readonly fallbackReason?: Localized;
}

/**
 * Chooses the store for new secrets: the keyring if it works, else the file.
 *
 * @throws KooError if the keyring is required and does not work
 */
export async function chooseStore(
  choice: StoreChoice,
  { keyring, file }: { readonly keyring: Keyring; readonly file: SecretStore },
): Promise<ChosenStore> {
  if (choice === 'file') return { store: file };
  try {
    await keyring.probe();
    return { store: keyring };
  } catch (error) {
    if (choice === 'keyring' || !(error instanceof KooError)) throw error;
    return { store: file, fallbackReason: error.facts.message };
  }
}
