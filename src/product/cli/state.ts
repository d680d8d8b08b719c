import type { ApiOptions } from '../../account/cli/api-flags.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { KooError } from '../../errors/koo-error.ts';
import { callDetails } from '../../openapi/errors.ts';
import { livePresent, readSellerConfig } from '../../seller/cli/run.ts';
import type { Present } from '../../seller/cli/worksheet.ts';
import { allProducts } from '../../seller/client.ts';
import type {
  AudienceSetting,
  Configuration,
  ListRef,
  Product,
  ProductStatus,
  SpecifiedUser,
} from '../../seller/contract.ts';
import { type LiveState, listKey, type ProductState, type UsersById } from '../../seller/plan.ts';
import type { Known } from '../../seller/rules/rules.ts';

export interface StateSource<State extends ProductState> extends Pick<Present, 'kind' | 'users'> {
  product(id: string): Promise<State['product']>;
  configuration(id: string): Promise<State['configuration']>;
}

/**
 * Reads a product, as far as it is known, and some of its lists.
 *
 * @param refs chooses the lists; it may throw before they are read, since a server refuses a list of an unknown
 * specification
 * @throws KooError
 */
export async function readState<State extends ProductState>(
  source: StateSource<State>,
  id: string,
  refs: (
    known: Pick<State, 'product' | 'configuration'>,
  ) => readonly ListRef[] | Promise<readonly ListRef[]> = () => [],
) {
  // Read the product first, so that an unknown one fails once.
  const product = await source.product(id);
  const configuration = await source.configuration(id);
  const lists = new Map<string, UsersById>();
  for (const ref of await refs({ product, configuration })) {
    const byId = new Map<string, SpecifiedUser>();
    for await (const page of source.users(id, ref)) for (const user of page) byId.set(user.account_id, user);
    lists.set(listKey(ref), byId);
  }
  return { product_id: id, product, configuration, lists };
}

type DesiredAudience =
  | { readonly [Name in keyof AudienceSetting]?: AudienceSetting[Name] | undefined }
  | undefined;

/**
 * The facts that rules are checked against; from a server also which associated products of an audience are the seller's.
 *
 * @throws KooError other than for a product that is unknown or another seller's
 */
export async function readKnownFacts(
  source: StateSource<ProductState>,
  { product, configuration }: Pick<ProductState, 'product' | 'configuration'>,
  audience: DesiredAudience,
): Promise<Known> {
  const known = { ...(product && { product }), ...(configuration && { configuration }) };
  if (source.kind !== 'live' || audience?.type !== 'associated') return known;
  const ownProducts = new Set<string>();
  for (const id of new Set(audience.associated)) {
    if (await isOwn(source.product, id)) ownProducts.add(id);
  }
  return { ...known, ownProducts };
}

async function isOwn(product: (id: string) => Promise<Product | undefined>, id: string): Promise<boolean> {
  // An invalid ID would change the path of the request.
  if (!/^[\w-]+$/.test(id)) return false;
  try {
    return (await product(id)) !== undefined;
  } catch (error) {
    const isOther = error instanceof KooError && error.facts.resultCode === 'MKT.0150';
    if (isOther || callDetails(error).status === 404) return false;
    throw error;
  }
}

/**
 * The seller's products.
 *
 * @throws KooError; (configuration, `OPERATION_NOT_PUBLISHED`) on a site that does not offer them
 */
export function readProducts(
  options: ApiOptions,
  status: ProductStatus | undefined,
  host: ApiHost,
): Promise<readonly Product[]> {
  return readSellerConfig(options, host, async (api) => {
    const found: Product[] = [];
    for await (const product of allProducts(api, status)) found.push(product);
    return found;
  });
}

/**
 * Reads a product from the server.
 *
 * @param withUsers reads the users of every list, too
 * @throws KooError; (configuration, `OPERATION_NOT_PUBLISHED`) on a site that does not offer it
 */
export function readProductState(
  id: string,
  options: ApiOptions,
  host: ApiHost,
  withUsers = false,
): Promise<LiveState> {
  return readSellerConfig(options, host, async (api) =>
    readState<LiveState>(await livePresent(api), id, ({ configuration }) =>
      withUsers ? configuration.user_counts : [],
    ),
  );
}

/** A product and its configuration, as the server names things. */
export type ShownProduct = Product & Configuration;

/** A state as the result of a command. */
export function shownProduct({ product, configuration }: LiveState): ShownProduct {
  return { ...product, ...configuration };
}
