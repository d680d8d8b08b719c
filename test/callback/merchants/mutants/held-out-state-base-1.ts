import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
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
  state('v1', 'repeat-sets-new-password', 'A repeated newInstance sets a new password each time', (m) => {
    const { appInfo } = m.steps;
    m.steps.appInfo = (row, call) => {
      if (call.activity === 'newInstance') row.password = crypto.randomUUID();
      return appInfo(row, call);
    };
  }),
  state('v1', 'repeat-after-expiry-buys-again', 'The order is looked up among active instances only', (m) =>
    before(m, 'newInstance', (call) => {
      const key = m.steps.orderKey(call);
      if (m.store.instances.get(m.store.orders.get(key) ?? '')?.frozen) m.store.orders.delete(key);
    }),
  ),
  state(
    'v1',
    'order-without-product',
    'The products of a pay-per-use order share an instance',
    (m) => {
      m.steps.orderKey = (call) => field(call, 'orderId');
    },
    { sale: 'on-demand' },
  ),
  state('v1', 'trial-checked-before-order', 'A repeated trial order is refused as a second trial', (m) =>
    before(m, 'newInstance', (call) => {
      if (field(call, 'trialFlag') === '1' && m.store.trials.has(m.steps.trialKey(call))) refuse('000105');
    }),
  ),
  state('v1', 'account-unique', 'A second purchase of an account violates a unique key', (m) =>
    before(m, 'newInstance', (call) => {
      const isKnown = m.store.orders.has(m.steps.orderKey(call));
      const rows = [...m.store.instances.values()];
      if (!isKnown && rows.some((row) => row.customerId === field(call, 'customerId'))) crash();
    }),
  ),
  state(
    'v1',
    'second-order-of-product-gets-first',
    'An account that buys a product again gets its old instance',
    (m) => {
      m.steps.orderKey = (call) => JSON.stringify([field(call, 'customerId'), field(call, 'productId')]);
    },
  ),
  state('v1', 'expiry-of-whole-account', 'An expiry freezes all instances of the account', (m) =>
    after(m, 'expireInstance', (call) => {
      for (const row of othersOf(m, call)) row.frozen = true;
    }),
  ),
  state(
    'v1',
    'release-of-whole-order',
    'A release deletes the other products of a pay-per-use order as well',
    (m) =>
      after(m, 'releaseInstance', (call) => {
        const own = rowOf(m, call);
        for (const row of othersOf(m, call))
          if (row.orderId === own?.orderId) m.store.instances.delete(row.id);
      }),
    { sale: 'on-demand' },
  ),
  state('v1', 'expired-cannot-expire', 'A repeated expiry is refused', (m) =>
    before(m, 'expireInstance', (call) => rowOf(m, call)?.frozen && refuse()),
  ),
  state('v1', 'upgrade-order-unique', 'A repeated upgrade violates a unique key', (m) =>
    unique(m, 'upgrade', (call) => field(call, 'orderId')),
  ),
  state(
    'v1',
    'upgrade-resets-account',
    'An upgrade sets up the administrator again, with another password',
    (m) =>
      after(m, 'upgrade', (call) => {
        const row = rowOf(m, call);
        if (row) row.password = crypto.randomUUID();
      }),
  ),
  state(
    'v1',
    'formal-twice-refused',
    'A repeated conversion is refused, since it is no trial any more',
    (m) => {
      const formal = new Set<string>();
      before(m, 'refreshInstance', (call) => {
        if (field(call, 'trialToFormal') !== '1') return;
        if (formal.has(field(call, 'instanceId'))) refuse();
        formal.add(field(call, 'instanceId'));
      });
    },
  ),
  state('v1', 'return-forgets-others', 'Giving back one renewal forgets the others', (m) =>
    after(m, 'refreshInstance', (call) => {
      if (field(call, 'orderAmount').startsWith('-')) m.store.renewals.delete(field(call, 'instanceId'));
    }),
  ),
  state('v1', 'renewal-of-frozen-not-noted', 'The renewal of a frozen instance cannot be given back', (m) =>
    around(m, 'refreshInstance', async (call, next) => {
      const id = field(call, 'instanceId');
      const known = m.store.renewals.get(id) ?? [];
      const frozen = rowOf(m, call)?.frozen;
      const result = await next(call);
      if (frozen) m.store.renewals.set(id, known);
      return result;
    }),
  ),
  state(
    'v1',
    'frozen-is-unknown',
    'A frozen instance is unknown to queryInstance',
    (m) => before(m, 'queryInstance', (call) => rowOf(m, call)?.frozen && refuse('000003')),
    { sale: 'on-demand' },
  ),
  state('v1', 'upgrade-overwrites-order', 'An upgrade overwrites the order of the purchase', (m) =>
    after(m, 'upgrade', (call) => {
      for (const [key, id] of m.store.orders)
        if (id === field(call, 'instanceId')) m.store.orders.delete(key);
    }),
  ),
  state('v1', 'acceptance-buys-again', 'newInstance at the acceptance makes a second instance', (m) => {
    const { orderKey } = m.steps;
    m.steps.orderKey = (call) => `${orderKey(call)} ${field(call, 'acceptanceTime')}`;
  }),
  state('v1', 'licence-differs', 'A repeated getLicense returns another licence', (m) =>
    answers(m, 'getLicense', (result) => ({ ...result, license: crypto.randomUUID() })),
  ),
  state('v1', 'real-renewal-revives', 'A renewal brings a released instance back', (m) => {
    m.steps.findInstance = async (call) => {
      await m.io();
      const row = rowOf(m, call) ?? refuse('000003');
      if (call.activity === 'refreshInstance') row.released = false;
      if (row.released && !row.debugging) refuse('000003');
      return row;
    };
  }),
  state(
    'v1',
    'same-specification-twice',
    'Two instances of an account cannot be upgraded to one specification',
    (m) => {
      const owners = new Map<string, string>();
      before(m, 'upgrade', (call) => {
        const key = JSON.stringify([rowOf(m, call)?.customerId, field(call, 'skuCode')]);
        const owner = owners.get(key) ?? field(call, 'instanceId');
        if (owner !== field(call, 'instanceId')) crash();
        owners.set(key, owner);
      });
    },
  ),
  state(
    'v1',
    'trial-cannot-be-upgraded-after-conversion',
    'An instance that was a trial stays one for upgrades',
    (m) => {
      const trials = new Set<unknown>();
      answers(m, 'newInstance', (result, call) => {
        if (field(call, 'trialFlag') === '1') trials.add(result.instanceId);
        return result;
      });
      before(m, 'upgrade', (call) => trials.has(field(call, 'instanceId')) && refuse());
    },
  ),
  state(
    'v2',
    'line-forgotten',
    'The lines of an order share an instance',
    (m) => {
      m.steps.orderKey = (call) => field(call, 'orderId');
    },
    { sale: 'on-demand' },
  ),
  state('v2', 'repeat-after-freeze-buys-again', 'The order is looked up among active instances only', (m) =>
    before(m, 'newInstance', (call) => {
      const key = m.steps.orderKey(call);
      if (m.store.instances.get(m.store.orders.get(key) ?? '')?.frozen) m.store.orders.delete(key);
    }),
  ),
  state('v2', 'frozen-left-out', 'queryInstance leaves frozen instances out', (m) =>
    answers(m, 'queryInstance', (result) => ({
      ...result,
      info: listOf(result.info).filter(
        ({ instanceId }) => !m.store.instances.get(String(instanceId))?.frozen,
      ),
    })),
  ),
  state('v2', 'unfreeze-of-active-refused', 'A repeated UNFREEZE is refused', (m) =>
    before(
      m,
      'updateInstanceStatus',
      (call) => field(call, 'status') === 'UNFREEZE' && !rowOf(m, call)?.frozen && refuse(),
    ),
  ),
  state('v2', 'release-of-frozen-refused', 'A frozen instance cannot be released', (m) =>
    before(m, 'releaseInstance', (call) => rowOf(m, call)?.frozen && refuse()),
  ),
  state('v2', 'renewal-of-frozen-refused', 'A frozen instance cannot be renewed', (m) =>
    before(m, 'refreshInstance', (call) => rowOf(m, call)?.frozen && refuse()),
  ),
  state('v2', 'freezes-are-counted', 'A repeated FREEZE needs as many UNFREEZE', (m) => {
    const count = new Map<string, number>();
    after(m, 'updateInstanceStatus', (call) => {
      const id = field(call, 'instanceId');
      const freezes = (count.get(id) ?? 0) + (field(call, 'status') === 'FREEZE' ? 1 : -1);
      count.set(id, Math.max(freezes, 0));
      const row = rowOf(m, call);
      if (row) row.frozen = freezes > 0;
    });
  }),
  state('v2', 'return-repeated-refused', 'The repeated return of a renewal is refused', (m) =>
    before(m, 'refreshInstance', (call) => {
      const known = m.store.renewals.get(field(call, 'instanceId')) ?? [];
      if (known.some(({ returnedBy }) => returnedBy === field(call, 'orderId'))) refuse();
    }),
  ),
  state(
    'v2',
    'return-blocks-renewal',
    'An instance whose renewal was given back cannot be renewed again',
    (m) => {
      const returned = new Set<string>();
      before(m, 'refreshInstance', (call) => {
        if (field(call, 'scene') === 'UNSUBSCRIBE_RENEWAL_PERIOD') returned.add(field(call, 'instanceId'));
        else if (returned.has(field(call, 'instanceId'))) refuse();
      });
    },
  ),
  state(
    'v2',
    'formal-after-renewal-refused',
    'An instance that has a renewal order cannot get one of another scene',
    (m) => {
      const scenes = new Map<string, string>();
      before(m, 'refreshInstance', (call) => {
        const scene = scenes.get(field(call, 'instanceId')) ?? field(call, 'scene');
        if (scene === 'TRIAL_TO_FORMAL' && field(call, 'scene') === 'RENEWAL') refuse();
        scenes.set(field(call, 'instanceId'), field(call, 'scene'));
      });
    },
  ),
  state(
    'v2',
    'upgrade-order-of-other-instance',
    'The same change order of two instances violates a unique key',
    (m) => {
      const owners = new Map<string, string>();
      before(m, 'upgradeInstance', (call) => {
        const owner = owners.get(field(call, 'orderId')) ?? field(call, 'instanceId');
        if (owner !== field(call, 'instanceId')) crash();
        owners.set(field(call, 'orderId'), owner);
      });
    },
  ),
  state('v2', 'query-sets-new-password', 'Each query sets a new password', (m) => {
    const { appInfo } = m.steps;
    m.steps.appInfo = (row, call) => {
      row.password = crypto.randomUUID();
      return appInfo(row, call);
    };
  }),
];
