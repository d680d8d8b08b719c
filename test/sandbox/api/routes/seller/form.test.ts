import fc from 'fast-check';
import { test } from 'vitest';
import type { Sandbox } from '../../../../../src/sandbox/server/server.ts';
import { runs } from '../../../../support/property-runs.ts';
import { start } from '../../../harness.ts';
import { accountId, ask, board, sku, user } from './seller.ts';

/** Bodies that are right. */
const patchBody = {
  request_id: 'r',
  audience: {
    product: { type: 'associated', associated: ['OFFI1'] },
    skus: { [sku(8)]: null, [sku(9)]: { type: 'all' } },
  },
  credit: { cash_coupon: 'on', credit_line: 'all' },
  purchase_limits: {
    '*': { once_per_customer: true, again_after_expiry: false },
    [sku(8)]: null,
    x: { max_quantity: 2 },
  },
  trial: { [sku(12)]: { days: 5, open_to: 'all' } },
  users: [{ list: 'trial', sku_code: sku(12), add: [user(1)], remove: [accountId(2)] }],
  attributes: [
    { code: 'a', type: 'enumeration', name: { en: 'A', zh: 'A' }, description: 'd', values: ['v'] },
    { code: 'b', type: 'quantity', name: { en: 'B', zh: 'B' }, min: 1.5, max: 2, step: 0.5 },
  ],
};
const calls = [
  ['PATCH', `/products/${board}/configuration`, patchBody],
  [
    'POST',
    `/products/${board}/specified-users/batch-create`,
    { list: 'audience', sku_code: sku(8), users: [user(1)] },
  ],
  ['POST', `/products/${board}/specified-users/batch-delete`, { list: 'credit_line', account_ids: ['x'] }],
  [
    'POST',
    `/products/${board}/stock/adjustments`,
    { sku_code: sku(8), delta: 1, note: 'n', request_id: 'r' },
  ],
  ['POST', '/attributes', patchBody.attributes[0]],
] as const;

type Path = readonly (string | number)[];

function places(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...at, key]))];
}

/** The same with one place changed: another value, a member less, a member more. */
function changed(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...(value as object) };
  const members = copy as Record<string | number, unknown>;
  members[key] = changed(members[key], rest, change);
  if (members[key] === undefined && !Array.isArray(copy)) delete members[key];
  return copy;
}

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  ' ',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(256),
  'x'.repeat(257),
  0,
  -1,
  1.5,
  1e300,
  true,
  false,
  [],
  {},
  ['x', 'x'],
  { x: 1 },
  'all',
  'audience',
  'quantity',
);

const mutation = fc
  .constantFrom(...calls)
  .chain(([method, path, body]) =>
    fc
      .tuple(fc.constantFrom(...places(body)), odd, fc.boolean())
      .map(
        ([at, value, more]) =>
          [
            method,
            path,
            changed(body, at, (old) =>
              more && typeof old === 'object' && old !== null && !Array.isArray(old)
                ? { ...old, surplus: value }
                : value,
            ),
          ] as const,
      ),
  );

test('the sandbox finds malformed what the document refuses, and nothing else', async () => {
  const sandbox: Sandbox = await start();
  await fc.assert(
    fc.asyncProperty(mutation, async ([method, path, body]) => {
      if (body === undefined) return;
      const more = method === 'PATCH' ? { ifMatch: '1' } : {};
      const { status, json } = await ask(sandbox, method, path, { body, ...more, malformedBothWays: true });
      if (status >= 500) throw new Error(`${status} ${json.error_msg}`);
    }),
    { numRuns: runs(250) },
  );
});
