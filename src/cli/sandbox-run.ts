import { existsSync } from 'node:fs';
import { type Fault, parseFault } from '../sandbox/fault.ts';
import { type Database, databasePath, openStore, StateVersionError } from '../sandbox/store.ts';
import { Failure } from './failure.ts';

/**
 * Opens the sandbox's state for one piece of work. A running sandbox may have it open as well.
 *
 * @throws Failure (configuration)
 */
export function withStore<T>(stateFolder: string, work: (database: Database) => T): T {
  const database = open(stateFolder);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function open(stateFolder: string): Database {
  try {
    return openStore(stateFolder);
  } catch (error) {
    throw stateFailure(error, stateFolder) ?? error;
  }
}

/** What is wrong with the state, if that is what the error is about. */
export function stateFailure(error: unknown, stateFolder: string): Failure | undefined {
  const path = databasePath(stateFolder);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const unreadable =
    code !== undefined && /^(ERR_SQLITE_ERROR|EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|EEXIST)$/.test(code);
  if (!(error instanceof StateVersionError) && !unreadable) return undefined;
  const reason = error instanceof Error ? error.message : '';
  return new Failure(
    {
      category: 'configuration',
      code: 'SANDBOX_STATE_UNUSABLE',
      message: {
        en: `The sandbox's state ${path} cannot be used (${reason})`,
        zh: `沙箱数据 ${path} 无法使用（${reason}）`,
      },
      hint: existsSync(path)
        ? {
            en: `Stop the sandbox and delete the folder of that file; the sandbox makes a new one.`,
            zh: `请停止沙箱并删除该文件所在的文件夹，沙箱会重新创建。`,
          }
        : {
            en: 'Check the permissions of the folder, or name another one with KOO_STATE_DIR.',
            zh: '请检查文件夹权限，或用 KOO_STATE_DIR 指定其他文件夹。',
          },
    },
    { cause: error },
  );
}

/**
 * The value of `--fault`.
 *
 * @throws Failure (usage, `INVALID_FAULT`)
 */
export function faultOf(text: string): Fault {
  const fault = parseFault(text);
  if (!('unreadable' in fault)) return fault;
  throw new Failure({
    category: 'usage',
    code: 'INVALID_FAULT',
    message: {
      en: `--fault: cannot read "${fault.unreadable}"`,
      zh: `--fault：无法解析“${fault.unreadable}”`,
    },
    hint: {
      en: 'Write 20% for a mix, or reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7; the rates add up to 1 at most.',
      zh: '写作 20%（混合），或 reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7；各比率之和不超过 1。',
    },
  });
}
