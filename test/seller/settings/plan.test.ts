import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredOf, stateAsDesired } from '../../../src/product/document/document.ts';
import type { Configuration } from '../../../src/seller/contract.ts';
import type { Desired } from '../../../src/seller/plan.ts';
import { countUserChanges, plan, toPatch } from '../../../src/seller/settings/kinds.ts';
import { configuration, stateWith, user } from '../states.ts';

const state = stateWith();

describe('plan', () => {
  it('has no changes where everything is as wanted', () => {
    const desired: Desired = {
      audience: { product: { type: 'all' }, skus: { s2: { type: 'enterprise' }, s1: null } },
      credit: { cash_coupon: 'on', credit_line: 'off' },
      purchase_limits: { s1: { once_per_customer: true, again_after_expiry: false }, '*': null },
      trial: { t1: { open_to: 'all' } },
      attributes: configuration.attributes,
      lists: [{ list: 'audience', users: [] }],
    };
    expect(plan(desired, state)).toEqual({
      product_id: 'P1',
      version: '7',
      changes: [],
      patch: {},
      impact: [],
      notes: [],
    });
  });

  it('puts only what differs into the patch', () => {
    const { patch, changes } = plan(
      {
        audience: {
          product: { type: 'all' },
          skus: { s1: { type: 'individual' }, s2: { type: 'enterprise' } },
        },
        credit: { cash_coupon: 'on', credit_line: 'all' },
        purchase_limits: { s1: { once_per_customer: true }, '*': { max_quantity: 5 } },
        trial: { t1: { open_to: 'specified' } },
      },
      state,
    );
    expect(patch).toEqual({
      audience: { skus: { s1: { type: 'individual' } } },
      credit: { credit_line: 'all' },
      purchase_limits: { '*': { max_quantity: 5 } },
      trial: { t1: { days: 15, open_to: 'specified' } },
    });
    expect(changes).toHaveLength(4);
  });

  it('lets a specification follow the product again, and takes a limit away', () => {
    const { patch } = plan({ audience: { skus: { s2: null } }, purchase_limits: { s1: null } }, state);
    expect(patch).toEqual({ audience: { skus: { s2: null } }, purchase_limits: { s1: null } });
  });

  it('compares what is associated as a set', () => {
    const present = stateWith({ audience: { type: 'associated', associated: ['A', 'B'], skus: {} } });
    const to = (associated: string[]) =>
      plan({ audience: { product: { type: 'associated', associated } } }, present).changes;
    expect(to(['B', 'A'])).toEqual([]);
    expect(to(['B'])).toHaveLength(1);
  });

  it('compares users by id, and notes another name', () => {
    const present = stateWith({}, [[{ list: 'audience' }, [user(1), user(2)]]]);
    const { changes, notes, patch } = plan(
      { lists: [{ list: 'audience', users: [user(2, 'other'), user(3), user(3)] }] },
      present,
    );
    expect(changes).toEqual([{ kind: 'users', list: 'audience', add: [user(3)], remove: [user(1)] }]);
    expect(patch.users).toEqual([{ list: 'audience', add: [user(3)], remove: [user(1).account_id] }]);
    expect(notes).toHaveLength(1);
    expect(notes[0]?.en).toContain('buyer-2');
    expect(countUserChanges(changes)).toBe(2);
  });

  it('lists a few users under another name, and counts the rest', () => {
    const many = Array.from({ length: 8 }, (_, index) => index);
    const present = stateWith({}, [[{ list: 'audience' }, many.map((one) => user(one))]]);
    const { notes } = plan(
      { lists: [{ list: 'audience', users: many.map((one) => user(one, 'x')) }] },
      present,
    );
    expect(notes).toHaveLength(6);
    expect(notes.at(-1)?.en).toMatch(/^3 more/);
  });

  it('keeps keys such as __proto__', () => {
    const { changes } = plan(
      { purchase_limits: { constructor: { max_quantity: 1 } }, audience: { skus: { toString: null } } },
      state,
    );
    expect(changes).toEqual([{ kind: 'limit', sku: 'constructor', after: { max_quantity: 1 } }]);
  });

  it('treats everything as a difference where nothing is known', () => {
    const { changes, version } = plan(
      {
        audience: { product: { type: 'all' }, skus: { s1: null } },
        credit: { cash_coupon: 'on' },
        purchase_limits: { '*': null },
        lists: [{ list: 'audience', users: [user(1)] }],
      },
      { product_id: 'P1' },
    );
    expect(version).toBeUndefined();
    expect(changes).toEqual([
      { kind: 'audience', after: { type: 'all' } },
      { kind: 'audience', sku: 's1' },
      { kind: 'users', list: 'audience', add: [user(1)], remove: [] },
      { kind: 'credit', setting: 'cash_coupon', after: 'on' },
      { kind: 'limit' },
    ]);
  });

  it('leads from any configuration to any other', () => {
    fc.assert(
      fc.property(states, states, (from, to) => {
        const found = plan(stateAsDesired(to, from), from);
        const made = applied(from.configuration, found.patch);
        expect(plan(stateAsDesired(to, stateWith(made)), { ...from, configuration: made }).changes).toEqual(
          // Users are on lists, and not in the configuration.
          found.changes.filter(({ kind }) => kind === 'users'),
        );
        expect(toPatch(found.changes)).toEqual(found.patch);
      }),
    );
  });
});

describe('a document', () => {
  it('leaves alone what it leaves out', () => {
    expect(plan(desiredOf({ product: 'P1' }, configuration), state).changes).toEqual([]);
    const { changes } = plan(
      desiredOf({ product: 'P1', audience: { type: 'specified' } }, configuration),
      state,
    );
    expect(changes.map(({ kind }) => kind)).toEqual(['audience']);
  });

  it('says all of a section that it has', () => {
    const { patch } = plan(
      desiredOf({ product: 'P1', audience: { skus: {} }, purchase_limits: {} }, configuration),
      state,
    );
    expect(patch).toEqual({ audience: { skus: { s2: null } }, purchase_limits: { s1: null } });
  });

  it('means the list of users by its users', () => {
    const { patch } = plan(
      desiredOf(
        {
          product: 'P1',
          credit: { credit_line: { users: [user(1)] } },
          trial: { t1: { open_to: { users: [user(2)] } } },
        },
        configuration,
      ),
      state,
    );
    expect(patch).toEqual({
      credit: { credit_line: 'specified' },
      trial: { t1: { days: 15, open_to: 'specified' } },
      users: [
        { list: 'credit_line', add: [user(1)], remove: [] },
        { list: 'trial', sku_code: 't1', add: [user(2)], remove: [] },
      ],
    });
  });

  it('takes no attribute away', () => {
    const storage = { ...configuration.attributes[0]!, code: 'storage' };
    const { patch } = plan(desiredOf({ product: 'P1', attributes: [storage] }, configuration), state);
    expect(patch).toEqual({ attributes: [storage] });
  });
});

const setting = fc.oneof(
  fc.constantFrom('all', 'enterprise', 'individual', 'specified').map((type) => ({ type }) as const),
  fc
    .uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 })
    .map((associated) => ({ type: 'associated', associated }) as const),
);
const limit = fc.oneof(
  fc.boolean().map((again_after_expiry) => ({ once_per_customer: true as const, again_after_expiry })),
  fc.integer({ min: 1, max: 9 }).map((max_quantity) => ({ max_quantity })),
);
const sku = fc.constantFrom('s1', 's2', '__proto__', 'constructor');
const states = fc
  .record({
    audience: fc.tuple(setting, fc.dictionary(sku, setting)).map(([own, skus]) => ({ ...own, skus })),
    credit: fc.record({
      cash_coupon: fc.constantFrom('on', 'off'),
      credit_line: fc.constantFrom('off', 'all', 'specified'),
    }),
    purchase_limits: fc.dictionary(fc.oneof(sku, fc.constant('*')), limit),
    trial: fc.record({
      t1: fc.record({ days: fc.constant(15), open_to: fc.constantFrom('all', 'specified') }),
    }),
    users: fc.uniqueArray(fc.integer({ min: 0, max: 9 })),
  })
  .map(({ users, ...changed }) =>
    stateWith(changed as Partial<Configuration>, [[{ list: 'audience' }, users.map((one) => user(one))]]),
  );

/** What a server makes of a patch. */
function applied(before: Configuration, patch: ReturnType<typeof toPatch>): Configuration {
  const { audience, credit, purchase_limits: limits, trial } = patch;
  const { skus, ...own } = before.audience;
  return {
    ...before,
    audience: { ...(audience?.product ?? own), skus: merged(skus, audience?.skus) },
    credit: { ...before.credit, ...credit },
    purchase_limits: merged(before.purchase_limits, limits),
    trial: { ...before.trial, ...trial },
  };
}

function merged<T>(before: Readonly<Record<string, T>>, patch: Readonly<Record<string, T | null>> = {}) {
  const entries = new Map<string, T | null>([...Object.entries(before), ...Object.entries(patch)]);
  return Object.fromEntries(
    [...entries].flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  ) as Record<string, T>;
}
