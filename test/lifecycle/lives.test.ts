import { describe, expect, it } from 'vitest';
import { activityCall, type LifeProtocol } from '../../src/lifecycle/activities.ts';
import { begin, next, stateOf } from '../../src/lifecycle/life.ts';
import type { Kind, Life, LifeEvent, Order, Purchase, Step } from '../../src/lifecycle/model.ts';

const day = 24 * 3_600_000;
const saas: Kind = { product: 'saas', charging: 'period' };
const start = Date.parse('2026-03-02T02:00:00Z');
const order = (number: number): Order => ({ id: `O${number}`, line: `O${number}-000001` });
const at = (time: string) => Date.parse(time);

/** What a protocol sends in a life: the calls of each event with what tells them apart, in order. */
function callsOf(
  protocol: LifeProtocol,
  kind: Kind,
  purchase: Purchase,
  events: readonly (readonly [time: number, event: LifeEvent])[],
): { readonly calls: string[]; readonly life: Life } {
  let step: Step = begin(kind, purchase, start);
  const calls: string[] = [];
  const record = () => {
    if (!step.ok) {
      calls.push(`refused: ${step.refusal}`);
      return;
    }
    for (const callback of step.due) {
      const call = activityCall(callback, protocol, kind);
      if (!call) continue;
      const values = [...Object.values(call.values), ...(call.order ? [call.order.id] : [])];
      if (call.refund) values.push('refund');
      calls.push(`${call.activity}{${values.join(', ')}}`);
    }
  };
  record();
  let life = step.ok ? step.life : undefined;
  for (const [time, event] of events) {
    step = next(life!, event, time);
    record();
    if (step.ok) life = step.life;
  }
  return { calls, life: life! };
}

const accepted: readonly [number, LifeEvent] = [start, { type: 'accepted' }];
const created: readonly [number, LifeEvent] = [start, { type: 'created' }];
const year = { order: order(1), expiresAt: at('2027-03-02T15:59:59Z') };

describe('the lives of spec/lifecycle.md §8', () => {
  it('1: V2, buy, renew, upgrade, expire, release', () => {
    const { calls, life } = callsOf('v2', saas, year, [
      accepted,
      created,
      [at('2027-02-20T02:00:00Z'), { type: 'renew', order: order(2), expiresAt: at('2028-03-02T15:59:59Z') }],
      [at('2027-06-01T02:00:00Z'), { type: 'upgrade', order: order(3) }],
      [at('2028-03-02T15:59:59Z'), { type: 'expire' }],
      [at('2028-03-09T15:59:59Z'), { type: 'end-grace' }],
      [at('2028-03-16T15:59:59Z'), { type: 'end-retention' }],
    ]);
    expect(calls).toEqual([
      'newInstance{O1}',
      'queryInstance{}',
      'refreshInstance{RENEWAL, O2}',
      'upgradeInstance{O3}',
      'updateInstanceStatus{FREEZE}',
      'releaseInstance{}',
    ]);
    expect(stateOf(life)).toEqual({ name: 'released' });
  });

  it('2: V1, automatic renewal, empty account', () => {
    const month = { order: order(1), expiresAt: at('2026-04-02T15:59:59Z') };
    const { calls } = callsOf('v1', saas, month, [
      accepted,
      created,
      [at('2026-03-25T19:00:00Z'), { type: 'renew', order: order(2), expiresAt: at('2026-05-02T15:59:59Z') }],
      [at('2026-05-02T15:59:59Z'), { type: 'expire' }],
      [at('2026-05-03T15:59:59Z'), { type: 'end-grace' }],
      [at('2026-05-04T15:59:59Z'), { type: 'end-retention' }],
    ]);
    expect(calls).toEqual([
      'newInstance{O1}',
      'refreshInstance{O2}',
      'expireInstance{O1}',
      'releaseInstance{O1}',
    ]);
  });

  it.each([
    [true, ['newInstance{O1}', 'releaseInstance{O2}']],
    [false, ['newInstance{O1}']],
  ])('3 and 4: V2, creation never ends, an instance id was returned: %s', (returned, calls) => {
    const failed = callsOf('v2', saas, year, [
      [start + 3 * 3_600_000, { type: 'creation-failed', refund: order(2), returned }],
    ]);
    expect(failed.calls).toEqual(calls);
    expect(stateOf(failed.life)).toEqual({ name: 'failed' });
  });

  const trialEvents: readonly (readonly [number, LifeEvent])[] = [
    accepted,
    created,
    [
      at('2026-03-10T02:00:00Z'),
      {
        type: 'formalise',
        order: order(2),
        expiresAt: at('2027-03-10T15:59:59Z'),
        productId: 'PY',
      },
    ],
    [at('2027-03-01T02:00:00Z'), { type: 'renew', order: order(3), expiresAt: at('2028-03-10T15:59:59Z') }],
    [at('2027-03-05T02:00:00Z'), { type: 'give-back', order: order(4) }],
  ];

  it.each([
    [
      'v2',
      [
        'newInstance{O1}',
        'queryInstance{}',
        'refreshInstance{TRIAL_TO_FORMAL, PY, O2}',
        'refreshInstance{RENEWAL, O3}',
        'refreshInstance{UNSUBSCRIBE_RENEWAL_PERIOD, O4}',
      ],
    ],
    [
      'v1',
      [
        'newInstance{1, O1}',
        'refreshInstance{1, PY, O2}',
        'refreshInstance{O3}',
        'refreshInstance{O4, refund}',
      ],
    ],
  ] as const)('5: %s, trial, formal, renewal given back', (protocol, calls) => {
    const trial = { order: order(1), trial: true, expiresAt: at('2026-03-17T15:59:59Z') };
    const lived = callsOf(protocol, saas, trial, trialEvents);
    expect(lived.calls).toEqual(calls);
    expect(lived.life).toMatchObject({ trial: false, terms: [{ expiresAt: at('2027-03-10T15:59:59Z') }] });
  });

  it.each([
    ['v2', 5 * day, 'releaseInstance{O2}'],
    ['v1', 5 * day, 'releaseInstance{O1}'],
    ['v2', 5 * day + 1, 'refused: late'],
  ] as const)('6: %s, unsubscribed after %i ms', (protocol, later, last) => {
    const { calls } = callsOf(protocol, saas, year, [
      accepted,
      created,
      [start + later, { type: 'unsubscribe', order: order(2) }],
    ]);
    expect(calls.at(-1)).toBe(last);
  });

  it('7: V2, smaller at renewal', () => {
    const { calls } = callsOf('v2', saas, year, [
      accepted,
      created,
      [at('2027-01-15T02:00:00Z'), { type: 'check-change' }],
      [at('2027-02-10T02:00:00Z'), { type: 'check-change' }],
      [at('2027-02-11T02:00:00Z'), { type: 'check-change' }],
      [
        at('2027-02-11T02:00:00Z'),
        { type: 'renew', change: true, order: order(2), expiresAt: at('2028-03-02T15:59:59Z') },
      ],
    ]);
    expect(calls.slice(2)).toEqual([
      'refused: early',
      'changeInstanceCheck{}',
      'changeInstanceCheck{}',
      'refreshInstance{RENEWAL_CHANGE, O2}',
    ]);
  });

  it.each([
    [
      'v2',
      ['queryInstance{}', 'updateInstanceStatus{FREEZE}', 'updateInstanceStatus{UNFREEZE}'],
      'releaseInstance{}',
    ],
    ['v1', ['instanceStatus{FREEZE}', 'instanceStatus{NORMAL}'], 'releaseInstance{O1}'],
  ] as const)('8: %s, pay-per-use in arrears twice', (protocol, once, end) => {
    const { calls } = callsOf(protocol, { product: 'saas', charging: 'on-demand' }, { order: order(1) }, [
      accepted,
      created,
      [at('2026-03-04T02:00:00Z'), { type: 'fall-into-arrears' }],
      [at('2026-03-05T02:00:00Z'), { type: 'end-grace' }],
      [at('2026-03-06T02:00:00Z'), { type: 'pay-arrears' }],
      [at('2026-03-10T02:00:00Z'), { type: 'fall-into-arrears' }],
      [at('2026-03-11T02:00:00Z'), { type: 'end-grace' }],
      [at('2026-03-18T02:00:00Z'), { type: 'end-retention' }],
    ]);
    const [freeze] = once.slice(-2);
    expect(calls).toEqual(['newInstance{O1}', ...once, freeze, end]);
  });

  const code: Kind = { product: 'license-code', charging: 'period' };
  const codeEvents: readonly (readonly [number, LifeEvent])[] = [
    [at('2026-03-03T01:00:00Z'), { type: 'claim' }],
    [at('2026-03-03T02:00:00Z'), { type: 'unsubscribe', order: order(9), negotiated: true }],
    [at('2027-03-03T15:59:59Z'), { type: 'expire' }],
    [at('2027-03-04T15:59:59Z'), { type: 'end-grace' }],
    [at('2027-03-05T02:00:00Z'), { type: 'renew', order: order(2), expiresAt: at('2028-03-03T15:59:59Z') }],
    [at('2028-03-03T15:59:59Z'), { type: 'expire' }],
    [at('2028-03-04T15:59:59Z'), { type: 'end-grace' }],
    [at('2028-03-05T15:59:59Z'), { type: 'end-retention' }],
  ];

  it.each([
    [
      'license-code',
      [
        'refused: state',
        'updateLicenseCodeStatus{FREEZE}',
        'refreshLicenseCode{RENEWAL, O2}',
        'updateLicenseCodeStatus{UNFREEZE}',
        'updateLicenseCodeStatus{FREEZE}',
        'releaseLicenseCode{}',
      ],
    ],
    ['order-notify', ['orderNotify{O1}', 'refused: state', 'orderNotify{O2}']],
  ] as const)('10a: a licence code, %s', (protocol, calls) => {
    const bought = { order: order(1), expiresAt: at('2027-03-03T15:59:59Z') };
    expect(callsOf(protocol, code, bought, codeEvents).calls).toEqual(calls);
  });

  it('10c: an online licence', () => {
    const { calls } = callsOf('online-license', { product: 'online-license', charging: 'period' }, year, [
      accepted,
      created,
      [start, { type: 'request-license', eventId: 'E1' }],
      [start, { type: 'request-license', eventId: 'E1' }],
    ]);
    expect(calls).toEqual(['newInstance{O1}', 'getLicenseAsync{E1}', 'getLicenseAsync{E1}']);
  });
});
