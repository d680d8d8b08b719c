import { both } from '../../text/translate.ts';
import type { Product, UserChange } from '../contract.ts';
import { maxUsersOfPatch } from '../limits.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';

const idForm = /^[0-9a-f]{32}$/;
const nameForm = /^[A-Za-z0-9_-]{5,64}$/;

/** Validates one specified user; a missing name or id is an error, an unusual form a warning. */
export function userFaults(user: { readonly account_name: unknown; readonly account_id: unknown }): Fault[] {
  return [...nameFaults(user.account_name), ...idFaults(user.account_id)];
}

/** Whether a name has the form of account names. */
export function isAccountName(name: string): boolean {
  return nameForm.test(name);
}

function nameFaults(name: unknown): Fault[] {
  if (!isFilled(name))
    return [fault('user-name-required', ['account_name'], both('the account name is missing'))];
  if (isAccountName(name)) return [];
  const message = both('account name "{name}" is not 5 to 64 letters, digits, - or _', { name: shown(name) });
  return [fault('user-name-form', ['account_name'], message, 'warning')];
}

function idFaults(id: unknown): Fault[] {
  if (!isFilled(id)) return [fault('user-id-required', ['account_id'], both('the account ID is missing'))];
  if (idForm.test(id)) return [];
  const message = both('account ID "{id}" is not 32 lower-case hexadecimal digits', { id: shown(id) });
  return [fault('user-id-form', ['account_id'], message, 'warning')];
}

/** Whether a value is a text with more than white space. */
function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/**
 * Validates a change of one list: the list and its specification, each user, and users against each other.
 *
 * @param product without it, whether the specification is one of the product is not validated
 */
export function userChangeFaults(change: UserChange, product: Product | undefined): Fault[] {
  return [...listFaults(change, product), ...addFaults(change.add), ...removeFaults(change)];
}

function listFaults({ list, sku_code: code }: UserChange, product: Product | undefined): Fault[] {
  if (list === 'credit_line' && code !== undefined) {
    const message = both('the list credit_line does not take a specification');
    return [fault('list-credit-line-sku', ['sku_code'], message)];
  }
  if (list === 'trial' && code === undefined) {
    const message = both('the list trial needs the code of a trial specification');
    return [fault('list-trial-sku', ['sku_code'], message)];
  }
  if (code === undefined || product === undefined) return [];
  const sku = product.skus.find(({ sku_code }) => sku_code === code);
  if (!sku) return [unknownSku(code, product, ['sku_code'])];
  if (list !== 'trial' || sku.trial !== undefined) return [];
  return [fault('list-trial-sku', ['sku_code'], both('{code} is not a trial specification', { code }))];
}

function addFaults(add: UserChange['add']): Fault[] {
  const found: Fault[] = [];
  const names = new Map<string, string>();
  for (const [index, user] of add.entries()) {
    const path = ['add', index] as const;
    found.push(...userFaults(user).map(under(path)));
    if (!isFilled(user.account_id)) continue;
    const known = names.get(user.account_id);
    if (known === undefined) names.set(user.account_id, user.account_name);
    else found.push(repeated(user, known, path));
  }
  return found;
}

function repeated(user: UserChange['add'][number], known: string, path: Fault['path']): Fault {
  const id = shown(user.account_id);
  if (user.account_name === known) {
    const message = both('account ID {id} is repeated', { id });
    return fault('user-duplicate', [...path, 'account_id'], message, 'warning');
  }
  const message = both('account ID {id} has two names: "{first}" and "{second}"', {
    id,
    first: shown(known),
    second: shown(user.account_name),
  });
  return fault('user-conflict', [...path, 'account_name'], message);
}

function removeFaults({ add, remove }: UserChange): Fault[] {
  const added = new Set(add.map(({ account_id }) => account_id));
  return remove.flatMap((id, index) => {
    const path = ['remove', index];
    if (!isFilled(id)) return idFaults(id).map((inner) => ({ ...inner, path }));
    if (!added.has(id)) return [];
    const message = both('account ID {id} is both added and removed', { id: shown(id) });
    return fault('user-added-and-removed', path, message);
  });
}

/** Validates the users of a patch: each list, and all rows together. */
export function patchUserFaults(changes: readonly UserChange[], product: Product | undefined): Fault[] {
  const rows = changes.reduce((sum, { add, remove }) => sum + add.length + remove.length, 0);
  const each = changes.flatMap((change, index) => userChangeFaults(change, product).map(under([index])));
  if (rows <= maxUsersOfPatch) return each;
  const message = both(
    'one change has {rows} user rows; at most {max} are allowed. For more, use `koo users sync`',
    { rows, max: maxUsersOfPatch },
  );
  return [fault('users-max', [], message), ...each];
}

/** The fault of a code that none of the product's specifications has. */
export function unknownSku(code: string, product: Product, path: Fault['path']): Fault {
  const known = product.skus.map(({ sku_code, name }) => `${sku_code} (${shown(name)})`);
  const some = known.length > 5 ? [...known.slice(0, 5), '…'] : known;
  const message = both('{product} has no specification {code}; it has {some}', {
    product: product.product_id,
    code: shown(code),
    some,
  });
  return fault('sku-unknown', path, message);
}

/** The fault of an account that is on the list under another name. */
export function nameConflict(id: string, path: Fault['path']): Fault {
  const message = both('account ID {id} is on the list under another name', { id: id.slice(0, 80) });
  return fault('user-conflict', path, message);
}
