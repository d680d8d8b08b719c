import { join } from 'node:path';
import * as v from 'valibot';
import { withLock } from '../profiles/lock.ts';
import { readSecret, setAside, writePrivate } from '../profiles/private-file.ts';
import { damaged } from '../profiles/settings.ts';
import type { Localized } from '../text/localized.ts';
import type { SecretStore } from './model.ts';
import { secretsSchema } from './secrets.ts';

const schema = v.looseObject({ profiles: v.record(v.string(), secretsSchema) });
type Document = v.InferOutput<typeof schema>;

/**
 * Secrets in a file that this user alone can read (0600 in a folder of 0700): what is left where no keyring
 * answers. A damaged file is set aside with a notice.
 */
export function fileStore(folder: string, notice: (text: Localized) => void): SecretStore {
  const path = join(folder, 'credentials.json');
  const lock = join(folder, 'credentials.lock');

  async function load(): Promise<Document> {
    const text = await readSecret(path, notice);
    if (text === undefined) return { profiles: {} };
    const document = parse(text);
    if (document) return document;
    notice(damaged(path, await setAside(path)));
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
  };

  async function save(document: Document): Promise<void> {
    await writePrivate(path, `${JSON.stringify(document, null, 2)}\n`);
  }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function parse(text: string): Document | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
