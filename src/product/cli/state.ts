import type { OpenApi } from '../../openapi/client.ts';
import { getConfiguration, getProduct, userPages } from '../../seller/client.ts';
import type { ListRef, Product, SpecifiedUser } from '../../seller/model.ts';
import type { KnownConfiguration, LiveState, ProductState, UsersById } from '../../seller/plan.ts';
import { listKey } from '../plan/plan.ts';

/** Where the state of a product is read from. */
export interface StateSource {
  product(id: string): Promise<Product | undefined>;
  configuration(id: string): Promise<KnownConfiguration | undefined>;
  users(id: string, ref: ListRef): AsyncIterable<readonly SpecifiedUser[]>;
}

/**
 * Says which lists to read of a product that is known. It may throw for one whose lists cannot be asked for: a server
 * refuses a list of an unknown specification.
 */
type ChooseLists<State> = (state: State) => readonly ListRef[] | Promise<readonly ListRef[]>;

/** What is known of a product, and of the lists that are asked for. */
export async function readState(
  source: StateSource,
  id: string,
  refs: readonly ListRef[] | ChooseLists<ProductState> = [],
): Promise<ProductState> {
  const [product, configuration] = await Promise.all([source.product(id), source.configuration(id)]);
  const state = { product_id: id, product, configuration };
  return { ...state, lists: await readLists(source, id, await chosen(refs, state)) };
}

/**
 * What the server knows of a product, and of the lists that are asked for.
 *
 * @throws KooError
 */
export async function readLive(
  api: OpenApi,
  id: string,
  refs: readonly ListRef[] | ChooseLists<LiveState> = [],
): Promise<LiveState> {
  // The product first: the failure of an unknown one is told once.
  const product = await getProduct(api, id);
  const configuration = await getConfiguration(api, id);
  const state = { product_id: id, product, configuration };
  const source = { users: (_: string, ref: ListRef) => userPages(api, id, ref) };
  return { ...state, lists: await readLists(source, id, await chosen(refs, state)) };
}

async function chosen<State>(
  refs: readonly ListRef[] | ChooseLists<State>,
  state: State,
): Promise<readonly ListRef[]> {
  return typeof refs === 'function' ? refs(state) : refs;
}

async function readLists(
  { users }: Pick<StateSource, 'users'>,
  id: string,
  refs: readonly ListRef[],
): Promise<ReadonlyMap<string, UsersById>> {
  const lists = new Map<string, UsersById>();
  for (const ref of refs) {
    const byId = new Map<string, SpecifiedUser>();
    for await (const page of users(id, ref)) for (const user of page) byId.set(user.account_id, user);
    lists.set(listKey(ref), byId);
  }
  return lists;
}
