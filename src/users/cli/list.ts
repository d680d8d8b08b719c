import type { Present } from '../../seller/cli/model.ts';
import { withPresent } from '../../seller/cli/run.ts';
import type { ListedUser, ListRef, SpecifiedUser } from '../../seller/model.ts';
import type { UsersContext } from './context.ts';
import { forceWarning, type ListWish, listRef, requireProduct } from './target.ts';

/** A user of a list. */
export type UserOfList = SpecifiedUser & Partial<Pick<ListedUser, 'added_at'>>;

/**
 * The users on a list by account id.
 *
 * @throws KooError
 */
export async function runUsersList(wish: ListWish, context: UsersContext): Promise<readonly UserOfList[]> {
  const users: UserOfList[] = [];
  await withUsers(wish, context, async (pages) => {
    for await (const page of pages) for (const user of page) users.push(user);
  });
  return users;
}

/** Reads a list page by page; afterwards tells when it is not in force. */
export async function withUsers<T>(
  wish: ListWish,
  context: UsersContext,
  read: (pages: AsyncIterable<readonly UserOfList[]>) => Promise<T>,
): Promise<T> {
  const product = await requireProduct(wish, context);
  return withPresent(wish, context, async (present) => {
    const ref = listRef(wish, await present.product(product), context.notice);
    const result = await read(present.users(product, ref));
    await tellForce(present, product, ref, wish, context);
    return result;
  });
}

async function tellForce(
  present: Present,
  product: string,
  ref: ListRef,
  wish: ListWish,
  { notice }: UsersContext,
): Promise<void> {
  const configuration = await present.configuration(product);
  const warning = configuration && forceWarning(wish, product, ref, configuration);
  if (warning) notice(warning);
}
