import type { ConfigurationPatch } from '../contract.ts';
import { patchAttributeFaults } from './attribute.ts';
import { audienceFaults, type Known } from './audience.ts';
import { type Fault, under } from './catalogue.ts';
import { limitFaults } from './limit.ts';
import { trialFaults } from './trial.ts';
import { patchUserFaults } from './users.ts';

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
