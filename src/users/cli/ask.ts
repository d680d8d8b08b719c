import { ask, cancelled } from '../../cli/prompts.ts';
import { looksLikeId, type RowFault } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { judgeRow } from '../judge.ts';
import type { RawRow } from '../rows.ts';
import type { UsersContext } from './view.ts';

/** Any name and id that are right, to judge the other of the two by itself. */
const good = { account_name: 'hw12345678', account_id: '0'.repeat(32) };

/**
 * Has users typed in, name and id, one after the other.
 *
 * @throws KooError (interrupted, `CANCELLED`)
 */
export async function askForUsers(context: UsersContext): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  do {
    const account_name = await ask(
      {
        message: { en: 'Huawei Cloud account name', zh: '华为云账号名' },
        instead: '--name',
        refuse: (text) => errorOf({ ...good, account_name: text }),
        remark: (text) => (isUsual({ ...good, account_name: text }) ? undefined : nameForm),
      },
      context,
    );
    const account_id = await askForId(account_name, context);
    rows.push({ line: rows.length + 1, account_name, account_id });
  } while (await yesOrNo({ en: 'Another user?', zh: '继续添加下一个用户吗？' }, context));
  return rows;
}

async function askForId(account_name: string, context: UsersContext): Promise<string> {
  for (;;) {
    const id = await ask(
      {
        message: { en: 'Huawei Cloud account ID', zh: '华为云账号ID' },
        instead: '--id',
        refuse: (text) => errorOf({ account_name, account_id: text }),
        remark: (text) => (isUsual({ ...good, account_id: text }) ? undefined : idForm(text)),
      },
      context,
    );
    if (looksLikeId(id) || (await yesOrNo(oddIds([id]), context))) return id;
  }
}

/**
 * Asks whether users whose ids are of another form are meant.
 *
 * @throws KooError (interrupted, `CANCELLED`) for a no
 */
export async function confirmOddIds(ids: readonly string[], context: UsersContext): Promise<void> {
  const odd = ids.filter((id) => !looksLikeId(id));
  if (odd.length > 0 && !(await yesOrNo(oddIds(odd), context))) throw cancelled();
}

function oddIds(ids: readonly string[]): Localized {
  const shown = ids.slice(0, 5).join(', ') + (ids.length > 5 ? ', …' : '');
  return {
    en: `Not 32 hexadecimal digits: ${shown}. Add all the same?`,
    zh: `不是 32 位十六进制字符：${shown}。仍要添加吗？`,
  };
}

/** Whoever types something else has not answered yet. */
async function yesOrNo(message: Localized, context: UsersContext): Promise<boolean> {
  const text = await ask(
    {
      message: { en: `${message.en} [y/N]`, zh: `${message.zh} [y/N]` },
      instead: '-',
      optional: true,
      refuse: (typed) => (/^(y|yes|n|no|是|否|)$/i.test(typed) ? undefined : answer),
    },
    context,
  );
  return /^(y|yes|是)$/i.test(text);
}

const answer: Localized = { en: 'Type y or n.', zh: '请输入 y 或 n。' };

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

const nameForm: Localized = {
  en: 'usually 5 to 64 letters, digits, - and _; taken all the same',
  zh: '通常为 5～64 位字母、数字、- 和 _，不影响添加',
};

function idForm(text: string): Localized {
  return /^[0-9a-f]*$/.test(text)
    ? { en: `${text.length} of 32`, zh: `${text.length}/32 位` }
    : { en: 'digits and a to f, in lower case', zh: '仅限数字和小写字母 a～f' };
}
