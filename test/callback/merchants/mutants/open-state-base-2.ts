import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
import { after, answers, around, before, field, othersOf, refuse, rowOf, state, unique } from './hooks.ts';

export const stateBase2Mutants: readonly Mutant[] = [
  state(
    'v2',
    'renewal-resets-account',
    'A renewal sets up the administrator again, with another password',
    (m) =>
      after(m, 'refreshInstance', (call) => {
        const row = rowOf(m, call);
        if (row) row.password = crypto.randomUUID();
      }),
  ),
  state(
    'v2',
    'first-app-info-for-all',
    'A query of several instances shows the address of the first for all',
    (m) =>
      answers(m, 'queryInstance', (result) => {
        const [first, ...others] = listOf(result.info);
        return {
          ...result,
          info: [first ?? {}, ...others.map((entry) => ({ ...entry, appInfo: first?.appInfo ?? {} }))],
        };
      }),
  ),
  state(
    'v2',
    'unsubscription-needs-purchase-order',
    'A release compares its order with that of the purchase',
    (m) =>
      before(m, 'releaseInstance', (call) => {
        if (field(call, 'orderId') && field(call, 'orderId') !== rowOf(m, call)?.orderId) refuse();
      }),
  ),
  state('v2', 'check-freezes-out-upgrade', 'changeInstanceCheck marks the instance as being changed', (m) => {
    const changing = new Set<string>();
    after(m, 'changeInstanceCheck', (call) => changing.add(field(call, 'instanceId')));
    before(m, 'upgradeInstance', (call) => changing.has(field(call, 'instanceId')) && refuse());
  }),
  state(
    'v2',
    'release-of-all-lines',
    'A release deletes the instances of the other lines of the order',
    (m) =>
      after(m, 'releaseInstance', (call) => {
        const own = rowOf(m, call);
        for (const row of othersOf(m, call))
          if (row.orderId === own?.orderId) m.store.instances.delete(row.id);
      }),
    { sale: 'on-demand' },
  ),
  state(
    'v2',
    'release-of-unsubscribed-alone',
    'A release without an order is taken for a test and ignored',
    (m) =>
      around(m, 'releaseInstance', async (call, next) => {
        const result = await next(call);
        const row = rowOf(m, call);
        if (row && field(call, 'orderId') === '') row.released = false;
        return result;
      }),
  ),
  state(
    'order-notify',
    'notification-repeated-refused',
    'A repeated notification violates a unique key',
    (m) => unique(m, 'orderNotify', (call) => m.steps.notifyKey(call)),
  ),
  state(
    'order-notify',
    'real-after-test-refused',
    'The notification of an order that was notified in a test is refused',
    (m) => {
      const tested = new Set<string>();
      before(m, 'orderNotify', (call) => {
        if (field(call, 'testFlag') === '1') tested.add(m.steps.notifyKey(call));
        else if (tested.has(m.steps.notifyKey(call))) refuse();
      });
    },
  ),
];
