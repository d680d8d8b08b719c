import { type KooError, usageError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Product } from '../contract.ts';

/**
 * The trial specification: the given one, or the only one. The rules check whether a given code exists.
 *
 * @param product `undefined` where it is not known
 * @throws KooError (usage) `MISSING_FLAG` if it is ambiguous; `RULE_BROKEN` if the product has none
 */
export function trialSku(product: Product | undefined, named: string | undefined): string {
  if (named !== undefined) return named;
  if (!product)
    throw missing(both('Missing flag: --sku (koo does not know the specifications of the product)'));
  const trials = product.skus.filter(({ trial }) => trial);
  const published = trials.filter(({ trial }) => trial === 'published');
  const [first, ...others] = published.length > 0 ? published : trials;
  if (!first) throw noTrial(product);
  if (others.length === 0) return first.sku_code;
  const codes = [first, ...others].map(({ sku_code, name }) =>
    both('{sku} ({name})', { sku: sku_code, name }),
  );
  throw missing(both('Missing flag: --sku (one of {codes})', { codes }));
}

function missing(message: Localized): KooError {
  return usageError('MISSING_FLAG', message, both('Name the specification with --sku CODE.'));
}

function noTrial({ product_id: id, delivery }: Product): KooError {
  const rule = delivery === 'saas' ? 'trial-published' : 'trial-saas';
  return usageError(
    'RULE_BROKEN',
    delivery === 'saas'
      ? both('{id} has no trial specification ({rule})', { id, rule })
      : both('{id} is not a SaaS product ({rule})', { id, rule }),
    both('Nothing was changed. Only SaaS products with a published trial specification have trials.'),
  );
}
