import type { SpecifiedUser } from '../seller/contract.ts';
import { type RuleId, userFaults } from '../seller/rules/rules.ts';
import { type FileUser, looksLikeId, type RowFault } from '../seller/user-list.ts';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import { fieldNames, type RawRow, userFields } from './rows.ts';

export interface Judged {
  /** Absent when there is an error. */
  readonly user?: SpecifiedUser;
  readonly faults: readonly RowFault[];
}

/**
 * Makes a user of a row, or says why it is none. Spaces around a value, visible or not, do not count. What Excel or an
 * input method made of a value is an error, for it is no longer what the buyer read in the console; a form that no
 * sample has is a warning, since Huawei states none. An id in upper case is taken in lower case, as the console shows
 * it, where the user is to be put on a list.
 *
 * @param nameNeeded false: the id will do, and the name of the user is then empty
 */
export function judgeRow(row: RawRow, nameNeeded = true): Judged {
  if (row.fault) return { faults: [row.fault] };
  const { account_name: name = '', account_id: id = '' } = row;
  // Nearly every row.
  const isPlain = name !== id && userFaults({ account_name: name, account_id: id }).length === 0;
  if (isPlain && !excelNumber.test(name)) {
    return { user: { account_name: name, account_id: id }, faults: none };
  }
  const given = { account_name: strip(name), account_id: strip(id) };
  const user = nameNeeded ? inLowerCase(given) : given;
  const faults = [
    ...broken(user),
    ...mixedUp(user, nameNeeded),
    ...formFaults(user, nameNeeded),
    ...(user.account_id === given.account_id ? [] : [upperCase(user.account_id)]),
  ];
  const told = faults.map((fault) => faultOf({ line: row.line, ...filled(user) }, fault));
  return faults.some(({ severity }) => severity === 'error') ? { faults: told } : { user, faults: told };
}

const none: readonly RowFault[] = [];

/** What Excel shows for a long number, and saves. */
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

function upperCase(id: string): ValueFault {
  return {
    code: 'UPPER_CASE',
    severity: 'warning',
    message: both('the account ID is in upper case; koo uses {id}', { id }),
  };
}

/** Values that stand in each other's place. */
function mixedUp({ account_name: name, account_id: id }: SpecifiedUser, nameNeeded: boolean): ValueFault[] {
  if (name === '' || id === '') return [];
  if (looksLikeId(name) && !looksLikeId(id)) {
    return [
      error(
        'SWAPPED',
        both('the account name and the account ID are swapped: {id} is not an account ID', {
          id: id.slice(0, 40),
        }),
      ),
    ];
  }
  if (!nameNeeded || name.toLowerCase() !== id.toLowerCase()) return [];
  return [error('SAME_VALUE', both('the account name and the account ID are the same'))];
}

type ValueFault = Pick<RowFault, 'code' | 'severity' | 'message'>;

/** Values that are no longer what they were; nothing else is said of them. */
function broken(user: SpecifiedUser): ValueFault[] {
  return userFields.flatMap((field) => brokenValue(user[field], fieldNames[field]) ?? []);
}

const codes: Readonly<Partial<Record<RuleId, RowFault['code']>>> = {
  'user-name-required': 'MISSING_NAME',
  'user-id-required': 'MISSING_ID',
  'user-name-form': 'NAME_FORM',
  'user-id-form': 'ID_FORM',
};

function formFaults(user: SpecifiedUser, nameNeeded: boolean): ValueFault[] {
  return userFaults(user).flatMap(({ rule, path, severity, message }) => {
    const field = userFields.find((one) => one === path[0]);
    const code = codes[rule];
    if (field === undefined || code === undefined || brokenValue(user[field], fieldNames[field])) return [];
    if (field === 'account_name' && user.account_name === '' && !nameNeeded) return [];
    return [{ code, severity, message }];
  });
}

/** A value that has been changed on its way. */
function brokenValue(value: string, field: Localized): ValueFault | undefined {
  const shown = value.slice(0, 40);
  if (excelNumber.test(value) && (/[.+]/.test(value) || value.length < 8)) {
    return error(
      'EXCEL_NUMBER',
      both(
        'Excel turned the {field} into a number ({shown}) and lost digits: format the column as text and paste the value again',
        { field, shown },
      ),
    );
  }
  const plain = value.normalize('NFKC');
  if (/[\uff01-\uff5e\u3000]/.test(value)) {
    return error(
      'FULL_WIDTH',
      both('the {field} has full-width characters ({shown}); in half width it is {plain}', {
        field,
        shown,
        plain: plain.slice(0, 40),
      }),
    );
  }
  if (/[\s\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd]/u.test(value)) {
    return error(
      'BAD_CHARACTER',
      both('the {field} contains a space, a line break or an invisible character', { field }),
    );
  }
  if (value.length > maxLength) {
    return error('TOO_LONG', both('the {field} has more than {maxLength} characters', { field, maxLength }));
  }
  return undefined;
}

/** Characters of a value that koo's contract carries; Huawei states no lengths. */
const maxLength = 256;

function error(code: RowFault['code'], message: Localized): ValueFault {
  return { code, severity: 'error', message };
}

export interface Collected {
  /** How many rows there were. */
  readonly rows: number;
  readonly users: readonly FileUser[];
  /** By line. */
  readonly faults: readonly RowFault[];
}

/**
 * Judges rows one by one and against each other: a second row with the same id is a duplicate, or, under another name,
 * a conflict. Of a conflict no row is taken, since nothing tells which one is right.
 */
export function collectUsers(rows: Iterable<RawRow>, nameNeeded: boolean): Collected {
  const byId = new Map<string, FileUser>();
  const conflicts = new Set<string>();
  const faults: RowFault[] = [];
  let count = 0;
  for (const row of rows) {
    count += 1;
    const judged = judgeRow(row, nameNeeded);
    for (const fault of judged.faults) faults.push(fault);
    if (!judged.user) continue;
    const { account_name, account_id } = judged.user;
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

/** Where only ids are needed, one without a name is whoever has the id. */
function isSame(a: FileUser, b: FileUser): boolean {
  return a.account_name === b.account_name || a.account_name === '' || b.account_name === '';
}

function duplicate(user: FileUser, first: FileUser): RowFault {
  const message = both('duplicate of the user on line {line}; the user counts once', { line: first.line });
  return faultOf(user, { code: 'DUPLICATE', severity: 'warning', message });
}

function conflict(user: FileUser, other: FileUser): RowFault {
  const { account_id: id, account_name: name } = user;
  const message = both('the account ID {id} has the name {name} here and {other} on line {line}', {
    id,
    name,
    other: other.account_name,
    line: other.line,
  });
  return faultOf(user, error('CONFLICT', message));
}

/** What is wrong with the values of a row, with its line and its values. */
export function faultOf(
  { line, ...values }: Pick<FileUser, 'line'> & Partial<SpecifiedUser>,
  fault: ValueFault,
): RowFault {
  return { line, ...fault, ...values };
}
