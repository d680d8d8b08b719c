import { type costDimensions, filterKeys } from '../../openapi/billing/costs.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Candidate } from './model.ts';

const titles: Readonly<Record<keyof typeof costDimensions | keyof typeof filterKeys, Localized>> = {
  service: both('cloud service'),
  'resource-type': both('resource type'),
  resource: both('resource'),
  spec: both('specification of the resource'),
  region: both('region'),
  az: both('availability zone'),
  'enterprise-project': both('enterprise project'),
  account: both('associated account'),
  payer: both('account that pays'),
  'charging-mode': both('charging mode'),
  'usage-type': both('type of usage'),
  'bill-type': both('type of bill'),
  entity: both('operating entity'),
  tag: both('resource tag'),
  'cost-unit': both('cost unit'),
};

/** The keys by which costs can be grouped. */
export function dimensions(): readonly Candidate[] {
  return Object.entries(titles).map(([name, text]) => ({
    value: Object.hasOwn(filterKeys, name) ? `${name}:` : name,
    text,
  }));
}

/** The keys by which costs can be filtered, each with `=`. */
export function filters(): readonly Candidate[] {
  return Object.entries(titles).map(([name, text]) => ({ value: `${name}=`, text }));
}
