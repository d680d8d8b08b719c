import { KooError } from '../../errors/koo-error.ts';
import { chooseLanguage } from '../../text/language.ts';
import type { Localized } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';
import { fileStore } from '../credentials/file-store.ts';
import { type Keyring, keyring } from '../credentials/keyring.ts';
import type { SecretStore, Secrets, StoreKind } from '../credentials/secrets.ts';
import { configFolder, type Environment } from '../folders.ts';
import { openSettings, type Profile, type Settings, type SettingsStore } from '../settings.ts';

/** Settings and secrets of this user; what cannot be used is a KooError (configuration). */
export interface Stores {
  readonly settings: SettingsStore;
  store(kind: StoreKind): SecretStore;
  /**
   * The store for new secrets, tried out.
   *
   * @param tell hears it when it is not the keyring; default a notice
   */
  choose(settings: Settings, tell?: (text: Localized) => void): Promise<SecretStore>;
  /** The same without a notice, but with the reason. */
  tryStores(settings: Settings): Promise<ChosenStore>;
  /** Secrets of a profile, from where the profile says they are. */
  secretsOf(name: string, profile: Profile): Promise<Secrets | undefined>;
}

/** Opens the stores of this user. By default notices go to stderr. */
export function openStores(env: Environment, notice: (text: Localized) => void = toStderr(env)): Stores {
  const folder = configFolder(env);
  const settings = openSettings(folder, notice);
  const secretStores = { keyring: keyring(), file: fileStore(folder, notice) };
  const store = (kind: StoreKind): SecretStore => secretStores[kind];
  const tryStores = async ({ options }: Settings) => {
    const wish = storeWishes.find((one) => one === options['secret-store']) ?? 'auto';
    return chooseStore(wish, secretStores);
  };
  return {
    settings,
    store,
    tryStores,
    async choose(now, tell = notice) {
      const { store: chosen, fellBack } = await tryStores(now);
      if (fellBack) tell(fallBackNotice(fellBack, chosen.place));
      return chosen;
    },
    async secretsOf(name, { secrets }) {
      return secrets && store(secrets).get(name);
    },
  };
}

/**
 * A profile by its name.
 *
 * @throws KooError (configuration, `UNKNOWN_PROFILE`) with the nearest name
 */
export function requireProfile({ profiles }: Settings, name: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile) return profile;
  const names = Object.keys(profiles);
  const meant = nearest(name, names);
  const all = names.join(', ');
  throw new KooError({
    category: 'configuration',
    code: 'UNKNOWN_PROFILE',
    message: { en: `There is no profile "${name}"`, zh: `没有名为“${name}”的配置` },
    hint: meant
      ? { en: `Did you mean ${meant}?`, zh: `是否想输入 ${meant}？` }
      : {
          en: all ? `One of: ${all}` : 'Make one with koo login.',
          zh: all ? `可选值：${names.join('、')}` : '请先用 koo login 创建。',
        },
    ...(meant !== undefined && { details: { suggestion: meant } }),
  });
}

function toStderr(env: Environment): (text: Localized) => void {
  return (text) => process.stderr.write(`${text[chooseLanguage({ env })]}\n`);
}

function fallBackNotice(reason: Localized, place: string): Localized {
  return {
    en: `${reason.en}. Secrets are kept in the file ${place}, which only you can read.`,
    zh: `${reason.zh}。密钥保存在文件 ${place} 中，仅当前用户可读。`,
  };
}

/** What the user has set: a store, or the better one that works. */
export type StoreWish = 'auto' | StoreKind;

const storeWishes = ['auto', 'keyring', 'file'] as const satisfies readonly StoreWish[];

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
