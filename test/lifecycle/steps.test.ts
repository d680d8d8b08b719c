import { describe, expect, it } from 'vitest';
import { activityCall, type LifeProtocol } from '../../src/lifecycle/activities.ts';
import { begin, expiryOf, next, stateOf } from '../../src/lifecycle/life.ts';
import type { Callback, Kind, Life, LifeEvent, Order, Purchase, Step } from '../../src/lifecycle/model.ts';

const day = 24 * 3_600_000;
const order: Order = { id: 'O1', line: 'O1-000001' };
const later: Order = { id: 'O2', line: 'O2-000001' };
const paid = { order: later, expiresAt: 1000 * day };

const period: Kind = { product: 'saas', charging: 'period' };
const once: Kind = { product: 'saas', charging: 'one-time' };
const metered: Kind = { product: 'saas', charging: 'on-demand' };
const pack: Kind = { product: 'saas', charging: 'package' };
const online: Kind = { product: 'online-license', charging: 'period' };
const code: Kind = { product: 'license-code', charging: 'period' };

const year: Purchase = { order, expiresAt: 365 * day };

function born(kind: Kind, purchase: Purchase): Life {
  const { life } = happened(begin(kind, purchase, 0));
  return life.stage === 'creating' ? happened(next(life, { type: 'created' }, 0)).life : life;
}

function happened(step: Step) {
  if (!step.ok) throw new Error(step.refusal);
  return step;
}

/** The life after events, each at its time, by default at 0. */
function lived(life: Life, ...events: readonly (LifeEvent | readonly [LifeEvent, number])[]): Life {
  return events.reduce((now, entry) => {
    const [event, at] = 'type' in entry ? [entry, 0] : entry;
    return happened(next(now, event, at)).life;
  }, life);
}

const expiry: readonly [LifeEvent, number] = [{ type: 'expire' }, 365 * day];

describe('the beginning', () => {
  it.each<[string, Kind, Purchase, Partial<Life>, Callback[]]>([
    [
      'of a period',
      period,
      year,
      { stage: 'creating', trial: false, terms: [{ order, expiresAt: 365 * day }] },
      [
        { type: 'notify', order },
        { type: 'create', order, trial: false, expiresAt: 365 * day },
      ],
    ],
    [
      'of a trial',
      period,
      { ...year, trial: true },
      { stage: 'creating', trial: true },
      [
        { type: 'notify', order },
        { type: 'create', order, trial: true, expiresAt: 365 * day },
      ],
    ],
    [
      'of what has no expiry',
      once,
      { order },
      { stage: 'creating', terms: [] },
      [
        { type: 'notify', order },
        { type: 'create', order, trial: false },
      ],
    ],
    [
      'of a licence code, which KooGallery creates',
      code,
      year,
      { stage: 'live', completedAt: 0 },
      [{ type: 'notify', order }],
    ],
  ])('%s', (_title, kind, purchase, life, due) => {
    const step = happened(begin(kind, purchase, 0));
    expect(step.life).toMatchObject(life);
    expect(step.due).toStrictEqual(due);
  });

  it('completes with the creation, not before', () => {
    const creating = happened(begin(period, year, 0)).life;
    expect(creating).not.toHaveProperty('completedAt');
    const accepted = happened(next(creating, { type: 'accepted' }, 5));
    expect(accepted.due).toStrictEqual([{ type: 'query' }]);
    expect(accepted.life).toStrictEqual(creating);
    expect(happened(next(accepted.life, { type: 'created' }, 7))).toMatchObject({
      life: { stage: 'live', completedAt: 7 },
      due: [],
    });
  });
});

describe('an event that happens', () => {
  it.each<[string, Life, LifeEvent, number, Callback[], Partial<Life>]>([
    ['view', born(period, year), { type: 'view' }, 0, [{ type: 'show', purchase: order }], {}],
    [
      'upgrade',
      born(period, year),
      { type: 'upgrade', order: later },
      0,
      [
        { type: 'notify', order: later },
        { type: 'upgrade', order: later },
      ],
      {},
    ],
    [
      'close',
      born(metered, { order }),
      { type: 'close' },
      0,
      [{ type: 'release', purchase: order }],
      { stage: 'released' },
    ],
    [
      'unsubscribe, negotiated after the five days',
      born(period, year),
      { type: 'unsubscribe', order: later, negotiated: true },
      6 * day,
      [{ type: 'release', purchase: order, unsubscription: later }],
      { stage: 'released' },
    ],
    [
      'unsubscribe a one-time product, negotiated',
      born(once, { order }),
      { type: 'unsubscribe', order: later, negotiated: true },
      0,
      [{ type: 'release', purchase: order, unsubscription: later }],
      { stage: 'released' },
    ],
    [
      'change, exactly 30 days before the expiry',
      born(period, year),
      { type: 'check-change' },
      335 * day,
      [{ type: 'check-change' }],
      {},
    ],
    [
      'renew without another price',
      born(period, year),
      { type: 'renew', ...paid },
      0,
      [
        { type: 'notify', order: later },
        { type: 'refresh', scene: 'RENEWAL', order: later, expiresAt: 1000 * day },
      ],
      {},
    ],
    [
      'renew at another price',
      born(period, year),
      { type: 'renew', ...paid, productId: 'P' },
      0,
      [
        { type: 'notify', order: later },
        { type: 'refresh', scene: 'RENEWAL', order: later, expiresAt: 1000 * day, productId: 'P' },
      ],
      {},
    ],
    [
      'give back the second renewal',
      lived(
        born(period, year),
        { type: 'renew', ...paid },
        { type: 'renew', ...paid, expiresAt: 2000 * day },
      ),
      { type: 'give-back', order },
      0,
      [{ type: 'refresh', scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', order, expiresAt: 1000 * day }],
      {
        terms: [
          { order, expiresAt: 365 * day },
          { order: later, expiresAt: 1000 * day },
        ],
      },
    ],
    [
      'pay arrears before the freeze',
      lived(born(metered, { order }), { type: 'fall-into-arrears' }),
      { type: 'pay-arrears' },
      0,
      [],
      { frozenFor: [] },
    ],
    [
      'pay arrears after the freeze',
      lived(born(metered, { order }), { type: 'fall-into-arrears' }, { type: 'end-grace' }),
      { type: 'pay-arrears' },
      0,
      [{ type: 'unfreeze', reason: 'arrears' }],
      { frozenFor: [] },
    ],
    [
      'renew while frozen for a violation only',
      lived(born(period, year), { type: 'find-violation' }),
      { type: 'renew', ...paid },
      0,
      [
        { type: 'notify', order: later },
        { type: 'refresh', scene: 'RENEWAL', order: later, expiresAt: 1000 * day },
      ],
      { frozenFor: ['violation'] },
    ],
  ])('%s', (_title, life, event, at, due, after) => {
    const step = happened(next(life, event, at));
    expect(step.due).toStrictEqual(due);
    expect(step.life).toMatchObject(after);
  });

  it('a package in arrears of nothing still expires and renews', () => {
    const renewed = lived(born(pack, year), expiry, { type: 'renew', ...paid });
    expect(stateOf(renewed)).toEqual({ name: 'active' });
  });
});

describe('an event that cannot happen', () => {
  it.each<[string, Life, LifeEvent, string]>([
    [
      'anything after a failed creation',
      happened(
        next(
          happened(begin(period, year, 0)).life,
          { type: 'creation-failed', refund: later, returned: true },
          0,
        ),
      ).life,
      { type: 'view' },
      'ended',
    ],
    [
      'arrears twice',
      lived(born(metered, { order }), { type: 'fall-into-arrears' }),
      { type: 'fall-into-arrears' },
      'state',
    ],
    ['paying no arrears', born(metered, { order }), { type: 'pay-arrears' }, 'state'],
    ['paying the arrears of an expiry', lived(born(period, year), expiry), { type: 'pay-arrears' }, 'state'],
    ['claiming twice', lived(born(code, year), { type: 'claim' }), { type: 'claim' }, 'state'],
    ['a change of a trial', born(period, { ...year, trial: true }), { type: 'check-change' }, 'trial'],
    ['a change of a one-time product', born(once, { order }), { type: 'check-change' }, 'kind'],
    ['a change of a package', born(pack, year), { type: 'check-change' }, 'kind'],
    [
      'an upgrade of a trial',
      born(period, { ...year, trial: true }),
      { type: 'upgrade', order: later },
      'trial',
    ],
    ['an upgrade of an online licence', born(online, year), { type: 'upgrade', order: later }, 'kind'],
    [
      'a second violation',
      lived(born(period, year), { type: 'find-violation' }),
      { type: 'find-violation' },
      'state',
    ],
    [
      'an unsubscription of an online licence alone',
      born(online, year),
      { type: 'unsubscribe', order: later },
      'state',
    ],
    [
      'an unsubscription of a package',
      born(pack, year),
      { type: 'unsubscribe', order: later, negotiated: true },
      'kind',
    ],
  ])('%s', (_title, life, event, refusal) => {
    // At a time when nothing but the reason named stands against it.
    expect(next(life, event, 364 * day)).toEqual({ ok: false, refusal });
  });
});

describe('what a protocol sends', () => {
  const freeze = (reason: 'expired' | 'violation'): Callback => ({ type: 'freeze', reason, purchase: order });
  it.each<[Callback, LifeProtocol, Kind, object]>([
    [
      { type: 'create', order, trial: false, expiresAt: 5 },
      'v1',
      period,
      { activity: 'newInstance', values: {}, order, expiresAt: 5 },
    ],
    [{ type: 'create', order, trial: false }, 'v1', once, { activity: 'newInstance', values: {}, order }],
    [{ type: 'upgrade', order }, 'v1', period, { activity: 'upgrade', values: {}, order }],
    [freeze('violation'), 'v1', period, { activity: 'instanceStatus', values: { instanceStatus: 'FREEZE' } }],
    [freeze('expired'), 'v1', period, { activity: 'expireInstance', values: {}, order }],
    [
      { type: 'unfreeze', reason: 'violation' },
      'v1',
      period,
      { activity: 'instanceStatus', values: { instanceStatus: 'NORMAL' } },
    ],
    [
      { type: 'unfreeze', reason: 'expired' },
      'v1',
      pack,
      { activity: 'instanceStatus', values: { instanceStatus: 'NORMAL' } },
    ],
    [{ type: 'show', purchase: order }, 'v1', pack, { activity: 'queryInstance', values: {} }],
    [{ type: 'show', purchase: order }, 'v2', period, { activity: 'queryInstance', values: {} }],
    [
      { type: 'refresh', scene: 'TRIAL_TO_FORMAL', order, expiresAt: 5 },
      'online-license',
      online,
      { activity: 'refreshInstance', values: { scene: 'TRIAL_TO_FORMAL' }, order, expiresAt: 5 },
    ],
    [
      freeze('violation'),
      'online-license',
      { ...online, charging: 'one-time' },
      { activity: 'updateInstanceStatus', values: { status: 'FREEZE' } },
    ],
  ])('%o: %s, %o', (callback, protocol, kind, call) => {
    expect(activityCall(callback, protocol, kind)).toStrictEqual(call);
  });

  it('nothing for an unfreezing of a one-time product in V1', () => {
    expect(activityCall({ type: 'unfreeze', reason: 'violation' }, 'v1', once)).toBeUndefined();
  });
});

describe('the period of a licence code', () => {
  const bought = happened(begin(code, year, 0)).life;

  it('begins with its activation, which needs the claim of the buyer and is possible once', () => {
    const activate: LifeEvent = { type: 'activate', expiresAt: 400 };
    expect(next(bought, activate, 1)).toStrictEqual({ ok: false, refusal: 'state' });
    const claimed = happened(next(bought, { type: 'claim' }, 1)).life;
    const active = happened(next(claimed, activate, 2));
    expect(active.due).toStrictEqual([]);
    expect(expiryOf(active.life)).toBe(400);
    expect(next(active.life, activate, 3)).toStrictEqual({ ok: false, refusal: 'state' });
  });

  it('is that of a code alone, and has an end if the code is sold for one', () => {
    const claimed = happened(next(bought, { type: 'claim' }, 1)).life;
    expect(next(claimed, { type: 'activate' }, 2)).toStrictEqual({ ok: false, refusal: 'kind' });
    expect(next(born(period, year), { type: 'activate', expiresAt: 4 }, 2)).toStrictEqual({
      ok: false,
      refusal: 'kind',
    });
  });
});
