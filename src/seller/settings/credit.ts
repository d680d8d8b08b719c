import { both, type Localized } from '../../text/translate.ts';
import type { Credit } from '../contract.ts';
import type { Desired } from '../plan.ts';
import { cashCoupons, creditLines } from '../values.ts';
import { creditWords } from '../words.ts';
import { createFormatters, type Wording } from '../worksheet/wording.ts';
import {
  type ChangeKind,
  type ChangeOf,
  type Fields,
  type Section,
  type Setting,
  settingLines,
  type ValuesOf,
} from './setting.ts';

const fields = {
  cash_coupon: {
    type: 'choice',
    options: cashCoupons,
    words: creditWords,
    summary: 'Payment with credit cash coupons.',
    input: { label: both('Credit cash coupons') },
  },
  credit_line: {
    type: 'choice',
    options: creditLines,
    words: creditWords,
    summary: 'Payment with the credit line: off, for all users, or for the users on its list.',
    input: { label: both('Credit line') },
  },
} as const satisfies Fields;

/** Payment by credit cash coupons and by the credit line. */
export const credit = {
  id: 'credit',
  fields,
  commands: {
    get: {
      summary: 'Show the credit settings of a product.',
      examples: ['OFFI758576253042421760 --site sandbox'],
    },
    set: {
      summary: 'Change the credit settings of a product.',
      description: [
        'Turning off a credit payment interrupts the service of buyers who renew with it, so koo asks for confirmation; without a terminal, --yes is required.',
        'koo users --list credit-line manages the list of specified users.',
      ],
      examples: [
        'OFFI758576253042421760 --credit-line all --site sandbox',
        'OFFI758576253042421760 --cash-coupon off --yes --site sandbox',
      ],
    },
  },
  desired: (values: ValuesOf<typeof fields>): Desired => ({ credit: values }),
  changes: ({ credit: wanted }, { configuration }) =>
    (['cash_coupon', 'credit_line'] as const).flatMap((setting) => {
      const [before, after] = [configuration?.credit?.[setting], wanted?.[setting]];
      if (after === undefined || before === after) return [];
      return { kind: 'credit', setting, ...(before !== undefined && { before }), after };
    }),
  heading: () => ({ section: 'credit' }),
  diff: ({ setting, before, after }) => settingLines(setting, before, after),
  impact: ({ setting, before, after }) => {
    if (width[after] >= width[before ?? 'on']) return undefined;
    return setting === 'cash_coupon' ? noCoupons : after === 'off' ? noLine : lineForSome;
  },
  patch: ({ setting, after }) => ({ credit: { [setting]: after } as Partial<Credit> }),
  rank: ({ after }) => (after === 'off' ? 7 : 6),
  section: creditSection,
} satisfies Setting & ChangeKind<ChangeOf<'credit'>>;

/** How many buyers each state admits, in ascending order. */
const width = { off: 0, specified: 1, all: 2, on: 2 };

const noCoupons: Localized = both(
  'Credit cash coupons will no longer be accepted. Buyers who renew with them will lose the service.',
);
const noLine: Localized = both(
  'The credit line will no longer be accepted. Buyers who renew with it will lose the service.',
);
const lineForSome: Localized = both(
  'The credit line will be limited to the users on its list. Other buyers who renew with it will lose the service.',
);

function creditSection({ setting, before, after }: ChangeOf<'credit'>, wording: Wording): Section {
  const { label } = createFormatters(wording);
  const column = label(setting === 'cash_coupon' ? 'cashCoupon' : 'creditLine');
  const present = before && creditWords[before];
  const state = creditWords[after];
  return {
    title: setting === 'cash_coupon' ? both('Credit cash coupons') : both('Credit line'),
    page: 'credit',
    steps: [
      after === 'specified' ? specifiedStep(column, present, wording) : switchStep(column, present, state),
    ],
    goal: present
      ? both('{column}: {after} instead of {before}.', { column, after: state, before: present })
      : both('{column}: {state}.', { column, state }),
    values: { [setting]: after },
    expect: both('{column}: {state}.', { column, state }),
    undo: present
      ? both('Set {column} back to: {state}.', { column, state: present })
      : both('Set {column} back to what the page showed before.', { column }),
  };
}

function specifiedStep(column: Localized, before: Localized | undefined, wording: Wording): Localized {
  const { label } = createFormatters(wording);
  const facts = {
    column,
    set: label('set'),
    creditSwitch: label('creditSwitch'),
    specified: label('specified'),
  };
  return before
    ? both(
        'In the column {column}, now {before}, choose {set}, turn on {creditSwitch} and choose {specified}. The change takes effect as soon as you confirm.',
        { ...facts, before },
      )
    : both(
        'In the column {column}, choose {set}, turn on {creditSwitch} and choose {specified}. The change takes effect as soon as you confirm.',
        facts,
      );
}

function switchStep(column: Localized, before: Localized | undefined, after: Localized): Localized {
  return before
    ? both('In the column {column}, turn the switch in the row of the product from {before} to {after}.', {
        column,
        before,
        after,
      })
    : both('In the column {column}, turn the switch in the row of the product to {after}.', {
        column,
        after,
      });
}
