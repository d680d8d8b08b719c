import { both } from '../../text/translate.ts';
import type { ConfigurationPatch, Product, PurchaseLimit, Sku, Trial } from '../contract.ts';
import { trialDays } from '../limits.ts';
import { wholeProduct } from '../values.ts';
import { patchAttributeFaults } from './attribute.ts';
import { audienceFaults, type Known } from './audience.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';
import { patchUserFaults, unknownSku } from './users.ts';

export { attributeFaults } from './attribute.ts';
export type { Known } from './audience.ts';
export { type Fault, type RuleId, rules, ruleText, shown } from './catalogue.ts';
export { stockFaults, stockFormFaults, stockSku } from './stock.ts';
export { nameConflict, userChangeFaults, userFaults } from './users.ts';

/**
 * Validates a change of a configuration, all of it at once. What is not known is not validated: without the product, whether
 * a specification is one of it; without `ownProducts`, whether an associated product is the seller's.
 */
export function patchFaults(patch: ConfigurationPatch, now: Known): Fault[] {
  const { audience, purchase_limits: limits, trial, users, attributes } = patch;
  return [
    ...(audience ? audienceFaults(audience, now).map(under(['audience'])) : []),
    ...(limits ? limitFaults(limits, now).map(under(['purchase_limits'])) : []),
    ...(trial ? trialFaults(trial, now).map(under(['trial'])) : []),
    ...(users ? patchUserFaults(users, now.product).map(under(['users'])) : []),
    ...(attributes
      ? patchAttributeFaults(attributes, now.configuration?.attributes ?? []).map(under(['attributes']))
      : []),
  ];
}

/** Validates changes of purchase limits, by specification or for the whole product. */
function limitFaults(
  limits: NonNullable<ConfigurationPatch['purchase_limits']>,
  { product }: Known,
): Fault[] {
  return Object.entries(limits).flatMap(([key, limit]) => {
    const form = limit === null ? [] : limitFormFaults(limit);
    const place = product ? limitPlaceFaults(key, limit, product) : [];
    return [...form, ...place].map(under([key]));
  });
}

function limitFormFaults(limit: PurchaseLimit): Fault[] {
  const { once_per_customer: once, max_quantity: max, again_after_expiry: again } = limit;
  const found: Fault[] = [];
  if ((once === true) === (max !== undefined))
    found.push(fault('limit-one-kind', [], both('give either once_per_customer or max_quantity, not both')));
  if (again !== undefined && once !== true) {
    const message = both('again_after_expiry requires once_per_customer');
    found.push(fault('limit-again-after-expiry', ['again_after_expiry'], message));
  }
  if (max !== undefined && !(Number.isSafeInteger(max) && max >= 1)) {
    const message = both('must be a whole number of at least 1, not {max}', { max: shown(max) });
    found.push(fault('limit-max-quantity', ['max_quantity'], message));
  }
  return found;
}

function limitPlaceFaults(key: string, limit: PurchaseLimit | null, product: Product): Fault[] {
  const skus = product.skus.filter(({ sku_code }) => key === wholeProduct || sku_code === key);
  if (key !== wholeProduct && skus.length === 0) return [unknownSku(key, product, [])];
  if (limit === null) return [];
  const found: Fault[] = [];
  const payPerUse = skus.find(({ charging_modes }) => charging_modes.includes('ON_DEMAND'));
  if (payPerUse) {
    const message = both('specification {skuCode} is sold pay-per-use', { skuCode: payPerUse.sku_code });
    found.push(fault('limit-pay-per-use', [], message));
  }
  const counted = ({ quantity_attribute }: Sku) => quantity_attribute !== undefined;
  if (limit.max_quantity !== undefined && !skus.some(counted)) {
    const code = key === wholeProduct ? product.product_id : key;
    const message = both('{code} is not sold by a quantity attribute', { code });
    found.push(fault('limit-quantity-attribute', ['max_quantity'], message));
  }
  return found;
}

/** Validates changes of trials, by trial specification. */
function trialFaults(trials: NonNullable<ConfigurationPatch['trial']>, known: Known): Fault[] {
  const { product, configuration } = known;
  const present = new Map(Object.entries(configuration?.trial ?? {}));
  return Object.entries(trials).flatMap(([code, trial]) =>
    [
      ...trialFormFaults(trial),
      ...(product ? trialPlaceFaults(code, product) : []),
      ...trialDaysFaults(trial, present.get(code)),
    ].map(under([code])),
  );
}

function trialFormFaults({ days }: Trial): Fault[] {
  if (Number.isInteger(days) && days >= trialDays.min && days <= trialDays.max) return [];
  const facts = { ...trialDays, days: shown(days) };
  const message = both('{days} is not a whole number of days from {min} to {max}', facts);
  return [fault('trial-days', ['days'], message)];
}

function trialPlaceFaults(code: string, product: Product): Fault[] {
  if (product.delivery !== 'saas') {
    const { product_id: id, delivery } = product;
    const message = both('{product} is not a SaaS product ({delivery})', { product: id, delivery });
    return [fault('trial-saas', [], message)];
  }
  const sku = product.skus.find(({ sku_code }) => sku_code === code);
  if (!sku) return [unknownSku(code, product, [])];
  if (sku.trial === 'published') return [];
  const message = sku.trial
    ? both('trial specification {code} is not published', { code })
    : both('{code} is not a trial specification', { code });
  return [fault('trial-published', [], message)];
}

function trialDaysFaults({ days }: Trial, present: Trial | undefined): Fault[] {
  if (present === undefined || present.days === days) return [];
  const message = both(
    'the trial is published with {present, plural, one {# day} other {# days}}, which cannot be changed to {days}',
    { present: present.days, days: shown(days) },
  );
  return [fault('trial-days-fixed', ['days'], message)];
}
