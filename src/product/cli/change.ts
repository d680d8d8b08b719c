import { randomUUID } from 'node:crypto';
import type { OpenApi } from '../../openapi/client.ts';
import type { Change } from '../../seller/change.ts';
import { type ChangeContext, type ConfirmWish, confirmCuts } from '../../seller/cli/confirm-impact.ts';
import { holdRules } from '../../seller/cli/rules.ts';
import { type ConfigWish, withSellerConfig } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet-result.ts';
import { getProduct, patchConfiguration } from '../../seller/client.ts';
import type { ConfigurationPatch } from '../../seller/model.ts';
import type { Desired, LiveState, Plan, ProductState } from '../../seller/plan.ts';
import { type Fault, type Known, patchFaults } from '../../seller/rules/rules.ts';
import type { Localized } from '../../text/localized.ts';
import { plan } from '../plan/plan.ts';
import { ownProducts } from './own.ts';
import { readLive, readState } from './state.ts';

/** Values of the flags of every command that changes a product. */
export interface ChangeWish extends ConfigWish, ConfirmWish {}

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

/** What a command wants of a product, and what it shows of it. */
export interface Wanted<State> {
  /** @throws KooError (usage) */
  desired(state: ProductState): Desired;
  view(state: LiveState): State;
}

/**
 * Reads a product, changes what differs from what is wanted in one call with the version that was read, and reads it
 * again; or writes the worksheet for it.
 *
 * @throws KooError (usage) `RULE_BROKEN`, `MISSING_VALUE`; (business) `VERSION_CONFLICT`
 */
export function changeProduct<State>(
  id: string,
  wish: ChangeWish,
  context: ChangeContext,
  wanted: Wanted<State>,
): Promise<Changed<State> | WorksheetResult> {
  const { language, notice } = context;
  return withSellerConfig<Changed<State>>(wish, language, context, {
    live: async (api) => {
      const before = await readLive(api, id);
      const desired = wanted.desired(before);
      holdRules(await liveFaults(api, wholePatch(desired, id), before), notice);
      const planned = plan(desired, before);
      if (planned.changes.length === 0) notice(unchanged);
      else await carryOut(api, planned, before, wish, context);
      const after = planned.changes.length === 0 ? before : await readLive(api, id);
      const { version } = after.configuration;
      const { changes } = planned;
      return { product: id, version, changed: changes.length > 0, changes, state: wanted.view(after) };
    },
    plan: async (present) => {
      const state = await readState(present, id);
      const desired = wanted.desired(state);
      holdRules(patchFaults(wholePatch(desired, id), knownOf(state)), notice);
      const planned = plan(desired, state);
      return { product: id, changes: planned.changes, notes: planned.notes };
    },
  });
}

async function carryOut(
  api: OpenApi,
  { cutsOff, patch }: Plan,
  { product_id: id, configuration }: LiveState,
  wish: ChangeWish,
  context: ChangeContext,
): Promise<void> {
  await confirmCuts(cutsOff, id, wish, context);
  await patchConfiguration(api, id, configuration.version, patch, randomUUID());
}

/**
 * What a patch breaks, by all that the server tells.
 *
 * @throws KooError
 */
async function liveFaults(
  api: OpenApi,
  patch: ConfigurationPatch,
  { product, configuration }: LiveState,
): Promise<Fault[]> {
  const own = await ownProducts((id) => getProduct(api, id), patch.audience?.product);
  return patchFaults(patch, { product, configuration, ...own });
}

/** All that is wanted, whether it differs or not: what is wrong is told in either case. */
function wholePatch(desired: Desired, id: string): ConfigurationPatch {
  return plan(desired, { product_id: id }).patch;
}

/** What the rules can judge by. */
export function knownOf({ product, configuration }: ProductState): Pick<Known, 'product' | 'configuration'> {
  return { ...(product && { product }), ...(configuration && { configuration }) };
}

/** What a command says that has nothing to change. */
export const unchanged: Localized = {
  en: 'Nothing to change: it is so already. Nothing was sent.',
  zh: '无需更改：当前已是该状态，未发送任何更改。',
};
