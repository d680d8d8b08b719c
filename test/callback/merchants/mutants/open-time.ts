import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
import { beijing, notFresh, usageTime, utc } from './effects.ts';
import { accept, before, column, crash, fails, field, refuse, time } from './hooks.ts';

export const timeMutants: readonly Mutant[] = [
  time('v2', 'window-30-seconds', 'The window is 30 s', (m) => {
    m.limits.windowMs = 30_000;
  }),
  time('v2', 'window-65-seconds', 'The window is 65 s', (m) => {
    m.limits.windowMs = 65_000;
  }),
  time('v2', 'window-five-minutes', 'The window is five minutes', (m) => {
    m.limits.windowMs = 300_000;
  }),
  time('v2', 'past-accepted', 'Only timestamps of the future are refused', (m) => {
    m.steps.isFresh = (timestamp, now) => Number(timestamp) - now <= 60_000;
  }),
  time('v2-kit', 'future-refused', 'A timestamp that is ahead by more than 5 s is refused', (m) => {
    m.steps.isFresh = (timestamp, now) =>
      now - Number(timestamp) <= 60_000 && Number(timestamp) - now <= 5000;
  }),
  time('v2', 'same-minute', 'The timestamp must be of this minute or of the one before', (m) => {
    m.steps.isFresh = (timestamp, now) => {
      const minutes = Math.floor(now / 60_000) - Math.floor(Number(timestamp) / 60_000);
      return minutes === 0 || minutes === 1;
    };
  }),
  time('v2', 'upgrade-without-window', 'The window is not checked in upgradeInstance', (m) =>
    notFresh(m, 'upgradeInstance'),
  ),
  time('v2', 'status-without-window', 'The window is not checked in updateInstanceStatus', (m) =>
    notFresh(m, 'updateInstanceStatus'),
  ),
  time('v2-kit', 'departments-without-window', 'The window is not checked in allOrgSync', (m) =>
    notFresh(m, 'allOrgSync'),
  ),
  time(
    'license-code',
    'code-release-without-window',
    'The window is not checked in releaseLicenseCode',
    (m) => notFresh(m, 'releaseLicenseCode'),
  ),
  time('v2', 'repeats-not-in-window', 'A repeated order is answered before its timestamp is checked', (m) => {
    const { isFresh } = m.steps;
    m.steps.isFresh = (timestamp, now, call) =>
      (call.activity === 'newInstance' && m.store.orders.has(m.steps.orderKey(call))) ||
      isFresh(timestamp, now, call);
  }),
  time('license-code', 'real-not-in-window', 'The window is checked of debugging calls alone', (m) => {
    const { isFresh } = m.steps;
    m.steps.isFresh = (timestamp, now, call) =>
      field(call, 'testFlag') !== '1' || isFresh(timestamp, now, call);
  }),
  time('v2', 'nonce-for-activity', 'A nonce is remembered for its activity alone', (m) => {
    m.steps.nonceKey = (nonce, call) => `${call.activity} ${nonce}`;
  }),
  time('v2', 'nonce-for-order', 'A nonce is remembered for its order alone', (m) => {
    m.steps.nonceKey = (nonce, call) => `${field(call, 'orderId')} ${nonce}`;
  }),
  time(
    'v2-kit',
    'nonce-for-sixty-seconds',
    'A nonce is forgotten after a minute, while a timestamp of the future is good for two',
    (m) => {
      m.limits.nonceMs = 60_000;
    },
  ),
  time('v2', 'nonce-of-hex', 'The nonce must be 64 hexadecimal digits, though others are documented', (m) => {
    const { proof } = m.steps;
    m.steps.proof = (request) => {
      const found = proof(request);
      return /^([\dA-F]{64}|)$/.test(found.nonce) ? found : { ...found, nonce: '' };
    };
  }),
  time('v2', 'expiry-must-grow', 'An expiry that is earlier than the one before is refused', (m) => {
    const ends = new Map<string, string>();
    before(m, 'refreshInstance', (call) => {
      const end = field(call, 'expireTime').slice(0, 14);
      if (end < (ends.get(field(call, 'instanceId')) ?? '')) refuse();
      ends.set(field(call, 'instanceId'), end);
    });
  }),
  time('v1', 'expiry-in-past-refused', 'A new instance whose expiry lies in the past is refused', (m) =>
    before(m, 'newInstance', (call) => {
      if (field(call, 'expireTime') && beijing(field(call, 'expireTime')) < call.now) refuse();
    }),
  ),
  time('v2', 'expiry-in-32-bits', 'An expiry after January 2038 does not fit into 32 bits', (m) =>
    fails(m, 'refreshInstance.expireTime', (given) => beijing(given) < 2 ** 31 * 1000),
  ),
  time('v1', 'expiry-within-ten-years', 'An expiry that is more than ten years ahead is refused', (m) =>
    accept(
      m,
      'refreshInstance.expireTime',
      (given) => beijing(given) < m.now().getTime() + 3653 * 86_400_000,
    ),
  ),
  time('v2', 'no-leap-day', 'An expiry on 29 February is refused', (m) =>
    accept(m, 'refreshInstance.expireTime', (given) => given.slice(4, 8) !== '0229'),
  ),
  time('v2', 'no-day-31', 'An expiry on the 31st is refused', (m) =>
    accept(m, 'refreshInstance.expireTime', (given) => given.slice(6, 8) !== '31'),
  ),
  time('v2', 'months-in-octal', 'August and September are read as octal numbers and fail', (m) =>
    fails(m, 'refreshInstance.expireTime', (given) => !['08', '09'].includes(given.slice(4, 6))),
  ),
  time('v1', 'no-midnight', 'An expiry at 00:00:00 is refused', (m) =>
    accept(m, 'refreshInstance.expireTime', (given) => given.slice(8, 14) !== '000000'),
  ),
  time(
    'license-code',
    'code-expiry-in-32-bits',
    'The expiry of a code after January 2038 does not fit into 32 bits',
    (m) => fails(m, 'refreshLicenseCode.expireTime', (given) => beijing(given) < 2 ** 31 * 1000),
  ),
  time('v1', 'acceptance-time-without-millis', 'acceptanceTime has 14 digits instead of 17', (m) =>
    column(m, 'newInstance.acceptanceTime', 14),
  ),
  time(
    'v1',
    'usage-month-from-zero',
    'The month of statisticalTime is counted from 0',
    (m) =>
      usageTime(
        m,
        (digits) =>
          digits.slice(0, 4) + String(Number(digits.slice(4, 6)) - 1).padStart(2, '0') + digits.slice(6),
      ),
    { sale: 'on-demand' },
  ),
  time(
    'v2',
    'usage-millis-not-padded',
    'The milliseconds of statisticalTime are not padded with zeros',
    (m) => usageTime(m, (digits) => digits.slice(0, 14) + String(Number(digits.slice(14)) % 100)),
    { sale: 'on-demand' },
  ),
  time(
    'v2',
    'usage-of-no-time',
    'The usage of an instance is divided by the hours since its creation, which are 0 at first',
    (m) => {
      const { usageInfo } = m.steps;
      const asked = new Set<string>();
      m.steps.usageInfo = (row, call) => {
        const isFirst = !asked.has(row.id);
        asked.add(row.id);
        const list = listOf(usageInfo(row, call).usageInfo ?? []);
        return { usageInfo: list.map((entry) => (isFirst ? { ...entry, usageValue: null } : entry)) };
      };
    },
    { sale: 'on-demand' },
  ),
  time(
    'v1-kit',
    'entry-date-one-digit',
    'entryDate must have a day of one digit, so from the 10th on it is refused',
    (m) => accept(m, 'user.entryDate', (given) => /^\d{4}-\d\d-\d$/.test(given)),
  ),
  time(
    'v1-kit',
    'sync-time-of-all-tenants',
    'A currentSyncTime that is older than that of another tenant is refused',
    (m) => {
      let last = '';
      before(m, 'authSync', (call) => {
        if (field(call, 'currentSyncTime') < last) refuse();
        last = field(call, 'currentSyncTime');
      });
    },
  ),
  time('online-license', 'licence-begins-now', 'A licence that begins tomorrow is refused', (m) =>
    before(
      m,
      'getLicenseAsync',
      (call) => utc(field(call, 'effectiveTime')) > call.now + 3_600_000 && refuse('000901'),
    ),
  ),
  time('online-license', 'licence-for-a-year', 'A licence for more than a year is refused', (m) =>
    before(m, 'getLicenseAsync', (call) => {
      const days = (utc(field(call, 'expireTime')) - utc(field(call, 'effectiveTime'))) / 86_400_000;
      if (days > 366) refuse('000901');
    }),
  ),
  time(
    'online-license',
    'licence-at-full-minute',
    'A time at a full minute is written without its seconds, and fails',
    (m) => before(m, 'getLicenseAsync', (call) => field(call, 'effectiveTime').endsWith('00 z') && crash()),
  ),
];
