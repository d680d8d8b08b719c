import { withApi } from '../../account/cli/api-run.ts';
import { canPrompt, prompt, promptSearch } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { assertRules } from '../../seller/cli/rules.ts';
import { trialSku } from '../../seller/cli/sku.ts';
import type { ListRef, Product } from '../../seller/contract.ts';
import { type KnownConfiguration, toListRef } from '../../seller/plan.ts';
import { userChangeFaults } from '../../seller/rules/rules.ts';
import { audienceWords } from '../../seller/words.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, type Localized, localize } from '../../text/translate.ts';
import type { ListOptions } from './flags.ts';
import type { UsersContext } from './view.ts';

export interface ListOnServer {
  readonly api: OpenApi;
  readonly product: string;
  readonly ref: ListRef;
}

/**
 * Returns the product of the flag, or asks for one of the seller's on a terminal.
 *
 * @throws KooError (usage, `MISSING_VALUE`) where koo cannot ask
 */
export async function requireProduct(options: ListOptions, context: UsersContext): Promise<string> {
  if (options.product !== undefined) return options.product;
  const question = {
    message: both('Product'),
    instead: '--product ID',
    missing: { message: both('The product ID is missing') },
  };
  // A worksheet works without a server, so there may be none to list products from.
  if (options.worksheet !== undefined || options.from !== undefined || !canPrompt(context))
    return prompt(question, context);
  const products = await withApi(options, 'seller-config', context, async (api) => {
    const { allProducts } = await import('../../seller/client.ts');
    const all: Product[] = [];
    for await (const product of allProducts(api)) all.push(product);
    return all;
  });
  if (products.length === 0) throw noProducts;
  const choices = products.map(({ product_id, name }) => ({
    value: product_id,
    name: `${product_id}  ${localize(name)}`,
  }));
  return promptSearch(question, choices, context);
}

/**
 * Returns the list that the flags name.
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
  const code = name === 'trial' ? trialSku(product, sku) : sku;
  const ref = toListRef(name, code);
  assertRules(userChangeFaults({ ...ref, add: [], remove: [] }, product), notice);
  return ref;
}

const noProducts = new KooError({
  category: 'business',
  code: 'NO_PRODUCTS',
  message: both('The seller has no products'),
  hint: both('Release a product in the seller console first.'),
});

/** Why a list has no effect, with the command to activate it as the user would type it. */
export function inactiveWarning(
  options: ListOptions,
  product: string,
  ref: ListRef,
  settings: Settings | undefined,
): Localized | undefined {
  if (!settings) return undefined;
  const where = (['profile', 'site', 'endpoint'] as const).flatMap((flag) => {
    const value = options[flag];
    return value === undefined ? [] : [`--${flag} ${shellWord(value)}`];
  });
  if (options.worksheet !== undefined) where.push('--worksheet -');
  return inactiveReason(product, ref, settings, where);
}

/** The settings that decide whether a list counts. */
type Settings = Pick<KnownConfiguration, 'audience' | 'credit' | 'trial'>;

type WithCommand = (reason: Localized, ...words: readonly string[]) => Localized;

/**
 * Why a list has no effect, and the command that activates it.
 *
 * @param where flags that every command for the same place needs, such as `--site sandbox`
 * @returns `undefined` if the list has an effect, or if that is not known
 */
export function inactiveReason(
  product: string,
  { list, sku_code: sku }: ListRef,
  { audience, credit, trial }: Settings,
  where: readonly string[] = [],
): Localized | undefined {
  const withCommand: WithCommand = (reason, ...words) => {
    const command = ['koo product', ...words.map(shellWord), ...where].join(' ');
    return both('The list has no effect: {reason}. To activate it: {command}', { reason, command });
  };
  if (list === 'audience') return audience && ofAudience(product, sku, audience, withCommand);
  if (list === 'credit_line') {
    const line = credit?.credit_line ?? 'specified';
    if (line === 'specified') return undefined;
    const reason =
      line === 'off'
        ? both('the credit line of the product is off')
        : both('the credit line of the product is open to all users');
    return withCommand(reason, 'credit', 'set', product, '--credit-line', 'specified');
  }
  if (sku === undefined || (trial?.[sku]?.open_to ?? 'specified') === 'specified') return undefined;
  const openToAll = both('the trial is open to all users');
  return withCommand(openToAll, 'trial', 'set', product, '--sku', sku, '--open-to', 'specified');
}

function ofAudience(
  product: string,
  sku: string | undefined,
  { type, skus }: NonNullable<Settings['audience']>,
  withCommand: WithCommand,
): Localized | undefined {
  if (sku !== undefined && (type === 'specified' || type === 'associated')) {
    return both(
      'The list has no effect: the audience of the product is {audience}, and its specifications follow it. Without --sku, the list is that of the product.',
      { audience: audienceWords[type] },
    );
  }
  const own = sku === undefined ? type : (skus?.[sku]?.type ?? type ?? 'all');
  if (own === undefined || own === 'specified') return undefined;
  const names = { audience: audienceWords[own] };
  const set = ['audience', 'set', product, 'specified'];
  return sku === undefined
    ? withCommand(both('the audience of the product is {audience}', names), ...set)
    : withCommand(both('the audience of the specification is {audience}', names), ...set, '--sku', sku);
}
