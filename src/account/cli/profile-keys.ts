import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import { configFolder, type Environment } from '../folders.ts';
import { loadConfig } from './koo-yaml/file.ts';

/**
 * Access keys of the profile in use: that of `KOO_PROFILE`, else of `koo.yaml`, else the current one. The secret
 * store is asked only when the profile has a key of one of these classes.
 *
 * @throws KooError (configuration) `UNKNOWN_PROFILE`, or when settings or secrets cannot be read
 */
export async function profileKeys(classes: readonly KeyClass[], env: Environment): Promise<Keys> {
  const folder = configFolder(env);
  const named = env.KOO_PROFILE || undefined;
  if (named === undefined && !existsSync(join(folder, 'settings.json'))) return {};
  const { openStores, requireProfile } = await import('./stores.ts');
  const stores = openStores(env);
  const settings = await stores.settings.read();
  const { current, profiles } = settings;
  if (named !== undefined) requireProfile(settings, named);
  const name = named ?? ((await loadConfig(undefined)).config.profile || current);
  const profile = name !== undefined && Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (name === undefined || !profile?.accessKeys?.some((own) => classes.some((one) => one === own)))
    return {};
  const secrets = await stores.secretsOf(name, profile);
  return Object.fromEntries(
    classes.flatMap((keyClass) => {
      const key = secrets?.accessKeys[keyClass];
      return key ? [[keyClass, key]] : [];
    }),
  );
}
