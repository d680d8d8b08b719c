import { ApiError } from '../openapi/errors.ts';
import type { JsonObject } from '../signing/json.ts';
import type { Localized } from '../text/localized.ts';
import { JournalError } from '../usage/journal.ts';
import { apiFailure } from './api-failure.ts';
import { Failure } from './failure.ts';
import { usageInputFailure } from './usage-input.ts';

/** What ended a push, as the failure a user is told; another error as it is. */
export function usageFailure(error: unknown): unknown {
  if (error instanceof ApiError) return apiFailure(error);
  return error instanceof JournalError ? journalFailure(error) : usageInputFailure(error);
}

/** The same, with the counts so far for scripts. */
export function pushFailure(error: unknown, counts: JsonObject): unknown {
  const failure = usageFailure(error);
  if (!(failure instanceof Failure)) return failure;
  const details = { ...(failure.facts.details as JsonObject), ...counts };
  return new Failure({ ...failure.facts, details }, { cause: error });
}

function journalFailure(error: JournalError): Failure {
  const { path, message } = error;
  return new Failure(
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
