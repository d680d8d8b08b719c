import * as v from 'valibot';
import { usageError } from '../../../errors/koo-error.ts';
import { isAccountName } from '../../../seller/rules/users.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { both, verbatim } from '../../../text/translate.ts';
import type { Act } from '../../acts/act.ts';
import { acts, type Command, type CommandOf } from '../../acts/acts.ts';
import { command } from '../../acts/schema.ts';
import { findBuyer } from '../../market/orders/buyers.ts';
import type { Database } from '../../state/database.ts';

const amountRule = both('An amount is in yuan, with at most six decimals, such as 100 or 99.5');

/** The rule that a value of a field breaks, in the words of a form. */
function ruleOf({ fields }: Act, key: string): Localized {
  const field = fields[key];
  if (field?.rule) return field.rule;
  return field?.type === 'amount'
    ? amountRule
    : both('The value of {name} is not possible', { name: verbatim(key) });
}

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
  throw usageError('INVALID_VALUE', ruleOf(acts[value.do], key), both('Nothing was done.'));
}

/** A whole number; any other text stays, to be refused. */
export function numberOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text;
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
