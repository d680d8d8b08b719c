import { both } from '../../text/translate.ts';
import { levels } from '../market/model/grace-retention.ts';
import { declareAct } from './act.ts';
import { boughtPeriod, pay, product, quantity, sku, withTerms } from './common-fields.ts';

const rule = both('Choose a buyer, or enter the account name of a new one');

export const buyer = declareAct({
  do: 'buyer',
  subject: 'buyer',
  summary: 'Create or change a buyer of the sandbox.',
  description:
    'An unknown buyer is created. The level determines the days of grace and retention. A top-up pays arrears.',
  examples: ['hw12345678 --level V3', 'hw12345678 --top-up 500'],
  fields: {
    buyer: { type: 'text', required: true, summary: 'Account name or ID of the buyer.', rule },
    type: {
      type: 'choice',
      options: ['enterprise', 'individual'],
      summary: 'Type of the account.',
      input: {
        label: both('Type'),
        words: { enterprise: both('enterprise'), individual: both('individual') },
      },
    },
    level: {
      type: 'choice',
      options: levels,
      summary: 'Customer level.',
      input: { label: both('Customer level'), hint: both('It determines grace and retention.') },
    },
    balance: {
      type: 'amount',
      exclusive: ['top-up'],
      summary: 'Set the balance.',
      input: { label: both('Balance (yuan)') },
    },
    topUp: {
      type: 'amount',
      summary: 'Add to the balance.',
      input: { label: both('Top-up, in yuan'), hint: both('Pays arrears.') },
    },
    creditLine: {
      type: 'amount',
      summary: 'Set the credit line.',
      input: { label: both('Credit line (yuan)') },
    },
    coupon: {
      type: 'amount',
      summary: 'Set the credit cash coupons.',
      input: { label: both('Coupons (yuan)') },
    },
  },
  step: ({ buyer: name, topUp }) =>
    topUp === undefined
      ? both('The account of {buyer} changes', { buyer: name })
      : both('{buyer} tops up {topUp} yuan', { buyer: name, topUp }),
});

export const buy = declareAct({
  do: 'buy',
  subject: 'product',
  summary: 'Buy a product as a buyer, in the sandbox.',
  description:
    'Checks who may buy, trials, quantity, limits, stock and payment as KooGallery does; a refusal is exit 5 (PURCHASE_REFUSED), with what the buyer reads. Then the order can be queried, and the callbacks go out. Exit 7 if KooGallery gave up on one.',
  examples: [
    'OFFI758576253042421760 --buyer hw12345678 --period 1y',
    'OFFI758576253042421760 --buyer hw12345678 --trial --wait',
    'OFFI758576253042421760 --buyer hw12345678 --quantity 10 --parameter emailDomainName=example.com --json',
  ],
  fields: {
    product,
    buyer: {
      type: 'text',
      required: true,
      helpValue: 'NAME',
      summary: 'Account name or ID of the buyer; a new one is made up.',
      rule,
    },
    period: boughtPeriod,
    sku,
    quantity: { ...quantity, input: { label: both('Quantity'), hint: both('Empty: the least possible') } },
    trial: { type: 'switch', summary: 'Take the trial.' },
    parameters: {
      type: 'pairs',
      flag: 'parameter',
      summary: 'Value of a parameter that the buyer fills in. Repeatable.',
      rule: both('The value of a parameter has at most 2,000 characters'),
    },
    pay,
    /** 0 is without limit. */
    autoRenew: {
      type: 'number',
      min: 0,
      max: 99,
      helpValue: 'N',
      summary: 'Renew automatically N times; 0 is without limit.',
      rule: both('The number of renewals is a whole number from 0 to 99'),
      input: { name: 'renewals', label: both('How many times'), hint: both('0 is without limit') },
    },
    count: {
      type: 'number',
      min: 1,
      max: 10_000,
      helpValue: 'N',
      summary: 'Number of such orders.',
      rule: both('The number of orders is a whole number from 1 to 10,000'),
      input: { label: both('Number of such orders') },
    },
    direct: {
      type: 'switch',
      summary: "Buy at the product's own address, as products that are not publicly sold require.",
      input: { label: both("At the product's own address, for products that are not publicly sold") },
    },
  },
  step: ({ buyer: name, product: id, trial, count, ...terms }, named) => {
    const facts = { buyer: name, product: named ?? id };
    const bought = trial
      ? both('{buyer} takes a trial of {product}', facts)
      : both('{buyer} buys {product}', facts);
    const text = withTerms(bought, terms);
    return count === undefined ? text : both('{text}, {count} times', { text, count });
  },
});
