import { KooError } from '../../errors/koo-error.ts';
import { callDetails } from '../../openapi/errors.ts';
import type { AudienceSetting, Product } from '../../seller/model.ts';

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
