import { type KooError, usageError } from '../errors/koo-error.ts';
import type { SpecifiedUser } from '../seller/contract.ts';
import { type RuleId, userFaults } from '../seller/rules/rules.ts';
import { type FileUser, looksLikeId, type RowFault } from '../seller/user-list.ts';
import { toHalfWidth } from '../text/half-width.ts';
import { both, type Localized } from '../text/translate.ts';
import { fieldNames, type RawRow, userFields } from './rows.ts';

export interface ValidatedRow {
  /** Absent when there is an error. */
  readonly user?: SpecifiedUser;
  readonly faults: readonly RowFault[];
}

/**
 * Validates a row as a user. White space around a value, visible or not, is ignored. A value that Excel or an input
 * method has changed is an error, since the buyer did not read it like that in the console; an unusual form is a warning,
 * since Huawei states no form. For a user to be added, an ID in upper case becomes lower case, as the console shows it.
 *
 * @param nameRequired false: the id will do, and the name of the user is then empty
 */
export function validateRow(row: RawRow, nameRequired = true): ValidatedRow {
  if (row.fault) return { faults: [row.fault] };
  const { account_name: name = '', account_id: id = '' } = row;
  // Nearly every row.
  const isPlain = name !== id && userFaults({ account_name: name, account_id: id }).length === 0;
  if (isPlain && !excelNumber.test(name))
    return { user: { account_name: name, account_id: id }, faults: none };
  const given = { account_name: strip(name), account_id: strip(id) };
  const user = nameRequired ? inLowerCase(given) : given;
  const upperCase: ValueFault = {
    code: 'UPPER_CASE',
    severity: 'warning',
    message: both('the account ID is in upper case; koo uses {id}', { id: user.account_id }),
  };
  const faults = [
    ...corruptedValueFaults(user),
    ...swappedValueFaults(user, nameRequired),
    ...formFaults(user, nameRequired, row.account_id === undefined),
    ...(user.account_id === given.account_id ? [] : [upperCase]),
  ];
  const located = faults.map((fault) => locatedFault({ line: row.line, ...filled(user) }, fault));
  return faults.some(({ severity }) => severity === 'error')
    ? { faults: located }
    : { user, faults: located };
}

const none: readonly RowFault[] = [];

/** The form in which Excel shows and saves a long number. */
const excelNumber = /^\d(\.\d+)?E\+?\d+$/i;

const edges = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g;

function strip(text: string): string {
  return text.replace(edges, '');
}

function filled({ account_name, account_id }: SpecifiedUser): Partial<SpecifiedUser> {
  return { ...(account_name !== '' && { account_name }), ...(account_id !== '' && { account_id }) };
}

function inLowerCase(user: SpecifiedUser): SpecifiedUser {
  const { account_id: id } = user;
  return looksLikeId(id) ? { ...user, account_id: id.toLowerCase() } : user;
}

/** Name and ID that are swapped or equal. */
function swappedValueFaults(
  { account_name: name, account_id: id }: SpecifiedUser,
  nameRequired: boolean,
): ValueFault[] {
  if (name === '' || id === '') return [];
  const value = id.slice(0, 40);
  if (looksLikeId(name) && !looksLikeId(id)) {
    const message = both('the account name and the account ID are swapped: {id} is not an account ID', {
      id: value,
    });
    return [error('SWAPPED', message)];
  }
  if (!nameRequired || name.toLowerCase() !== id.toLowerCase()) return [];
  return [error('SAME_VALUE', both('the account name and the account ID are the same ({value})', { value }))];
}

type ValueFault = Pick<RowFault, 'code' | 'severity' | 'message'>;

/** Values that were changed on their way; they get no other fault. */
function corruptedValueFaults(user: SpecifiedUser): ValueFault[] {
  return userFields.flatMap((field) => corruptedValueFault(user[field], fieldNames[field]) ?? []);
}

const codes: Readonly<Partial<Record<RuleId, RowFault['code']>>> = {
  'user-name-required': 'MISSING_NAME',
  'user-id-required': 'MISSING_ID',
  'user-name-form': 'NAME_FORM',
  'user-id-form': 'ID_FORM',
};

/** @param isBare whether the row is a value without a colon, which is a name unless it looks like an ID */
function formFaults(user: SpecifiedUser, nameRequired: boolean, isBare: boolean): ValueFault[] {
  return userFaults(user).flatMap(({ rule, path, severity, message }) => {
    const field = userFields.find((one) => one === path[0]);
    const code = codes[rule];
    if (field === undefined || code === undefined || corruptedValueFault(user[field], fieldNames[field]))
      return [];
    if (field === 'account_name' && user.account_name === '' && !nameRequired) return [];
    if (code === 'MISSING_ID' && isBare && !nameRequired)
      return [{ code, severity, message: both('not an account ID of 32 hexadecimal digits') }];
    return [{ code, severity, message }];
  });
}

/** The fault of a value that was changed on its way, if any. */
function corruptedValueFault(value: string, field: Localized): ValueFault | undefined {
  const shown = value.slice(0, 40);
  const facts = { field, shown };
  if (excelNumber.test(value) && (/[.+]/.test(value) || value.length < 8)) {
    const message = both(
      'Excel turned the {field} into a number ({shown}) and lost digits: format the column as text and paste the value again',
      facts,
    );
    return error('EXCEL_NUMBER', message);
  }
  if (/[\uff01-\uff5e\u3000]/.test(value)) {
    const plain = toHalfWidth(value).slice(0, 40);
    const message = both('the {field} has full-width characters ({shown}); in half width it is {plain}', {
      ...facts,
      plain,
    });
    return error('FULL_WIDTH', message);
  }
  if (/[\s\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd]/u.test(value)) {
    const message = both(
      'the {field} contains a space, a line break or an invisible character ({shown})',
      facts,
    );
    return error('BAD_CHARACTER', message);
  }
  if (value.length <= maxLength) return undefined;
  const message = both('the {field} has more than {maxLength} characters ({shown}…)', {
    ...facts,
    maxLength,
  });
  return error('TOO_LONG', message);
}

/** The maximum length of a value in koo's contract; Huawei states none. */
const maxLength = 256;

function error(code: RowFault['code'], message: Localized): ValueFault {
  return { code, severity: 'error', message };
}

export interface Collected {
  readonly rows: number;
  readonly users: readonly FileUser[];
  /** By line. */
  readonly faults: readonly RowFault[];
}

/**
 * Validates rows one by one and against each other: a second row with the same ID is a duplicate or, under another name,
 * a conflict. No row of a conflict is used, since koo cannot know which one is right.
 *
 * @throws KooError (usage, `TOO_MANY_FAULTS`) where the faults show that this is no list of users
 */
export function collectUsers(rows: Iterable<RawRow>, nameRequired: boolean): Collected {
  const byId = new Map<string, FileUser>();
  const conflicts = new Set<string>();
  const faults: RowFault[] = [];
  let count = 0;
  let errors = 0;
  for (const row of rows) {
    count += 1;
    const validated = validateRow(row, nameRequired);
    for (const fault of validated.faults) faults.push(fault);
    if (!validated.user) errors += 1;
    if (errors > maxInvalidRows)
      throw tooManyFaults(both('More than {count} rows are invalid', { count: maxInvalidRows }));
    if (faults.length > maxRowFaults) {
      throw tooManyFaults(
        both('The rows have more than {count} errors and warnings', { count: maxRowFaults }),
      );
    }
    if (!validated.user) continue;
    const { account_name, account_id } = validated.user;
    const user = { account_name, account_id, line: row.line };
    const first = byId.get(user.account_id);
    if (!first) byId.set(user.account_id, user);
    else if (isSame(first, user)) faults.push(duplicate(user, first));
    else {
      if (!conflicts.has(user.account_id)) faults.push(conflict(first, user));
      conflicts.add(user.account_id);
      faults.push(conflict(user, first));
    }
  }
  for (const id of conflicts) byId.delete(id);
  return { rows: count, users: [...byId.values()], faults: faults.sort((a, b) => a.line - b.line) };
}

/** Most invalid rows of a list. */
const maxInvalidRows = 100_000;
/** Most errors and warnings of a list, each of which takes a kilobyte. */
const maxRowFaults = 500_000;

function tooManyFaults(message: Localized): KooError {
  const hint = both(
    'Check that the file is a list of users and that its columns are right. If they are, split it.',
  );
  return usageError('TOO_MANY_FAULTS', message, hint);
}

/** Where only IDs are needed, a row without a name stands for the user with that ID. */
function isSame(a: FileUser, b: FileUser): boolean {
  return a.account_name === b.account_name || a.account_name === '' || b.account_name === '';
}

function duplicate(user: FileUser, first: FileUser): RowFault {
  const message = both('duplicate of the user on line {line}; the user counts once', { line: first.line });
  return locatedFault(user, { code: 'DUPLICATE', severity: 'warning', message });
}

function conflict(user: FileUser, other: FileUser): RowFault {
  const { account_id: id, account_name: name } = user;
  const message = both('the account ID {id} has the name {name} here and {other} on line {line}', {
    id,
    name,
    other: other.account_name,
    line: other.line,
  });
  return locatedFault(user, error('CONFLICT', message));
}

/** A fault with the line and the values of its row. */
export function locatedFault(
  { line, ...values }: Pick<FileUser, 'line'> & Partial<SpecifiedUser>,
  fault: ValueFault,
): RowFault {
  return { line, ...fault, ...values };
}
