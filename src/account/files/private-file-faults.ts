import { basename } from 'node:path';
import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';

/** A store of settings or secrets that cannot be used. Never holds what was to be stored. */
export function storeError(
  code: 'STORE_SYMLINK' | 'STORE_UNREADABLE' | 'STORE_UNWRITABLE' | 'STORE_BUSY' | 'KEYRING_UNAVAILABLE',
  message: Localized,
  hint: Localized,
): KooError {
  return new KooError({ category: 'configuration', code, message, hint });
}

/** The variable that names the folder of one of koo's files. */
export function folderVariable(path: string): 'KOO_CONFIG_DIR' | 'KOO_STATE_DIR' {
  return /^(settings|credentials)\./.test(basename(path)) ? 'KOO_CONFIG_DIR' : 'KOO_STATE_DIR';
}

/** @param file the one that is meant, where `path` is its folder */
export function symlink(path: string, file: string): KooError {
  const variable = folderVariable(file);
  return storeError(
    'STORE_SYMLINK',
    { en: `${path} is a symbolic link`, zh: `${path} 是符号链接` },
    {
      en: `koo does not follow links to settings, secrets and records. Put a real file there, or name the real folder in ${variable}.`,
      zh: `koo 不会跟随指向配置、密钥和记录的链接。请改为真实文件，或用 ${variable} 指定真实目录。`,
    },
  );
}

export function irregular(path: string): KooError {
  return storeError(
    'STORE_UNREADABLE',
    { en: `${path} is not a regular file`, zh: `${path} 不是普通文件` },
    {
      en: `Remove it or move it away: koo makes a new one. Or name another folder in ${folderVariable(path)}.`,
      zh: `请将其删除或移走，koo 会重新创建；也可用 ${folderVariable(path)} 改用其他目录。`,
    },
  );
}

export function foreign(path: string): KooError {
  return storeError(
    'STORE_UNREADABLE',
    {
      en: `${path} is another user's, and others may look into it`,
      zh: `${path} 属于其他用户，且可被他人读取`,
    },
    {
      en: `Make it yours (chown) and close it: chmod 600 ${path}`,
      zh: `请将其所有者改为当前用户（chown），并收紧权限：chmod 600 ${path}`,
    },
  );
}

export function closed(path: string): Localized {
  return {
    en: `${path} was open to other users; koo has closed it (0600). If they may have read it, renew the keys in it.`,
    zh: `${path} 此前可被其他用户读取，koo 已收紧权限（0600）。如可能已被读取，请更换其中的密钥。`,
  };
}

/** @param file the one that is meant, where `path` is its folder */
export function unusable(
  code: 'STORE_UNREADABLE' | 'STORE_UNWRITABLE',
  path: string,
  error: unknown,
  file = path,
): KooError {
  if (error instanceof KooError) return error;
  const reason = codeOf(error) ?? 'unknown';
  return storeError(
    code,
    code === 'STORE_UNREADABLE'
      ? { en: `Cannot read ${path} (${reason})`, zh: `无法读取 ${path}（${reason}）` }
      : { en: `Cannot write ${path} (${reason})`, zh: `无法写入 ${path}（${reason}）` },
    {
      en: `Check its permissions and the disk, or choose another folder with ${folderVariable(file)}.`,
      zh: `请检查权限和磁盘，或用 ${folderVariable(file)} 改用其他目录。`,
    },
  );
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
