import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksReplaced } from '../../src/seller/user-list.ts';
import { inBatches } from '../../src/users/cli/send.ts';
import { notInForce } from '../../src/users/cli/target.ts';
import { compareUsers } from '../../src/users/compare.ts';
import { idOf } from './support.ts';

const user = fc.record({
  account_name: fc.constantFrom('hw00001', 'hw00002'),
  account_id: fc.nat(30).map(idOf),
});
const list = fc.uniqueArray(user, { selector: ({ account_id }) => account_id });

async function* pagesOf<T>(items: readonly T[], size: number) {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

test('what a comparison tells to do makes the list equal to the file', async () => {
  await fc.assert(
    fc.asyncProperty(list, list, fc.integer({ min: 1, max: 7 }), async (file, present, size) => {
      const wanted = file.map((one, index) => ({ ...one, line: index + 2 }));
      const { add, remove, rename, keep } = await compareUsers(wanted, pagesOf(present, size));
      const names = new Map<string, string>(
        present.map(({ account_id, account_name }) => [account_id, account_name]),
      );
      for (const { account_id, account_name } of remove) {
        expect(names.get(account_id)).toBe(account_name);
        names.delete(account_id);
      }
      for (const { user: one, before } of rename) {
        expect(names.get(one.account_id)).toBe(before);
        names.set(one.account_id, one.account_name);
      }
      for (const { account_id, account_name } of add) {
        expect(names.has(account_id)).toBe(false);
        names.set(account_id, account_name);
      }
      expect(names).toEqual(new Map(file.map((one) => [one.account_id, one.account_name])));
      expect(add.length + rename.length + keep).toBe(file.length);
    }),
  );
});

test('an id that a list has in upper case is the same one, unless the list has it in lower case too', async () => {
  const user = (account_id: string) => ({ account_name: 'hw12345678', account_id });
  const file = [{ ...user(idOf(0xabc)), line: 2 }];
  const upper = user(idOf(0xabc).toUpperCase());
  expect(await compareUsers(file, pagesOf([upper], 9))).toEqual({ add: [], remove: [], rename: [], keep: 1 });
  const both = pagesOf([upper, user(idOf(0xabc))], 9);
  expect(await compareUsers(file, both)).toEqual({ add: [], remove: [upper], rename: [], keep: 1 });
});

test('warns of a list replaced as a whole, and of ids of another form', () => {
  const users = [{ account_name: 'hw12345678', account_id: idOf(1) }];
  const odd = [{ account_name: 'alice', account_id: '0' }];
  expect(looksReplaced(users, { keep: 0, remove: 3 })?.en).toMatch(/all 3 would be removed/);
  expect(looksReplaced(users, { keep: 1, remove: 3 })).toBeUndefined();
  expect(looksReplaced(users, { keep: 0, remove: 1 })).toBeUndefined();
  expect(looksReplaced(users, { keep: 0, remove: 0 })).toBeUndefined();
  expect(looksReplaced(odd, { keep: 0, remove: 0 })?.en).toMatch(/are they account IDs/);
  expect(looksReplaced([...odd, ...users], { keep: 0, remove: 0 })).toBeUndefined();
  expect(looksReplaced([], { keep: 0, remove: 3 })).toBeUndefined();
});

const never = new AbortController().signal;

test('batches: every item once, none too large, no more at once than said', async () => {
  const seen: number[] = [];
  let atOnce = 0;
  let most = 0;
  const items = Array.from({ length: 95 }, (_, index) => index);
  await inBatches(items, { size: 10, concurrency: 4, signal: never }, async (batch) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    expect(batch.length).toBeLessThanOrEqual(10);
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(...batch);
    atOnce -= 1;
  });
  expect(seen.sort((a, b) => a - b)).toEqual(items);
  expect(most).toBe(4);
});

test('batches: after an error or an interruption none is begun', async () => {
  let begun = 0;
  const items = Array.from({ length: 100 }, (_, index) => index);
  const failing = inBatches(items, { size: 1, concurrency: 2, signal: never }, async () => {
    begun += 1;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(begun).toBeLessThanOrEqual(2);
  const stop = new AbortController();
  begun = 0;
  await inBatches(items, { size: 1, concurrency: 1, signal: stop.signal }, async () => {
    begun += 1;
    if (begun === 3) stop.abort();
  });
  expect(begun).toBe(3);
});

const sku = 'da9b4d34-5295-46a7-92d4-000000000001';
const trial = { [sku]: { days: 15, open_to: 'all' } } as const;

test.each([
  ['audience', undefined, 'koo product audience set P specified --site sandbox'],
  ['audience', sku, `koo product audience set P specified --sku ${sku} --site sandbox`],
  ['credit_line', undefined, 'koo product credit set P --credit-line specified --site sandbox'],
  ['trial', sku, `koo product trial set P --sku ${sku} --open-to specified --site sandbox`],
] as const)('a list that is not in force: %s %s', (name, code, command) => {
  const ref = { list: name, ...(code && { sku_code: code }) };
  const settings = { audience: { type: 'all', skus: {} }, credit: { credit_line: 'off' }, trial } as const;
  const told = notInForce('P', ref, settings, ['--site sandbox']);
  expect(told?.en.endsWith(command)).toBe(true);
  expect(told?.zh.endsWith(command)).toBe(true);
});

test('a list that is in force, or of which that is not known', () => {
  const trials = { [sku]: { days: 15, open_to: 'specified' } } as const;
  const audience = { type: 'specified', skus: {} } as const;
  expect(notInForce('P', { list: 'audience' }, { audience, trial: {} })).toBeUndefined();
  expect(notInForce('P', { list: 'audience' }, { trial: {} })).toBeUndefined();
  expect(notInForce('P', { list: 'trial', sku_code: sku }, { trial: trials })).toBeUndefined();
  expect(
    notInForce('P', { list: 'credit_line' }, { credit: { credit_line: 'specified' }, trial: {} }),
  ).toBeUndefined();
  const own = { type: 'enterprise', skus: { [sku]: { type: 'specified' } } } as const;
  expect(notInForce('P', { list: 'audience', sku_code: sku }, { audience: own, trial: {} })).toBeUndefined();
  // The specifications follow a product that is itself specified.
  expect(notInForce('P', { list: 'audience', sku_code: sku }, { audience, trial: {} })?.en).toContain(
    'Without --sku',
  );
});
