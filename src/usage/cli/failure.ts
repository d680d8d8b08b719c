import { apiFailure } from '../../account/cli/api-failure.ts';
import { KooError } from '../../errors/koo-error.ts';
import { ApiError } from '../../openapi/errors.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { JournalError } from '../journal/journal.ts';
import { PushLockError, PushUnderWay } from '../journal/lock.ts';
import { usageInputFailure } from './input.ts';

/** What ended a push, as the failure a user is told; another error as it is. */
export function usageFailure(error: unknown): unknown {
  if (error instanceof ApiError) return apiFailure(error);
  if (error instanceof PushUnderWay) return pushUnderWay(error);
  if (error instanceof PushLockError) return lockFailure(error);
  return error instanceof JournalError ? journalFailure(error) : usageInputFailure(error);
}

/** The same, with the counts so far for scripts, and with what to do about records that may be there. */
export function pushFailure(error: unknown, counts: JsonObject & { readonly maybeThere: number }): unknown {
  const failure = usageFailure(error);
  if (!(failure instanceof KooError)) return failure;
  const details = { ...(failure.facts.details as JsonObject), ...counts };
  // The hint of a single call tells to look before it is sent again; a push does not send these again.
  const hint = counts.maybeThere > 0 && error instanceof ApiError ? goOn : failure.facts.hint;
  return new KooError({ ...failure.facts, hint, details }, { cause: error });
}

const goOn: Localized = {
  en: 'Run the same command again: it goes on, and does not send again what may be there. --rejects FILE lists those records; look whether they arrived, and send the missing ones with --no-resume.',
  zh: '再次执行相同命令即可继续，可能已被接收的话单不会再次推送。--rejects FILE 可列出这些话单；请确认是否已到达，缺少的可用 --no-resume 重新推送。',
};

function pushUnderWay(cause: PushUnderWay): KooError {
  return new KooError(
    {
      category: 'configuration',
      code: 'PUSH_UNDER_WAY',
      message: {
        en: 'Another push is under way: the old interface would take the records of both',
        zh: '另一个推送正在进行：旧接口会重复接收两次推送的话单',
      },
      hint: {
        en: 'Wait until it has ended, or end it; then run this command again.',
        zh: '请等待其结束或将其终止，然后再次执行此命令。',
      },
    },
    { cause },
  );
}

function lockFailure(error: PushLockError): KooError {
  const { path, message } = error;
  return new KooError(
    {
      category: 'configuration',
      code: 'LOCK_UNUSABLE',
      message: {
        en: `${path} cannot be used as a lock (${message})`,
        zh: `${path} 无法用作锁文件（${message}）`,
      },
      hint: {
        en: 'Delete it: it holds nothing, and koo makes a new one. The journal of pushed records stays as it is.',
        zh: '请删除该文件：其中没有内容，koo 会重新创建。推送记录文件请保持不变。',
      },
    },
    { cause: error },
  );
}

function journalFailure(error: JournalError): KooError {
  const { path, message } = error;
  return new KooError(
    {
      category: 'configuration',
      code: 'JOURNAL_UNUSABLE',
      message: {
        en: `The journal of pushed records, ${path}, cannot be used (${message})`,
        zh: `推送记录文件 ${path} 无法使用（${message}）`,
      },
      hint: journalHint(error),
    },
    { cause: error },
  );
}

/** Primary result codes of SQLite. */
const [busy, full] = [5, 13];

function journalHint({ path, cause }: JournalError): Localized {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined;
  if (code === busy) {
    return {
      en: 'Another koo is using it: wait until that has ended.',
      zh: '另一个 koo 正在使用，请等待其结束。',
    };
  }
  if (code === full) {
    return {
      en: 'The disk is full: make room, and run the same command again.',
      zh: '磁盘已满：请释放空间后再次执行相同命令。',
    };
  }
  return {
    en: `Check the permissions of ${path}, or move it away: koo makes a new one, and KooGallery recognises records it has by their metering_sn. With --legacy it cannot: look first what has arrived.`,
    zh: `请检查 ${path} 的权限，或将其移走：koo 会新建，云商店可按 metering_sn 识别已有话单。使用 --legacy 时无法识别，请先确认哪些话单已到达。`,
  };
}
