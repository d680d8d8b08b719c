import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { apiFlags } from '../../../account/cli/api-flags.ts';
import { billTypes, chargeModes } from '../../../openapi/billing/consumption.ts';
import { amountTypes, costTypes } from '../../../openapi/billing/costs.ts';

const names = <T extends string>(record: Readonly<Record<T, string>>) => Object.keys(record) as T[];

export const costFlags = {
  from: Flags.string({
    helpValue: 'YYYY-MM',
    summary: 'First month, or first day (YYYY-MM-DD) (default: 12 months, or 30 days, to --to).',
  }),
  to: Flags.string({ helpValue: 'YYYY-MM', summary: 'Last month or day (default: the current one).' }),
  granularity: Flags.option({ options: ['month', 'day'] as const })({
    summary: 'Amounts by month or by day (default: as --from and --to are written, else month).',
  }),
  'group-by': Flags.string({
    helpValue: 'NAME,NAME',
    default: 'service',
    summary: 'One or two dimensions, tag:KEY or cost-unit:KEY.',
  }),
  filter: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE,...',
    summary: 'Only costs with one of the values; NAME!=VALUE for all others; repeatable.',
  }),
  'cost-type': Flags.option({ options: names(costTypes) })({
    default: 'original' as const,
    summary: 'When a prepaid cost counts: when paid (original), or spread over its term (amortized).',
  }),
  amount: Flags.option({ options: names(amountTypes) })({
    default: 'net' as const,
    summary: 'The amount payable, or the net amount that was actually paid.',
  }),
  ...apiFlags,
};

export type CostOptions = InferredFlags<typeof costFlags>;

const month = Flags.string({ helpValue: 'YYYY-MM', summary: 'Month (default: the current one).' });
const service = Flags.string({
  helpValue: 'CODE',
  summary: 'Only this cloud service, such as hws.service.type.ec2.',
});
const reseller = Flags.string({
  helpValue: 'ID',
  summary: 'Customers of this reseller of yours, instead of your own.',
});

export const consumptionFlags = {
  month,
  'charge-mode': Flags.option({ options: names(chargeModes) })({
    summary: 'Only this charge mode (default: all of them, one call each).',
  }),
  'bill-type': Flags.option({ options: names(billTypes) })({ summary: 'Only this type of bill.' }),
  customer: Flags.string({ helpValue: 'ID', summary: 'Only this customer.' }),
  service,
  reseller,
  ...apiFlags,
};

export type ConsumptionOptions = InferredFlags<typeof consumptionFlags>;

export const customersFlags = { month, ...apiFlags };

export type CustomersOptions = InferredFlags<typeof customersFlags>;

export const detailsFlags = {
  customer: Flags.string({ helpValue: 'ID', required: true, summary: 'The customer.' }),
  month,
  from: Flags.string({
    helpValue: 'YYYY-MM-DD',
    dependsOn: ['to'],
    summary: 'First day, of the same month as --to.',
  }),
  to: Flags.string({ helpValue: 'YYYY-MM-DD', dependsOn: ['from'], summary: 'Last day.' }),
  association: Flags.option({ options: ['referral', 'resell'] as const })({
    summary: 'Only consumption while the customer was associated in this way.',
  }),
  service,
  region: Flags.string({ helpValue: 'CODE', summary: 'Only this region, such as cn-north-4.' }),
  resource: Flags.string({ helpValue: 'ID', summary: 'Only this resource.' }),
  reseller,
  ...apiFlags,
};

export type DetailsOptions = InferredFlags<typeof detailsFlags>;
