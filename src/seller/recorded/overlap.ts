import type { Change } from '../change.ts';
import { isSellerWide, placeOf } from './recorded.ts';

/** What was confirmed, and of which product. */
export interface ConfirmedChanges {
  readonly product: string;
  readonly changes: readonly Change[];
}

/**
 * Places that a worksheet changes and that were changed otherwise after it was made: what it says about them is no
 * longer sure. Changes that give the same, additions of different users and stock go together.
 *
 * @param since confirmed after the worksheet was made
 */
export function overtaken(sheet: ConfirmedChanges, since: readonly ConfirmedChanges[]): ReadonlySet<string> {
  const later = since.flatMap(({ product, changes }) =>
    changes.filter((change) => product === sheet.product || isSellerWide(placeOf(change))),
  );
  return new Set(
    sheet.changes.filter((change) => later.some((other) => disagree(change, other))).map(placeOf),
  );
}

function disagree(a: Change, b: Change): boolean {
  if (a.kind === 'stock' || b.kind === 'stock') return false;
  if (a.kind === 'users' || b.kind === 'users') {
    return a.kind === 'users' && b.kind === 'users' && placeOf(a) === placeOf(b) && disagreeOnUsers(a, b);
  }
  const same = placeOf(a) === placeOf(b);
  // Whom a product is sold to decides what its specifications may say.
  const related = a.kind === 'audience' && b.kind === 'audience' && (!a.sku || !b.sku);
  return same ? JSON.stringify(a.after) !== JSON.stringify(b.after) : related;
}

type UsersChange = Extract<Change, { kind: 'users' }>;

function disagreeOnUsers(a: UsersChange, b: UsersChange): boolean {
  const wanted = wishOf(a);
  return [...wishOf(b)].some(([id, name]) => wanted.has(id) && wanted.get(id) !== name);
}

/** The name that each user is to have on the list by account id; `null`: the user is not to be on it. */
function wishOf({ add, remove }: UsersChange): Map<string, string | null> {
  // Who is removed and added gets another name.
  return new Map<string, string | null>([
    ...remove.map(({ account_id }) => [account_id, null] as const),
    ...add.map(({ account_id, account_name }) => [account_id, account_name] as const),
  ]);
}
