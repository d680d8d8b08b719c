import type { Done } from '../../../console/model.ts';
import { usageError } from '../../../errors/koo-error.ts';
import type { ListRef } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { plainUser } from '../../../seller/plan.ts';
import { impactOf } from '../../../seller/settings/kinds.ts';
import { listFlags, type RowFault, type UserFile } from '../../../seller/user-list.ts';
import { joinSentences, type Localized } from '../../../text/localized.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both } from '../../../text/translate.ts';
import { transaction } from '../../state/database.ts';
import { addUsers, removeUsers } from '../../state/product-changes.ts';
import { findProduct, findUsers } from '../../state/products.ts';
import { assertForm, joinFirst, maxShown, type ProductView, sellerContext } from '../products/product.ts';
import { isInForce, userListPath } from '../products/user-lists.ts';
import type { SandboxState } from '../shared/state.ts';

interface TargetList {
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
  const file = await readPasted(state, form.get('users') ?? '', notAdded);
  if (file.users.length === 0) throw noUsers();
  const users = file.users.map(plainUser);
  for (const user of users) assertForm(contract.specifiedUser, user);
  const { stored } = view;
  const results = transaction(state.database, () => {
    const current = findProduct(state.database, view.product_id) ?? stored;
    return addUsers(sellerContext(state, current), current, ref, users).users;
  });
  const of = (result: string) => results.filter((one) => one.result === result);
  const rejected = of('rejected').map(({ account_id }) => account_id);
  const warnings = file.faults.filter(({ severity }) => severity === 'warning');
  return {
    to: userListPath(view.product_id, ref),
    said: joinSentences([
      both('{count, plural, one {# user} other {# users}} added.', { count: of('created').length }),
      ...(of('exists').length > 0
        ? [both('{count} on the list already.', { count: of('exists').length })]
        : []),
      ...(rejected.length > 0
        ? [
            both('{count} rejected: these IDs are on the list under another name: {ids}.', {
              count: rejected.length,
              ids: rejected.slice(0, maxShown),
            }),
          ]
        : []),
      ...(warnings.length > 0
        ? [both('Taken as they are, but to be checked: {lines}.', { lines: linesText(warnings) })]
        : []),
      ...(isInForce(ref, view) ? [] : [noEffect]),
    ]),
    tone: rejected.length > 0 ? 'bad' : warnings.length > 0 || !isInForce(ref, view) ? 'warn' : 'good',
  };
}

const notAdded: Localized = both('No user was added. Correct the rows, and send them again.');

/**
 * Reads users that were typed or pasted, such as a table of the seller console.
 *
 * @param hint for rows that are not users
 * @throws KooError (usage) `INVALID_USERS`, or what the reader of lists throws
 */
export async function readPasted(
  { readUsers }: SandboxState,
  text: string,
  hint: Localized,
): Promise<Pick<UserFile, 'users' | 'faults'>> {
  const file = (await readUsers?.(streamOf(text), '-')) ?? { users: [], faults: [] };
  const errors = file.faults.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw invalidUsers(errors, hint);
  return file;
}

const noEffect: Localized = both('The list has no effect yet.');

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function invalidUsers(errors: readonly RowFault[], hint: Localized) {
  return usageError(
    'INVALID_USERS',
    joinSentences([
      both('{count, plural, one {# row is} other {# rows are}} invalid.', {
        count: new Set(errors.map(({ line }) => line)).size,
      }),
      linesText(errors),
    ]),
    hint,
  );
}

/** Describes the problems of rows, by their lines. */
function linesText(faults: readonly RowFault[]): Localized {
  return joinFirst(faults.map(({ line, message }) => both('Line {line}: {message}', { line, message })));
}

function noUsers() {
  return usageError(
    'NO_USERS',
    both('There is no user in the text'),
    both('Give each user on a line of its own, as NAME:ID.'),
  );
}

/** Removes the chosen users, and reports what they lose. @throws KooError (usage, `NO_USERS`) */
export function removeFromList(state: SandboxState, { view, ref }: TargetList, form: URLSearchParams): Done {
  const ids = form.getAll('user');
  if (ids.length === 0) {
    throw usageError('NO_USERS', both('No user is chosen'), both('Choose users in the list first.'));
  }
  const { stored, product_id: id } = view;
  // A sentence about one names it.
  const [only] = ids.length === 1 ? findUsers(state.database, id, ref, ids[0] ?? '', 1) : [];
  const account_name = only?.account_name ?? '';
  const removed = transaction(state.database, () => {
    const current = findProduct(state.database, id) ?? stored;
    return removeUsers(sellerContext(state, current), current, ref, ids).users;
  }).flatMap(({ account_id, result }) => (result === 'deleted' ? [{ account_id, account_name }] : []));
  const { list, sku_code: sku } = ref;
  const impact = impactOf(
    removed.length === 0
      ? []
      : [{ kind: 'users', list, ...(sku !== undefined && { sku }), add: [], remove: removed }],
    view,
  );
  return {
    to: userListPath(id, ref),
    said: joinSentences([
      both('{count, plural, one {# user} other {# users}} removed.', { count: removed.length }),
      ...(isInForce(ref, view) ? impact : []),
      both('In a terminal: {command}.', {
        command: `koo users remove ${ids.length > maxShown ? '-' : ids.map(shellWord).join(' ')} ${listFlags(id, ref)} --yes --site sandbox`,
      }),
    ]),
    tone: isInForce(ref, view) && impact.length > 0 ? 'warn' : 'good',
  };
}
