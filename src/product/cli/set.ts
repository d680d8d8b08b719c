import { randomUUID } from 'node:crypto';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { type ChangeContext, confirmImpact } from '../../seller/cli/confirm-impact.ts';
import { assertRules } from '../../seller/cli/rules.ts';
import { livePresent, withSellerConfig } from '../../seller/cli/run.ts';
import { trialSku } from '../../seller/cli/sku.ts';
import { isWorksheet, type WorksheetResult } from '../../seller/cli/worksheet.ts';
import { patchConfiguration } from '../../seller/client.ts';
import type { AudienceType, PurchaseLimit } from '../../seller/contract.ts';
import type { Change, Desired, LiveState, ProductState } from '../../seller/plan.ts';
import { patchFaults } from '../../seller/rules/rules.ts';
import { plan } from '../../seller/settings/compare.ts';
import { trialDays, wholeProduct } from '../../seller/values.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import {
  type AudienceRow,
  audienceRows,
  type CreditRow,
  creditRow,
  type LimitRow,
  limitRows,
  type TrialRow,
  trialRows,
} from '../rows.ts';
import type { AudienceOptions, ChangeOptions, CreditOptions, LimitOptions, TrialOptions } from './flags.ts';
import { knownOf, readState } from './state.ts';

/** What a command has made of a product, or the worksheet for it. */
export type Outcome<State> = Promise<Changed<State> | WorksheetResult>;

/**
 * Sets the credit control of a product.
 *
 * @throws KooError; (usage, `MISSING_FLAG`) when neither setting is given
 */
export async function setCredit(
  id: string,
  options: CreditOptions,
  context: ChangeContext,
): Outcome<CreditRow> {
  const { 'cash-coupon': cash_coupon, 'credit-line': credit_line } = options;
  if (cash_coupon === undefined && credit_line === undefined)
    throw missingOneOf('--cash-coupon', '--credit-line');
  const credit = { ...(cash_coupon && { cash_coupon }), ...(credit_line && { credit_line }) };
  const result = await changeProduct(id, options, context, () => ({ credit }), creditRow);
  if (credit_line === 'specified' && !isWorksheet(result) && result.state.users === 0) {
    context.notice(noCreditUsers(id));
  }
  return result;
}

function noCreditUsers(product: string): Localized {
  return both(
    'Warning: no user is on the list of the credit line, so no one can pay with it. Add users: koo users add NAME:ID --product {product} --list credit-line',
    { product },
  );
}

/**
 * Sets who may buy a product or a specification.
 *
 * @param type `inherit`: the specification follows the product again
 * @throws KooError
 */
export async function setAudience(
  id: string,
  type: AudienceType | 'inherit',
  options: AudienceOptions,
  context: ChangeContext,
): Outcome<AudienceRow[]> {
  const { sku, associated } = options;
  if (type === 'inherit' && sku === undefined) throw inheritNeedsSku;
  if (associated && type !== 'associated') throw associatedNotAllowed(type);
  const setting = type === 'inherit' ? null : { type, ...(associated && { associated }) };
  const audience: Desired['audience'] =
    sku !== undefined ? { skus: { [sku]: setting } } : setting ? { product: setting } : {};
  return changeProduct(id, options, context, () => ({ audience }), audienceRows);
}

/**
 * Limits how often or how much a customer may buy.
 *
 * @throws KooError; (usage, `MISSING_FLAG`) when no kind of limit is given
 */
export async function setLimit(
  id: string,
  options: LimitOptions,
  context: ChangeContext,
): Outcome<LimitRow[]> {
  const { once, max, 'again-after-expiry': again } = options;
  if (again && !once && max === undefined) throw onceMissing;
  if (!once && max === undefined) throw missingOneOf('--once', '--max');
  const limit: PurchaseLimit = {
    ...(once && { once_per_customer: true as const }),
    ...(again && { again_after_expiry: true }),
    ...(max !== undefined && { max_quantity: max }),
  };
  return changeLimit(id, limit, options, context);
}

/** Sets a purchase limit; `null` takes it away. */
export function changeLimit(
  id: string,
  limit: PurchaseLimit | null,
  options: ChangeOptions & Pick<LimitOptions, 'sku'>,
  context: ChangeContext,
): Outcome<LimitRow[]> {
  const purchase_limits = { [options.sku ?? wholeProduct]: limit };
  return changeProduct(id, options, context, () => ({ purchase_limits }), limitRows);
}

/**
 * Sets the trial of a product.
 *
 * @throws KooError; (usage, `MISSING_FLAG`) when nothing is given, and when the specification is not clear
 */
export async function setTrial(
  id: string,
  options: TrialOptions,
  context: ChangeContext,
): Outcome<TrialRow[]> {
  const { sku, days, 'open-to': open_to } = options;
  if (days === undefined && open_to === undefined) throw missingOneOf('--days', '--open-to');
  const desiredOf = (state: ProductState): Desired => {
    const code = trialSku(state.product, sku);
    const trial = { days: days ?? daysOf(state, code), ...(open_to && { open_to }) };
    return { trial: { [code]: trial } };
  };
  return changeProduct(id, options, context, desiredOf, trialRows);
}

/**
 * A request and a worksheet need the complete setting, so omitted days are filled in.
 *
 * @throws KooError (usage, `MISSING_FLAG`) when the days are not known
 */
function daysOf({ product, configuration }: ProductState, sku: string): number {
  const known = configuration?.trial?.[sku]?.days;
  if (known !== undefined) return known;
  const spec = product?.skus.find(({ sku_code }) => sku_code === sku);
  if (!product || spec?.trial === 'published') throw daysUnknown;
  // Any valid number: the rule then reports that there is no trial to set.
  return trialDays.min;
}

const daysUnknown = usageError(
  'MISSING_FLAG',
  both('Missing flag: --days (the length of the trial is unknown)'),
  both('Enter the days shown in the console; a published trial keeps them.'),
);

const onceMissing = usageError(
  'MISSING_FLAG',
  both('Missing flag: {flag}', { flag: '--once' }),
  both('--again-after-expiry works only with --once.'),
);

function missingOneOf(...flags: readonly string[]): KooError {
  return usageError(
    'MISSING_FLAG',
    both('Missing flag: {flags, or}', { flags }),
    both('Add {flags, or} to say what to change.', { flags }),
  );
}

const inheritNeedsSku = usageError(
  'MISSING_FLAG',
  both('TYPE: only a specification can inherit the audience of its product'),
  both('Name the specification with --sku CODE.'),
);

function associatedNotAllowed(type: string): KooError {
  const message: Localized = both(
    '--associated: not available for an audience of type {type} (audience-associated-only)',
    { type },
  );
  return usageError('RULE_BROKEN', message, both('Use --associated only with the type associated.'));
}

/** What a command has made of a product. */
export interface Changed<State> {
  readonly product: string;
  /** Of the configuration as it is now. */
  readonly version: string;
  /** Whether anything was to be changed. */
  readonly changed: boolean;
  readonly changes: readonly Change[];
  /** The part of the configuration that the command is about, as it is now. */
  readonly state: State;
}

/**
 * Reads a product, changes what differs from the desired state in one call with the version that was read, and reads it
 * again; or writes the worksheet for it.
 *
 * @param desiredOf may throw KooError (usage)
 * @param view what is shown of the product
 * @throws KooError (usage) `RULE_BROKEN`, `MISSING_VALUE`; (business) `VERSION_CONFLICT`
 */
function changeProduct<State>(
  id: string,
  options: ChangeOptions,
  context: ChangeContext,
  desiredOf: (state: ProductState) => Desired,
  view: (state: LiveState) => State,
): Outcome<State> {
  const { notice } = context;
  const planned = async (source: Parameters<typeof knownOf>[0], state: ProductState) => {
    const desired = desiredOf(state);
    // Check all desired settings, not only those that differ.
    const { patch } = plan(desired, { product_id: id });
    assertRules(patchFaults(patch, await knownOf(source, state, patch.audience?.product)), notice);
    return plan(desired, state);
  };
  return withSellerConfig<Changed<State>>(options, context, {
    live: async (api) => {
      const source = await livePresent(api);
      const before = await readState<LiveState>(source, id);
      const { changes, impact, patch } = await planned(source, before);
      if (changes.length === 0) notice(unchanged);
      else {
        await confirmImpact(impact, id, options, context);
        await patchConfiguration(api, id, before.configuration.version, patch, randomUUID());
      }
      const after = changes.length === 0 ? before : await readState<LiveState>(source, id);
      const { version } = after.configuration;
      return { product: id, version, changed: changes.length > 0, changes, state: view(after) };
    },
    plan: async (present) => {
      const { changes, notes } = await planned(present, await readState(present, id));
      return { product: id, changes, notes };
    },
  });
}

/** The notice when there is nothing to change. */
export const unchanged: Localized = both(
  'Nothing to change: the settings are already as requested. Nothing was sent.',
);
