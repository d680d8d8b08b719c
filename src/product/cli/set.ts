import { randomUUID } from 'node:crypto';
import { usageError } from '../../errors/koo-error.ts';
import { type ChangeContext, confirmImpact } from '../../seller/cli/confirm-impact.ts';
import { assertRules } from '../../seller/cli/rules.ts';
import { livePresent, withSellerConfig } from '../../seller/cli/run.ts';
import { trialSku } from '../../seller/cli/sku.ts';
import { isWorksheet, type WorksheetResult } from '../../seller/cli/worksheet.ts';
import { patchConfiguration } from '../../seller/client.ts';
import { trialDays } from '../../seller/limits.ts';
import type { Change, Desired, LiveState, ProductState } from '../../seller/plan.ts';
import { patchFaults } from '../../seller/rules/rules.ts';
import { audience } from '../../seller/settings/audience.ts';
import { credit } from '../../seller/settings/credit.ts';
import { plan } from '../../seller/settings/kinds.ts';
import { limit } from '../../seller/settings/limit.ts';
import { type Fields, inputOf, type Setting, type ValuesOf } from '../../seller/settings/setting.ts';
import { trial } from '../../seller/settings/trial.ts';
import { both, type Localized } from '../../text/translate.ts';
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
import type { ChangeOptions } from './flags.ts';
import { readKnownFacts, readState } from './state.ts';

export type Outcome<State> = Promise<Changed<State> | WorksheetResult>;

/**
 * Sets a part of a product's configuration to the values that arguments and flags give.
 *
 * @throws KooError; (usage, `MISSING_FLAG`) when it is not clear what to change
 */
export type Setter<S extends Setting, State, None = never> = (
  id: string,
  values: ValuesOf<S['fields']> | None,
  options: ChangeOptions,
  context: ChangeContext,
) => Outcome<State>;

const setCredit: Setter<typeof credit, CreditRow> = async (id, values, options, context) => {
  assertOneGiven(values, credit.fields, ['cash_coupon', 'credit_line']);
  const result = await changeProduct(id, credit, options, context, () => credit.desired(values), creditRow);
  if (values.credit_line === 'specified' && !isWorksheet(result) && result.state.users === 0) {
    const warning = both(
      'Warning: no user is on the list of the credit line, so no one can pay with it. Add users: koo users add NAME:ID --product {product} --list credit-line',
      { product: id },
    );
    context.notice(warning);
  }
  return result;
};

const setAudience: Setter<typeof audience, AudienceRow[]> = async (id, values, options, context) => {
  const { type, associated } = values;
  if (type === 'inherit' && options.sku === undefined) throw inheritNeedsSku;
  if (associated && type !== 'associated') {
    const message = both(
      '--associated: not available for an audience of type {type} (audience-associated-only)',
      { type },
    );
    throw usageError('RULE_BROKEN', message, both('Use --associated only with the type associated.'));
  }
  const desiredOf = () => audience.desired(values, options.sku);
  return changeProduct(id, audience, options, context, desiredOf, audienceRows);
};

/** `null` takes the limit away. */
const setLimit: Setter<typeof limit, LimitRow[], null> = async (id, values, options, context) => {
  if (values?.again_after_expiry && !values.once_per_customer && values.max_quantity === undefined)
    throw onceMissing;
  if (values) assertOneGiven(values, limit.fields, ['once_per_customer', 'max_quantity']);
  return changeProduct(id, limit, options, context, () => limit.desired(values, options.sku), limitRows);
};

const setTrial: Setter<typeof trial, TrialRow[]> = async (id, values, options, context) => {
  assertOneGiven(values, trial.fields, ['days', 'open_to']);
  const desiredOf = (state: ProductState) => {
    const sku = trialSku(state.product, options.sku);
    return trial.desired({ ...values, days: values.days ?? daysOf(state, sku) }, sku);
  };
  return changeProduct(id, trial, options, context, desiredOf, trialRows);
};

/** The settings that a command sets, by their IDs. */
export const setters = { audience: setAudience, credit: setCredit, limit: setLimit, trial: setTrial };

export type SettableId = keyof typeof setters;

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

function assertOneGiven<F extends Fields>(
  values: ValuesOf<F>,
  fields: F,
  names: readonly (keyof F & string)[],
): void {
  if (names.some((name) => Object.hasOwn(values, name))) return;
  const flags = names.flatMap((name) => inputOf([name], fields) ?? []);
  const message = both('Missing flag: {flags, or}', { flags });
  throw usageError('MISSING_FLAG', message, both('Add {flags, or} to say what to change.', { flags }));
}

const inheritNeedsSku = usageError(
  'MISSING_FLAG',
  both('TYPE: only a specification can inherit the audience of its product'),
  both('Name the specification with --sku CODE.'),
);

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
  { fields }: Setting,
  options: ChangeOptions,
  context: ChangeContext,
  desiredOf: (state: ProductState) => Desired,
  view: (state: LiveState) => State,
): Outcome<State> {
  const { notice } = context;
  const planned = async (source: Parameters<typeof readKnownFacts>[0], state: ProductState) => {
    const desired = desiredOf(state);
    // Check all desired settings, not only those that differ.
    const { patch } = plan(desired, { product_id: id });
    assertRules(
      patchFaults(patch, await readKnownFacts(source, state, patch.audience?.product)),
      notice,
      fields,
    );
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
