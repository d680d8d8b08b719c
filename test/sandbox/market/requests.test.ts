import { describe, expect, it } from 'vitest';
import { activityCall, type LifeProtocol } from '../../../src/lifecycle/activities.ts';
import { begin, next } from '../../../src/lifecycle/life.ts';
import type { Callback, Kind, Life } from '../../../src/lifecycle/model.ts';
import { callbackValues } from '../../../src/sandbox/market/requests.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { factsOf, inAYear, instanceOf, t0, yearly } from './traffic.ts';

const order = { id: 'CS2603021000AAAAA', line: 'CS2603021000AAAAA-000001' };
const period: Kind = { product: 'saas', charging: 'period' };

function born(kind: Kind, trial = false): Life {
  const expires = kind.charging === 'period' || kind.charging === 'package';
  const step = begin(kind, { order, trial, ...(expires && { expiresAt: inAYear }) }, t0);
  if (!step.ok) throw new Error(step.refusal);
  if (step.life.stage === 'live') return step.life;
  const made = next(step.life, { type: 'created' }, t0);
  if (!made.ok) throw new Error(made.refusal);
  return made.life;
}

/** The values of a callback; `undefined` where the protocol does not send it. */
function valuesOf(
  protocol: LifeProtocol,
  callback: Callback,
  life: Life,
  more: Partial<Parameters<typeof factsOf>[1] & object> = {},
): JsonObject | undefined {
  const call = activityCall(callback, protocol, life.kind);
  return call && callbackValues(protocol, call, factsOf(instanceOf(life), more));
}

const create = { type: 'create', order, trial: false, expiresAt: inAYear } as const;

describe('V1', () => {
  it('tells all of a purchase', () => {
    expect(valuesOf('v1', create, born(period), { quantity: 5 })).toEqual({
      customerId: '68cbc86abc2018ab880d92f36422fa0e',
      customerName: '云商店测试客户',
      orderId: order.id,
      skuCode: yearly.skuCode,
      productId: yearly.priceId,
      expireTime: '20270302235959',
      chargingMode: '1',
      amount: '5',
      periodType: 'year',
      periodNumber: '1',
      orderAmount: '100',
      provisionType: '1',
    });
  });
});
