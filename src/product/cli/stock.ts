import { randomUUID } from 'node:crypto';
import { KooError, usageError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { type ChangeContext, confirmImpact } from '../../seller/cli/confirm-impact.ts';
import { assertRules } from '../../seller/cli/rules.ts';
import { livePresent, withSellerConfig } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { adjustStock } from '../../seller/client.ts';
import type { StockAdjustment } from '../../seller/contract.ts';
import type { Change, LiveState, ProductState } from '../../seller/plan.ts';
import { stockFaults, stockFormFaults, stockSku } from '../../seller/rules/rules.ts';
import { describeImpact } from '../../seller/settings/kinds.ts';
import type { ValuesOf } from '../../seller/settings/setting.ts';
import { stock } from '../../seller/settings/stock.ts';
import { both } from '../../text/translate.ts';
import type { StockOptions } from './flags.ts';
import { readState } from './state.ts';

type StockValues = ValuesOf<typeof stock.fields>;

/** An adjustment that was carried out. */
export interface AdjustedStock {
  readonly product: string;
  readonly sku_code: string | null;
  readonly delta: number;
  readonly note: string;
  /** What is available now. */
  readonly available: number;
  /** Given again, the adjustment is not carried out twice. */
  readonly request_id: string;
}

/**
 * Adds to the stock of a specification, or takes away from it. A request id makes it happen once, however often it is
 * sent.
 *
 * @throws KooError (usage) `RULE_BROKEN`, `MISSING_VALUE`; (network) with the request id to go on with
 */
export function addStock(
  id: string,
  values: StockValues,
  options: StockOptions,
  context: ChangeContext,
): Promise<AdjustedStock | WorksheetResult> {
  return withSellerConfig<AdjustedStock>(options, context, {
    live: (api) => addLive(api, id, values, options, context),
    plan: async (present) => {
      const adjustment = adjustmentOf(values, options.sku, await readState(present, id), '');
      assertRules(stockFormFaults(adjustment), context.notice, stock.fields);
      return { product: id, changes: [changeOf(adjustment)] };
    },
  });
}

async function addLive(
  api: OpenApi,
  id: string,
  values: StockValues,
  options: StockOptions,
  context: ChangeContext,
): Promise<AdjustedStock> {
  const { sku, 'request-id': given } = options;
  if (given !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(given)) {
    throw usageError(
      'INVALID_REQUEST_ID',
      both('--request-id: {given} is not a valid request ID; use 1 to 64 letters, digits, - and _', {
        given: JSON.stringify(given),
      }),
      both('Nothing was sent. Use the request ID from the error message, or omit the flag.'),
    );
  }
  const state = await readState<LiveState>(await livePresent(api), id);
  const adjustment = adjustmentOf(values, sku, state, given ?? randomUUID());
  // A repeated adjustment may already have been applied, so only the server can check the stock.
  const judge = given === undefined ? stockFaults : stockFormFaults;
  assertRules(judge(adjustment, state), context.notice, stock.fields);
  await confirmImpact(describeImpact([changeOf(adjustment)], state), id, options, context);
  const { available } = await adjustStock(api, id, adjustment).catch((error: unknown) => {
    throw withRequestId(error, adjustment.request_id);
  });
  const { sku_code, request_id } = adjustment;
  return { product: id, sku_code: sku_code ?? null, ...values, available, request_id };
}

function adjustmentOf(
  values: StockValues,
  sku: string | undefined,
  { product }: ProductState,
  request_id: string,
): StockAdjustment {
  const sku_code = product ? stockSku(product, sku) : sku;
  return { ...(sku_code !== undefined && { sku_code }), ...values, request_id };
}

function changeOf({ sku_code, delta, note }: StockAdjustment): Change {
  return { kind: 'stock', ...(sku_code !== undefined && { sku: sku_code }), delta, note };
}

/** An adjustment whose outcome is unknown can be sent again under its id. */
function withRequestId(error: unknown, requestId: string): unknown {
  if (!(error instanceof KooError) || !['network', 'interrupted'].includes(error.facts.category))
    return error;
  const { hint } = error.facts;
  return error.with({
    hint: both(
      '{hint} The stock may have changed already. Run the command again with --request-id {requestId}; the stock changes only once.',
      { hint, requestId },
    ),
  });
}
