import { both } from '../../text/translate.ts';
import { targetLabel } from '../words.ts';
import { createFormatters, type Wording } from '../worksheet/wording.ts';
import type { ChangeKind, ChangeOf, Fields, Section, Setting } from './setting.ts';

const fields = {
  delta: {
    type: 'number',
    isSigned: true,
    required: true,
    helpValue: 'N',
    summary: 'Quantity to add; a negative number lowers the stock (--delta=-5).',
    input: {
      label: both('Quantity to add'),
      hint: both('A negative number reduces the stock.'),
      required: true,
    },
  },
  note: {
    type: 'text',
    required: true,
    helpValue: 'TEXT',
    summary: 'Reason for the adjustment; the console also asks for it.',
    input: { label: both('Note'), required: true },
  },
} as const satisfies Fields;

/** More or fewer of a specification for sale. */
export const stock = {
  id: 'stock',
  skus: 'sold',
  fields,
  commands: {
    get: {
      summary: 'Show the stock of each specification of a product.',
      examples: ['OFFI758576253042421760 --site sandbox', 'OFFI758576253042421760 --site sandbox -o csv'],
    },
  },
  heading: () => ({ section: 'stock' }),
  diff: ({ delta, note }) => [
    delta < 0
      ? { kind: 'remove', text: `- ${-delta} (${note})` }
      : { kind: 'add', text: `+ ${delta} (${note})` },
  ],
  impact: ({ sku, delta }, _, state) => {
    if (delta >= 0) return undefined;
    return both('The stock of {target} will decrease by {amount}. When it runs out, no one can buy.', {
      target: targetLabel(sku, state.product),
      amount: -delta,
    });
  },
  rank: ({ delta }) => (delta > 0 ? 2 : 8),
  section: stockSection,
} satisfies Setting & ChangeKind<ChangeOf<'stock'>>;

function stockSection({ sku, delta, note }: ChangeOf<'stock'>, wording: Wording): Section {
  const { code, label, target: targetOf } = createFormatters(wording);
  const target = targetOf(sku);
  const amount = code(delta);
  return {
    title: both('Stock of {target}', { target }),
    page: 'stock',
    steps: [
      ...(sku === undefined ? [] : [both('Choose the row of {target}.', { target })]),
      both('Enter {amount} as {deltaLabel} and {note} as {noteLabel}.', {
        amount,
        deltaLabel: label('delta'),
        note: code(note),
        noteLabel: label('note'),
      }),
      both('Choose {submit}, only once.', { submit: label('submit') }),
    ],
    goal: both('The stock of {target} changes by {amount}, with the note {note}.', {
      target,
      amount,
      note: code(note),
    }),
    values: { delta, note },
    expect: both('The stock of {target} has changed by {amount}.', { target, amount }),
    undo: both('Submit the opposite amount, only once: {amount}.', { amount: code(-delta) }),
    notes: [
      both(
        'The number is added to the stock; a negative number is subtracted. It is not the new total. The product must be on sale.',
      ),
    ],
  };
}
