import { join } from 'node:path';
import type Conf from 'conf';
import * as v from 'valibot';
import { ignoreKooError } from '../errors/koo-error.ts';
import { syncFolder } from '../files/atomic-file.ts';
import { isLoopback } from '../http/loopback.ts';
import { tryJson } from '../text/json.ts';
import { both, type Localized } from '../text/translate.ts';
import { withLock } from './files/lock.ts';
import { quarantine, readPrivate, replacePrivate } from './files/private-file.ts';

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

export interface SettingsStore {
  readonly path: string;
  /** Returns empty settings if there is no file. */
  read(): Promise<Settings>;
  /**
   * Reads, changes and writes the settings under a lock, so that concurrent changes are not lost. Other effects of the
   * change happen under the lock as well.
   *
   * @param undo reverts these effects if the settings cannot be written
   */
  update(
    change: (settings: Settings) => Settings | Promise<Settings>,
    undo?: () => Promise<void>,
  ): Promise<Settings>;
  /** Takes the lock for a moment, so that no one types a secret that cannot be stored. */
  assertLockable(): Promise<void>;
}

/**
 * Opens the settings in a folder. A damaged file is moved aside with a notice, and the settings start empty. Each
 * method throws KooError (configuration) if the file cannot be used.
 *
 * The package conf writes the file. It has no locks between processes and follows symbolic links, so it is opened under
 * a lock, after the path was examined. Most commands only read: they do so without loading it.
 */
export function openSettings(folder: string, notice: (text: Localized) => void): SettingsStore {
  const path = join(folder, 'settings.json');
  const lock = join(folder, 'settings.lock');

  async function load(): Promise<Settings> {
    const text = await readPrivate(path);
    if (text === undefined) return empty();
    const settings = parse(text);
    if (settings) return settings;
    const newPath = await quarantine(path);
    notice(
      both('{path} was damaged. koo moved it to {newPath} and starts with an empty file.', { path, newPath }),
    );
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
    assertLockable: () => withLock(lock, async () => {}),
    async update(change, undo) {
      // Loaded before the lock is taken, since others wait for it.
      const { default: ConfClass } = await import('conf');
      return withLock(lock, async () => {
        try {
          const settings = await change(await load());
          await replacePrivate(path, () => {
            openConf(ConfClass, folder).store = settings;
            syncFolder(folder);
          });
          return settings;
        } catch (error) {
          await undo?.().catch(ignoreKooError);
          throw error;
        }
      });
    },
  };
}

/** Opens the file with conf, which brings settings of an older version up to date and records the version. */
function openConf(ConfClass: typeof Conf, folder: string): Conf {
  return new ConfClass({
    cwd: folder,
    configName: 'settings',
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    projectVersion: settingsVersion,
    migrations: Object.fromEntries(
      migrations.map(([version, migrate]) => [
        version,
        (conf: Conf) => {
          conf.store = migrate(v.parse(settingsSchema, conf.store));
        },
      ]),
    ),
  });
}

/** The version of koo that last changed the form of the settings. */
const settingsVersion = '0.2.0';

/** Steps to the current form, by the version of koo that introduced them. koo 0.1.0 recorded no version. */
const migrations = [[settingsVersion, customSites]] as const;

/** Up to 0.1.0 a sandbox could have any address; now the sandbox is on this machine, and other addresses are custom. */
function customSites({ profiles, ...settings }: Settings): Settings {
  const isElsewhere = ({ site, endpoint }: Profile) =>
    site === 'sandbox' && endpoint !== undefined && !isLoopback(URL.parse(endpoint)?.hostname ?? '');
  return {
    ...settings,
    profiles: Object.fromEntries(
      Object.entries(profiles).map(([name, profile]) => [
        name,
        isElsewhere(profile) ? { ...profile, site: 'custom' } : profile,
      ]),
    ),
  };
}

function empty(): Settings {
  return { profiles: {}, options: {} };
}

/** Parses the file in the form of any version; `undefined` if it is damaged. */
function parse(text: string): Settings | undefined {
  const document = tryJson(text);
  const { success, output } = v.safeParse(settingsSchema, document);
  if (!success) return undefined;
  const { __internal__: _, ...settings } = output;
  const version = v.is(bookkeeping, document) ? document.__internal__.migrations.version : undefined;
  const at = migrations.findIndex(([known]) => known === version);
  // A later koo recorded a version that is unknown here.
  if (version !== undefined && at < 0) return settings;
  return migrations.slice(at + 1).reduce((form, [, migrate]) => migrate(form), settings);
}

/** The version that conf records in the file. */
const bookkeeping = v.object({ __internal__: v.object({ migrations: v.object({ version: v.string() }) }) });
