import type { ApiWish } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { KooError } from '../../errors/koo-error.ts';
import { type ConfigWish, isWorksheet, withPresent, withSellerConfig } from '../../seller/cli/run.ts';
import type { ListRef, Product, ProductStatus } from '../../seller/model.ts';
import type { ProductState } from '../../seller/plan.ts';
import type { KnownConfiguration } from '../../seller/recorded/recorded.ts';
import { readState } from './state.ts';

/**
 * The seller's products.
 *
 * @throws KooError; (configuration, `OPERATION_NOT_PUBLISHED`) on a site that does not tell them, keys or not
 */
export async function listOfProducts(
  wish: ApiWish,
  status: ProductStatus | undefined,
  host: ApiHost,
): Promise<readonly Product[]> {
  const products = await withSellerConfig<readonly Product[]>(wish, 'en', host, {
    live: async (api) => {
      const { allProducts } = await import('../../seller/client/client.ts');
      const found: Product[] = [];
      for await (const product of allProducts(api, status)) found.push(product);
      return found;
    },
    plan: () => Promise.reject(new TypeError('there is no worksheet of a list')),
  });
  return isWorksheet(products) ? [] : products;
}

/**
 * What is known of a product: from the server, or as it was recorded.
 *
 * @param lists lists of users to read, by what is known
 * @throws KooError; (configuration, `NOT_RECORDED`) when nothing is known of it
 */
export function stateOfProduct(
  id: string,
  wish: ConfigWish,
  host: ApiHost,
  lists: (state: ProductState) => readonly ListRef[] = () => [],
): Promise<ProductState> {
  return withPresent(wish, host, async (present) => {
    const state = await readState(present, id);
    if (!state.configuration) throw notRecorded(id);
    const refs = lists(state);
    return refs.length === 0 ? state : readState(present, id, refs);
  });
}

/** A product and its configuration, as the server names things; of a recorded one what is known. */
export type ShownProduct = Partial<Omit<Product, 'product_id'>> & KnownConfiguration;

/** A state as the result of a command. */
export function shownProduct({ product_id, product, configuration }: ProductState): ShownProduct {
  return {
    product_id,
    ...product,
    ...(configuration ?? { stock: {}, purchase_limits: {}, trial: {}, attributes: [], user_counts: [] }),
  };
}

/** Every list that has users. */
export function everyList({ configuration }: ProductState): readonly ListRef[] {
  return (configuration?.user_counts ?? []).map(({ list, sku_code }) => ({
    list,
    ...(sku_code !== undefined && { sku_code }),
  }));
}

function notRecorded(id: string): KooError {
  return new KooError({
    category: 'configuration',
    code: 'NOT_RECORDED',
    message: { en: `Nothing is recorded of ${id}`, zh: `没有商品 ${id} 的已记录状态` },
    hint: {
      en: 'Make a worksheet with --worksheet FILE, and confirm it with koo product confirm once it is done.',
      zh: '请用 --worksheet FILE 生成操作清单，完成后用 koo product confirm 确认。',
    },
  });
}
