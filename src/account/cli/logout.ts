import { KooError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import { fileStore } from '../credentials/file-store.ts';
import { keyringService } from '../credentials/keyring.ts';
import { quarantinedFiles } from '../files/private-file.ts';
import { configFolder, type Environment } from '../folders.ts';
import type { LogoutOptions } from './api-flags.ts';
import { removeProfileData, resolveProfileName } from './profile.ts';
import { openStores } from './stores.ts';

/** The result of logging out a profile. */
export interface LoggedOut {
  readonly profile: string;
  /** Whether there were secrets to remove. */
  readonly removed: boolean;
}

type Notice = (text: Localized) => void;

/**
 * Removes the secrets of a profile, or with `all` every secret: also those of profiles that no longer exist, and
 * those in damaged files that were moved aside.
 *
 * @throws KooError (configuration) for an unknown profile, or if a store cannot be used
 */
export async function runLogout(
  options: LogoutOptions,
  env: Environment,
  notice: Notice,
): Promise<readonly LoggedOut[]> {
  const stores = openStores(env, notice);
  const settings = await stores.settings.read();
  const removeOptions = { includeProfile: false, force: options.force, notice };
  if (!options.all) {
    const profile = resolveProfileName(settings, options.profile, env);
    const removed = await removeProfileData(stores, profile, removeOptions);
    if (settings.profiles[profile]?.site === 'sandbox') {
      notice(
        both(
          'The sandbox needs no AK/SK of yours, so this profile still works. To remove the profile, run `koo profile remove`.',
        ),
      );
    }
    await warnAboutDamagedFiles(env, notice);
    return [{ profile, removed }];
  }
  // The file comes first: its secrets must be removed even if the keyring does not respond.
  const inFile = await deleteSecretsFile(options.force, env, notice);
  const results: LoggedOut[] = [];
  for (const profile of Object.keys(settings.profiles)) {
    const removed = await removeProfileData(stores, profile, removeOptions);
    results.push({ profile, removed: removed || inFile.includes(profile) });
  }
  const unnamed = inFile.filter((profile) => !Object.hasOwn(settings.profiles, profile));
  await warnAboutKeyring(stores.settings.path, notice);
  return [...results, ...unnamed.map((profile) => ({ profile, removed: true }))];
}

/** Deletes the file of secrets and returns the names of the profiles in it. */
async function deleteSecretsFile(
  force: boolean,
  env: Environment,
  notice: Notice,
): Promise<readonly string[]> {
  const file = fileStore(configFolder(env), notice);
  try {
    const { profiles, damaged } = await file.removeAll();
    for (const path of damaged)
      notice(both('Deleted {path}, which was damaged and may have contained keys.', { path }));
    return profiles;
  } catch (error) {
    if (!force || !(error instanceof KooError)) throw error;
    const { message } = error.facts;
    notice(both('{message}. Secrets may remain there. Remove them yourself.', { message }));
    return [];
  }
}

async function warnAboutDamagedFiles(env: Environment, notice: Notice): Promise<void> {
  for (const path of await fileStore(configFolder(env), notice).damagedFiles()) {
    notice(
      both(
        '{path} may still contain the AK/SK and access keys of this profile. To delete it as well, run `koo logout --all`.',
        { path },
      ),
    );
  }
}

/** After the settings were damaged, koo no longer knows which profiles have secrets in the keyring. */
async function warnAboutKeyring(settings: string, notice: Notice): Promise<void> {
  const [quarantined] = await quarantinedFiles(settings);
  if (quarantined === undefined) return;
  notice(
    both(
      'Profiles that are listed only in {quarantined} may still have entries in the keyring. Look for the service "{keyringService}" there.',
      { quarantined, keyringService },
    ),
  );
}
