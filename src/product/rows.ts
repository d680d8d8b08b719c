import { usageError } from '../errors/koo-error.ts';
import type { AudienceSetting, AudienceType, Credit, Product, Trial } from '../seller/contract.ts';
import { countUsers, type LiveState, plainAudience, toListRef } from '../seller/plan.ts';
import { wholeProduct } from '../seller/values.ts';
import { both } from '../text/translate.ts';

/*
 * The parts of a configuration as rows, the form in which they are shown and printed. `null` is not set;
 * without a `sku_code` a row is about the product.
 */

interface Row {
  readonly sku_code: string | null;
  /** Of the specification. */
  readonly name: string | null;
}

export interface AudienceRow extends Row {
  readonly type: AudienceType;
  /** Whether a specification follows the product. */
  readonly inherited: boolean;
  readonly associated: readonly string[];
  /** On the list of specified users. */
  readonly users: number;
}

export interface CreditRow {
  readonly cash_coupon: Credit['cash_coupon'];
  readonly credit_line: Credit['credit_line'];
  /** On the list of the credit line. */
  readonly users: number;
}

export interface StockRow extends Row {
  readonly available: number;
  readonly sold: number;
}

export interface LimitRow extends Row {
  readonly once_per_customer: boolean;
  readonly again_after_expiry: boolean;
  readonly max_quantity: number | null;
}

export interface TrialRow extends Row {
  /** Of the trial specification. */
  readonly status: 'draft' | 'published' | null;
  readonly days: number | null;
  readonly open_to: Trial['open_to'] | null;
  /** On the list of the trial. */
  readonly users: number;
}

/** The audience of the product, then of each specification that is sold. */
export function audienceRows(state: LiveState): AudienceRow[] {
  const audience = state.configuration.audience;
  const own = plainAudience(audience);
  const row = (sku: string | undefined, setting: AudienceSetting, inherited: boolean) => ({
    ...named(state.product, sku),
    type: setting.type,
    inherited,
    associated: setting.associated ?? [],
    users: countUsers(state.configuration, toListRef('audience', sku)),
  });
  const skus = new Set([
    ...state.product.skus.filter(({ trial }) => !trial).map(({ sku_code }) => sku_code),
    ...Object.keys(audience.skus),
  ]);
  return [
    row(undefined, own, false),
    ...[...skus].map((sku) => {
      const other = audience.skus[sku];
      return row(sku, other ?? own, !other);
    }),
  ];
}

export function creditRow(state: LiveState): CreditRow {
  return {
    ...state.configuration.credit,
    users: countUsers(state.configuration, toListRef('credit_line', undefined)),
  };
}

export function stockRows({ product, configuration }: LiveState): StockRow[] {
  return Object.entries(configuration.stock).map(([sku, { available, sold }]) => ({
    ...named(product, sku),
    available,
    sold,
  }));
}

/**
 * The stock of a product, or of one specification of it.
 *
 * @throws KooError (usage, `RULE_BROKEN`) for a specification without stock
 */
export function stockRowsFor(state: LiveState, sku: string | undefined): StockRow[] {
  const rows = stockRows(state);
  if (sku === undefined) return rows;
  const found = rows.filter(({ sku_code }) => sku_code === sku);
  if (found.length > 0) return found;
  const codes = rows.map(({ sku_code, name }) =>
    both('{sku} ({name})', { sku: sku_code ?? '', name: name ?? '?' }),
  );
  throw usageError(
    'RULE_BROKEN',
    both('--sku: {product} has no stock for a specification {sku} (sku-unknown)', {
      product: state.product_id ?? '',
      sku,
    }),
    both('Specifications: {codes}', { codes: codes.length > 0 ? codes : '-' }),
  );
}

export function limitRows({ product, configuration }: LiveState): LimitRow[] {
  return Object.entries(configuration.purchase_limits).map(([key, limit]) => ({
    ...named(product, key === wholeProduct ? undefined : key),
    once_per_customer: limit.once_per_customer ?? false,
    again_after_expiry: limit.again_after_expiry ?? false,
    max_quantity: limit.max_quantity ?? null,
  }));
}

export function trialRows(state: LiveState): TrialRow[] {
  const { product, configuration } = state;
  const { trial } = configuration;
  const skus = new Set([
    ...product.skus.filter((sku) => sku.trial).map(({ sku_code }) => sku_code),
    ...Object.keys(trial),
  ]);
  return [...skus].map((sku) => ({
    ...named(product, sku),
    status: product.skus.find(({ sku_code }) => sku_code === sku)?.trial ?? null,
    days: trial[sku]?.days ?? null,
    open_to: trial[sku]?.open_to ?? null,
    users: countUsers(state.configuration, toListRef('trial', sku)),
  }));
}

function named(product: Product, sku: string | undefined): Row {
  const name = product.skus.find(({ sku_code }) => sku_code === sku)?.name;
  return { sku_code: sku ?? null, name: name ?? null };
}
