import type { Done } from '../../../console/model.ts';
import { usageError } from '../../../errors/koo-error.ts';
import type { ListRef } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { plainUser } from '../../../seller/plan.ts';
import { describeImpact } from '../../../seller/settings/kinds.ts';
import { listFlags, type RowFault, type UserFile } from '../../../seller/user-list.ts';
import { joinSentences } from '../../../text/localized.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { addUsers, removeUsers } from '../../state/product-changes.ts';
import { findUsers } from '../../state/products.ts';
import { assertForm, changeStored, joinFirst, maxShown, type ProductView } from '../products/product.ts';
import { isInForce, userListPath } from '../products/user-lists.ts';
import type { SandboxState } from '../shared/state.ts';

export interface TargetList {
  readonly view: ProductView;
  readonly ref: ListRef;
}

/**
 * Adds the users that were typed or pasted; none if a row has an error.
 *
 * @throws KooError (usage) `INVALID_USERS`, or what the reader of lists throws
 */
export async function addToList(
  state: SandboxState,
  { view, ref }: TargetList,
  form: URLSearchParams,
): Promise<Done> {
  const hint = both('No user was added. Correct the rows, and send them again.');
  const file = await readPasted(state, form.get('users') ?? '', hint);
  if (file.users.length === 0) {
    throw usageError(
      'NO_USERS',
      both('There is no user in the text'),
      both('Give each user on a line of its own, as NAME:ID.'),
    );
  }
  const users = file.users.map(plainUser);
  for (const user of users) assertForm(contract.specifiedUser, user);
  const results = changeStored(
    state,
    view,
    (context, current) => addUsers(context, current, ref, users).users,
  );
  const of = (result: string) => results.filter((one) => one.result === result);
  const rejected = of('rejected').map(({ account_id }) => account_id);
  const warnings = file.faults.filter(({ severity }) => severity === 'warning');
  const isIdle = !isInForce(ref, view);
  const existing = of('exists').length;
  const sentences = [
    both('{count, plural, one {# user} other {# users}} added.', { count: of('created').length }),
    existing > 0 && both('{count} on the list already.', { count: existing }),
    rejected.length > 0 &&
      both('{count} rejected: these IDs are on the list under another name: {ids}.', {
        count: rejected.length,
        ids: rejected.slice(0, maxShown),
      }),
    warnings.length > 0 &&
      both('Taken as they are, but to be checked: {lines}.', { lines: describeFaults(warnings) }),
    isIdle && both('The list has no effect yet.'),
  ];
  return {
    to: userListPath(view.product_id, ref),
    said: joinSentences(sentences.filter((sentence) => sentence !== false)),
    tone: rejected.length > 0 ? 'bad' : warnings.length > 0 || isIdle ? 'warn' : 'good',
  };
}

/**
 * Reads users that were typed or pasted, such as a table of the seller console.
 *
 * @param hint for rows that are not users
 * @throws KooError (usage) `INVALID_USERS`, or what the reader of lists throws
 */
async function readPasted(
  { readUsers }: SandboxState,
  text: string,
  hint: Localized,
): Promise<Pick<UserFile, 'users' | 'faults'>> {
  const file = (await readUsers?.(streamOf(text), '-')) ?? { users: [], faults: [] };
  const errors = file.faults.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return file;
  const count = new Set(errors.map(({ line }) => line)).size;
  const invalid = both('{count, plural, one {# row is} other {# rows are}} invalid.', { count });
  throw usageError('INVALID_USERS', joinSentences([invalid, describeFaults(errors)]), hint);
}

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Describes the problems of rows, by their lines. */
function describeFaults(faults: readonly RowFault[]): Localized {
  return joinFirst(faults.map(({ line, message }) => both('Line {line}: {message}', { line, message })));
}

/** Removes the chosen users, and reports what they lose. @throws KooError (usage, `NO_USERS`) */
export function removeFromList(state: SandboxState, { view, ref }: TargetList, form: URLSearchParams): Done {
  const ids = form.getAll('user');
  if (ids.length === 0)
    throw usageError('NO_USERS', both('No user is chosen'), both('Choose users in the list first.'));
  const { product_id: id } = view;
  // A sentence about one names it.
  const [only] = ids.length === 1 ? findUsers(state.database, id, ref, ids[0] ?? '', 1) : [];
  const account_name = only?.account_name ?? '';
  const removed = changeStored(
    state,
    view,
    (context, current) => removeUsers(context, current, ref, ids).users,
  ).flatMap(({ account_id, result }) => (result === 'deleted' ? [{ account_id, account_name }] : []));
  const { list, sku_code: sku } = ref;
  const change = {
    kind: 'users',
    list,
    ...(sku !== undefined && { sku }),
    add: [],
    remove: removed,
  } as const;
  const impact = isInForce(ref, view) && removed.length > 0 ? describeImpact([change], view) : [];
  const words = ids.length > maxShown ? '-' : ids.map(shellWord).join(' ');
  return {
    to: userListPath(id, ref),
    said: joinSentences([
      both('{count, plural, one {# user} other {# users}} removed.', { count: removed.length }),
      ...impact,
      both('In a terminal: {command}.', {
        command: `koo users remove ${words} ${listFlags(id, ref)} --yes --site sandbox`,
      }),
    ]),
    tone: impact.length > 0 ? 'warn' : 'good',
  };
}
