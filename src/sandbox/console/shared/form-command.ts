import * as v from 'valibot';
import { usageError } from '../../../errors/koo-error.ts';
import { isAccountName } from '../../../seller/rules/users.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { both, verbatim } from '../../../text/translate.ts';
import { type Command, type CommandOf, command } from '../../acts/commands.ts';
import { findBuyer } from '../../market/orders/buyers.ts';
import type { Database } from '../../state/database.ts';

const amount = both('An amount is in yuan, with at most six decimals, such as 100 or 99.5');
const name = both('A name has 1 to 256 characters');

/** What the fields of forms take, by the names of their values. */
const rules: ReadonlyMap<string, Localized> = new Map([
  ['buyer', both('Choose a buyer, or enter the account name of a new one')],
  ['quantity', both('The quantity is a whole number of at least 1')],
  ['period', both('The number of periods is a whole number from 1 to 999')],
  ['buy count', both('The number of orders is a whole number from 1 to 10,000')],
  ['count', both('The number of users is a whole number from 1 to 100,000')],
  ['users', both('The number of users is a whole number from 1 to 100,000')],
  ['departments', both('The number of departments is a whole number from 1 to 10,000')],
  ['autoRenew', both('The number of renewals is a whole number from 0 to 99')],
  ['parameters', both('The value of a parameter has at most 2,000 characters')],
  ['seed', both('The seed is a whole number of at least 0')],
  ...['amount', 'balance', 'topUp', 'creditLine', 'coupon'].map((key) => [key, amount] as const),
  ...['organization', 'name', 'domain', 'add'].map((key) => [key, name] as const),
]);

/**
 * The command of a form.
 *
 * @throws KooError (usage, `INVALID_VALUE`) in the words of the form
 */
export function readFormCommand<Name extends Command['do']>(
  value: JsonObject & { readonly do: Name },
): CommandOf<Name> {
  const read = v.safeParse(command, value);
  if (read.success) return read.output as CommandOf<Name>;
  const key = String(read.issues[0].path?.[0]?.key ?? 'do');
  const rule = rules.get(`${value.do} ${key}`) ?? rules.get(key);
  throw usageError(
    'INVALID_VALUE',
    rule ?? both('The value of {name} is not possible', { name: verbatim(key) }),
    both('Nothing was done.'),
  );
}

/**
 * A buyer that a form makes is called as specified users are.
 *
 * @throws KooError (usage, `INVALID_VALUE`) unless there is such a buyer already
 */
export function assertBuyerName(database: Database, buyer: string): void {
  if (isAccountName(buyer) || findBuyer(database, buyer)) return;
  throw usageError(
    'INVALID_VALUE',
    both('An account name has 5 to 64 letters, digits, - or _: "{name}" has not', {
      name: buyer.slice(0, 80),
    }),
    both('Nothing was done.'),
  );
}
