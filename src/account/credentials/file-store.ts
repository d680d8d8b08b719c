import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { own, tryJson } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { withLock } from '../files/lock.ts';
import {
  deletePrivate,
  quarantine,
  quarantinedFiles,
  readSecret,
  writePrivate,
} from '../files/private-file.ts';
import { type SecretStore, secretsSchema } from './secrets.ts';

const schema = v.looseObject({ profiles: v.record(v.string(), secretsSchema) });
type Document = v.InferOutput<typeof schema>;

/** The file of secrets, which can also be deleted as a whole. */
export interface FileStore extends SecretStore {
  /**
   * Deletes all secrets, also those of profiles that no longer exist, and those in damaged files that were moved
   * aside.
   *
   * @returns the profiles that had secrets, as far as the file could be read, and the deleted damaged files
   */
  removeAll(): Promise<{ readonly profiles: readonly string[]; readonly damaged: readonly string[] }>;
  /** Paths of damaged files that were moved aside: they may contain secrets. */
  damagedFiles(): Promise<readonly string[]>;
}

/**
 * Secrets in a file that only this user can read (0600 in a folder of 0700), for machines without a working keyring.
 * A damaged file is moved aside with a notice.
 */
export function fileStore(folder: string, notice: (text: Localized) => void): FileStore {
  const path = join(folder, 'credentials.json');
  const lock = join(folder, 'credentials.lock');

  async function load(): Promise<Document> {
    const text = await readSecret(path, notice);
    if (text === undefined) return { profiles: {} };
    const document = parse(text);
    if (document) return document;
    const newPath = await quarantine(path);
    // The user must know about the copy, because it has keys in plain text.
    notice(
      both(
        '{path} was damaged. koo moved it to {newPath} and starts with an empty file. The damaged file still contains keys in plain text: delete it when you no longer need it, or run `koo logout --all`.',
        { path, newPath },
      ),
    );
    return { profiles: {} };
  }

  return {
    kind: 'file',
    place: path,
    async get(profile) {
      const text = await readSecret(path, notice);
      if (text === undefined) return undefined;
      const document = parse(text) ?? (await withLock(lock, load));
      return own(document.profiles, profile);
    },
    set: (profile, secrets) =>
      withLock(lock, async () => {
        const { profiles, ...rest } = await load();
        await save({ ...rest, profiles: { ...profiles, [profile]: { ...secrets } } });
      }),
    remove: (profile) =>
      withLock(lock, async () => {
        const { profiles, ...rest } = await load();
        if (!own(profiles, profile)) return false;
        const { [profile]: _, ...others } = profiles;
        await save({ ...rest, profiles: others });
        return true;
      }),
    damagedFiles: () => quarantinedFiles(path),
    removeAll: async () => {
      // On a machine without secrets, no folder is created for a lock. If a lock exists, a write may have been
      // interrupted.
      const text = await readSecret(path, notice);
      if (text === undefined && !existsSync(lock) && (await quarantinedFiles(path)).length === 0)
        return { profiles: [], damaged: [] };
      return withLock(lock, async () => {
        const now = await readSecret(path, notice);
        const profiles = Object.keys((now === undefined ? undefined : parse(now))?.profiles ?? {});
        const deleted = await deletePrivate(path);
        const damaged = deleted.filter((file) => file !== path && !file.endsWith('.tmp'));
        // A file that cannot be parsed is deleted, and reported like one that was moved aside.
        return { profiles, damaged: now !== undefined && !parse(now) ? [path, ...damaged] : damaged };
      });
    },
  };

  async function save(document: Document): Promise<void> {
    await writePrivate(path, `${JSON.stringify(document, null, 2)}\n`);
  }
}

function parse(text: string): Document | undefined {
  const { success, output } = v.safeParse(schema, tryJson(text));
  return success ? output : undefined;
}
