import { withApi } from '../../account/cli/api-run.ts';
import { ask, canAsk, choose } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/client.ts';
import { holdRules } from '../../seller/cli/rules.ts';
import { trialSku } from '../../seller/cli/sku.ts';
import type { ListRef, Product } from '../../seller/contract.ts';
import { userChangeFaults } from '../../seller/rules/rules.ts';
import type { Localized } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { notInForce, type Settings } from '../in-force.ts';
import type { ListOptions } from './flags.ts';
import type { UsersContext } from './view.ts';

/** One list of one product on a server. */
export interface ListOnServer {
  readonly api: OpenApi;
  readonly product: string;
  readonly ref: ListRef;
}

/**
 * The product that is meant: the flag, or on a terminal one that is chosen from the seller's.
 *
 * @throws KooError (usage, `MISSING_VALUE`) where nobody can be asked
 */
export async function requireProduct(options: ListOptions, context: UsersContext): Promise<string> {
  if (options.product !== undefined) return options.product;
  const question = { message: { en: 'Product', zh: '商品' }, instead: '--product ID' };
  // A worksheet needs no server, and there might be none.
  if (options.worksheet !== undefined || options.from !== undefined || !canAsk(context))
    return ask(question, context);
  const products = await withApi(options, 'seller-config', context, async (api) => {
    const { allProducts } = await import('../../seller/client.ts');
    const all: Product[] = [];
    for await (const product of allProducts(api)) all.push(product);
    return all;
  });
  if (products.length === 0) throw noProducts;
  const choices = products.map(({ product_id, name }) => ({
    value: product_id,
    name: `${product_id}  ${name[context.language]}`,
  }));
  return choose(question, choices, context);
}

/**
 * The list that is meant.
 *
 * @param product `undefined` where it is not known, as with a worksheet for a site that cannot be asked
 * @throws KooError (usage) `RULE_BROKEN`; `MISSING_FLAG` for a trial without a specification
 */
export function listRef(
  { list, sku }: Pick<ListOptions, 'list' | 'sku'>,
  product: Product | undefined,
  notice: (text: Localized) => void,
): ListRef {
  const name = list === 'credit-line' ? 'credit_line' : list;
  const code = name === 'trial' ? trialSku(product, sku, '--product') : sku;
  const ref: ListRef = { list: name, ...(code !== undefined && { sku_code: code }) };
  holdRules(userChangeFaults({ ...ref, add: [], remove: [] }, product), notice);
  return ref;
}

/** Why a list has no effect at present, with the command, as the user would have to type it, that gives it one. */
export function forceWarning(
  options: ListOptions,
  product: string,
  ref: ListRef,
  settings: Settings,
): Localized | undefined {
  const where = (['profile', 'site', 'endpoint'] as const).flatMap((flag) => {
    const value = options[flag];
    return value === undefined ? [] : [`--${flag} ${shellWord(value)}`];
  });
  if (options.worksheet !== undefined) where.push('--worksheet -');
  return notInForce(product, ref, settings, where);
}

const noProducts = new KooError({
  category: 'business',
  code: 'NO_PRODUCTS',
  message: { en: 'The seller has no products', zh: '该商家没有商品' },
  hint: { en: 'Release one in the seller console first.', zh: '请先在卖家中心发布商品。' },
});
