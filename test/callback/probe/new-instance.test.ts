import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import { diagnoseTime } from '../../../src/callback/probe/diagnose-signing.ts';
import type { Probe } from '../../../src/callback/probe/model.ts';
import {
  asOtherAccount,
  instanceIdIn,
  newOrder,
  pollUntilReady,
  unknownOrder,
} from '../../../src/callback/probe/new-instance.ts';
import { clockAhead } from '../../../src/callback/probe/response.ts';
import { slowCreationSubstitute, testActivity } from '../../../src/callback/probe/test-call.ts';
import type { JsonValue } from '../../../src/text/json.ts';
import { exchange, probeOf, said, silence } from '../checks/support.ts';
import { now } from '../protocols/support.ts';

const pending = { resultCode: '000004', resultMsg: 'in progress' };

describe('an instance in creation', () => {
  const creation = exchange('v2 newInstance', {
    values: { orderId: 'o' },
    body: { ...pending, instanceId: 'i' },
  });

  it('is queried until it is ready', async () => {
    const query = exchange('v2 queryInstance', { body: pending });
    const { probe, calls, waits } = probeOf('v2 newInstance', [query, query, exchange('v2 queryInstance')]);
    expect(said(await pollUntilReady(probe, 'i', creation))).toBe('passed');
    expect(calls).toEqual(Array.from({ length: 3 }, () => 'queryInstance {"instanceId":"i"}'));
    expect(waits).toEqual([2000, 2000, 2000]);
  });

  it('is queried 60 times', async () => {
    const { probe, calls } = probeOf('v2 newInstance', [exchange('v2 queryInstance', { body: pending })]);
    expect(said(await pollUntilReady(probe, 'i', creation))).toMatch(
      /^after 60 queries in 120 s: resultCode 000004/,
    );
    expect(calls).toHaveLength(60);
  });

  it('is not queried any more when the server is silent', async () => {
    const { probe, calls } = probeOf('v2 newInstance', [silence('v2 queryInstance')]);
    expect((await pollUntilReady(probe, 'i', creation)).status).toBe('failed');
    expect(calls).toHaveLength(1);
  });

  it('is created again where it cannot be queried', async () => {
    const { probe, calls } = probeOf('online-license newInstance', [exchange('online-license newInstance')]);
    expect(said(await pollUntilReady(probe, 'i', creation))).toBe('passed');
    expect(calls).toEqual(['newInstance {"orderId":"o"}']);
  });
});

describe('an instance ID', () => {
  it.each<[JsonValue | undefined, string | undefined]>([
    ['i', 'i'],
    ['', undefined],
    [7, '7'],
    [0, '0'],
    [true, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is read as %j', (instanceId, expected) => {
    const body = { resultCode: '000000', ...(instanceId !== undefined && { instanceId }) };
    expect(instanceIdIn(exchange('v2 newInstance', { body }))).toBe(expected);
  });

  it('is not in a silence', () => {
    expect(instanceIdIn(silence('v2 newInstance'))).toBeUndefined();
    expect(instanceIdIn(exchange('v2 newInstance', { body: 'text' }))).toBeUndefined();
  });
});

describe('another account', () => {
  it.each<[string, string | undefined, number]>([
    ['000103', 'c', 1],
    ['000105', 'c', 1],
    ['000104', 'c', 0],
    ['000000', 'c', 0],
    ['000103', undefined, 0],
  ])('after %s of the account %s: %i calls', async (resultCode, customerId, count) => {
    const values = customerId === undefined ? {} : { customerId };
    const first = exchange('v1 newInstance', { values, body: { resultCode } });
    const second = exchange('v1 newInstance');
    const { probe, calls } = probeOf('v1 newInstance', [second]);
    expect(await asOtherAccount(probe, first)).toBe(count === 1 ? second : first);
    expect(calls).toEqual(count === 1 ? [`newInstance {"customerId":"${'a'.repeat(32)}"}`] : []);
  });
});

it('a silence is not repeated from another account', async () => {
  const { probe, calls } = probeOf('v1 newInstance', [exchange('v1 newInstance')]);
  const first = { ...silence('v1 newInstance'), values: { customerId: 'c' } };
  expect(await asOtherAccount(probe, first)).toBe(first);
  expect(calls).toEqual([]);
});

describe('a new order', () => {
  const orders = { issue: (like: string) => ({ orderId: `new ${like}`, orderLineId: 'line' }) };
  const withOrders = (name: string) => {
    const { probe } = probeOf(name, []);
    return { ...probe, options: { ...probe.options, orders } } as unknown as Probe;
  };

  it('begins with the minute in Beijing', () => {
    const { probe } = probeOf('v2 newInstance', []);
    const orderId = `CS2511250902${'A'.repeat(12)}`;
    expect(unknownOrder(probe)).toEqual({ orderId, orderLineId: `${orderId}-000001` });
    expect(newOrder(probe)).toEqual({ orderId, orderLineId: `${orderId}-000001` });
    expect(newOrder(probeOf('v1 newInstance', []).probe)).toEqual({ orderId });
  });

  it('is one of the order API where koo runs it for V2', () => {
    expect(newOrder(withOrders('v2 newInstance'))).toEqual({
      orderId: 'new MOCKPERIODYEARNEW',
      orderLineId: 'line',
    });
    expect(newOrder(withOrders('v1 newInstance')).orderId).toMatch(/^CS2511250902/);
  });
});

describe('a creation that takes seconds', () => {
  const created = (durationMs: number) => ({
    exchange: exchange('v2 newInstance', { durationMs }),
    instanceId: 'i',
  });
  const accepted = exchange('v2 queryInstance');
  const refused = exchange('v2 queryInstance', { body: { resultCode: '000005' } });
  const renewal = exchange('v2 refreshInstance');

  it.each<[string, number, readonly [string, Exchange][], string]>([
    ['quick', 1999, [['V2-LIFE-QUERY', accepted]], 'newInstance'],
    ['slow', 2000, [['V2-LIFE-QUERY', accepted]], 'queryInstance'],
    ['slow, not queried', 2000, [['V2-LIFE-RENEW', renewal]], 'refreshInstance'],
    [
      'slow, query refused',
      2000,
      [
        ['V2-LIFE-QUERY', refused],
        ['V2-LIFE-RENEW', renewal],
      ],
      'refreshInstance',
    ],
    [
      'slow, both',
      2000,
      [
        ['V2-LIFE-RENEW', renewal],
        ['V2-LIFE-QUERY', accepted],
      ],
      'queryInstance',
    ],
    ['slow, nothing else', 2000, [], 'newInstance'],
  ])('%s', (_title, durationMs, steps, activity) => {
    const { probe } = probeOf('v2 newInstance', [], { created: created(durationMs), steps: new Map(steps) });
    expect(testActivity(probe)).toBe(activity);
    expect(slowCreationSubstitute(probe)?.activity.name ?? 'newInstance').toBe(activity);
  });

  it('that failed is replaced with the call that was accepted', () => {
    const { probe } = probeOf('v2 newInstance', [], { plain: renewal });
    expect(testActivity(probe)).toBe('refreshInstance');
    const steps = new Map([['V2-LIFE-NEW', exchange('v2 newInstance')]]);
    expect(testActivity(probeOf('v2 newInstance', [], { plain: renewal, steps }).probe)).toBe('newInstance');
    const failing = new Map([['V2-LIFE-NEW', exchange('v2 newInstance', { status: 500 })]]);
    expect(testActivity(probeOf('v2 newInstance', [], { plain: renewal, steps: failing }).probe)).toBe(
      'refreshInstance',
    );
  });
});

describe('the clock of a server', () => {
  const dated = (ahead: number | undefined, resultCode = '000001', name = 'v2 newInstance') =>
    exchange(name, {
      body: { resultCode },
      headers: ahead === undefined ? [] : [['DATE', new Date(now.getTime() + ahead).toISOString()]],
    });

  it('is read from its Date header', () => {
    expect(clockAhead(dated(1500), now)).toBe(1500);
    expect(clockAhead(dated(undefined), now)).toBeNaN();
    expect(clockAhead(silence('v2 newInstance'), now)).toBeNaN();
  });

  it.each<[number, RegExp | undefined]>([
    [30_000, undefined],
    [30_001, /it is 30 s fast/],
    [-30_000, undefined],
    [-90_000, /it is 90 s slow/],
  ])('%i ms ahead', async (ahead, text) => {
    const { probe, calls } = probeOf('v2 newInstance', [dated(0)]);
    const found = await diagnoseTime(probe, dated(ahead));
    if (text) expect(found?.en).toMatch(text);
    else expect(found).toBeUndefined();
    expect(calls).toEqual(text ? [] : ['newInstance {}{"timestamp":"1764032523"}']);
  });

  it('is not asked for where requests have no nonce', async () => {
    const { probe, calls } = probeOf('v1 newInstance', [dated(0)]);
    expect(await diagnoseTime(probe, dated(90_000, '000001', 'v1 newInstance'))).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('may be read as seconds', async () => {
    const { probe } = probeOf('v2 newInstance', [exchange('v2 newInstance')]);
    expect((await diagnoseTime(probe, dated(0)))?.en).toMatch(/reads the timestamp as seconds/);
  });
});
