import type { ApiOptions } from '../../account/cli/api-flags.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { readSellerConfig } from '../../seller/cli/run.ts';
import type { Configuration, Product, ProductStatus } from '../../seller/model.ts';
import type { LiveState } from '../../seller/plan.ts';
import { readLive } from './state.ts';

/**
 * The seller's products.
 *
 * @throws KooError; (configuration, `OPERATION_NOT_PUBLISHED`) on a site that does not tell them, keys or not
 */
export function listOfProducts(
  wish: ApiOptions,
  status: ProductStatus | undefined,
  host: ApiHost,
): Promise<readonly Product[]> {
  return readSellerConfig(wish, host, async (api) => {
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
  wish: ApiOptions,
  host: ApiHost,
  withUsers = false,
): Promise<LiveState> {
  return readSellerConfig(wish, host, (api) =>
    readLive(api, id, ({ configuration }) => (withUsers ? configuration.user_counts : [])),
  );
}

/** A product and its configuration, as the server names things. */
export type ShownProduct = Product & Configuration;

/** A state as the result of a command. */
export function shownProduct({ product, configuration }: LiveState): ShownProduct {
  return { ...product, ...configuration };
}
