import type { Mutant } from '../model.ts';
import {
  after,
  answers,
  around,
  before,
  crash,
  field,
  othersOf,
  refuse,
  rowOf,
  state,
  unique,
} from './hooks.ts';

export const stateBase1Mutants: readonly Mutant[] = [
  state('v1', 'renewal-leaves-frozen', 'A renewal in V1 does not end the freeze', (m) =>
    around(m, 'refreshInstance', async (call, next) => {
      const row = rowOf(m, call);
      const frozen = row?.frozen ?? false;
      const result = await next(call);
      if (row) row.frozen = frozen;
      return result;
    }),
  ),
  state('v1', 'repeat-without-app-info', 'A repeated newInstance returns the id alone', (m) => {
    const seen = new Set<unknown>();
    answers(m, 'newInstance', (result) => {
      const { appInfo: _shown, ...rest } = result;
      const isRepeated = seen.has(result.instanceId);
      seen.add(result.instanceId);
      return isRepeated ? rest : result;
    });
  }),
  state('v1', 'repeat-after-release-buys-again', 'The order of a released instance makes another one', (m) =>
    before(m, 'newInstance', (call) => {
      const key = m.steps.orderKey(call);
      if (m.store.instances.get(m.store.orders.get(key) ?? '')?.released) m.store.orders.delete(key);
    }),
  ),
  state('v1', 'order-by-business-id', 'A purchase is recognised by its businessId', (m) => {
    m.steps.orderKey = (call) => field(call, 'businessId');
  }),
  state('v1', 'trial-of-anybody', 'The trial of one account uses up those of all others', (m) => {
    m.steps.trialKey = (call) => field(call, 'skuCode') || field(call, 'productId');
  }),
  state(
    'v1',
    'second-order-of-account-gets-first',
    'An account has one instance, whatever it orders',
    (m) => {
      m.steps.orderKey = (call) => field(call, 'customerId');
    },
  ),
  state('v1', 'renewal-of-last-of-account', 'A renewal unfreezes the last instance of the account', (m) =>
    around(m, 'refreshInstance', async (call, next) => {
      const row = rowOf(m, call);
      const frozen = row?.frozen ?? false;
      const result = await next(call);
      if (row && othersOf(m, call).length > 0) row.frozen = frozen;
      return result;
    }),
  ),
  state('v1', 'release-of-whole-account', 'A release deletes all instances of the account', (m) =>
    after(m, 'releaseInstance', (call) => {
      for (const row of othersOf(m, call)) m.store.instances.delete(row.id);
    }),
  ),
  state('v1', 'release-deletes-row', 'A release deletes the row, so that a repeated one is refused', (m) =>
    after(m, 'releaseInstance', (call) => m.store.instances.delete(field(call, 'instanceId'))),
  ),
  state('v1', 'renewal-order-processed', 'A repeated renewal is refused as already processed', (m) =>
    before(m, 'refreshInstance', (call) => {
      const known = m.store.renewals.get(field(call, 'instanceId')) ?? [];
      const orderId = field(call, 'orderId');
      if (known.some((row) => row.orderId === orderId || row.returnedBy === orderId)) refuse();
    }),
  ),
  state('v1', 'upgrade-makes-new-instance', 'An upgrade replaces the instance by a new one', (m) =>
    after(m, 'upgrade', (call) => {
      const row = rowOf(m, call);
      if (!row) return;
      m.store.instances.delete(row.id);
      const id = m.steps.newId(call);
      m.store.instances.set(id, { ...row, id });
    }),
  ),
  state('v1', 'formal-makes-new-instance', 'The conversion of a trial makes a new instance', (m) =>
    after(m, 'refreshInstance', (call) => {
      const row = rowOf(m, call);
      if (!row || field(call, 'trialToFormal') !== '1') return;
      m.store.instances.delete(row.id);
      const id = m.steps.newId(call);
      m.store.instances.set(id, { ...row, id });
    }),
  ),
  state('v1', 'return-twice-refused', 'The repeated return of a renewal is refused', (m) =>
    before(m, 'refreshInstance', (call) => {
      const known = m.store.renewals.get(field(call, 'instanceId')) ?? [];
      if (known.some(({ returnedBy }) => returnedBy === field(call, 'orderId'))) refuse();
    }),
  ),
  state(
    'v1',
    'upgrade-forgets-renewals',
    'An upgrade forgets the renewals, which cannot be given back then',
    (m) => after(m, 'upgrade', (call) => m.store.renewals.delete(field(call, 'instanceId'))),
  ),
  state('v1', 'return-freezes', 'Giving back a renewal freezes the instance', (m) =>
    after(m, 'refreshInstance', (call) => {
      const row = rowOf(m, call);
      if (row) row.frozen = field(call, 'orderAmount').startsWith('-');
    }),
  ),
  state(
    'v1',
    'renewal-changes-order-key',
    'A renewal with another product changes the key of the purchase',
    (m) =>
      after(m, 'refreshInstance', (call) => {
        const row = rowOf(m, call);
        if (!row || field(call, 'productId') === '') return;
        for (const [key, id] of m.store.orders) if (id === row.id) m.store.orders.delete(key);
        m.store.orders.set(JSON.stringify([row.orderId, field(call, 'productId')]), row.id);
      }),
  ),
  state('v1', 'renewal-overwrites-order', 'A renewal overwrites the order of the purchase', (m) =>
    after(m, 'refreshInstance', (call) => {
      for (const [key, id] of m.store.orders)
        if (id === field(call, 'instanceId')) m.store.orders.delete(key);
    }),
  ),
  state(
    'v1',
    'acceptance-refused',
    'newInstance at the acceptance is refused, since the order is open already',
    (m) =>
      before(m, 'newInstance', (call) => {
        if (field(call, 'acceptanceTime') && m.store.orders.has(m.steps.orderKey(call))) refuse('000103');
      }),
  ),
  state(
    'v1',
    'refused-order-is-taken',
    'An order whose first newInstance was refused is refused for ever',
    (m) => {
      const refused = new Set<string>();
      const { validate } = m.steps;
      m.steps.validate = (call) => {
        const order = call.activity === 'newInstance' ? field(call, 'orderId') : '';
        if (refused.has(order)) crash(`Duplicate entry '${order}'`);
        try {
          validate(call);
        } catch (error) {
          if (order) refused.add(order);
          throw error;
        }
      };
    },
  ),
  state(
    'v1',
    'query-keeps-released',
    'queryInstance still shows an instance that a buyer had released',
    (m) =>
      before(m, 'queryInstance', (call) => {
        const row = rowOf(m, call);
        if (row?.released) row.released = false;
      }),
    { sale: 'on-demand' },
  ),
  state('v1', 'one-upgrade-only', 'An instance can be upgraded once', (m) =>
    before(m, 'upgrade', (call) => {
      const prefix = `["${field(call, 'instanceId')}",`;
      const order = JSON.stringify([field(call, 'instanceId'), field(call, 'orderId'), '']);
      if (!m.store.upgrades.has(order) && [...m.store.upgrades].some((key) => key.startsWith(prefix)))
        refuse();
    }),
  ),
  state(
    'v1',
    'expiry-by-purchase-order',
    'An expiry looks the instance up by an order that a renewal has replaced',
    (m) => {
      const replaced = new Set<string>();
      after(m, 'refreshInstance', (call) => replaced.add(field(call, 'instanceId')));
      before(
        m,
        'expireInstance releaseInstance',
        (call) => replaced.has(field(call, 'instanceId')) && refuse('000003'),
      );
    },
  ),
  state('v2', 'line-number-alone', 'A purchase is recognised by the number of its line', (m) => {
    m.steps.orderKey = (call) => field(call, 'orderLineId').split('-').at(-1) ?? '';
  }),
  state(
    'v2',
    'repeat-after-release-buys-again-v2',
    'The order of a released instance makes another one',
    (m) =>
      before(m, 'newInstance', (call) => {
        const key = m.steps.orderKey(call);
        if (m.store.instances.get(m.store.orders.get(key) ?? '')?.released) m.store.orders.delete(key);
      }),
    { sale: 'one-time' },
  ),
  state('v2', 'freeze-twice-refused', 'A repeated FREEZE is refused', (m) =>
    before(
      m,
      'updateInstanceStatus',
      (call) => field(call, 'status') === 'FREEZE' && rowOf(m, call)?.frozen && refuse(),
    ),
  ),
  state('v2', 'release-deletes-row-v2', 'A release deletes the row, so that a repeated one is refused', (m) =>
    after(m, 'releaseInstance', (call) => m.store.instances.delete(field(call, 'instanceId'))),
  ),
  state(
    'v2',
    'release-of-active-refused',
    'Only a frozen instance can be released, so no unsubscription',
    (m) => before(m, 'releaseInstance', (call) => rowOf(m, call)?.frozen === false && refuse()),
  ),
  state(
    'v2',
    'unfrozen-is-not-active',
    'UNFREEZE leaves a status that an upgrade does not take for active',
    (m) => {
      const unfrozen = new Set<string>();
      after(m, 'updateInstanceStatus', (call) => {
        if (field(call, 'status') === 'UNFREEZE') unfrozen.add(field(call, 'instanceId'));
      });
      before(m, 'upgradeInstance', (call) => unfrozen.has(field(call, 'instanceId')) && refuse());
    },
  ),
  state('v2', 'second-return-refused', 'Of two renewals only one can be given back', (m) =>
    after(m, 'refreshInstance', (call) => {
      if (field(call, 'scene') === 'UNSUBSCRIBE_RENEWAL_PERIOD')
        m.store.renewals.delete(field(call, 'instanceId'));
    }),
  ),
  state('v2', 'change-is-no-renewal', 'A renewal with a change cannot be given back', (m) =>
    around(m, 'refreshInstance', async (call, next) => {
      const known = m.store.renewals.get(field(call, 'instanceId')) ?? [];
      const result = await next(call);
      if (field(call, 'scene') === 'RENEWAL_CHANGE') m.store.renewals.set(field(call, 'instanceId'), known);
      return result;
    }),
  ),
  state('v2', 'formal-repeated-refused', 'A repeated conversion of a trial is refused', (m) => {
    const formal = new Set<string>();
    before(m, 'refreshInstance', (call) => {
      if (field(call, 'scene') !== 'TRIAL_TO_FORMAL') return;
      if (formal.has(field(call, 'instanceId'))) refuse();
      formal.add(field(call, 'instanceId'));
    });
  }),
  state('v2', 'upgrade-repeated-crashes', 'A repeated upgrade violates a unique key', (m) =>
    unique(m, 'upgradeInstance', (call) =>
      JSON.stringify([field(call, 'orderId'), field(call, 'instanceId')]),
    ),
  ),
  state('v2', 'one-upgrade-per-instance', 'A second upgrade of an instance is refused', (m) => {
    const orders = new Map<string, string>();
    before(m, 'upgradeInstance', (call) => {
      const first = orders.get(field(call, 'instanceId')) ?? field(call, 'orderId');
      if (first !== field(call, 'orderId')) refuse();
      orders.set(field(call, 'instanceId'), first);
    });
  }),
];
