import type { JsonObject } from '../../../../src/text/json.ts';
import type { Mutant } from '../model.ts';
import { text } from '../steps.ts';
import { global, leaks, loses, pool, unlocked } from './effects.ts';
import { around, concurrency, crash, field, flag, forget } from './hooks.ts';

export const concurrencyMutants: readonly Mutant[] = [
  concurrency('v1', 'purchase-race', 'Two calls for one order at the same time make two instances', (m) =>
    unlocked(m, 'newInstance'),
  ),
  concurrency(
    'online-license',
    'purchase-race-online',
    'Two calls for one licence order at the same time make two instances',
    (m) => unlocked(m, 'newInstance'),
  ),
  concurrency(
    'v1',
    'purchase-key-violated',
    'Of two calls for one order at the same time one violates the unique key',
    (m) => loses(m, 'newInstance', (call) => field(call, 'orderId')),
  ),
  concurrency('v1', 'purchase-in-progress', 'The second of two calls for one order is answered 000004', (m) =>
    loses(m, 'newInstance', (call) => field(call, 'orderId'), '000004'),
  ),
  concurrency(
    'v2',
    'renewal-key-violated-v2',
    'Of two calls for one renewal at the same time one violates the unique key',
    (m) =>
      loses(m, 'refreshInstance', (call) =>
        JSON.stringify([field(call, 'orderId'), field(call, 'instanceId')]),
      ),
  ),
  concurrency(
    'v2',
    'upgrade-key-violated-v2',
    'Of two calls for one upgrade at the same time one violates the unique key',
    (m) =>
      loses(m, 'upgradeInstance', (call) =>
        JSON.stringify([field(call, 'orderId'), field(call, 'instanceId')]),
      ),
  ),
  concurrency('v1', 'busy-release-refused', 'Of two releases at the same time one is refused', (m) =>
    loses(m, 'releaseInstance', (call) => field(call, 'instanceId'), '000003'),
  ),
  concurrency('v1', 'busy-expiry-fails', 'Of two expiries at the same time one fails to lock the row', (m) =>
    loses(m, 'expireInstance', (call) => field(call, 'instanceId')),
  ),
  concurrency(
    'license-code',
    'code-renewal-race',
    'Of two renewals of a code at the same time one is lost, and cannot be given back',
    (m) => unlocked(m, 'refreshLicenseCode'),
  ),
  concurrency(
    'online-license',
    'event-key-violated',
    'Of two calls for one event at the same time one violates the unique key',
    (m) => loses(m, 'getLicenseAsync', (call) => m.steps.licenseKey(call)),
  ),
  concurrency(
    'v1-kit',
    'tenant-key-violated',
    'Of two additions of a tenant at the same time one violates the unique key',
    (m) => loses(m, 'tenantSync', ({ values }) => m.steps.tenantKey(values)),
  ),
  concurrency(
    'v2-kit',
    'users-of-application-locked',
    'Of two lists of users of an application at the same time one fails',
    (m) => loses(m, 'authSync', ({ values }) => m.steps.applicationKey(values)),
  ),
  concurrency(
    'v2-kit',
    'departments-of-tenant-race',
    'Of two departments that are added at the same time one is lost',
    (m) => {
      unlocked(m, 'singleOrgSync');
      around(m, 'singleOrgSync', async (call, next) => {
        const own = [...m.store.departments.keys()];
        await m.io();
        await m.io();
        const result = await next(call);
        if (flag(call) === '1') {
          const key = m.steps.departmentKey(call.values, field(call, 'orgCode'));
          const isLost = (row: JsonObject) => {
            const other = m.steps.departmentKey(row, text(row, 'orgCode'));
            return (
              other !== key &&
              !own.includes(other) &&
              m.steps.tenantKey(row) === m.steps.tenantKey(call.values)
            );
          };
          forget(m, 'departments', isLost);
        }
        return result;
      });
    },
  ),
  concurrency(
    'v2',
    'last-id-answered',
    'The new id is kept in a global variable, and answered to another order',
    (m) => global(m, 'newInstance'),
  ),
  concurrency(
    'v1',
    'last-activity-answered',
    'The activity is kept in a global variable while another call is verified',
    (m) => {
      let activity = '';
      const { validate } = m.steps;
      m.steps.validate = (call) => {
        activity = call.activity;
        validate(call);
      };
      around(m, 'queryInstance', async (call, next) => {
        await m.io();
        const result = await next(call);
        return activity === 'queryInstance' ? result : { encryptType: '1' };
      });
    },
    { sale: 'on-demand' },
  ),
  concurrency(
    'v1',
    'pool-leaks-at-refusals-v1',
    'A refused call does not give its connection back, and after 30 all fail',
    (m) => leaks(m, 30),
  ),
  concurrency('v2', 'pool-of-four', 'More than four calls at the same time find no connection', (m) =>
    pool(m, 4),
  ),
  concurrency(
    'v1',
    'one-at-a-time',
    'The server has one lock, and a second call does not wait for it',
    (m) => pool(m, 1),
    { sale: 'on-demand' },
  ),
  concurrency(
    'v2',
    'order-locks-across',
    'A renewal and a status change of one instance at the same time are a deadlock',
    (m) => {
      const busy = new Map<string, string>();
      around(m, 'refreshInstance updateInstanceStatus', async (call, next) => {
        const other = busy.get(field(call, 'instanceId'));
        if (other && other !== call.activity) crash('Deadlock found when trying to get lock');
        busy.set(field(call, 'instanceId'), call.activity);
        try {
          await m.io();
          return await next(call);
        } finally {
          busy.delete(field(call, 'instanceId'));
        }
      });
      const { locks } = m.steps;
      m.steps.locks = (call) =>
        ['refreshInstance', 'updateInstanceStatus'].includes(call.activity) ? [] : locks(call);
    },
  ),
  concurrency('v2', 'nonce-race', 'A call that is replayed at the same time is accepted twice', (m) => {
    const { locked } = m;
    m.locked = (names, work) => (names[0]?.startsWith('nonce ') ? work() : locked(names, work));
  }),
];
