import type { FileUser, RowFault } from '../seller/user-list.ts';
import { judgeRow } from './judge.ts';
import type { RawRow } from './rows.ts';

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

function duplicate({ line, account_name, account_id }: FileUser, first: FileUser): RowFault {
  return {
    line,
    code: 'DUPLICATE',
    severity: 'warning',
    message: {
      en: `the same user as on line ${first.line}; it counts once`,
      zh: `与第 ${first.line} 行为同一用户，只计一次`,
    },
    account_name,
    account_id,
  };
}

function conflict({ line, account_name, account_id }: FileUser, other: FileUser): RowFault {
  return {
    line,
    code: 'CONFLICT',
    severity: 'error',
    message: {
      en: `the account ID ${account_id} is ${account_name} here and ${other.account_name} on line ${other.line}`,
      zh: `账号ID ${account_id} 在此处的账号名为 ${account_name}，在第 ${other.line} 行为 ${other.account_name}`,
    },
    account_name,
    account_id,
  };
}
