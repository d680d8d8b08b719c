import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Credit, PurchaseLimit } from '../contract.ts';
import type { Change, ProductState } from '../plan.ts';
import { wholeProduct } from '../values.ts';
import { audienceWords, creditWords, limitWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, inSku, type Of, type Section, settingLines } from './kind.ts';

/** Payment by credit cash coupons and by the credit line. */
export const credit: ChangeKind<Of<'credit'>> = {
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

/** From nobody to everybody. */
const width = { off: 0, specified: 1, all: 2, on: 2 };

const noCoupons: Localized = both(
  'Credit cash coupons are no longer taken: buyers who renew with them are cut off.',
);
const noLine: Localized = both('The credit line is no longer taken: buyers who renew with it are cut off.');
const lineForSome: Localized = both(
  'The credit line is for the users on its list alone: others who renew with it are cut off.',
);

function creditSection({ setting, before, after }: Of<'credit'>, wording: Wording): Section {
  const { t, w } = tools(wording);
  const column = w(setting === 'cash_coupon' ? 'cashCoupon' : 'creditLine');
  const state = (value: typeof after) => creditWords[value][wording.language];
  const now = before === undefined ? '' : t(' (now: {before})', { before: state(before) });
  const step =
    after === 'specified'
      ? t(
          'In the column {column} choose {set}, open {creditSwitch} and choose {specified}{now}. It takes effect as soon as you confirm.',
          { column, set: w('set'), creditSwitch: w('creditSwitch'), specified: w('specified'), now },
        )
      : t('In the column {column}, turn the switch in the row of the product {after}{now}.', {
          column,
          after: state(after),
          now,
        });
  return {
    title: setting === 'cash_coupon' ? t('Credit cash coupons') : t('Credit line'),
    page: 'credit',
    steps: [step],
    goal: t('{column}: {after}{now}.', { column, after: state(after), now }),
    values: { [setting]: after },
    expect: t('{column}: {after}.', { column, after: state(after) }),
    undo:
      before === undefined
        ? t('Set {column} back to what the page showed before.', { column })
        : t('Set {column} back: {before}.', { column, before: state(before) }),
  };
}

/** How often or how much a customer may buy. */
export const limit: ChangeKind<Of<'limit'>> = {
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
  { sku, before, after }: Of<'limit'>,
  _: readonly Change[],
  state: ProductState,
): Localized | undefined {
  if (!after || (before && !isTighter(before, after))) return undefined;
  const where = inSku(sku, state);
  const { max_quantity: max, again_after_expiry: again } = after;
  const bought = max === undefined ? both('it') : both('{max}', { max });
  const until = again ? both(' until it expires') : { en: '', zh: '' };
  return both(
    'There is a purchase limit{where}: a customer who has bought {bought} can buy no more{until}.',
    { where, bought, until },
  );
}

/** Whether a limit keeps somebody from buying whom the one before did not; of another kind, it may. */
function isTighter(before: PurchaseLimit, after: PurchaseLimit): boolean {
  if (before.max_quantity === undefined || after.max_quantity === undefined) {
    const isOnce = before.max_quantity === undefined && after.max_quantity === undefined;
    return !isOnce || (before.again_after_expiry === true && after.again_after_expiry !== true);
  }
  return after.max_quantity < before.max_quantity;
}

function limitSection({ sku, before, after }: Of<'limit'>, wording: Wording): Section {
  const { t, w, where, target, code } = tools(wording);
  const of = target(sku);
  const steps = !after
    ? [
        t(
          'Take away the purchase limit of {of}, if there is one. How is not documented: check in the console.',
          { of },
        ),
      ]
    : [
        before ? t('Choose the purchase limit that {of} has.', { of }) : t('Choose {of}.', { of }),
        after.once_per_customer
          ? t('Tick {once}: each customer may buy once. {note}', {
              once: w('once'),
              note: after.again_after_expiry
                ? both(
                    'Also tick that it cannot be purchased before its resource expires: afterwards it can be bought again.',
                  )
                : both(
                    'Leave the option about a resource that has expired unticked: it cannot be bought again.',
                  ),
            })
          : t('Tick {quantity} and enter the maximum {maxQuantity}.', {
              quantity: w('quantity'),
              maxQuantity: code(after.max_quantity ?? ''),
            }),
        t('Choose {submit}.', { submit: w('submit') }),
      ];
  const words = (one: PurchaseLimit) => limitWords(one)[wording.language];
  return {
    title: t('Purchase limit{sku}', { sku: where(sku) }),
    page: 'limits',
    steps,
    goal: steps.join(' '),
    values: after ?? { limit: null },
    expect: after
      ? t('The purchase limit of {of} is {after}.', { of, after: words(after) })
      : t('There is no purchase limit of {of}.', { of }),
    undo: before
      ? t('Set the purchase limit back: {before}.', { before: words(before) })
      : after
        ? t('Take the limit away again, or set it back to what the page showed before.')
        : t('Set the limit again that the page showed before.'),
  };
}

/** How long a trial is, and who may try. */
export const trial: ChangeKind<Of<'trial'>> = {
  heading: () => ({ section: 'trial' }),
  diff: ({ before, after }) => [
    ...settingLines('days', before?.days.toString(), after.days.toString()),
    ...settingLines('open_to', before?.open_to, after.open_to),
  ],
  impact: ({ sku, before, after }, _, state) => {
    if (after.open_to === 'all' || before?.open_to === 'specified') return undefined;
    const where = inSku(sku, state);
    return both('The trial{where} is for the users on its list alone: others can no longer try it.', {
      where,
    });
  },
  patch: ({ sku, after }) => ({ trial: { [sku]: after } }),
  rank: () => 6,
  section: trialSection,
};

function trialSection({ sku: skuCode, before, after }: Of<'trial'>, wording: Wording): Section {
  const { t, sku, where, code } = tools(wording);
  const newDays = before?.days !== after.days;
  const steps = [
    t('Choose the trial specification {skuCode}.', { skuCode: sku(skuCode) }),
    ...(newDays ? [t('Days of trial: {days}.', { days: code(after.days) })] : []),
    ...(before?.open_to === after.open_to
      ? []
      : [
          after.open_to === 'all'
            ? t('Open it to all users.')
            : t('Open it to the users of the whitelist alone.'),
        ]),
  ];
  const fixed = t('The days of a published trial cannot be changed.');
  const who = audienceWords[after.open_to][wording.language];
  return {
    title: t('Trial{skuCode}', { skuCode: where(skuCode) }),
    page: 'trial',
    steps,
    goal: steps.join(' '),
    values: after,
    expect: t('The trial {skuCode} has {days} days and is open to {who}.', {
      skuCode: sku(skuCode),
      days: after.days,
      who,
    }),
    undo: before
      ? newDays
        ? t('Open it to {who} again. {fixed}', { who: audienceWords[before.open_to], fixed })
        : t('Open it to {who} again.', { who: audienceWords[before.open_to] })
      : t('Open it again to whom the page showed before. {fixed}', { fixed }),
    notes: newDays ? [fixed] : [],
  };
}

/** More or fewer of a specification for sale. */
export const stock: ChangeKind<Of<'stock'>> = {
  heading: () => ({ section: 'stock' }),
  diff: ({ delta, note }) => [
    delta < 0
      ? { kind: 'remove', text: `- ${-delta} (${note})` }
      : { kind: 'add', text: `+ ${delta} (${note})` },
  ],
  impact: ({ sku, delta }, _, state) => {
    if (delta >= 0) return undefined;
    const where = inSku(sku, state);
    return both('The stock{where} is lowered by {delta}: once it is used up nobody can buy.', {
      where,
      delta: -delta,
    });
  },
  rank: ({ delta }) => (delta > 0 ? 2 : 8),
  section: stockSection,
};

function stockSection({ sku: skuCode, delta, note }: Of<'stock'>, wording: Wording): Section {
  const { t, w, sku, where, code } = tools(wording);
  const by = code(delta);
  return {
    title: t('Stock{skuCode}', { skuCode: where(skuCode) }),
    page: 'stock',
    steps: [
      ...(skuCode === undefined
        ? []
        : [t('Choose the row of the specification {skuCode}.', { skuCode: sku(skuCode) })]),
      t('{delta}: {by}; {note}: {note2}.', { delta: w('delta'), by, note: w('note'), note2: code(note) }),
      t('Choose {submit}, once.', { submit: w('submit') }),
    ],
    goal: t('Change the stock{skuCode} by {by}; note: {note}.', {
      skuCode: where(skuCode),
      by,
      note: code(note),
    }),
    values: { delta, note },
    expect: t('The stock{skuCode} differs by {by} from what it was.', { skuCode: where(skuCode), by }),
    undo: t('Submit the opposite, once: {delta}.', { delta: code(-delta) }),
    notes: [
      t(
        'The number is added to the stock (a negative one is taken off it); it is not the new stock. The product has to be on sale.',
      ),
    ],
  };
}
