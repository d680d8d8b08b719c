import * as v from 'valibot';
import type { Change } from '../change.ts';
import { answers } from '../client/answers.ts';
import { listNames } from '../model.ts';

const { audience: audienceOfAll, purchase_limits, trial } = answers.configuration.entries;
const audience = v.omit(audienceOfAll, ['skus']);
const users = v.array(v.object({ account_name: v.string(), account_id: v.string() }));
const sku = v.exactOptional(v.string());

const change = v.variant('kind', [
  v.object({
    kind: v.literal('audience'),
    sku,
    before: v.exactOptional(audience),
    after: v.exactOptional(audience),
  }),
  v.object({ kind: v.literal('users'), list: v.picklist(listNames), sku, add: users, remove: users }),
  v.object({
    kind: v.literal('credit'),
    setting: v.picklist(['cash_coupon', 'credit_line']),
    before: v.exactOptional(v.picklist(['on', 'off', 'all', 'specified'])),
    after: v.picklist(['on', 'off', 'all', 'specified']),
  }),
  v.object({
    kind: v.literal('limit'),
    sku,
    before: v.exactOptional(purchase_limits.value),
    after: v.exactOptional(purchase_limits.value),
  }),
  v.object({
    kind: v.literal('trial'),
    sku: v.string(),
    before: v.exactOptional(trial.value),
    after: trial.value,
  }),
  v.object({
    kind: v.literal('attribute'),
    code: v.string(),
    before: v.exactOptional(answers.attribute),
    after: v.exactOptional(answers.attribute),
  }),
  v.object({ kind: v.literal('stock'), sku, delta: v.number(), note: v.string() }),
]);

/** Changes that were written down as JSON; `undefined` when the text holds none. */
export function readChanges(text: string): readonly Change[] | undefined {
  try {
    const read = v.safeParse(v.array(change), JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
