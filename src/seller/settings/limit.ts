import { own } from '../../text/json.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { PurchaseLimit } from '../contract.ts';
import type { Change, Desired, ProductState } from '../plan.ts';
import { wholeProduct } from '../values.ts';
import { limitWords, targetLabel } from '../words.ts';
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
  once_per_customer: {
    type: 'switch',
    flag: 'once',
    aliases: ['once-per-customer'],
    exclusive: ['max'],
    summary: 'Each customer may buy it once.',
  },
  again_after_expiry: {
    type: 'switch',
    summary: 'With --once: allow another purchase after the resource expires.',
  },
  max_quantity: {
    type: 'number',
    flag: 'max',
    aliases: ['max-quantity'],
    helpValue: 'N',
    summary: 'Maximum of the quantity attribute.',
    input: { label: both('Maximum'), hint: both('Only for a maximum.') },
  },
} as const satisfies Fields;

/** How often or how much a customer may buy. */
export const limit = {
  id: 'limit',
  skus: 'any',
  fields,
  commands: {
    get: {
      summary: 'Show the purchase limits of a product.',
      examples: ['OFFI758576253042421765 --site sandbox'],
    },
    set: {
      summary: 'Limit how often or how much each customer may buy.',
      description: [
        'Applies to the product; with --sku, to one specification. Not available for pay-per-use.',
      ],
      examples: [
        'OFFI758576253042421760 --once --again-after-expiry --yes --site sandbox',
        'OFFI758576253042421760 --sku da9b4d34-5295-46a7-92d4-000000000001 --max 50 --yes --site sandbox',
      ],
    },
    clear: {
      summary: 'Remove a purchase limit.',
      description: ['Applies to the product; with --sku, to one specification.'],
      examples: [
        'OFFI758576253042421760 --site sandbox',
        'OFFI758576253042421765 --sku da9b4d34-5295-46a7-92d4-000000000008 --site sandbox',
      ],
    },
  },
  /** @param values `null` takes the limit away */
  desired: (values: ValuesOf<typeof fields> | null, sku: string = wholeProduct): Desired => ({
    purchase_limits: { [sku]: values },
  }),
  changes: ({ purchase_limits }, { configuration }) => {
    const limits = configuration?.purchase_limits;
    return Object.entries(purchase_limits ?? {}).flatMap(([key, after]) => {
      const before = own(limits, key);
      if (after === null ? limits && !before : before && sameLimit(before, after)) return [];
      return {
        kind: 'limit',
        ...(key !== wholeProduct && { sku: key }),
        ...(before && { before }),
        ...(after && { after }),
      };
    });
  },
  heading: () => ({ section: 'purchase_limits' }),
  diff: ({ before, after }) => settingLines('limit', limitText(before), limitText(after)),
  impact: limitImpact,
  patch: ({ sku = wholeProduct, after }) => ({ purchase_limits: { [sku]: after ?? null } }),
  rank: () => 6,
  section: limitSection,
} satisfies Setting & ChangeKind<ChangeOf<'limit'>>;

/** Whether two limits are one; what a limit leaves out is `false`. */
function sameLimit(a: PurchaseLimit, b: PurchaseLimit): boolean {
  return (
    (a.once_per_customer ?? false) === (b.once_per_customer ?? false) &&
    (a.again_after_expiry ?? false) === (b.again_after_expiry ?? false) &&
    a.max_quantity === b.max_quantity
  );
}

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
    const facts = { target, max };
    return both(
      'The purchase of {target} will be limited: a customer will be able to buy at most {max}.',
      facts,
    );
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
  const target = createFormatters(wording).target(sku);
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
    page: 'limit',
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
  const { code, label } = createFormatters(wording);
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
