import type { RowFault } from '../allowlist/faults.ts';
import { judgeRow } from '../allowlist/judge.ts';
import type { RawRow } from '../allowlist/rows.ts';
import type { Localized } from '../text/localized.ts';
import { ask, confirm } from './prompts.ts';
import type { UsersContext } from './users-context.ts';

/** Any name and id that are right, to judge the other of the two by itself. */
const good = { account_name: 'hw12345678', account_id: '0'.repeat(32) };

/**
 * Has users typed in, name and id, one after the other.
 *
 * @throws Failure (interrupted, `CANCELLED`)
 */
export async function askForUsers(context: UsersContext): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  do {
    const account_name = await ask(
      {
        message: { en: 'Account name', zh: '华为云账号名' },
        instead: '--name',
        ...judging((text) => ({ ...good, account_name: text })),
      },
      context,
    );
    const account_id = await ask(
      {
        message: { en: 'Account ID', zh: '华为云账号ID' },
        instead: '--id',
        ...judging((text) => ({ ...good, account_id: text })),
      },
      context,
    );
    rows.push({ line: rows.length + 1, account_name, account_id });
  } while (await confirm({ en: 'Another user?', zh: '继续添加下一个用户吗？' }, '-', context));
  return rows;
}

/** Errors are refused, what is merely unusual is remarked while it is typed. */
function judging(row: (text: string) => Omit<RawRow, 'line'>) {
  const first = (text: string, severity: RowFault['severity']): Localized | undefined =>
    judgeRow({ line: 1, ...row(text) }).faults.find((one) => one.severity === severity)?.message;
  return {
    refuse: (text: string) => first(text, 'error'),
    remark: (text: string) => first(text, 'error') ?? first(text, 'warning'),
  };
}
