import { both, type Localized } from '../../text/translate.ts';
import type { Field } from './act.ts';

export const instanceHelp = 'Instance ID of the merchant, order ID, resource ID or licence code.';

export const instance = { type: 'text', required: true, summary: instanceHelp } as const satisfies Field;

export const product = { type: 'text', required: true, summary: 'Product ID.' } as const satisfies Field;

export const quantity = {
  type: 'number',
  min: 1,
  helpValue: 'N',
  summary: 'Value of the quantity attribute, such as the number of seats.',
  rule: both('The quantity is a whole number of at least 1'),
} as const satisfies Field;

export const sku = {
  type: 'text',
  helpValue: 'CODE',
  summary: 'Code of the specification.',
} as const satisfies Field;

export const paymentWords = {
  balance: both('Balance'),
  'credit-line': both('Credit line'),
  coupon: both('Credit cash coupon'),
} as const;

export const pay = {
  type: 'choice',
  options: ['balance', 'credit-line', 'coupon'],
  summary: 'What the buyer pays with (default: balance).',
  input: { label: both('Payment'), words: paymentWords, fromVariants: true },
} as const satisfies Field;

const periodRule = both('The number of periods is a whole number from 1 to 999');

export const boughtPeriod = {
  type: 'period',
  summary: 'Period, such as 1y or 3m (default: a year, if the specification is sold by year).',
  rule: periodRule,
} as const satisfies Field;

/** The period of a renewal, chosen together with the specification. */
export function renewedPeriod(label: Localized) {
  return {
    type: 'period',
    summary: 'Period, such as 1y (default: that of the instance).',
    rule: periodRule,
    input: { label, name: 'plan', joined: 'sku', fromVariants: true, isPriced: true },
  } as const satisfies Field;
}

interface Terms {
  readonly period?: string;
  readonly quantity?: number;
}

/** Appends the period and the quantity, where given: `… (1y ×10)`. */
export function withTerms(text: Localized, { period, quantity: size }: Terms): Localized {
  const terms = [...(period === undefined ? [] : [period]), ...(size === undefined ? [] : [`×${size}`])];
  return terms.length === 0 ? text : both('{text} ({shown})', { text, shown: terms.join(' ') });
}
