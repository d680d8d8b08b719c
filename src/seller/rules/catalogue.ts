import { both, type Localized } from '../../text/translate.ts';
import { sources } from '../values.ts';

/** A rule in one sentence, with the page it comes from. */
export interface Rule {
  readonly title: Localized;
  /** URL of the page; for a rule of koo's own contract the document of it in the package. */
  readonly source: string;
}

function rule(source: keyof typeof sources, title: Localized): Rule {
  return { title, source: sources[source] };
}

const catalogue = {
  'user-name-required': rule('audience', both('A specified user must have an account name.')),
  'user-id-required': rule('audience', both('A specified user must have an account ID.')),
  'user-name-form': rule(
    'audience',
    both('Account names in all samples are 5 to 64 letters, digits, - and _. Huawei states no format.'),
  ),
  'user-id-form': rule(
    'audience',
    both('Account IDs in all samples are 32 lower-case hexadecimal digits. Huawei states no format.'),
  ),
  'user-duplicate': rule('contract', both('A list contains each account ID only once.')),
  'user-conflict': rule('contract', both('An account ID has only one account name.')),
  'user-added-and-removed': rule(
    'contract',
    both('One change cannot both add a user to a list and remove the user from it.'),
  ),
  'users-max': rule('contract', both('One change has at most 10 000 user rows, across all lists.')),
  'list-credit-line-sku': rule(
    'credit',
    both('The users of the credit line are set for the product, not for a specification.'),
  ),
  'list-trial-sku': rule('trial', both('A list of trial users belongs to a trial specification.')),
  'sku-unknown': rule('contract', both('A specification must belong to the product.')),
  'audience-type': rule(
    'audience',
    both('The audience is one of all, enterprise, individual, specified and associated.'),
  ),
  'audience-sku-type': rule(
    'audience',
    both('A specification can narrow the audience of its product, but not widen it or change it to another.'),
  ),
  'audience-locked': rule(
    'audience',
    both(
      'If the product is for specified users or buyers of an associated product, its specifications follow it.',
    ),
  ),
  'audience-associated-required': rule(
    'audience',
    both('An audience of associated buyers must name the products or specifications they have bought.'),
  ),
  'audience-associated-only': rule(
    'audience',
    both('Only an audience of associated buyers can name associated products or specifications.'),
  ),
  'audience-associated-own': rule(
    'audience',
    both('A product can be associated only with products of the same seller.'),
  ),
  'audience-associated-same-product': rule(
    'audience',
    both('A specification can be associated only with specifications of the same product.'),
  ),
  'credit-cash-coupon': rule('credit', both('The credit cash coupon is on or off.')),
  'credit-line': rule('credit', both('The credit line is off, open to all, or open to specified users.')),
  'stock-on-sale': rule('stock', both('Stock can be set only for products on sale.')),
  'stock-delta': rule('stock', both('Stock changes by a whole number from -9999999 to 9999999, except 0.')),
  'stock-note': rule('stock', both('A change of stock must have a note.')),
  'stock-sku': rule(
    'contract',
    both('Stock is counted by specification. A product with several specifications needs the code of one.'),
  ),
  'stock-not-below-sold': rule('stock', both('Stock cannot fall below the quantity already sold.')),
  'stock-read-only': rule(
    'contract',
    both('Stock in a document is read-only. Change it with `koo product stock add`.'),
  ),
  'limit-pay-per-use': rule('limit', both('Pay-per-use specifications cannot have purchase limits.')),
  'limit-one-kind': rule(
    'limit',
    both('A purchase limit is either once per customer or a maximum quantity.'),
  ),
  'limit-again-after-expiry': rule('limit', both('Buying again after expiry requires once per customer.')),
  'limit-max-quantity': rule(
    'limit',
    both('The maximum of the quantity attribute is a whole number of at least 1.'),
  ),
  'limit-quantity-attribute': rule(
    'limit',
    both('A maximum quantity requires a specification sold by a quantity attribute.'),
  ),
  'trial-saas': rule('trial', both('Only SaaS products can have trials.')),
  'trial-published': rule('trial', both('A trial can be set only for a published trial specification.')),
  'trial-days': rule('trial', both('A trial lasts a whole number of days from 3 to 180.')),
  'trial-days-fixed': rule('trial', both('The days of a published trial are fixed.')),
  'trial-open-to': rule('trial', both('A trial is open to all or to specified users.')),
  'attribute-type': rule('attribute', both('An attribute is of type enumeration or quantity.')),
  'attribute-code': rule('attribute', both('An attribute must have a code.')),
  'attribute-preset': rule(
    'attribute',
    both('The attributes appName, version, os and mode are preset and read-only.'),
  ),
  'attribute-preset-name': rule('attribute', both('The names of preset attributes cannot be used again.')),
  'attribute-once': rule('contract', both('Each attribute appears only once.')),
  'attribute-exists': rule('contract', both('A new attribute needs an unused code.')),
  'attribute-unknown': rule(
    'contract',
    both('Only existing attributes of the seller can be changed or removed.'),
  ),
  'attribute-name': rule('attribute', both('An attribute must have a Chinese and an English name.')),
  'attribute-values': rule(
    'contract',
    both('An enumeration has at least one value; its values are unique texts.'),
  ),
  'attribute-values-max': rule('attribute', both('An enumeration has at most 10 values.')),
  'attribute-quantity': rule(
    'attribute',
    both('A quantity has a min of at least 0, a max of at least min, and a step above 0.'),
  ),
  'attribute-specifications': rule(
    'attribute',
    both('The enumeration values of a product give at most 100 specifications.'),
  ),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof catalogue;

/** Every rule of the seller configuration, with the page it comes from. */
export const rules: Readonly<Record<RuleId, Rule>> = catalogue;

/** A value that breaks a rule (error), or that is valid but looks wrong (warning). */
export interface Fault {
  readonly rule: RuleId;
  /** Path from the validated value, in the names of the contract. */
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  readonly source: string;
}

/** A value that breaks a rule. */
export function fault(
  rule: RuleId,
  path: Fault['path'],
  message: Localized,
  severity: Fault['severity'] = 'error',
): Fault {
  return { rule, path, severity, message, source: rules[rule].source };
}

/** Prefixes the path of a fault. */
export function under(prefix: Fault['path']): (fault: Fault) => Fault {
  return (inner) => ({ ...inner, path: [...prefix, ...inner.path] });
}

/** A value in a message, truncated if it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Field and rule come first: they stay when the text is cut. */
export function ruleText({ rule, path, message }: Fault): Localized {
  const at = path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
  const place = at === '' ? rule : `${at} (${rule})`;
  return both('{place}: {message}', { place, message });
}
