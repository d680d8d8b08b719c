import { join } from 'node:path';
import * as v from 'valibot';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import { withLock } from './files/lock.ts';
import { quarantine, readPrivate, writePrivate } from './files/private-file.ts';

// The library accepts an array as an object.
const notArray = v.check<unknown, string>((value) => !Array.isArray(value), 'an array');

const profileSchema = v.looseObject({
  /** Id of the site, such as `cn`. */
  site: v.string(),
  /** Base URL of the open API the keys are for; absent for the sandbox, whose port varies. */
  endpoint: v.optional(v.string()),
  /** Access key ID; the SK is in the secret store. */
  ak: v.optional(v.string()),
  /** The store of its secrets; absent after a logout. */
  secrets: v.optional(v.picklist(['keyring', 'file'])),
  /** Interface classes that have an access key in the secret store. */
  accessKeys: v.optional(v.array(v.string())),
  /** The account as verified at login. */
  account: v.optional(v.looseObject({ id: v.string(), name: v.string() })),
  seller: v.optional(v.boolean()),
  /** ISO 8601; absent if the keys were stored without verification. */
  verifiedAt: v.optional(v.string()),
  description: v.optional(v.string()),
  offers: v.optional(v.array(v.string())),
});

const settingsSchema = v.pipe(
  v.unknown(),
  notArray,
  v.looseObject({
    /** Name of the profile that is used by default. */
    current: v.optional(v.string()),
    profiles: v.optional(v.pipe(v.unknown(), notArray, v.record(v.string(), profileSchema)), {}),
    options: v.optional(v.pipe(v.unknown(), notArray, v.record(v.string(), v.string())), {}),
  }),
);

/** A merchant's account on a site, without secrets. */
export type Profile = v.InferOutput<typeof profileSchema>;
export type Settings = v.InferOutput<typeof settingsSchema>;

/** The settings of this user. */
export interface SettingsStore {
  readonly path: string;
  /** Returns empty settings if there is no file. */
  read(): Promise<Settings>;
  /** Reads, changes and writes the settings under a lock, so that concurrent changes are not lost. */
  update(change: (settings: Settings) => Settings): Promise<Settings>;
}

/**
 * Opens the settings in a folder. A damaged file is moved aside with a notice, and the settings start empty. Each
 * method throws KooError (configuration) if the file cannot be used. The package conf is not used, because it has no
 * locks between processes, follows symbolic links, and empties a damaged file.
 */
export function openSettings(folder: string, notice: (text: Localized) => void): SettingsStore {
  const path = join(folder, 'settings.json');
  const lock = join(folder, 'settings.lock');

  async function load(): Promise<Settings> {
    const text = await readPrivate(path);
    if (text === undefined) return empty();
    const settings = parse(text);
    if (settings) return settings;
    notice(damaged(path, await quarantine(path)));
    return empty();
  }

  return {
    path,
    async read() {
      const text = await readPrivate(path);
      const settings = text === undefined ? empty() : parse(text);
      // A damaged file may have been replaced in the meantime: read it again under the lock.
      return settings ?? withLock(lock, load);
    },
    update: (change) =>
      withLock(lock, async () => {
        const settings = change(await load());
        await writePrivate(path, `${JSON.stringify(settings, null, 2)}\n`);
        return settings;
      }),
  };
}

function empty(): Settings {
  return { profiles: {}, options: {} };
}

function parse(text: string): Settings | undefined {
  try {
    const { success, output } = v.safeParse(settingsSchema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

/** Notice about a file that could not be parsed, with its new path. */
function damaged(path: string, newPath: string): Localized {
  return both('{path} was damaged. koo moved it to {newPath} and starts with an empty file.', {
    path,
    newPath,
  });
}
