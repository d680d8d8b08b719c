import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { pageIn } from '../../../console/lists.tsx';
import type { Done } from '../../../console/model.ts';
import { type KooError, usageError } from '../../../errors/koo-error.ts';
import * as contract from '../../../seller/contract.ts';
import type { Change, LiveState } from '../../../seller/plan.ts';
import { type Fault, rules } from '../../../seller/rules/rules.ts';
import { describeImpact, toPatch } from '../../../seller/settings/kinds.ts';
import { joined, joinSentences } from '../../../text/localized.ts';
import { both, type Localized, verbatim } from '../../../text/translate.ts';
import { formFault } from '../../api/routes/seller/common.ts';
import type { Connection } from '../../market/model/model.ts';
import { findConnection } from '../../market/model/records.ts';
import { type Supervision, supervisionOf } from '../../market/rules/trading.ts';
import { sandboxSeller } from '../../state/accounts.ts';
import { transaction } from '../../state/database.ts';
import { changeConfiguration, type SellerContext } from '../../state/product-changes.ts';
import {
  configurationOf,
  countProducts,
  findProduct,
  productsOf,
  type StoredProduct,
} from '../../state/products.ts';
import type { SandboxState } from '../shared/state.ts';

/** A product with everything that its page shows. */
export interface ProductView extends LiveState {
  readonly stored: StoredProduct;
  readonly connection: Connection | undefined;
  readonly supervision: Supervision;
}

/** Reads a product of the seller of this console. */
export function readProduct({ database }: SandboxState, id: string): ProductView | undefined {
  const stored = findProduct(database, id);
  if (stored?.seller !== sandboxSeller.id) return undefined;
  return {
    product_id: id,
    product: stored.product,
    configuration: configurationOf(database, stored),
    stored,
    connection: findConnection(database, id),
    supervision: supervisionOf(database, id),
  };
}

/** Reads a page of the products of the seller of this console. */
export function listProducts(state: SandboxState, query: URLSearchParams) {
  const { database } = state;
  const total = countProducts(database, sandboxSeller.id, undefined);
  const page = pageIn(query, { total });
  const products = productsOf(database, sandboxSeller.id, { status: undefined, ...page });
  return { total, page, views: products.flatMap(({ product_id }) => readProduct(state, product_id) ?? []) };
}

/**
 * Makes changes of a product's configuration, all or none, by the contract and its rules.
 *
 * @param command that makes the same changes
 * @returns a message with what buyers lose, and with the command
 * @throws KooError (usage) `RULE_BROKEN`, `INVALID_VALUE`, `CONFIRMATION_REQUIRED`
 */
export function changeProduct(
  state: SandboxState,
  view: ProductView,
  changes: readonly Change[],
  command: string,
  form: URLSearchParams,
): Done {
  if (changes.length === 0)
    return { said: both('Nothing to change: the settings are already as requested.'), tone: 'idle' };
  const patch = toPatch(changes);
  changeStored(state, view, (context, current) => {
    changeConfiguration(context, current, patch);
    // After the rules, which say it better.
    assertForm(contract.configurationPatch, { request_id: 'console', ...patch });
    assertConfirmed(changes, view, form);
  });
  return changed(changes, view, command);
}

/**
 * Changes that take something from buyers are made once it was confirmed that they do, as `koo product` asks.
 *
 * @throws KooError (usage, `CONFIRMATION_REQUIRED`) with what buyers lose
 */
export function assertConfirmed(changes: readonly Change[], view: LiveState, form: URLSearchParams): void {
  const impact = describeImpact(changes, view);
  const text = joinSentences(impact);
  if (impact.length === 0 || form.get('confirmed') === confirmationOf(text)) return;
  throw usageError(
    confirmationRequired,
    text,
    both('Nothing has been changed yet. To confirm, send the form again.'),
  );
}

export const confirmationRequired = 'CONFIRMATION_REQUIRED';

/** The value by which a form confirms losses; other losses must be confirmed again. */
export function confirmationOf({ en }: Localized): string {
  return createHash('sha256').update(en).digest('hex').slice(0, 16);
}

export function changed(changes: readonly Change[], view: LiveState, command: string): Done {
  const impact = describeImpact(changes, view);
  return {
    said: joinSentences([both('Changed. In a terminal: {command}.', { command }), ...impact]),
    tone: impact.length > 0 ? 'warn' : 'good',
  };
}

/** Changes a product as it is stored now, in one transaction. */
export function changeStored<T>(
  state: SandboxState,
  { stored, product_id }: ProductView,
  change: (context: SellerContext, current: StoredProduct) => T,
): T {
  const { database } = state;
  return transaction(database, () => {
    const current = findProduct(database, product_id) ?? stored;
    return change(sellerContext(state, current), current);
  });
}

export function sellerContext({ database, now }: SandboxState, { seller }: StoredProduct): SellerContext {
  return { database, seller, now: now(), assertRules };
}

/** @throws KooError (usage, `RULE_BROKEN`) with the first error of each value, and the rules */
function assertRules(faults: readonly Fault[]): void {
  const errors = faults.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const first = [...Map.groupBy(errors, ({ path }) => path.join('.')).values()].flatMap(([one]) => one ?? []);
  const titles = new Set(first.slice(0, maxShown).map(({ rule }) => rules[rule].title));
  throw usageError(
    'RULE_BROKEN',
    joinFirst(first.map(({ message, rule }) => both('{message} ({rule})', { message, rule }))),
    joinSentences([...titles, both('Nothing was changed.')]),
  );
}

/** Most broken rules, rows, ids and lines that a message names. */
export const maxShown = 5;

/** Joins the first problems, and counts the others. */
export function joinFirst(problems: readonly Localized[]): Localized {
  const more = problems.length - maxShown;
  const rest = more > 0 ? [both('… and {more} more', { more })] : [];
  return joined([...problems.slice(0, maxShown), ...rest], { en: '; ', zh: '；' });
}

/** @throws KooError (usage, `INVALID_VALUE`) for a value that the schema of the contract refuses, such as a long text */
export function assertForm(schema: v.GenericSchema, value: unknown): void {
  const read = v.safeParse(schema, value, { abortEarly: true });
  if (!read.success) throw invalidValue(formFault(read.issues[0]));
}

/**
 * Reads a number that was typed.
 *
 * @param label of its field
 * @throws KooError (usage, `INVALID_VALUE`)
 */
export function numberOf(form: URLSearchParams, name: string, label: Localized): number {
  const text = form.get(name)?.trim() ?? '';
  if (text === '') throw invalidValue(both('{label}: enter a number', { label }));
  if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  throw invalidValue(both('"{text}" is not a number', { text: text.slice(0, 80) }));
}

export function invalidValue(message: Localized): KooError {
  return usageError('INVALID_VALUE', message, both('Nothing was changed.'));
}

export function textOf(form: URLSearchParams, name: string): string {
  return form.get(name)?.trim() ?? '';
}

/** Reads one of the values of a list to choose from. @throws KooError (usage, `INVALID_VALUE`) for any other */
export function choiceOf<const T extends string>(
  form: URLSearchParams,
  name: string,
  values: readonly T[],
): T {
  const text = form.get(name);
  const found = values.find((one) => one === text);
  if (found !== undefined) return found;
  throw invalidValue(
    both('{name} must be {values, or}', { name: verbatim(name), values: values.map(verbatim) }),
  );
}

export function productPath(id: string): string {
  return `/products/${encodeURIComponent(id)}`;
}
