import * as v from 'valibot';
import { type KooError, usageError } from '../../../errors/koo-error.ts';
import { isAccountName } from '../../../seller/rules/users.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { parseDuration } from '../../../text/duration.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both, type Localized, verbatim } from '../../../text/translate.ts';
import { type Act, type Field, givenValues, type InputField, inputsOf } from '../../acts/act.ts';
import { acts, type Command, type CommandOf } from '../../acts/acts.ts';
import { command } from '../../acts/schema.ts';
import { findBuyer } from '../../market/orders/buyers.ts';
import type { Database } from '../../state/database.ts';

const amountRule = both('An amount is in yuan, with at most six decimals, such as 100 or 99.5');

/** Returns the rule that a value of a field breaks, in the words of a form. */
function findRule({ fields }: Act, key: string): Localized {
  const field = fields[key];
  if (field?.rule) return field.rule;
  return field?.type === 'amount'
    ? amountRule
    : both('The value of {name} is not possible', { name: verbatim(key) });
}

/** Validates the command of a form. @throws KooError (usage, `INVALID_VALUE`) in the words of the form */
export function readFormCommand<Name extends Command['do']>(
  value: JsonObject & { readonly do: Name },
): CommandOf<Name> {
  const read = v.safeParse(command, value);
  if (read.success) return read.output as CommandOf<Name>;
  const key = String(read.issues[0].path?.[0]?.key ?? 'do');
  throw usageError('INVALID_VALUE', findRule(acts[value.do], key), both('Nothing was done.'));
}

/**
 * Reads the values of an act from the texts of a form, which are to be validated by {@link readFormCommand}.
 *
 * @param text of a field of the form, by the name that the declaration of the act gives it
 * @throws KooError (usage, `INVALID_TIME`)
 */
export function readInputs(
  act: Act,
  text: (name: string) => string | undefined,
): Readonly<Record<string, unknown>> {
  return givenValues(Object.assign({}, ...inputsOf(act).map((one) => readInput(one, text))));
}

/** Returns the value of a field, and of the one that is chosen together with it. */
function readInput({ name, field, input }: InputField, text: (name: string) => string | undefined): object {
  const value = text(input.name ?? name) || undefined;
  if (input.joined === undefined) return { [name]: value === undefined ? undefined : readText(field, value) };
  const [first, ...rest] = (value ?? '').split(' ');
  return { [name]: first || undefined, [input.joined]: rest.join(' ') || undefined };
}

/**
 * Reads a value as it is typed in a form. An invalid number stays as it is, to be refused.
 *
 * @throws KooError (usage, `INVALID_TIME`)
 */
export function readText({ type }: Field, text: string): unknown {
  switch (type) {
    case 'number':
      return /^\d{1,15}$/.test(text) ? Number(text) : text;
    case 'switch':
      return text === '1';
    case 'duration': {
      const duration = parseDuration(text);
      if (duration !== undefined) return duration;
      throw invalidTime(both('"{text}" is no duration', { text }), both('Write 30d, 12h, 90m or 1d12h.'));
    }
    case 'time':
      return readBeijingTime(text);
    case 'departments': {
      const [, code, name] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      return code === undefined ? undefined : [{ code, name }];
    }
    default:
      return text;
  }
}

function readBeijingTime(text: string): string {
  const time = Date.parse(`${text}+08:00`);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) && !Number.isNaN(time);
  // 31 February would be a day in March.
  if (isTime && beijingTime(time).startsWith(text.replace('T', ' '))) return new Date(time).toISOString();
  throw invalidTime(both('"{text}" is no time', { text }), both('Choose a day and a time.'));
}

function invalidTime(message: Localized, hint: Localized): KooError {
  return usageError('INVALID_TIME', message, hint);
}

/**
 * Checks the name of a buyer that a form creates: it has the form that the names of specified users have.
 *
 * @throws KooError (usage, `INVALID_VALUE`) unless there is such a buyer already
 */
export function assertBuyerName(database: Database, buyer: string): void {
  if (isAccountName(buyer) || findBuyer(database, buyer)) return;
  throw usageError(
    'INVALID_VALUE',
    both('An account name must have 5 to 64 letters, digits, - or _, not "{name}"', {
      name: buyer.slice(0, 80),
    }),
    both('Nothing was done.'),
  );
}
