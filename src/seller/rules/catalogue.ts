import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { sources } from '../values.ts';

/** A rule in one sentence, and the page it comes from. */
export interface Rule {
  readonly title: Localized;
  /** URL of the page; for a rule of koo's own contract the document of it in the package. */
  readonly source: string;
}

function rule(source: keyof typeof sources, title: Localized): Rule {
  return { title, source: sources[source] };
}

const catalogue = {
  'user-name-required': rule('audience', both('A specified user has an account name.')),
  'user-id-required': rule('audience', both('A specified user has an account ID.')),
  'user-name-form': rule(
    'audience',
    both('Account names are 5 to 64 letters, digits, - and _ in all samples; Huawei states no format.'),
  ),
  'user-id-form': rule(
    'audience',
    both('Account IDs are 32 lower-case hexadecimal digits in all samples; Huawei states no format.'),
  ),
  'user-duplicate': rule('contract', both('A list has one entry for an account ID.')),
  'user-conflict': rule('contract', both('An account ID has one account name.')),
  'user-added-and-removed': rule(
    'contract',
    both('A user is added to a list or removed from it, not both at once.'),
  ),
  'users-max': rule('contract', both('One change has up to 10 000 user rows, all lists together.')),
  'list-credit-line-sku': rule(
    'credit',
    both('The users of the credit line are set for the product, not for a specification.'),
  ),
  'list-trial-sku': rule('trial', both('A list of trial users belongs to a trial specification.')),
  'sku-unknown': rule('contract', both('A specification is one of the product.')),
  'audience-type': rule(
    'audience',
    both('Who may buy is all, enterprise, individual, specified or associated.'),
  ),
  'audience-sku-type': rule(
    'audience',
    both('A specification may narrow the audience of its product, and not widen it or turn it into another.'),
  ),
  'audience-locked': rule(
    'audience',
    both(
      'Where the product is for specified users or buyers of an associated product, its specifications follow it.',
    ),
  ),
  'audience-associated-required': rule(
    'audience',
    both('An audience of associated buyers names what they have bought.'),
  ),
  'audience-associated-only': rule(
    'audience',
    both('Only an audience of associated buyers names associated products or specifications.'),
  ),
  'audience-associated-own': rule(
    'audience',
    both('A product is associated only with products of the same seller.'),
  ),
  'audience-associated-same-product': rule(
    'audience',
    both('A specification is associated only with specifications of the same product.'),
  ),
  'credit-cash-coupon': rule('credit', both('The credit cash coupon is on or off.')),
  'credit-line': rule('credit', both('The credit line is off, for all, or for specified users.')),
  'stock-on-sale': rule('stock', both('Stock is set for products on sale only.')),
  'stock-delta': rule(
    'stock',
    both('Stock changes by a whole number from -9999999 to 9999999, and not by 0.'),
  ),
  'stock-note': rule('stock', both('A change of stock has a note.')),
  'stock-sku': rule(
    'contract',
    both('Stock is counted by specification: a product with several needs the code of one.'),
  ),
  'stock-not-below-sold': rule('stock', both('Stock may not fall below what is already sold.')),
  'stock-read-only': rule(
    'contract',
    both('Stock in a document is for reading; koo product stock add changes it.'),
  ),
  'limit-pay-per-use': rule('limits', both('Purchase limits are not for pay-per-use.')),
  'limit-one-kind': rule(
    'limits',
    both('A purchase limit is either once per customer or a maximum quantity.'),
  ),
  'limit-again-after-expiry': rule('limits', both('Again after expiry goes with once per customer.')),
  'limit-max-quantity': rule('limits', both('The most of the quantity attribute is a whole number from 1.')),
  'limit-quantity-attribute': rule(
    'limits',
    both('A maximum quantity is for what is sold by a quantity attribute.'),
  ),
  'trial-saas': rule('trial', both('Trials are for SaaS products.')),
  'trial-published': rule('trial', both('A trial is set for a published trial specification.')),
  'trial-days': rule('trial', both('A trial lasts 3 to 180 whole days.')),
  'trial-days-fixed': rule('trial', both('The days of a published trial cannot change.')),
  'trial-open-to': rule('trial', both('A trial is open to all or to specified users.')),
  'attribute-type': rule('attributes', both('An attribute is of type enumeration or quantity.')),
  'attribute-code': rule('attributes', both('An attribute has a code.')),
  'attribute-preset': rule(
    'attributes',
    both('The attributes appName, version, os and mode are preset and read-only.'),
  ),
  'attribute-preset-name': rule('attributes', both('The names of preset attributes cannot be used again.')),
  'attribute-once': rule('contract', both('An attribute is named once.')),
  'attribute-exists': rule('contract', both('A new attribute has a new code.')),
  'attribute-unknown': rule('contract', both('An attribute to change is one of the seller.')),
  'attribute-name': rule('attributes', both('An attribute has a name in Chinese and in English.')),
  'attribute-values': rule(
    'contract',
    both('The values of an enumeration are texts, at least one, each once.'),
  ),
  'attribute-values-max': rule('attributes', both('An enumeration has up to 10 values.')),
  'attribute-quantity': rule(
    'attributes',
    both('A quantity has a min from 0, a max that is not less, and a step above 0.'),
  ),
  'attribute-specifications': rule(
    'attributes',
    both('The values of a product’s enumerations give up to 100 specifications.'),
  ),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof catalogue;

/** Every rule of the seller configuration, with the page it comes from. */
export const rules: Readonly<Record<RuleId, Rule>> = catalogue;

/** A value that breaks a rule (error), or that is legal and yet looks wrong (warning). */
export interface Fault {
  readonly rule: RuleId;
  /** Where it is, in the contract's names, from the value that was judged. */
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  readonly source: string;
}

/** What a rule found. */
export function fault(
  rule: RuleId,
  path: Fault['path'],
  message: Localized,
  severity: Fault['severity'] = 'error',
): Fault {
  return { rule, path, severity, message, source: rules[rule].source };
}

/** The same fault, seen from further outside. */
export function under(prefix: Fault['path']): (fault: Fault) => Fault {
  return (inner) => ({ ...inner, path: [...prefix, ...inner.path] });
}

/** A value in a message, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
