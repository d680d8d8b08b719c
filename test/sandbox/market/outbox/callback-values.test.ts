import { describe, expect, it } from 'vitest';
import { protocols } from '../../../../src/callback/protocols/index.ts';
import { activityCall, type LifeProtocol } from '../../../../src/lifecycle/activities.ts';
import { next } from '../../../../src/lifecycle/life.ts';
import type { Callback, Kind } from '../../../../src/lifecycle/model.ts';
import type { Settings } from '../../../../src/sandbox/market/model/settings.ts';
import {
  activityOf,
  type CallFacts,
  callbackValues,
  freshValues,
} from '../../../../src/sandbox/market/outbox/callback-values.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import {
  born,
  connection,
  factsOf,
  inAYear,
  instanceOf,
  later,
  order,
  renewal,
  t0,
  yearly,
} from '../traffic.ts';

const period: Kind = { product: 'saas', charging: 'period' };
const monthly = { ...yearly, priceId: 'OFFI846204237451911169' };

/** The values of a callback; `undefined` where the protocol does not send it. */
function valuesOf(
  protocol: LifeProtocol,
  callback: Callback,
  life = born(period),
  more: Partial<CallFacts> = {},
  settings: Partial<Settings> = {},
): JsonObject | undefined {
  const call = activityCall(callback, protocol, life.kind);
  const facts = factsOf(instanceOf(life), {
    connection: connection('http://127.0.0.1:9/saasproduce', {}, settings),
    ...more,
  });
  return call && callbackValues(protocol, call, facts);
}

const create = { type: 'create', order, trial: false, expiresAt: inAYear } as const;
const renew = { type: 'refresh', scene: 'RENEWAL', order: renewal, expiresAt: later } as const;
const giveBack = { ...renew, scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', expiresAt: inAYear } as const;

const purchase = {
  customerId: '68cbc86abc2018ab880d92f36422fa0e',
  customerName: '云商店测试客户',
  orderId: order.id,
  skuCode: yearly.skuCode,
  productId: yearly.priceId,
  chargingMode: '1',
  orderAmount: '100',
  provisionType: '1',
};
const aYear = { periodType: 'year', periodNumber: '1' };

describe('newInstance of V1', () => {
  it('tells all of a purchase', () => {
    expect(valuesOf('v1', create, born(period), { quantity: 5 })).toEqual({
      ...purchase,
      ...aYear,
      expireTime: '20270302235959',
      amount: '5',
    });
  });

  it('has neither expiry nor period for what has none', () => {
    for (const [charging, chargingMode] of [
      ['one-time', '3'],
      ['on-demand', '0'],
    ] as const) {
      const life = born({ product: 'saas', charging });
      expect(valuesOf('v1', { type: 'create', order, trial: false }, life)).toEqual({
        ...purchase,
        chargingMode,
      });
    }
  });

  it('has only the expiry for a package', () => {
    const life = born({ product: 'saas', charging: 'package' });
    expect(valuesOf('v1', create, life)).toEqual({
      ...purchase,
      chargingMode: '5',
      expireTime: '20270302235959',
    });
  });

  it('has only the expiry for a trial', () => {
    const trial = valuesOf('v1', { ...create, trial: true }, born(period, true), {
      amount: 0,
      period: { type: 'day', number: 15 },
    });
    expect(trial).toEqual({
      ...purchase,
      orderAmount: '0',
      trialFlag: '1',
      expireTime: '20270302235959',
    });
  });

  it('is repeated when the buyer views the details', () => {
    const renewed = next(born(period), { type: 'renew', order: renewal, expiresAt: later }, t0);
    if (!renewed.ok) throw new Error(renewed.refusal);
    expect(valuesOf('v1', { type: 'show', purchase: order }, renewed.life)).toEqual(valuesOf('v1', create));
    const trial = born(period, true);
    expect(valuesOf('v1', { type: 'show', purchase: order }, trial)).toEqual(
      valuesOf('v1', { ...create, trial: true }, trial),
    );
  });

  it('tells contacts only of a product that asks for them', () => {
    const asking = factsOf(instanceOf(born(period)), {
      connection: connection('http://127.0.0.1:9/', { contacts: true }),
    });
    const call = activityCall(create, 'v1', period)!;
    expect(callbackValues('v1', call, asking)).toMatchObject({
      mobilePhone: '15905222222',
      email: 'test@example.com',
    });
    const { mobile: _, ...buyer } = asking.buyer;
    expect(callbackValues('v1', call, { ...asking, buyer })).not.toHaveProperty('mobilePhone');
    expect(valuesOf('v1', create)).not.toHaveProperty('email');
  });

  it('tells what the buyer filled in, in base64', () => {
    const parameters = [
      { name: 'emailDomainName', value: 'example.com' },
      { name: 'companyName', value: '云商店' },
    ];
    const call = activityCall(create, 'v1', period)!;
    const values = callbackValues('v1', call, factsOf(instanceOf(born(period), { parameters })));
    expect(JSON.parse(Buffer.from(String(values.saasExtendParams), 'base64').toString('utf8'))).toEqual(
      parameters,
    );
    expect(valuesOf('v1', create)).not.toHaveProperty('saasExtendParams');
  });

  it.each([
    [false, 'after-acceptance', '1'],
    [true, 'after-acceptance', '2'],
    [true, 'at-payment', '1'],
  ] as const)('says whether it follows acceptance: supervised %s, %s', (supervised, provision, expected) => {
    const supervision = connection('http://127.0.0.1:9/', { supervised }, { provision });
    expect(valuesOf('v1', create, born(period), { connection: supervision })?.provisionType).toBe(expected);
  });

  it('can tell the expiry in UTC', () => {
    expect(valuesOf('v1', create, born(period), {}, { v1_expire_zone: 'utc' })?.expireTime).toBe(
      '20270302155959',
    );
  });

  it.each([
    [0, '0'],
    [12_500_000, '12.5'],
    [1_000, '0.001'],
    [499, '0'],
    [1_234_567, '1.235'],
  ])('rounds %i millionths to %s', (amount, text) => {
    expect(valuesOf('v1', create, born(period), { amount })?.orderAmount).toBe(text);
  });

  it('cuts a long name, but no character', () => {
    const named = (name: string) =>
      valuesOf('v1', create, born(period), { buyer: { id: 'B', name } })?.customerName;
    expect(named('x'.repeat(64))).toBe('x'.repeat(64));
    expect(named('x'.repeat(65))).toBe('x'.repeat(64));
    expect(named(`${'x'.repeat(63)}😀`)).toBe('x'.repeat(63));
  });
});

describe('the other calls of V1', () => {
  it('renew with the new order', () => {
    expect(valuesOf('v1', renew)).toEqual({
      orderId: renewal.id,
      instanceId: 'I1',
      expireTime: '20280302235959',
      orderAmount: '100',
      ...aYear,
    });
    expect(valuesOf('v1', { ...renew, productId: monthly.priceId })).toMatchObject({
      productId: monthly.priceId,
    });
  });

  it('turn a trial into a subscription', () => {
    const formal = { ...renew, scene: 'TRIAL_TO_FORMAL', productId: yearly.priceId } as const;
    expect(valuesOf('v1', formal)).toMatchObject({ trialToFormal: '1', productId: yearly.priceId });
  });

  it('give a renewal back with a negative amount', () => {
    expect(valuesOf('v1', giveBack, born(period), { amount: -100_000_000 })).toEqual({
      orderId: renewal.id,
      instanceId: 'I1',
      expireTime: '20270302235959',
      orderAmount: '-100',
      ...aYear,
    });
  });

  it('upgrade to the specification after it', () => {
    expect(
      valuesOf('v1', { type: 'upgrade', order: renewal }, born(period), { price: monthly, quantity: 20 }),
    ).toEqual({
      instanceId: 'I1',
      orderId: renewal.id,
      skuCode: monthly.skuCode,
      productId: monthly.priceId,
      amount: '20',
    });
  });

  it('freeze, unfreeze and release', () => {
    const metered = born({ product: 'saas', charging: 'on-demand' });
    expect(valuesOf('v1', { type: 'freeze', reason: 'expired', purchase: order })).toEqual({
      instanceId: 'I1',
      orderId: order.id,
    });
    expect(valuesOf('v1', { type: 'freeze', reason: 'arrears', purchase: order }, metered)).toEqual({
      instanceId: 'I1',
      instanceStatus: 'FREEZE',
    });
    expect(valuesOf('v1', { type: 'unfreeze', reason: 'arrears' }, metered)).toEqual({
      instanceId: 'I1',
      instanceStatus: 'NORMAL',
    });
    expect(valuesOf('v1', { type: 'release', purchase: order, unsubscription: renewal })).toEqual({
      instanceId: 'I1',
      orderId: order.id,
      orderAmount: '100',
    });
    expect(valuesOf('v1', { type: 'show', purchase: order }, metered)).toEqual({ instanceId: 'I1' });
  });
});

describe('V2', () => {
  const ids = { orderId: renewal.id, orderLineId: renewal.line };

  it('tells ids only', () => {
    const first = { orderId: order.id, orderLineId: order.line };
    expect(valuesOf('v2', create, born(period), { quantity: 5 })).toEqual(first);
    expect(valuesOf('order-notify', { type: 'notify', order })).toEqual(first);
    expect(valuesOf('v2', { type: 'query' })).toEqual({ instanceId: 'I1' });
    expect(valuesOf('v2', { type: 'upgrade', order: renewal })).toEqual({ instanceId: 'I1', ...ids });
  });

  it('tells the expiry in UTC, whatever the setting of V1', () => {
    for (const v1_expire_zone of ['beijing', 'utc'] as const) {
      expect(valuesOf('v2', renew, born(period), {}, { v1_expire_zone })).toEqual({
        scene: 'RENEWAL',
        instanceId: 'I1',
        ...ids,
        expireTime: '20280302155959',
      });
    }
  });

  it('tells the product where the life does', () => {
    expect(valuesOf('v2', { ...renew, scene: 'TRIAL_TO_FORMAL', productId: 'OFFI1' })).toMatchObject({
      scene: 'TRIAL_TO_FORMAL',
      productId: 'OFFI1',
    });
  });

  it('gives a renewal back with the order of the setting', () => {
    const givenBack = { id: 'CS3', line: 'CS3-000001' };
    const sent = (unrenew_order_id: Settings['unrenew_order_id']) =>
      valuesOf('v2', giveBack, born(period), { givenBack }, { unrenew_order_id });
    expect(sent('unsubscribe')).toMatchObject({ ...ids, expireTime: '20270302155959' });
    expect(sent('renewal')).toMatchObject({ orderId: 'CS3', orderLineId: 'CS3-000001' });
    expect(valuesOf('v2', renew, born(period), {}, { unrenew_order_id: 'renewal' })).toMatchObject(ids);
  });

  it('asks whether the instance can become another', () => {
    const asked = (quantity?: number) =>
      valuesOf('v2', { type: 'check-change' }, born(period), {
        price: monthly,
        ...(quantity !== undefined && { quantity }),
      });
    const productInfo = {
      productId: monthly.priceId,
      skuCode: monthly.skuCode,
      productName: '商品,规格,基础版,包周期',
    };
    expect(asked(10)).toEqual({ instanceId: 'I1', productInfo: { ...productInfo, linearValue: 10 } });
    expect(asked()).toEqual({ instanceId: 'I1', productInfo });
  });

  it('releases with the order of an unsubscription only', () => {
    expect(valuesOf('v2', { type: 'release', purchase: order })).toEqual({ instanceId: 'I1' });
    expect(valuesOf('v2', { type: 'release', purchase: order, unsubscription: renewal })).toEqual({
      instanceId: 'I1',
      ...ids,
    });
  });
});

describe('licences', () => {
  it('are asked for with the times of the instance', () => {
    const of = (charging: 'period' | 'one-time', more: Partial<CallFacts> = {}) =>
      valuesOf(
        'online-license',
        { type: 'issue-license', eventId: 'E1' },
        born({ product: 'online-license', charging }),
        more,
      );
    const asked = {
      instanceId: 'I1',
      eventId: 'E1',
      effectiveTime: '2026-03-02 02:00:00 z',
      deviceFingerprint: '7b0a3ee25a384c3e9f0c0d6a3f1c2b11',
    };
    expect(of('period')).toEqual({ ...asked, expireTime: '2027-03-02 15:59:59 z' });
    expect(of('one-time')).toEqual(asked);
    expect(of('one-time', { deviceFingerprint: 'F' })).toEqual({ ...asked, deviceFingerprint: 'F' });
  });

  it('as codes have no instance', () => {
    const life = born({ product: 'license-code', charging: 'period' });
    const license = 'PLABCDEFGH012345';
    expect(valuesOf('license-code', renew, life)).toEqual({
      scene: 'RENEWAL',
      orderId: renewal.id,
      orderLineId: renewal.line,
      license,
      expireTime: '20280302155959',
    });
    expect(valuesOf('license-code', { type: 'unfreeze', reason: 'expired' }, life)).toEqual({
      license,
      status: 'UNFREEZE',
    });
    expect(valuesOf('license-code', { type: 'release', purchase: order }, life)).toEqual({ license });
  });
});

describe('values that are new at each attempt', () => {
  it('are the businessId of newInstance', () => {
    const named = protocols.flatMap(({ id, activities }) =>
      activities
        .filter(({ name }) => Object.keys(freshValues(id, name, () => 'U')).length > 0)
        .map(({ name }) => `${id} ${name}`),
    );
    expect(named).toEqual([
      'v1 newInstance',
      'v1 getLicense',
      'v2 newInstance',
      'online-license newInstance',
    ]);
    expect(freshValues('v2', 'newInstance', () => 'U')).toEqual({ businessId: 'U' });
  });
});

describe('an online licence', () => {
  it('is queried like an instance of V2', () => {
    expect(activityOf('online-license', 'queryInstance').activity).toBe(
      activityOf('v2', 'queryInstance').activity,
    );
    expect(activityOf('online-license', 'newInstance').protocol.id).toBe('online-license');
    expect(() => activityOf('license-code', 'newInstance')).toThrow('no newInstance in license-code');
  });
});
