import type { ConfigurationPatch, Product } from '../model.ts';
import { maxSkus, patchAttributeFaults } from './attributes.ts';
import { audienceFaults, type Known } from './audience.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';
import { creditFaults, limitFaults, trialFaults } from './purchase.ts';
import { patchUserFaults } from './users.ts';

export { attributeFaults } from './attributes.ts';
export type { Known } from './audience.ts';
export { type Fault, type RuleId, rules, shown } from './catalogue.ts';
export { stockFaults, stockFormFaults, stockSku, trialDays } from './purchase.ts';
export { userChangeFaults, userFaults } from './users.ts';

/** Characters in the name of a specification, at the most. */
const maxSkuName = 50;

/**
 * Judges a change of a configuration, all of it at once. What is not known is not judged: without the product, whether
 * a specification is one of it; without `ownProducts`, whether an associated product is the seller's.
 */
export function patchFaults(patch: ConfigurationPatch, now: Known): Fault[] {
  const { audience, credit, purchase_limits: limits, trial, users, attributes } = patch;
  return [
    ...(audience ? audienceFaults(audience, now).map(under(['audience'])) : []),
    ...(credit ? creditFaults(credit).map(under(['credit'])) : []),
    ...(limits ? limitFaults(limits, now).map(under(['purchase_limits'])) : []),
    ...(trial ? trialFaults(trial, now).map(under(['trial'])) : []),
    ...(users ? patchUserFaults(users, now.product).map(under(['users'])) : []),
    ...(attributes
      ? patchAttributeFaults(attributes, now.configuration?.attributes ?? []).map(under(['attributes']))
      : []),
  ];
}

/** Judges a product itself: how many specifications it has, and their names. */
export function productFaults({ product_id, skus }: Product): Fault[] {
  const tooMany = fault('sku-count-max', ['skus'], {
    en: `${product_id} has ${skus.length} specifications; up to ${maxSkus} are allowed`,
    zh: `商品 ${product_id} 有 ${skus.length} 个规格，上限为 ${maxSkus}`,
  });
  return [
    ...(skus.length > maxSkus ? [tooMany] : []),
    ...skus.flatMap(({ name }, index) =>
      [...name].length <= maxSkuName
        ? []
        : fault('sku-name-max', ['skus', index, 'name'], {
            en: `"${shown(name)}" has more than ${maxSkuName} characters`,
            zh: `“${shown(name)}”超过 ${maxSkuName} 个字符`,
          }),
    ),
  ];
}
