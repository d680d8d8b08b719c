import { didYouMean, KooError, usageError } from '../../../errors/koo-error.ts';
import type { LoginApplication, LoginTenant } from '../../../sso/center/model.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { createDirectory } from '../../login/directory.ts';
import { appIdOf } from '../../market/kit/credentials.ts';
import { bindingsOf } from '../../market/kit/model.ts';
import { type Database, hasStore } from '../../state/database.ts';
import { livingSandbox } from '../../state/running.ts';
import { withStore } from '../../store.ts';

export interface TenantContext {
  readonly stateFolder: string;
  readonly notice: (text: Localized) => void;
}

interface FoundTenant {
  readonly tenant: LoginTenant;
  readonly application: LoginApplication;
}

/**
 * Finds an organisation of the sandbox, as its login centre knows it, with the application of a product. Reads the
 * state; a notice says if no sandbox runs.
 *
 * @param organization its name, code or ID
 * @param product that is bound to it; default the only one
 * @throws KooError (usage) `UNKNOWN_ORGANIZATION`, `AMBIGUOUS_ORGANIZATION`, `NOT_BOUND`, `AMBIGUOUS_PRODUCT`
 */
export async function findTenant(
  organization: string,
  product: string | undefined,
  { stateFolder, notice }: TenantContext,
): Promise<FoundTenant> {
  if (!hasStore(stateFolder)) throw unknownOrganization(organization, []);
  const found = withStore(stateFolder, (database) => readTenant(database, organization, product));
  if (!(await livingSandbox(stateFolder))) {
    notice(
      both('No sandbox is running, so its login domains do not respond. Start one: {command}', {
        command: 'koo sandbox start --detach',
      }),
    );
  }
  return found;
}

function readTenant(database: Database, organization: string, product: string | undefined): FoundTenant {
  const tenants = createDirectory(database).tenants();
  const named = tenants.filter(({ name }) => name === organization);
  const identified = tenants.find(({ id, code }) => [id, code].includes(organization));
  if (!identified && named.length > 1) throw ambiguousName(organization, named);
  const tenant = identified ?? named[0];
  if (!tenant)
    throw unknownOrganization(
      organization,
      tenants.map(({ name }) => name),
    );
  const open = bindingsOf(database, tenant.id).filter(
    ({ state }) => state === 'binding' || state === 'bound',
  );
  const products = [...new Set(open.map((binding) => binding.product))];
  const [only] = products;
  if (product === undefined && products.length > 1) throw ambiguous(tenant, products);
  const appId = appIdOf(product ?? only ?? '');
  const application = tenant.applications.find((one) => one.appId === appId);
  if (!application) throw notBound(tenant, product, products);
  return { tenant, application };
}

const maxNames = 10;

function unknownOrganization(organization: string, names: readonly string[]): KooError {
  const bind = both('Bind an instance to an organisation: {command}', {
    command: 'koo sandbox bind INSTANCE',
  });
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_ORGANIZATION',
    message: both('The sandbox has no organisation "{organization}"', { organization }),
    ...didYouMean(
      organization,
      names,
      names.length === 0 ? bind : both('It has: {names}', { names: names.slice(0, maxNames) }),
    ),
  });
}

/** Buyers name their organisations independently. */
function ambiguousName(name: string, tenants: readonly LoginTenant[]): KooError {
  return usageError(
    'AMBIGUOUS_ORGANIZATION',
    both('Several organisations are named {name}', { name }),
    both('Give the code of one of them: {codes, or}', { codes: tenants.map(({ code }) => code) }),
  );
}

function ambiguous({ name }: LoginTenant, products: readonly string[]): KooError {
  return usageError(
    'AMBIGUOUS_PRODUCT',
    both('Several products are bound to the organisation {name}: {products}', { name, products }),
    both('Choose one with --product.'),
  );
}

function notBound({ name }: LoginTenant, product: string | undefined, products: readonly string[]): KooError {
  return usageError(
    'NOT_BOUND',
    product === undefined
      ? both('No product is bound to the organisation {name}', { name })
      : both('The product {product} is not bound to the organisation {name}', { product, name }),
    products.length === 0
      ? both('Bind an instance to an organisation: {command}', { command: 'koo sandbox bind INSTANCE' })
      : both('These are: {products}', { products }),
  );
}
