import { joinSentences, type Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Credit, PurchaseLimit } from '../contract.ts';
import type { Change, ProductState } from '../plan.ts';
import { wholeProduct } from '../values.ts';
import { audienceWords, creditWords, limitWords, targetLabel } from '../words.ts';
import { formattersOf, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, type ChangeOf, type Section, settingLines } from './kind.ts';

/** Payment by credit cash coupons and by the credit line. */
export const credit: ChangeKind<ChangeOf<'credit'>> = {
  heading: () => ({ section: 'credit' }),
  diff: ({ setting, before, after }) => settingLines(setting, before, after),
  impact: ({ setting, before, after }) => {
    if (width[after] >= width[before ?? 'on']) return undefined;
    return setting === 'cash_coupon' ? noCoupons : after === 'off' ? noLine : lineForSome;
  },
  patch: ({ setting, after }) => ({ credit: { [setting]: after } as Partial<Credit> }),
  rank: ({ after }) => (after === 'off' ? 7 : 6),
  section: creditSection,
};

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
  const { label } = formattersOf(wording);
  const column = label(setting === 'cash_coupon' ? 'cashCoupon' : 'creditLine');
  const present = before && creditWords[before];
  return {
    title: setting === 'cash_coupon' ? both('Credit cash coupons') : both('Credit line'),
    page: 'credit',
    steps: [
      after === 'specified' ? specifiedStep(column, present, wording) : switchStep(column, present, after),
    ],
    goal: present
      ? both('{column}: {after} instead of {before}.', { column, after: creditWords[after], before: present })
      : both('{column}: {state}.', { column, state: creditWords[after] }),
    values: { [setting]: after },
    expect: both('{column}: {state}.', { column, state: creditWords[after] }),
    undo: present
      ? both('Set {column} back to: {state}.', { column, state: present })
      : both('Set {column} back to what the page showed before.', { column }),
  };
}

function specifiedStep(column: Localized, present: Localized | undefined, wording: Wording): Localized {
  const { label } = formattersOf(wording);
  const labels = {
    column,
    set: label('set'),
    creditSwitch: label('creditSwitch'),
    specified: label('specified'),
  };
  return present
    ? both(
        'In the column {column}, now {before}, choose {set}, turn on {creditSwitch} and choose {specified}. The change takes effect as soon as you confirm.',
        { ...labels, before: present },
      )
    : both(
        'In the column {column}, choose {set}, turn on {creditSwitch} and choose {specified}. The change takes effect as soon as you confirm.',
        labels,
      );
}

function switchStep(
  column: Localized,
  before: Localized | undefined,
  state: Credit[keyof Credit],
): Localized {
  const after = creditWords[state];
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

/** How often or how much a customer may buy. */
export const limit: ChangeKind<ChangeOf<'limit'>> = {
  heading: () => ({ section: 'purchase_limits' }),
  diff: ({ before, after }) => settingLines('limit', limitText(before), limitText(after)),
  impact: limitImpact,
  patch: ({ sku = wholeProduct, after }) => ({ purchase_limits: { [sku]: after ?? null } }),
  rank: () => 6,
  section: limitSection,
};

/** A limit in the words of the document, as all of a diff is. */
function limitText(one: PurchaseLimit | undefined): string | undefined {
  if (!one) return undefined;
  if (one.max_quantity !== undefined) return `max_quantity ${one.max_quantity}`;
  return one.again_after_expiry ? 'once_per_customer, again_after_expiry' : 'once_per_customer';
}

function limitImpact(
  { sku, before, after }: ChangeOf<'limit'>,
  _: readonly Change[],
  state: ProductState,
): Localized | undefined {
  if (!after || (before && !isTighter(before, after))) return undefined;
  const target = targetLabel(sku, state.product);
  const { max_quantity: max, again_after_expiry: again } = after;
  if (max !== undefined) {
    return both('The purchase of {target} will be limited: a customer will be able to buy at most {max}.', {
      target,
      max,
    });
  }
  return again
    ? both(
        'The purchase of {target} will be limited: a customer will be able to buy once, and again only after the resource has expired.',
        { target },
      )
    : both('The purchase of {target} will be limited: a customer will be able to buy only once.', { target });
}

/** Whether a limit may stop buyers whom the former one let buy, as a limit of another kind may. */
function isTighter(before: PurchaseLimit, after: PurchaseLimit): boolean {
  if (before.max_quantity === undefined || after.max_quantity === undefined) {
    const isOnce = before.max_quantity === undefined && after.max_quantity === undefined;
    return !isOnce || (before.again_after_expiry === true && after.again_after_expiry !== true);
  }
  return after.max_quantity < before.max_quantity;
}

function limitSection({ sku, before, after }: ChangeOf<'limit'>, wording: Wording): Section {
  const target = formattersOf(wording).target(sku);
  const steps = after
    ? limitSteps(target, before, after, wording)
    : [
        both(
          'Remove the purchase limit of {target}, if there is one. The documents do not describe how: check in the console.',
          { target },
        ),
      ];
  return {
    title: both('Purchase limit of {target}', { target }),
    page: 'limits',
    steps,
    goal: joinSentences(steps),
    values: after ?? { limit: null },
    expect: after
      ? both('Purchase limit of {target}: {limit}.', { target, limit: limitWords(after) })
      : both('There is no purchase limit of {target}.', { target }),
    undo: before
      ? both('Set the purchase limit back to: {limit}.', { limit: limitWords(before) })
      : after
        ? both('Remove the limit, or set it back to what the page showed before.')
        : both('Set the limit again that the page showed before.'),
  };
}

function limitSteps(
  target: Localized,
  before: PurchaseLimit | undefined,
  { once_per_customer, again_after_expiry, max_quantity }: PurchaseLimit,
  wording: Wording,
): Localized[] {
  const { code, label } = formattersOf(wording);
  const choose = before
    ? both('Choose the purchase limit of {target}.', { target })
    : both('Choose {target}.', { target });
  const set = !once_per_customer
    ? both('Tick {quantity} and enter the maximum {max}.', {
        quantity: label('quantity'),
        max: code(max_quantity ?? ''),
      })
    : again_after_expiry
      ? both(
          'Tick {once}: each customer may buy once. Also tick that it cannot be bought again before its resource expires: after that it can.',
          { once: label('once') },
        )
      : both(
          'Tick {once}: each customer may buy once. Leave the option about expired resources unticked: it cannot be bought again.',
          { once: label('once') },
        );
  return [choose, set, both('Choose {submit}.', { submit: label('submit') })];
}

/** How long a trial is, and who may try. */
export const trial: ChangeKind<ChangeOf<'trial'>> = {
  heading: () => ({ section: 'trial' }),
  diff: ({ before, after }) => [
    ...settingLines('days', before?.days.toString(), after.days.toString()),
    ...settingLines('open_to', before?.open_to, after.open_to),
  ],
  impact: ({ sku, before, after }, _, state) => {
    if (after.open_to === 'all' || before?.open_to === 'specified') return undefined;
    return both(
      'The trial of {target} will be limited to the users on its list. Other users will no longer be able to try it.',
      { target: targetLabel(sku, state.product) },
    );
  },
  patch: ({ sku, after }) => ({ trial: { [sku]: after } }),
  rank: () => 6,
  section: trialSection,
};

function trialSection({ sku, before, after }: ChangeOf<'trial'>, wording: Wording): Section {
  const { code, target: targetOf } = formattersOf(wording);
  const target = targetOf(sku);
  const hasNewDays = before?.days !== after.days;
  const steps = [
    both('Choose {target}.', { target }),
    ...(hasNewDays ? [both('Days of trial: {days}.', { days: code(after.days) })] : []),
    ...(before?.open_to === after.open_to
      ? []
      : [
          after.open_to === 'all'
            ? both('Open it to all users.')
            : both('Open it only to the users on the whitelist.'),
        ]),
  ];
  return {
    title: both('SaaS trial of {target}', { target }),
    page: 'trial',
    steps,
    goal: joinSentences(steps),
    values: after,
    expect: both(
      'The trial of {target} lasts {days, plural, one {# day} other {# days}} and is open to {audience}.',
      {
        target,
        days: after.days,
        audience: audienceWords[after.open_to],
      },
    ),
    undo: joinSentences([
      before
        ? both('Open it to {audience} again.', { audience: audienceWords[before.open_to] })
        : both('Open it again to the users whom the page showed before.'),
      ...(hasNewDays ? [fixedDays] : []),
    ]),
    notes: hasNewDays ? [fixedDays] : [],
  };
}

const fixedDays: Localized = both('The days of a published trial cannot be changed.');

/** More or fewer of a specification for sale. */
export const stock: ChangeKind<ChangeOf<'stock'>> = {
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
};

function stockSection({ sku, delta, note }: ChangeOf<'stock'>, wording: Wording): Section {
  const { code, label, target: targetOf } = formattersOf(wording);
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
