import { cancelledError, prompt } from '../../cli/prompts.ts';
import { looksLikeId, type RowFault } from '../../seller/user-list.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { RawRow } from '../rows.ts';
import { validateRow } from '../validate.ts';
import type { UsersContext } from './view.ts';

/** A valid name and ID, to validate the other of the two by itself. */
const validUser = { account_name: 'hw12345678', account_id: '0'.repeat(32) };

/** Asks for users one after the other, name and ID. @throws KooError (interrupted, `CANCELLED`) */
export async function askForUsers(context: UsersContext): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  do {
    const account_name = await prompt(
      {
        message: both('Huawei Cloud account name'),
        instead: '--name',
        refuse: (text) => errorOf({ ...validUser, account_name: text }),
        remark: (text) => (isUsual({ ...validUser, account_name: text }) ? undefined : nameForm),
      },
      context,
    );
    const account_id = await askForId(account_name, context);
    rows.push({ line: rows.length + 1, account_name, account_id });
  } while (await yesOrNo(both('Another user?'), context));
  return rows;
}

async function askForId(account_name: string, context: UsersContext): Promise<string> {
  for (;;) {
    const id = await prompt(
      {
        message: both('Huawei Cloud account ID'),
        instead: '--id',
        refuse: (text) => errorOf({ account_name, account_id: text }),
        remark: (text) => (isUsual({ ...validUser, account_id: text }) ? undefined : idForm(text)),
      },
      context,
    );
    if (looksLikeId(id) || (await yesOrNo(unusualIds([id]), context))) return id;
  }
}

/**
 * Asks for confirmation of users whose IDs have an unusual form.
 *
 * @throws KooError (interrupted, `CANCELLED`) for a no
 */
export async function confirmUnusualIds(ids: readonly string[], context: UsersContext): Promise<void> {
  const odd = ids.filter((id) => !looksLikeId(id));
  if (odd.length > 0 && !(await yesOrNo(unusualIds(odd), context))) throw cancelledError();
}

function unusualIds(ids: readonly string[]): Localized {
  const shown = ids.slice(0, 5).join(', ') + (ids.length > 5 ? ', …' : '');
  return both('Not 32 hexadecimal digits: {ids}. Add anyway?', { ids: shown });
}

/** Asks until the answer is yes or no; an empty answer is no. */
async function yesOrNo(message: Localized, context: UsersContext): Promise<boolean> {
  const text = await prompt(
    {
      message: both('{message} [y/N]', { message }),
      instead: '-',
      optional: true,
      refuse: (typed) => (/^(y|yes|n|no|是|否|)$/i.test(typed) ? undefined : answerHint),
    },
    context,
  );
  return /^(y|yes|是)$/i.test(text);
}

const answerHint: Localized = both('Type y or n.');

type Values = Omit<RawRow, 'line'>;

/** The error of a user; an unusual form is only remarked on while it is typed. */
function errorOf(values: Values): Localized | undefined {
  return faultsOf(values).find(({ severity }) => severity === 'error')?.message;
}

function isUsual(values: Values): boolean {
  return faultsOf(values).length === 0;
}

function faultsOf(values: Values): readonly RowFault[] {
  return validateRow({ line: 1, ...values }).faults;
}

const nameForm: Localized = both('usually 5 to 64 letters, digits, - and _; accepted anyway');

function idForm(text: string): Localized {
  return /^[0-9a-f]*$/.test(text)
    ? both('{count} of 32', { count: text.length })
    : both('digits and a to f, in lower case');
}
