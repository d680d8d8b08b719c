import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../account/store-error.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { type Fault, parseFault } from '../fault.ts';
import { type Database, databasePath, openStore, StateVersionError } from '../store.ts';

/**
 * Opens the sandbox's state for one piece of work. A running sandbox may have it open as well.
 *
 * @throws KooError (configuration)
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
export function stateFailure(error: unknown, stateFolder: string): KooError | undefined {
  // A lock or a note beside the state tells itself what is wrong with it; the state is whole.
  if (error instanceof StoreError) return unusable(error, error.text, error.hint);
  if (!isOfState(error)) return undefined;
  const path = databasePath(stateFolder);
  const message = {
    en: `The sandbox's state ${path} cannot be used (${error.message})`,
    zh: `沙箱数据 ${path} 无法使用（${error.message}）`,
  };
  return unusable(error, message, stateHint(error, path));
}

function unusable(cause: Error, message: Localized, hint: Localized): KooError {
  return new KooError(
    { category: 'configuration', code: 'SANDBOX_STATE_UNUSABLE', message, hint },
    { cause },
  );
}

/** An error of SQLite or of the file system; that of a port is told by whoever listens. */
function isOfState(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return (
    error instanceof StateVersionError ||
    code === 'ERR_SQLITE_ERROR' ||
    (syscall !== undefined && syscall !== 'listen')
  );
}

function stateHint(error: Error, path: string): Localized {
  if (isBusy(error)) {
    return {
      en: 'Another process holds it: wait until that is done, or end it.',
      zh: '另一个进程正在占用，请等待其结束或将其终止。',
    };
  }
  const folder = dirname(path);
  return existsSync(path)
    ? {
        en: `Stop the sandbox and delete the folder ${folder}: the sandbox makes a new one. Or name another state folder with KOO_STATE_DIR.`,
        zh: `请停止沙箱并删除文件夹 ${folder}，沙箱会重新创建；也可用 KOO_STATE_DIR 指定其他文件夹。`,
      }
    : {
        en: `Check what ${folder} is and its permissions, or name another folder with KOO_STATE_DIR.`,
        zh: `请检查 ${folder} 及其权限，或用 KOO_STATE_DIR 指定其他文件夹。`,
      };
}

function isBusy(error: Error): boolean {
  const busyCode = 5;
  return 'errcode' in error && (Number(error.errcode) & 0xff) === busyCode;
}

/**
 * The value of `--fault`.
 *
 * @throws KooError (usage, `INVALID_FAULT`)
 */
export function faultOf(text: string): Fault {
  const fault = parseFault(text);
  if (!('unreadable' in fault)) return fault;
  throw new KooError({
    category: 'usage',
    code: 'INVALID_FAULT',
    message: {
      en: `--fault: cannot read "${fault.unreadable}"`,
      zh: `--fault：无法解析“${fault.unreadable}”`,
    },
    hint: {
      en: 'Write 20% for a mix, or reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7, or a documented error code: MKT.9004=0.1; the rates add up to 1 at most.',
      zh: '写作 20%（混合），或 reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7，也可用文档中的结果码：MKT.9004=0.1；各比率之和不超过 1。',
    },
  });
}
