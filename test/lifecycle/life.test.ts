import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityCall, type LifeProtocol } from '../../src/lifecycle/activities.ts';
import { begin, expiryOf, next, stateOf } from '../../src/lifecycle/life.ts';
import type { Callback, Kind, Life, LifeEvent, Order } from '../../src/lifecycle/model.ts';

const day = 24 * 3_600_000;
const order: Order = { id: 'O1', line: 'O1-000001' };
const renewal: Order = { id: 'O2', line: 'O2-000001' };

const kinds: readonly Kind[] = [
  { product: 'saas', charging: 'period' },
  { product: 'saas', charging: 'one-time' },
  { product: 'saas', charging: 'on-demand' },
  { product: 'saas', charging: 'package' },
  { product: 'online-license', charging: 'period' },
  { product: 'license-code', charging: 'period' },
  { product: 'license-code', charging: 'one-time' },
];

const expires = ({ charging }: Kind) => charging === 'period' || charging === 'package';

function born(kind: Kind, trial = false): Life {
  const step = begin(kind, { order, trial, ...(expires(kind) && { expiresAt: 365 * day }) }, 0);
  if (!step.ok) throw new Error(step.refusal);
  if (step.life.stage === 'live') return step.life;
  const made = next(step.life, { type: 'created' }, 0);
  if (!made.ok) throw new Error(made.refusal);
  return made.life;
}

function lived(life: Life, ...events: readonly (readonly [LifeEvent, number])[]): Life {
  return events.reduce((now, [event, at]) => {
    const step = next(now, event, at);
    if (!step.ok) throw new Error(`${event.type}: ${step.refusal}`);
    return step.life;
  }, life);
}

const paid = { order: renewal, expiresAt: 1000 * day };

const simple: readonly LifeEvent[] = [
  { type: 'accepted' },
  { type: 'created' },
  { type: 'creation-failed', refund: renewal, returned: true },
  { type: 'formalise', ...paid },
  { type: 'renew', ...paid },
  { type: 'renew', change: true, ...paid },
  { type: 'check-change' },
  { type: 'give-back', order: renewal },
  { type: 'upgrade', order: renewal },
  { type: 'expire' },
  { type: 'fall-into-arrears' },
  { type: 'end-grace' },
  { type: 'end-retention' },
  { type: 'pay-arrears' },
  { type: 'find-violation' },
  { type: 'lift-violation' },
  { type: 'unsubscribe', order: renewal },
  { type: 'unsubscribe', order: renewal, negotiated: true },
  { type: 'close' },
  { type: 'view' },
  { type: 'request-license', eventId: 'E1' },
  { type: 'claim' },
];

const anyLife = fc.record({
  kind: fc.constantFrom(...kinds),
  trial: fc.boolean(),
  events: fc.array(fc.record({ event: fc.constantFrom(...simple), days: fc.nat(400) }), { maxLength: 30 }),
});

/** Every step of a drawn life that happened. */
function stepsOf({ kind, trial, events }: { kind: Kind; trial: boolean; events: readonly Drawn[] }) {
  const steps: { before: Life; after: Life; due: readonly Callback[]; event: LifeEvent }[] = [];
  let life = born(kind, trial && kind.charging === 'period');
  let at = 0;
  for (const { event, days } of events) {
    at += days * day;
    const step = next(life, event, at);
    if (!step.ok) continue;
    steps.push({ before: life, after: step.life, due: step.due, event });
    life = step.life;
  }
  return steps;
}

interface Drawn {
  readonly event: LifeEvent;
  readonly days: number;
}

describe('any life', () => {
  it('has no callbacks due once it has ended', () => {
    fc.assert(
      fc.property(anyLife, fc.constantFrom(...simple), (drawn, event) => {
        const last = stepsOf(drawn).at(-1)?.after;
        fc.pre(last?.stage === 'released');
        expect(next(last!, event, Number.MAX_SAFE_INTEGER)).toEqual({ ok: false, refusal: 'ended' });
      }),
    );
  });

  it('is told to unfreeze once, and only when the last reason goes', () => {
    fc.assert(
      fc.property(anyLife, (drawn) => {
        for (const { before, after, due } of stepsOf(drawn)) {
          const thaws = before.frozenFor.length > 0 && after.frozenFor.length === 0;
          expect(due.filter(({ type }) => type === 'unfreeze')).toHaveLength(thaws ? 1 : 0);
        }
      }),
    );
  });

  it('is told of each reason to freeze once', () => {
    fc.assert(
      fc.property(anyLife, (drawn) => {
        for (const { before, after, due } of stepsOf(drawn)) {
          const added = after.frozenFor.filter((reason) => !before.frozenFor.includes(reason));
          expect(due.flatMap((callback) => (callback.type === 'freeze' ? [callback.reason] : []))).toEqual(
            added,
          );
          expect(new Set(after.frozenFor).size).toBe(after.frozenFor.length);
        }
      }),
    );
  });

  it('in V1, a period instance is never unfrozen by a status after its expiry', () => {
    const period = kinds[0]!;
    fc.assert(
      fc.property(anyLife, (drawn) => {
        for (const { event, due } of stepsOf({ ...drawn, kind: period })) {
          const calls = due.map((callback) => activityCall(callback, 'v1', period));
          const thaws = calls.some((call) => call?.values.instanceStatus === 'NORMAL');
          if (thaws) expect(event.type).toBe('lift-violation');
        }
      }),
    );
  });

  it('is released once, in each protocol that knows the product', () => {
    fc.assert(
      fc.property(anyLife, (drawn) => {
        const released = stepsOf(drawn).flatMap(({ after, due }) =>
          due.filter(({ type }) => type === 'release').map(() => after.stage),
        );
        expect(released).toEqual(released.length > 0 ? ['released'] : []);
      }),
    );
  });

  it('keeps its order and its kind', () => {
    fc.assert(
      fc.property(anyLife, (drawn) => {
        for (const { before, after } of stepsOf(drawn)) {
          expect([after.kind, after.purchase]).toEqual([before.kind, before.purchase]);
        }
      }),
    );
  });
});

const period = kinds[0]!;
const expired: readonly (readonly [LifeEvent, number])[] = [
  [{ type: 'expire' }, 365 * day],
  [{ type: 'end-grace' }, 372 * day],
];

describe('an event is refused', () => {
  it.each<[string, Life, LifeEvent, number, string]>([
    ['an expiry before its time', born(period), { type: 'expire' }, 365 * day - 1, 'early'],
    ['an expiry of what has none', born(kinds[1]!), { type: 'expire' }, 0, 'kind'],
    [
      'a second expiry',
      lived(born(period), [{ type: 'expire' }, 365 * day]),
      { type: 'expire' },
      366 * day,
      'state',
    ],
    ['the end of a grace that has not begun', born(period), { type: 'end-grace' }, 0, 'state'],
    [
      'the end of retention during grace',
      lived(born(period), [{ type: 'expire' }, 365 * day]),
      { type: 'end-retention' },
      0,
      'state',
    ],
    ['a renewal of a trial', born(period, true), { type: 'renew', ...paid }, 0, 'trial'],
    ['a renewal of a one-time product', born(kinds[1]!), { type: 'renew', ...paid }, 0, 'kind'],
    ['making formal what is no trial', born(period), { type: 'formalise', ...paid }, 0, 'trial'],
    ['a change 31 days ahead', born(period), { type: 'check-change' }, 334 * day, 'early'],
    ['a change of an online licence', born(kinds[4]!), { type: 'check-change' }, 364 * day, 'kind'],
    ['giving back the purchase', born(period), { type: 'give-back', order }, 0, 'state'],
    [
      'giving back a period that has begun',
      lived(born(period), [{ type: 'renew', ...paid }, 0]),
      { type: 'give-back', order },
      365 * day,
      'late',
    ],
    ['an upgrade while frozen', lived(born(period), ...expired), { type: 'upgrade', order }, 0, 'state'],
    ['an upgrade of a package', born(kinds[3]!), { type: 'upgrade', order }, 0, 'kind'],
    ['arrears of a period product', born(period), { type: 'fall-into-arrears' }, 0, 'kind'],
    ['lifting no violation', born(period), { type: 'lift-violation' }, 0, 'state'],
    ['unsubscribing a trial', born(period, true), { type: 'unsubscribe', order }, 0, 'trial'],
    [
      'unsubscribing what has expired',
      lived(born(period), [{ type: 'expire' }, 365 * day]),
      { type: 'unsubscribe', order },
      0,
      'late',
    ],
    ['unsubscribing a one-time product alone', born(kinds[1]!), { type: 'unsubscribe', order }, 0, 'state'],
    [
      'unsubscribing pay-per-use',
      born(kinds[2]!),
      { type: 'unsubscribe', order, negotiated: true },
      0,
      'kind',
    ],
    [
      'unsubscribing a claimed code',
      lived(born(kinds[5]!), [{ type: 'claim' }, 0]),
      { type: 'unsubscribe', order, negotiated: true },
      0,
      'state',
    ],
    ['closing a period product', born(period), { type: 'close' }, 0, 'kind'],
    ['a licence of SaaS', born(period), { type: 'request-license', eventId: 'E' }, 0, 'kind'],
    [
      'a licence while frozen',
      lived(born(kinds[4]!), ...expired),
      { type: 'request-license', eventId: 'E' },
      0,
      'state',
    ],
    ['claiming SaaS', born(period), { type: 'claim' }, 0, 'kind'],
    ['creating twice', born(period), { type: 'created' }, 0, 'state'],
  ])('%s', (_title, life, event, at, refusal) => {
    expect(next(life, event, at)).toEqual({ ok: false, refusal });
  });

  it('that comes while the instance is being created', () => {
    const step = begin(period, { order, expiresAt: day }, 0);
    expect(step.ok && next(step.life, { type: 'view' }, 0)).toEqual({ ok: false, refusal: 'creating' });
  });

  it.each([
    [
      { product: 'saas', charging: 'one-time' },
      { order, trial: true },
    ],
    [{ product: 'license-code', charging: 'on-demand' }, { order }],
    [{ product: 'saas', charging: 'period' }, { order }],
    [
      { product: 'saas', charging: 'on-demand' },
      { order, expiresAt: day },
    ],
  ] as const)('as a purchase of %o: %o', (kind, purchase) => {
    expect(begin(kind, purchase, 0)).toEqual({ ok: false, refusal: 'kind' });
  });
});

describe('a freeze', () => {
  const violated: readonly [LifeEvent, number] = [{ type: 'find-violation' }, 0];

  it('lasts until its last reason is gone', () => {
    const both = lived(born(period), ...expired, violated);
    expect(stateOf(both)).toEqual({ name: 'frozen', reasons: ['expired', 'violation'] });
    const renewed = next(both, { type: 'renew', ...paid }, 372 * day);
    expect(renewed.ok && renewed.due.map(({ type }) => type)).toEqual(['notify', 'refresh']);
    expect(renewed.ok && stateOf(renewed.life)).toEqual({ name: 'frozen', reasons: ['violation'] });
  });

  it('for a violation leaves grace as it was', () => {
    const life = lived(born(period), [{ type: 'expire' }, 365 * day], violated, [
      { type: 'lift-violation' },
      0,
    ]);
    expect(stateOf(life)).toEqual({ name: 'grace' });
  });

  it('ends with a renewal, the refresh first', () => {
    const renewed = next(lived(born(period), ...expired), { type: 'renew', ...paid }, 372 * day);
    expect(renewed.ok && renewed.due.map(({ type }) => type)).toEqual(['notify', 'refresh', 'unfreeze']);
    expect(renewed.ok && [stateOf(renewed.life).name, expiryOf(renewed.life)]).toEqual([
      'active',
      1000 * day,
    ]);
  });
});

describe('a protocol does not send', () => {
  const freeze: Callback = { type: 'freeze', reason: 'violation', purchase: order };
  it.each<[Callback, LifeProtocol, Kind]>([
    [{ type: 'query' }, 'v1', period],
    [{ type: 'query' }, 'online-license', kinds[4]!],
    [{ type: 'check-change' }, 'v1', period],
    [{ type: 'refresh', scene: 'RENEWAL_CHANGE', order, expiresAt: 0 }, 'v1', period],
    [{ type: 'refresh', scene: 'RENEWAL_CHANGE', order, expiresAt: 0 }, 'online-license', kinds[4]!],
    [{ type: 'refresh', scene: 'TRIAL_TO_FORMAL', order, expiresAt: 0 }, 'license-code', kinds[5]!],
    [{ type: 'unfreeze', reason: 'expired' }, 'v1', period],
    [{ type: 'create', order, trial: false }, 'license-code', kinds[5]!],
    [freeze, 'v1', kinds[1]!],
    [freeze, 'v2', kinds[1]!],
    [freeze, 'order-notify', period],
    [{ type: 'show', purchase: order }, 'license-code', kinds[5]!],
  ])('%o: %s', (callback, protocol, kind) => {
    expect(activityCall(callback, protocol, kind)).toBeUndefined();
  });

  it('a package frozen for its expiry by expireInstance, but by a status', () => {
    const expiry: Callback = { type: 'freeze', reason: 'expired', purchase: order };
    expect(activityCall(expiry, 'v1', kinds[3]!)).toMatchObject({ activity: 'instanceStatus' });
    expect(activityCall(expiry, 'v1', period)).toMatchObject({ activity: 'expireInstance', order });
  });

  it.each([
    ['newInstance', period],
    ['queryInstance', kinds[2]!],
  ] as const)('the details of V1 by anything but %s', (activity, kind) => {
    expect(activityCall({ type: 'show', purchase: order }, 'v1', kind)?.activity).toBe(activity);
  });
});
