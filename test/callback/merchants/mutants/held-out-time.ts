import type { Mutant } from '../model.ts';
import { beijing, notFresh, usageTime, utc } from './effects.ts';
import { accept, before, fails, field, refuse, rowOf, time } from './hooks.ts';

export const timeMutants: readonly Mutant[] = [
  time('v2', 'window-55-seconds', 'The window is 55 s', (m) => {
    m.limits.windowMs = 55_000;
  }),
  time('v2-kit', 'window-two-minutes', 'The window is two minutes', (m) => {
    m.limits.windowMs = 120_000;
  }),
  time('order-notify', 'window-of-notifications-90-seconds', 'The window is 90 s', (m) => {
    m.limits.windowMs = 90_000;
  }),
  time('v2', 'future-accepted', 'Timestamps of the future are accepted', (m) => {
    m.steps.isFresh = (timestamp, now) => now - Number(timestamp) <= 60_000;
  }),
  time('v2', 'past-window-short', 'A timestamp of the past is good for 10 s', (m) => {
    m.steps.isFresh = (timestamp, now) =>
      now - Number(timestamp) <= 10_000 && Number(timestamp) - now <= 60_000;
  }),
  time('v2', 'release-without-window', 'The window is not checked in releaseInstance', (m) =>
    notFresh(m, 'releaseInstance'),
  ),
  time('v2', 'query-without-window', 'The window is not checked in queryInstance', (m) =>
    notFresh(m, 'queryInstance'),
  ),
  time('v2-kit', 'users-without-window', 'The window is not checked in authSync', (m) =>
    notFresh(m, 'authSync'),
  ),
  time('online-license', 'licence-without-window', 'The window is not checked in getLicenseAsync', (m) =>
    notFresh(m, 'getLicenseAsync'),
  ),
  time(
    'v2-kit',
    'window-of-body-time',
    'The window is checked of the time in the body instead of that in the header',
    (m) => {
      m.steps.isFresh = (_timestamp, now, call) =>
        Math.abs(now - beijing(field(call, 'timeStamp'))) <= 60_000;
    },
  ),
  time('v2', 'debugging-not-in-window', 'The window is checked of real calls alone', (m) => {
    const { isFresh } = m.steps;
    m.steps.isFresh = (timestamp, now, call) =>
      field(call, 'testFlag') === '1' || isFresh(timestamp, now, call);
  }),
  time('v2', 'nonces-for-ten', 'Only the last ten nonces are remembered', (m) => {
    const recent: string[] = [];
    const { nonceKey } = m.steps;
    m.steps.nonceKey = (nonce, call) => {
      const key = nonceKey(nonce, call);
      for (const old of recent.splice(0, Math.max(recent.length - 9, 0))) m.store.nonces.delete(old);
      recent.push(key);
      return key;
    };
  }),
  time('v2-kit', 'nonce-for-tenant', 'A nonce is remembered for its tenant alone', (m) => {
    m.steps.nonceKey = (nonce, call) => `${field(call, 'tenantId')} ${nonce}`;
  }),
  time('v2', 'nonce-for-ten-seconds', 'A nonce is forgotten after ten seconds', (m) => {
    m.limits.nonceMs = 10_000;
  }),
  time('order-notify', 'nonce-not-remembered', 'A replayed notification is accepted', (m) => {
    m.steps.isRemembered = () => false;
  }),
  time(
    'v1',
    'renewal-into-past-refused',
    'An expiry that is not later than the one before is refused, so no renewal can be given back',
    (m) => {
      const ends = new Map<string, string>();
      before(m, 'refreshInstance', (call) => {
        const end = field(call, 'expireTime');
        if (end < (ends.get(field(call, 'instanceId')) ?? '')) refuse();
        ends.set(field(call, 'instanceId'), end);
      });
    },
  ),
  time('license-code', 'same-expiry-refused', 'The expiry that a code has already is refused', (m) => {
    const ends = new Map<string, string>();
    before(m, 'refreshLicenseCode', (call) => {
      if (ends.get(field(call, 'license')) === field(call, 'expireTime')) refuse();
      ends.set(field(call, 'license'), field(call, 'expireTime'));
    });
  }),
  time('v1', 'expired-not-upgraded', 'An instance whose estimated expiry is over cannot be upgraded', (m) =>
    before(m, 'upgrade', (call) => {
      const end = rowOf(m, call)?.expireTime ?? '';
      if (end && beijing(end) < call.now) refuse();
    }),
  ),
  time(
    'v1',
    'purchase-in-32-bits',
    'The expiry of a purchase after January 2038 does not fit into 32 bits',
    (m) => fails(m, 'newInstance.expireTime', (given) => beijing(given) < 2 ** 31 * 1000),
  ),
  time('v2', 'expiry-within-five-years', 'An expiry that is more than five years ahead is refused', (m) =>
    accept(
      m,
      'refreshInstance.expireTime',
      (given) => beijing(given) < m.now().getTime() + 1827 * 86_400_000,
    ),
  ),
  time('v1', 'no-leap-day-v1', 'An expiry on 29 February fails, since the year after has no such day', (m) =>
    fails(m, 'refreshInstance.expireTime', (given) => given.slice(4, 8) !== '0229'),
  ),
  time('v1', 'no-december', 'Months are counted from 0, and December fails', (m) =>
    fails(m, 'refreshInstance.expireTime', (given) => given.slice(4, 6) !== '12'),
  ),
  time('v2', 'hours-to-twelve', 'The hour is read with hh, and the afternoon is refused', (m) =>
    accept(m, 'refreshInstance.expireTime', (given) => Number(given.slice(8, 10)) <= 12),
  ),
  time('v1', 'expiry-at-end-of-day', 'An expiry must be at 23:59:59', (m) =>
    accept(
      m,
      'refreshInstance.expireTime',
      (given) => given.slice(8, 14) === '235959' || given.slice(8, 14) !== '155959',
    ),
  ),
  time(
    'v2',
    'summer-time-gap',
    'An expiry in the hour that summer time skips in New York is refused',
    (m) =>
      accept(
        m,
        'refreshInstance.expireTime',
        (given) => !(given.slice(4, 8) === '0314' && given.slice(8, 10) === '02'),
      ),
    { zoneMinutes: -300 },
  ),
  time(
    'v2',
    'usage-time-in-seconds',
    'statisticalTime has 14 digits',
    (m) => usageTime(m, (digits) => digits.slice(0, 14)),
    { sale: 'on-demand' },
  ),
  time(
    'v1',
    'usage-hours-to-twelve',
    'The hour of statisticalTime is that of a clock with twelve hours',
    (m) =>
      usageTime(
        m,
        (digits) =>
          digits.slice(0, 8) +
          String(Number(digits.slice(8, 10)) % 12 || 12).padStart(2, '0') +
          digits.slice(10),
      ),
    { sale: 'on-demand' },
  ),
  time(
    'v2',
    'usage-time-as-number',
    'statisticalTime is the milliseconds since 1970',
    (m) => usageTime(m, () => String(m.now().getTime())),
    { sale: 'on-demand' },
  ),
  time(
    'v1-kit',
    'entry-date-two-digits',
    'entryDate must have a day of two digits, though yyyy-MM-d is documented',
    (m) => accept(m, 'user.entryDate', (given) => /^\d{4}-\d\d-\d\d$/.test(given)),
  ),
  time(
    'v2-kit',
    'sync-time-not-newer',
    'A repeated call is refused, since its currentSyncTime is not newer than the last one',
    (m) => {
      const last = new Map<string, string>();
      before(m, 'authSync', (call) => {
        const key = m.steps.applicationKey(call.values);
        if (field(call, 'currentSyncTime') <= (last.get(key) ?? '')) refuse();
        last.set(key, field(call, 'currentSyncTime'));
      });
    },
  ),
  time(
    'v1-kit',
    'sync-time-of-this-minute',
    'A currentSyncTime that is older than a minute is refused, though the list is sent again',
    (m) =>
      before(
        m,
        'authSync',
        (call) => call.now - beijing(field(call, 'currentSyncTime')) > 60_000 && refuse(),
      ),
  ),
  time('online-license', 'licence-began-yesterday', 'A licence that began yesterday is refused', (m) =>
    before(
      m,
      'getLicenseAsync',
      (call) => utc(field(call, 'effectiveTime')) < call.now - 3_600_000 && refuse('000901'),
    ),
  ),
  time(
    'online-license',
    'licence-in-local-zone',
    'The end of a licence is compared with now in the zone of the server, so one of two hours is refused',
    (m) =>
      before(
        m,
        'getLicenseAsync',
        (call) => utc(field(call, 'expireTime')) - m.zoneMinutes * 60_000 < call.now && refuse('000901'),
      ),
    { zoneMinutes: 480 },
  ),
  time(
    'online-license',
    'licence-end-in-32-bits',
    'The end of a licence after January 2038 does not fit into 32 bits',
    (m) => fails(m, 'getLicenseAsync.expireTime', (given) => utc(given) < 2 ** 31 * 1000),
  ),
];
