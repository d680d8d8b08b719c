import type { Mutant } from '../model.ts';
import { global, leaks, loses, pool, unlocked } from './effects.ts';
import { before, concurrency, crash, field, refuse } from './hooks.ts';

export const concurrencyMutants: readonly Mutant[] = [
  concurrency(
    'v2',
    'purchase-race-v2',
    'Two calls for one order line at the same time make two instances',
    (m) => unlocked(m, 'newInstance'),
  ),
  concurrency('v1', 'licence-race', 'Two calls of getLicense at the same time make two licences', (m) =>
    unlocked(m, 'getLicense'),
  ),
  concurrency(
    'v2',
    'purchase-key-violated-v2',
    'Of two calls for one order at the same time one violates the unique key',
    (m) => loses(m, 'newInstance', (call) => field(call, 'orderLineId')),
  ),
  concurrency(
    'v1',
    'renewal-key-violated',
    'Of two calls for one renewal at the same time one violates the unique key',
    (m) => loses(m, 'refreshInstance', (call) => field(call, 'orderId')),
  ),
  concurrency(
    'v1',
    'upgrade-key-violated',
    'Of two calls for one upgrade at the same time one violates the unique key',
    (m) => loses(m, 'upgrade', (call) => field(call, 'orderId')),
  ),
  concurrency('v2', 'busy-instance-refused', 'An instance that is being changed refuses other changes', (m) =>
    loses(m, 'refreshInstance updateInstanceStatus', (call) => field(call, 'instanceId'), '000005'),
  ),
  concurrency('v2', 'busy-release-fails', 'Of two releases at the same time one fails to lock the row', (m) =>
    loses(m, 'releaseInstance', (call) => field(call, 'instanceId')),
  ),
  concurrency(
    'v2',
    'renewal-race',
    'Of two renewals at the same time one is lost, and cannot be given back',
    (m) => unlocked(m, 'refreshInstance'),
  ),
  concurrency(
    'license-code',
    'busy-code-refused',
    'Of two changes of a code at the same time one is refused',
    (m) => loses(m, 'refreshLicenseCode updateLicenseCodeStatus', (call) => field(call, 'license')),
  ),
  concurrency(
    'order-notify',
    'notification-key-violated',
    'Of two notifications at the same time one violates the unique key',
    (m) => loses(m, 'orderNotify', (call) => m.steps.notifyKey(call)),
  ),
  concurrency(
    'v2-kit',
    'application-key-violated',
    'Of two additions of an application at the same time one violates the unique key',
    (m) => loses(m, 'applicationSync', ({ values }) => m.steps.applicationKey(values)),
  ),
  concurrency(
    'v1-kit',
    'full-list-race',
    'Of two full lists at the same time one fails, since the other inserts its rows',
    (m) => loses(m, 'allOrgSync', ({ values }) => m.steps.tenantKey(values)),
  ),
  concurrency(
    'v1',
    'last-instance-answered',
    'The instance is kept in a global variable, and answered to another buyer',
    (m) => global(m, 'newInstance'),
  ),
  concurrency(
    'v2',
    'last-query-answered',
    'The result of a query is kept in a global variable, and answered to another query',
    (m) => global(m, 'queryInstance'),
  ),
  concurrency(
    'v2',
    'pool-leaks-at-refusals',
    'A refused call does not give its connection back, and after 20 all fail',
    (m) => leaks(m, 20),
  ),
  concurrency(
    'v2-kit',
    'pool-leaks-in-kit',
    'A refused call does not give its connection back, and after 10 all fail',
    (m) => leaks(m, 10),
  ),
  concurrency(
    'order-notify',
    'pool-of-two',
    'More than two notifications at the same time find no connection',
    (m) => pool(m, 2),
  ),
  concurrency(
    'v2',
    'lock-stays-after-refusal',
    'The lock of an instance stays after a refusal, and the next call waits in vain',
    (m) => {
      const stuck = new Set<string>();
      const { validate } = m.steps;
      m.steps.validate = (call) => {
        const id = field(call, 'instanceId');
        if (id && stuck.has(id)) crash('Lock wait timeout exceeded');
        try {
          validate(call);
        } catch (error) {
          if (id && m.store.instances.has(id)) stuck.add(id);
          throw error;
        }
      };
    },
  ),
  concurrency('v2', 'limit-of-instance', 'After 20 changes an instance refuses all others', (m) => {
    const calls = new Map<string, number>();
    before(m, 'refreshInstance updateInstanceStatus', (call) => {
      const count = (calls.get(field(call, 'instanceId')) ?? 0) + 1;
      calls.set(field(call, 'instanceId'), count);
      if (count > 20) refuse('000005');
    });
  }),
];
