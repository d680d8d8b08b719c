import { join } from 'node:path';
import * as v from 'valibot';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import { withLock } from './files/lock.ts';
import { quarantine, readPrivate, writePrivate } from './files/private-file.ts';

// To the library an array is an object, too.
const notArray = v.check<unknown, string>((value) => !Array.isArray(value), 'an array');

const profileSchema = v.looseObject({
  /** Id of the site, such as `cn`. */
  site: v.string(),
  /** Base of the open API the keys are for; absent for the sandbox, which listens where it can. */
  endpoint: v.optional(v.string()),
  /** Identifier of the key pair; the pair's secret half is in the secret store. */
  ak: v.optional(v.string()),
  /** Which secret store has its secrets; absent after a logout. */
  secrets: v.optional(v.picklist(['keyring', 'file'])),
  /** Interface classes that have an access key in the secret store. */
  accessKeys: v.optional(v.array(v.string())),
  /** What the server said about the account at login. */
  account: v.optional(v.looseObject({ id: v.string(), name: v.string() })),
  seller: v.optional(v.boolean()),
  /** ISO 8601; absent when the keys were stored unverified. */
  verifiedAt: v.optional(v.string()),
  description: v.optional(v.string()),
  offers: v.optional(v.array(v.string())),
});

const settingsSchema = v.pipe(
  v.unknown(),
  notArray,
  v.looseObject({
    /** Name of the profile that is used when none is named. */
    current: v.optional(v.string()),
    profiles: v.optional(v.pipe(v.unknown(), notArray, v.record(v.string(), profileSchema)), {}),
    options: v.optional(v.pipe(v.unknown(), notArray, v.record(v.string(), v.string())), {}),
  }),
);

/** A merchant's account on a site. Never a secret. */
export type Profile = v.InferOutput<typeof profileSchema>;
export type Settings = v.InferOutput<typeof settingsSchema>;

/** The settings of this user. */
export interface SettingsStore {
  readonly path: string;
  /** Empty settings when there is no file. */
  read(): Promise<Settings>;
  /** Reads, changes and writes under a lock: of changes made at the same time none is lost. */
  update(change: (settings: Settings) => Settings): Promise<Settings>;
}

/**
 * Opens the settings in a folder. Not with the package conf: it locks nothing between processes, follows symbolic
 * links, and empties a damaged file where this one keeps it. A damaged file is set aside with a notice, and settings start anew. Each method
 * throws KooError (configuration) when the file cannot be used.
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
      // A damaged file may have been replaced by now: read it again under the lock.
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

/** Notice about a file that could not be understood, and where it is now. */
function damaged(path: string, newPath: string): Localized {
  return both('{path} was damaged. koo moved it to {newPath} and starts with an empty file.', {
    path,
    newPath,
  });
}
