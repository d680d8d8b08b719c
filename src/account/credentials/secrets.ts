import * as v from 'valibot';
import { tryJson } from '../../text/json.ts';

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
