import { concealSecrets, printNotice } from '../../cli/output/edge.ts';
import { configurationError, didYouMean, ignoreKooError, KooError } from '../../errors/koo-error.ts';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import { own } from '../../text/json.ts';
import { both, type Localized, localize } from '../../text/translate.ts';
import { fileStore } from '../credentials/file-store.ts';
import { keyring } from '../credentials/keyring.ts';
import {
  type ChosenStore,
  chooseStore,
  type SecretStore,
  type Secrets,
  type StoreKind,
  storeChoices,
} from '../credentials/secrets.ts';
import { configFolder, type Environment } from '../folders.ts';
import { openSettings, type Profile, type Settings, type SettingsStore } from '../settings.ts';
import { loadConfig } from './koo-yaml/file.ts';

/** Settings and secrets of this user. Every method throws KooError (configuration) if a store cannot be used. */
export interface Stores {
  readonly settings: SettingsStore;
  store(kind: StoreKind): SecretStore;
  /** The store for new secrets, after probing it. */
  choose(settings: Settings): Promise<ChosenStore>;
  /**
   * Reads the secrets of a profile from the store that the profile names.
   *
   * @throws KooError (configuration, `KEYS_MIXED`) if they are of another AK than the profile
   */
  secretsOf(name: string, profile: Profile): Promise<Secrets | undefined>;
}

/** Opens the stores of this user. By default notices go to stderr. */
export function openStores(
  env: Environment,
  notice: (text: Localized) => void = (text) => printNotice(localize(text)),
): Stores {
  const folder = configFolder(env);
  const secretStores = { keyring: keyring(), file: fileStore(folder, notice) };
  return {
    settings: openSettings(folder, notice),
    store: (kind) => secretStores[kind],
    async choose({ options }) {
      const choice = storeChoices.find((one) => one === options['secret-store']) ?? 'auto';
      return chooseStore(choice, secretStores);
    },
    async secretsOf(name, { secrets, ak }) {
      const found = secrets && (await secretStores[secrets].get(name));
      if (found) concealSecrets([found.sk, found.securityToken, ...Object.values(found.accessKeys)]);
      // A login that was killed, or one with other settings and the same keyring, has replaced only the secrets.
      if (found && ak !== undefined && found.ak !== ak) throw mixedKeys(name);
      return found;
    },
  };
}

function mixedKeys(name: string): KooError {
  return configurationError(
    'KEYS_MIXED',
    both('The stored SK of the profile "{name}" belongs to another AK than that of the profile', { name }),
    both('Log in again: `koo login --profile {name}`', { name }),
  );
}

/**
 * Changes the settings and stores the secrets of a profile: both or neither. The settings are locked first.
 *
 * @param secrets called under the lock; if it returns none, only the settings change
 * @throws KooError (configuration) if a store cannot be used, and whatever `change` throws; the secrets are then as before
 */
export async function updateWithSecrets(
  { settings }: Stores,
  { store, name, secrets }: StoredSecrets,
  change: (settings: Settings) => Settings,
): Promise<Settings> {
  let undo = async () => {};
  return settings.update(
    async (now) => {
      const changed = change(now);
      const found = await secrets();
      if (!found) return changed;
      const earlier = await store.get(name).catch(ignoreKooError);
      undo = async () => void (earlier ? await store.set(name, earlier) : await store.remove(name));
      await store.set(name, found);
      return changed;
    },
    () => undo(),
  );
}

interface StoredSecrets {
  readonly store: SecretStore;
  readonly name: string;
  secrets(): Promise<Secrets | undefined>;
}

/** A profile by its name. @throws KooError (configuration, `UNKNOWN_PROFILE`) with the nearest name */
export function requireProfile({ profiles }: Settings, name: string): Profile {
  const profile = own(profiles, name);
  if (profile) return profile;
  const names = Object.keys(profiles);
  const [message, hint] =
    names.length > 0
      ? [both('There is no profile "{name}"', { name }), both('Use one of: {choices}', { choices: names })]
      : [both('There are no profiles'), both('Create a profile with `koo login`.')];
  throw new KooError({
    category: 'configuration',
    code: 'UNKNOWN_PROFILE',
    message,
    ...didYouMean(name, names, hint),
  });
}

/** The selection of a profile by a command that calls no site. */
interface ProfileSelection {
  /** From `--profile`. */
  readonly named: string | undefined;
  /** Path of `koo.yaml`, if a flag names it. */
  readonly config: string | undefined;
  readonly env: Environment;
  readonly notice: (text: Localized) => void;
}

/** The profile that the user names: with `--profile`, else with `KOO_PROFILE`. */
export function namedProfile(flag: string | undefined, env: Environment): string | undefined {
  return flag ?? (env.KOO_PROFILE || undefined);
}

/**
 * Access keys, and the name, of the profile from `--profile`, else from `KOO_PROFILE`, else from `koo.yaml`, else of the current
 * profile. The secret store is read only if the profile has a key of one of these classes. A profile that only
 * `koo.yaml` names may be missing: the file is shared, the profile is local.
 *
 * @throws KooError (configuration) `UNKNOWN_PROFILE`, or if settings or secrets cannot be read
 */
export async function profileKeys(
  classes: readonly KeyClass[],
  { named, config, env, notice }: ProfileSelection,
): Promise<{ readonly profile?: string; readonly keys: Keys }> {
  const chosen = namedProfile(named, env);
  const stores = openStores(env, notice);
  const settings = await stores.settings.read();
  const { current, profiles } = settings;
  if (chosen !== undefined) requireProfile(settings, chosen);
  const name = chosen ?? ((await loadConfig(config)).config.profile || current);
  const profile = name === undefined ? undefined : own(profiles, name);
  if (name === undefined || !profile?.accessKeys?.some((own) => classes.some((one) => one === own)))
    return { keys: {} };
  return { profile: name, keys: keysOf(classes, await stores.secretsOf(name, profile)) };
}

export function keysOf(classes: readonly KeyClass[], secrets: Secrets | undefined): Keys {
  const keys = classes.map((keyClass) => [keyClass, secrets?.accessKeys[keyClass]] as const);
  return Object.fromEntries(keys.filter(([, key]) => key));
}
