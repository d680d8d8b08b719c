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
        refuse: (text) => errorOf({ ...good, account_name: text }),
        remark: (text) => (isUsual({ ...good, account_name: text }) ? undefined : nameForm),
      },
      context,
    );
    const account_id = await ask(
      {
        message: { en: 'Account ID', zh: '华为云账号ID' },
        instead: '--id',
        refuse: (text) => errorOf({ ...good, account_id: text }),
        remark: (text) => (isUsual({ ...good, account_id: text }) ? undefined : idForm(text)),
      },
      context,
    );
    rows.push({ line: rows.length + 1, account_name, account_id });
  } while (await confirm({ en: 'Another user?', zh: '继续添加下一个用户吗？' }, '-', context));
  return rows;
}

type Values = Omit<RawRow, 'line'>;

/** Why values are no user; what is merely unusual is remarked while it is typed, and taken. */
function errorOf(values: Values): Localized | undefined {
  return faultsOf(values).find(({ severity }) => severity === 'error')?.message;
}

function isUsual(values: Values): boolean {
  return faultsOf(values).length === 0;
}

function faultsOf(values: Values): readonly RowFault[] {
  return judgeRow({ line: 1, ...values }).faults;
}

const nameForm: Localized = { en: '5 to 64 letters, digits, - and _', zh: '5–64 位字母、数字、- 和 _' };

function idForm(text: string): Localized {
  return /^[0-9a-f]*$/.test(text)
    ? { en: `${text.length} of 32`, zh: `${text.length}/32 位` }
    : { en: 'digits and a to f, in lower case', zh: '仅限数字和小写字母 a–f' };
}
