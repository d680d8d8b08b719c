import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksReplaced } from '../../src/seller/user-list.ts';
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

test('warns of a list replaced as a whole, and of IDs of an unusual form', () => {
  const users = [{ account_name: 'hw12345678', account_id: idOf(1) }];
  const odd = [{ account_name: 'alice', account_id: '0' }];
  expect(looksReplaced(users, { keep: 0, remove: 3 })?.en).toMatch(/all 3 would be removed/);
  expect(looksReplaced(users, { keep: 1, remove: 3 })).toBeUndefined();
  expect(looksReplaced(users, { keep: 0, remove: 1 })).toBeUndefined();
  expect(looksReplaced(users, { keep: 0, remove: 0 })).toBeUndefined();
  expect(looksReplaced(odd, { keep: 0, remove: 0 })?.en).toMatch(/check that they are account IDs/);
  expect(looksReplaced([...odd, ...users], { keep: 0, remove: 0 })).toBeUndefined();
  expect(looksReplaced([], { keep: 0, remove: 3 })).toBeUndefined();
});
