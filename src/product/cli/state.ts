import type { ApiOptions } from '../../account/cli/api-flags.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/client.ts';
import { callDetails } from '../../openapi/errors.ts';
import { readSellerConfig } from '../../seller/cli/run.ts';
import { getConfiguration, getProduct, userPages } from '../../seller/client.ts';
import type {
  AudienceSetting,
  Configuration,
  ListRef,
  Product,
  ProductStatus,
  SpecifiedUser,
} from '../../seller/contract.ts';
import {
  type KnownConfiguration,
  type LiveState,
  listKey,
  type ProductState,
  type UsersById,
} from '../../seller/plan.ts';

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

/**
 * Which of the products that an audience names as associated are the seller's, where a rule needs it.
 *
 * @param product asks a server for one
 * @throws KooError other than for a product that is unknown or another seller's
 */
export async function ownProducts(
  product: (id: string) => Promise<Product | undefined>,
  audience: { readonly [Name in keyof AudienceSetting]?: AudienceSetting[Name] | undefined } | undefined,
): Promise<{ readonly ownProducts?: ReadonlySet<string> }> {
  if (audience?.type !== 'associated') return {};
  const own = new Set<string>();
  for (const id of new Set(audience.associated)) {
    if (await isOwn(product, id)) own.add(id);
  }
  return { ownProducts: own };
}

async function isOwn(product: (id: string) => Promise<Product | undefined>, id: string): Promise<boolean> {
  // What is no id would be another path.
  if (!/^[\w-]+$/.test(id)) return false;
  try {
    return (await product(id)) !== undefined;
  } catch (error) {
    if (error instanceof KooError && isNotOwn(error)) return false;
    throw error;
  }
}

/** Unknown, or another seller's. */
function isNotOwn(error: KooError): boolean {
  return callDetails(error).status === 404 || error.facts.resultCode === 'MKT.0150';
}

/**
 * The seller's products.
 *
 * @throws KooError; (configuration, `OPERATION_NOT_PUBLISHED`) on a site that does not tell them, keys or not
 */
export function listOfProducts(
  options: ApiOptions,
  status: ProductStatus | undefined,
  host: ApiHost,
): Promise<readonly Product[]> {
  return readSellerConfig(options, host, async (api) => {
    const { allProducts } = await import('../../seller/client.ts');
    const found: Product[] = [];
    for await (const product of allProducts(api, status)) found.push(product);
    return found;
  });
}

/**
 * What the server knows of a product.
 *
 * @param withUsers reads the users of every list, too
 * @throws KooError; (configuration, `OPERATION_NOT_PUBLISHED`) on a site that does not tell it
 */
export function stateOfProduct(
  id: string,
  options: ApiOptions,
  host: ApiHost,
  withUsers = false,
): Promise<LiveState> {
  return readSellerConfig(options, host, (api) =>
    readLive(api, id, ({ configuration }) => (withUsers ? configuration.user_counts : [])),
  );
}

/** A product and its configuration, as the server names things. */
export type ShownProduct = Product & Configuration;

/** A state as the result of a command. */
export function shownProduct({ product, configuration }: LiveState): ShownProduct {
  return { ...product, ...configuration };
}
