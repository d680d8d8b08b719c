import { both } from '../../text/translate.ts';
import { declareAct } from './act.ts';
import { instance, pay, quantity, renewedPeriod, sku, withTerms } from './common-fields.ts';

export const accept = declareAct({
  do: 'accept',
  subject: 'instance',
  summary: 'Accept a supervised order as the buyer.',
  description: 'Its period begins then, and the instance is created unless it was at payment.',
  examples: ['CS2603021000ABCDE'],
  fields: { instance },
  offers: [
    {
      label: both('Accept delivery'),
      effect: both('The buyer accepts what is supervised; the period begins.'),
    },
  ],
  step: ({ instance: name }) => both('The buyer accepts {instance}', { instance: name }),
});

export const renew = declareAct({
  do: 'renew',
  subject: 'instance',
  summary: 'Renew an instance as the buyer, or turn a trial into a subscription.',
  description:
    'A trial becomes a subscription of the specification and quantity that --sku and --quantity choose. To renew with another size, use koo sandbox change.',
  examples: ['i-0001', 'i-0001 --period 3m --pay credit-line'],
  fields: { instance, period: renewedPeriod(both('Period')), sku, quantity, pay },
  offers: [{ label: both('Renew'), effect: both('The buyer pays another period.') }],
  step: ({ instance: name, ...terms }) =>
    withTerms(both('The buyer renews {instance}', { instance: name }), terms),
});

export const change = declareAct({
  do: 'change',
  subject: 'instance',
  summary: 'Renew an instance with another size or specification, as the buyer.',
  description:
    'KooGallery asks the server with changeInstanceCheck first. Possible from 30 days before the expiry.',
  examples: ['i-0001 --quantity 10'],
  fields: {
    instance,
    period: renewedPeriod(both('Specification and period')),
    sku,
    quantity: { ...quantity, input: { label: both('Quantity'), hint: both('Empty: as before') } },
  },
  offers: [
    {
      label: both('Renew with a change'),
      effect: both(
        'Your server is asked first whether the next period may have another size or specification.',
      ),
    },
  ],
  step: ({ instance: name, ...terms }) =>
    withTerms(both('The buyer renews {instance} with a change', { instance: name }), terms),
});

export const upgrade = declareAct({
  do: 'upgrade',
  subject: 'instance',
  summary: 'Upgrade an instance to a larger size or specification, as the buyer.',
  examples: ['i-0001 --quantity 20'],
  fields: {
    instance,
    sku: {
      ...sku,
      input: {
        label: both('Specification'),
        fromVariants: true,
        isPriced: true,
        words: { '': both('The same') },
      },
    },
    quantity: { ...quantity, input: { label: both('Quantity') } },
  },
  offers: [
    {
      label: both('Upgrade'),
      effect: both('At once a larger size or a better specification; the expiry stays.'),
    },
  ],
  step: ({ instance: name, ...terms }) =>
    withTerms(both('The buyer upgrades {instance}', { instance: name }), terms),
});

export const view = declareAct({
  do: 'view',
  subject: 'instance',
  summary: 'Open the resource details as the buyer.',
  description: 'KooGallery then calls the server again: newInstance in V1, queryInstance otherwise.',
  examples: ['i-0001'],
  fields: { instance },
  offers: [
    {
      label: both('View details'),
      effect: both('The buyer opens the resource details: your server is asked again.'),
    },
  ],
  step: ({ instance: name }) => both('The buyer opens the details of {instance}', { instance: name }),
});

export const license = declareAct({
  do: 'license',
  subject: 'instance',
  summary: 'Ask for an online licence, or claim a licence code, as the buyer.',
  examples: ['i-0001', 'PL0123456789ABCD --claim'],
  fields: {
    instance,
    claim: {
      type: 'switch',
      summary: 'Claim the licence code; then your server can activate it.',
      input: { label: both('Licence'), fromVariants: true },
    },
    event: {
      type: 'text',
      helpValue: 'ID',
      exclusive: ['claim'],
      summary: 'Ask again with the event of an earlier request.',
      input: {
        label: both('Licence'),
        fromVariants: true,
        words: { '': both('A new one') },
        worded: (event) => both('Again: {event}', { event }),
      },
    },
  },
  offers: [
    {
      label: both('Get a licence'),
      effect: both('The buyer claims the licence code, or asks for a licence.'),
    },
  ],
  step: ({ instance: name, claim }) =>
    claim
      ? both('The buyer claims the licence code {instance}', { instance: name })
      : both('The buyer asks for a licence of {instance}', { instance: name }),
});

export const expire = declareAct({
  do: 'expire',
  subject: 'instance',
  summary: 'Let the period of an instance end now.',
  description:
    'The period ends now instead of at its date, with renewals that have not begun. No callback tells your server: it has the ' +
    'former expiry until the instance is frozen or renewed.',
  examples: ['i-0001', 'i-0001 --until frozen'],
  fields: {
    instance,
    until: {
      type: 'choice',
      options: ['grace', 'frozen', 'released'],
      summary: 'How far it goes (default: grace). Later stages otherwise follow with the clock.',
      input: {
        label: both('How far'),
        fromVariants: true,
        words: {
          grace: both('The grace period begins'),
          frozen: both('The instance is frozen'),
          released: both('The instance is released'),
        },
      },
    },
  },
  offers: [
    {
      label: both('Let it expire'),
      effect: both(
        'The period, its grace or its retention ends now instead of at its date. Your server hears of it only by a freeze or a release.',
      ),
      isFinal: true,
    },
  ],
  step: ({ instance: name }) => both('The period of {instance} ends', { instance: name }),
});

export const freeze = declareAct({
  do: 'freeze',
  subject: 'instance',
  summary: 'Freeze an instance for a violation, as the operator.',
  examples: ['i-0001'],
  fields: { instance },
  offers: [{ label: both('Freeze'), effect: both('The operator has found a violation.') }],
  step: ({ instance: name }) => both('KooGallery finds a violation of {instance}', { instance: name }),
});

export const unfreeze = declareAct({
  do: 'unfreeze',
  subject: 'instance',
  summary: 'Lift the freeze for a violation, as the operator.',
  examples: ['i-0001'],
  fields: { instance },
  offers: [{ label: both('Unfreeze'), effect: both('The violation is lifted.') }],
  step: ({ instance: name }) => both('KooGallery lifts the violation of {instance}', { instance: name }),
});

export const unsubscribe = declareAct({
  do: 'unsubscribe',
  subject: 'instance',
  summary: 'Unsubscribe from an instance, or give its last renewal back, as the buyer.',
  examples: ['i-0001', 'i-0001 --renewal'],
  fields: {
    instance,
    renewal: { type: 'switch', summary: 'Give the last renewal back, if its period has not begun.' },
    amount: {
      type: 'amount',
      summary: 'What the seller agrees to refund, where that is negotiated.',
      input: { label: both('Refund that the seller agrees to, in yuan'), fromVariants: true },
    },
  },
  offers: [
    {
      name: 'give-back',
      label: both('Refund the renewal'),
      effect: both('The last renewal, which has not begun, is refunded.'),
      isFinal: true,
      fixed: { renewal: true },
    },
    {
      label: both('Unsubscribe'),
      effect: both('The buyer gives the instance back: it is released.'),
      isFinal: true,
    },
  ],
  step: ({ instance: name, renewal }) =>
    renewal
      ? both('The buyer gives the last renewal of {instance} back', { instance: name })
      : both('The buyer unsubscribes {instance}', { instance: name }),
});

export const close = declareAct({
  do: 'close',
  subject: 'instance',
  summary: 'Close a pay-per-use instance as the buyer.',
  examples: ['i-0001'],
  fields: { instance },
  offers: [
    {
      label: both('Close'),
      effect: both('The buyer closes the pay-per-use resource: it is released.'),
      isFinal: true,
    },
  ],
  step: ({ instance: name }) => both('The buyer closes {instance}', { instance: name }),
});
