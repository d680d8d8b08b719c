import { access, constants } from 'node:fs/promises';
import { KooError } from '../../../errors/koo-error.ts';
import { isOpenToOthers } from '../../files/private-file.ts';
import { configFolder, type Environment } from '../../folders.ts';
import type { Settings } from '../../settings.ts';
import type { Stores } from '../stores.ts';
import { type Finding, fail, pass, warn } from './model.ts';

const oldest = [22, 19] as const;

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const detail = { en: `Node.js ${version}`, zh: `Node.js ${version}` };
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
    ? pass('node', detail)
    : fail('node', detail, {
        en: `koo needs ${oldest.join('.')} or later: see https://nodejs.org`,
        zh: `koo 需要 ${oldest.join('.')} 或更高版本，参见 https://nodejs.org`,
      });
}

export function checkTerminal(env: Environment): Finding {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    return pass('terminal', { en: 'None: koo asks nothing', zh: '没有终端：koo 不会询问' });
  }
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const narrow = process.platform !== 'win32' && locale !== '' && !/utf-?8/i.test(locale);
  return narrow
    ? warn(
        'terminal',
        { en: `The locale ${locale} is not UTF-8`, zh: `语言环境 ${locale} 不是 UTF-8` },
        {
          en: 'Chinese texts may be unreadable: set LANG to a UTF-8 locale.',
          zh: '中文可能无法正常显示：请将 LANG 设为 UTF-8 语言环境。',
        },
      )
    : pass('terminal', {
        en: `${env.TERM ?? 'terminal'}, ${process.stderr.columns ?? 80} columns`,
        zh: `${env.TERM ?? '终端'}，${process.stderr.columns ?? 80} 列`,
      });
}

/** Whether the settings can be read and are for this user alone. */
export async function checkConfig(settings: Settings | KooError, env: Environment): Promise<Finding> {
  const folder = configFolder(env);
  if (settings instanceof KooError) return fail('config', settings.facts.message, settings.facts.hint);
  if (!(await exists(folder))) {
    return pass('config', { en: `${folder}: nothing yet`, zh: `${folder}：尚无内容` });
  }
  const count = Object.keys(settings.profiles).length;
  const detail = {
    en: `${folder}: ${count} ${count === 1 ? 'profile' : 'profiles'}`,
    zh: `${folder}：${count} 个配置`,
  };
  const closed = !(await isOpenToOthers(folder));
  return closed
    ? pass('config', detail)
    : warn(
        'config',
        { en: `${folder} is open to other users`, zh: `${folder} 对其他用户开放` },
        { en: `Close it: chmod 700 ${folder}`, zh: `请收紧权限：chmod 700 ${folder}` },
      );
}

/** Which store new secrets go to. */
export async function checkSecretStore(stores: Stores, settings: Settings): Promise<Finding> {
  const id = 'secret-store';
  try {
    const { store, fellBack } = await stores.choose(settings);
    const detail =
      store.kind === 'keyring'
        ? { en: `Keyring (${store.place})`, zh: `系统密钥环（${store.place}）` }
        : { en: `File ${store.place}`, zh: `文件 ${store.place}` };
    return fellBack
      ? warn(
          id,
          { en: `${fellBack.en}. ${detail.en}`, zh: `${fellBack.zh}。${detail.zh}` },
          {
            en: 'Secrets are in a file that only you can read. If that is right: koo config set secret-store file',
            zh: '密钥将保存在仅当前用户可读的文件中。如无异议，可执行：koo config set secret-store file',
          },
        )
      : pass(id, detail);
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    return fail(id, error.facts.message, error.facts.hint);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
