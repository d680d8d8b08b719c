import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { withLock } from '../../../account/files/lock.ts';
import { ensurePrivateFile, setAside } from '../../../account/files/private-file.ts';
import { type Environment, stateFolder } from '../../../account/folders.ts';
import { damaged } from '../../../account/settings.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { openSqlite } from '../../../sqlite/database.ts';
import type { Localized } from '../../../text/localized.ts';
import { isDamage, prepareRecorded } from './tables.ts';

/**
 * Opens what is recorded of seller configurations, `recorded.sqlite` in the state folder, for this user alone. A damaged
 * file is set aside with a notice. Several processes may use it at once. The caller closes it.
 *
 * @param reading makes no file when there is none
 * @throws KooError (configuration) when the file cannot be used
 */
export async function openRecordedDatabase(
  env: Environment,
  reading: boolean,
  notice: (text: Localized) => void,
): Promise<DatabaseSync> {
  const folder = stateFolder(env);
  const path = join(folder, 'recorded.sqlite');
  if (reading && !existsSync(path)) return opened(':memory:');
  await ensurePrivateFile(path);
  try {
    return opened(path);
  } catch (error) {
    if (!isDamage(error)) throw unusable(path, error);
  }
  return withLock(join(folder, 'recorded.lock'), () => replaced(path, notice));
}

/** Another process may have replaced the damaged file already. */
async function replaced(path: string, notice: (text: Localized) => void): Promise<DatabaseSync> {
  try {
    return opened(path);
  } catch (error) {
    if (!isDamage(error)) throw unusable(path, error);
  }
  const aside = await setAside(path);
  // What a transaction of the damaged file has left must not be rolled back into the new one.
  if (existsSync(`${path}-journal`)) renameSync(`${path}-journal`, `${aside}-journal`);
  notice(damaged(path, aside));
  await ensurePrivateFile(path);
  return opened(path);
}

function opened(path: string): DatabaseSync {
  const database = openSqlite(path);
  try {
    const newer = prepareRecorded(database);
    if (newer !== undefined) throw tooNew(path, newer);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function tooNew(path: string, version: number): KooError {
  return new KooError({
    category: 'configuration',
    code: 'STORE_TOO_NEW',
    message: {
      en: `${path} is of a newer koo (version ${version} of its form)`,
      zh: `${path} 由更新版本的 koo 写入（格式版本 ${version}）`,
    },
    hint: {
      en: 'Update koo, or use another folder with KOO_STATE_DIR.',
      zh: '请升级 koo，或用 KOO_STATE_DIR 改用其他目录。',
    },
  });
}

function unusable(path: string, error: unknown): KooError {
  if (error instanceof KooError) return error;
  const reason = error instanceof Error ? error.message : 'unknown';
  return new KooError(
    {
      category: 'configuration',
      code: 'STORE_UNREADABLE',
      message: { en: `Cannot use ${path} (${reason})`, zh: `无法使用 ${path}（${reason}）` },
      hint: {
        en: 'Check its permissions and the disk, or choose another folder with KOO_STATE_DIR.',
        zh: '请检查权限和磁盘，或用 KOO_STATE_DIR 改用其他目录。',
      },
    },
    { cause: error },
  );
}
