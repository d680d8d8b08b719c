import { describe, expect, test } from 'vitest';
import type { UsageRecord } from '../../../src/callback/merchant/usage.ts';
import { harness, type Overrides } from './harness.ts';

const start = Date.parse('2026-03-02T02:00:00.000Z');
const hour = 3_600_000;
const bought = { orderId: 'CS1', orderLineId: 'CS1-000001', testFlag: undefined };

/** A merchant with an order of each charging mode, and a business clock of its own. */
function sandbox(chargingMode = 'ON_DEMAND') {
  let time = start;
  const at = () => new Date(time);
  const merchant = harness({
    businessNow: at,
    lookUpOrder: async (orderId) => ({
      orderId,
      orderLine: [{ orderLineId: `${orderId}-000001`, chargingMode }],
    }),
  });
  const call = (name: string, values: Overrides = {}) =>
    merchant.call('v2', name, { testFlag: undefined, ...values });
  const due = () => merchant.merchant.usageDue(at());
  return {
    ...merchant,
    call,
    due,
    settle: merchant.merchant.settleUsage,
    spans: () => due().map(({ begin_time, end_time }) => `${begin_time} ${end_time}`),
    set: (text: string) => {
      time = Date.parse(text);
    },
  };
}

async function used(chargingMode?: string) {
  const merchant = sandbox(chargingMode);
  const { json } = await merchant.call('newInstance', bought);
  const instanceId = String(json.instanceId);
  const query = async () => {
    const { json } = await merchant.call('queryInstance', { instanceId });
    return (json.info as Record<string, unknown>[])[0]!;
  };
  await query();
  return { ...merchant, instanceId, query };
}

describe('usageDue', () => {
  test('is a record for each hour of use and the rest, in UTC of the business clock', async () => {
    const { due, set, instanceId } = await used();
    expect(due()).toEqual([]);
    set('2026-03-02T04:30:00.900Z');
    const records = due();
    expect(records).toEqual([
      {
        begin_time: '20260302T020000Z',
        end_time: '20260302T030000Z',
        instance_id: instanceId,
        metering_sn: `${instanceId}-20260302T020000Z`,
        record_time: '20260302T030000Z',
        usage_value: '1',
      },
      expect.objectContaining({ begin_time: '20260302T030000Z', end_time: '20260302T040000Z' }),
      expect.objectContaining({
        begin_time: '20260302T040000Z',
        end_time: '20260302T043000Z',
        usage_value: '0.5',
      }),
    ]);
    // The signature is that of ascending keys.
    for (const record of records) expect(Object.keys(record)).toEqual(Object.keys(record).sort());
    for (const { metering_sn } of records) expect(metering_sn.length).toBeLessThanOrEqual(64);
    expect(due()).toEqual(records);
  });

  test('begins in the second after the query that completes the order, if not at it', async () => {
    const merchant = sandbox();
    const { json } = await merchant.call('newInstance', bought);
    merchant.set('2026-03-02T03:00:00.000Z');
    expect(merchant.due()).toEqual([]);
    merchant.set('2026-03-02T03:00:00.001Z');
    await merchant.call('queryInstance', { instanceId: json.instanceId! });
    merchant.set('2026-03-02T03:00:01.999Z');
    expect(merchant.due()).toEqual([]);
    merchant.set('2026-03-02T03:00:02.000Z');
    expect(merchant.due()).toMatchObject([
      { begin_time: '20260302T030001Z', end_time: '20260302T030002Z', usage_value: '0.0003' },
    ]);
  });

  test.each(['PERIOD', 'ONE_TIME', 'ON_DEMAND_PKG'])('%s: nothing is due', async (chargingMode) => {
    const { due, set } = await used(chargingMode);
    set('2026-03-03T02:00:00.000Z');
    expect(due()).toEqual([]);
  });

  test('debugging is not charged', async () => {
    const { call, due, set } = sandbox();
    const { json } = await call('newInstance', { ...bought, testFlag: '1' });
    await call('queryInstance', { instanceId: json.instanceId! });
    set('2026-03-03T02:00:00.000Z');
    expect(due()).toEqual([]);
  });

  test('V1 is metered from its creation', async () => {
    const { call, merchant, wait, now } = harness();
    await call('v1', 'newInstance', { chargingMode: 0, testFlag: undefined });
    wait(hour);
    expect(merchant.usageDue(now())).toMatchObject([{ usage_value: '1' }]);
  });
});

describe('what was used', () => {
  test('before a freeze is due, what was not used while frozen is not', async () => {
    const { call, set, spans, instanceId, query } = await used();
    const status = (status: string) => call('updateInstanceStatus', { instanceId, status });
    set('2026-03-02T02:30:00.700Z');
    await status('FREEZE');
    set('2026-03-02T04:00:00.000Z');
    await status('FREEZE');
    await query();
    set('2026-03-02T05:00:00.000Z');
    expect(spans()).toEqual(['20260302T020000Z 20260302T023000Z']);
    await status('UNFREEZE');
    await status('UNFREEZE');
    set('2026-03-02T05:10:00.000Z');
    expect(spans()).toEqual(['20260302T020000Z 20260302T023000Z', '20260302T050000Z 20260302T051000Z']);
  });

  test('is due once, however short the freeze is', async () => {
    const { call, set, spans, due, settle, instanceId } = await used();
    const status = (status: string) => call('updateInstanceStatus', { instanceId, status });
    const refreeze = async (time: string) => {
      set(time);
      await status('FREEZE');
      await status('UNFREEZE');
    };
    set('2026-03-02T02:30:00.000Z');
    await status('FREEZE');
    settle(due());
    await status('UNFREEZE');
    await refreeze('2026-03-02T03:00:00.200Z');
    // Within the second in which it was unfrozen.
    await refreeze('2026-03-02T03:00:00.700Z');
    set('2026-03-02T03:10:00.000Z');
    expect(spans()).toEqual(['20260302T023000Z 20260302T030000Z', '20260302T030001Z 20260302T031000Z']);
    settle(due());
    expect(spans()).toEqual([]);
    set('2026-03-02T03:20:00.000Z');
    expect(spans()).toEqual(['20260302T031000Z 20260302T032000Z']);
  });

  test('until the release is due, nothing after it', async () => {
    const { call, set, spans, instanceId } = await used();
    set('2026-03-02T02:20:00.000Z');
    await call('releaseInstance', { instanceId });
    set('2026-03-02T09:00:00.000Z');
    await call('releaseInstance', { instanceId });
    expect(spans()).toEqual(['20260302T020000Z 20260302T022000Z']);
  });
});

describe('settleUsage', () => {
  test('what was pushed is not due again, and queryInstance shows the sum of what was accepted', async () => {
    const { due, set, settle, spans, query } = await used();
    expect((await query()).usageInfo).toEqual([
      {
        usageValue: 0,
        statisticalTime: '20260302020000000',
        dashboardUrl: 'https://app.example.com/usage',
      },
    ]);
    set('2026-03-02T04:30:00.000Z');
    const records = due();
    settle(records, new Set([records[0]!.metering_sn]));
    expect(spans()).toEqual([]);
    set('2026-03-02T05:00:00.000Z');
    expect(spans()).toEqual(['20260302T043000Z 20260302T050000Z']);
    expect((await query()).usageInfo).toMatchObject([
      { usageValue: 1.5, statisticalTime: '20260302043000000' },
    ]);
  });

  test('settles part of the records, each once', async () => {
    const { call, due, set, settle, spans, instanceId } = await used();
    set('2026-03-02T04:00:00.000Z');
    await call('releaseInstance', { instanceId });
    const records: readonly UsageRecord[] = due();
    settle(records.slice(0, 1));
    settle(records.slice(0, 1));
    expect(spans()).toEqual(['20260302T030000Z 20260302T040000Z']);
    settle(records);
    expect(spans()).toEqual([]);
    settle(records);
    settle([{ ...records[0]!, instance_id: 'unknown' }]);
    expect(spans()).toEqual([]);
  });

  test('adds decimals exactly', async () => {
    const { due, set, settle, query } = await used();
    for (const minutes of [6, 12, 18]) {
      set(new Date(start + minutes * 60_000).toISOString());
      settle(due());
    }
    expect((await query()).usageInfo).toMatchObject([{ usageValue: 0.3 }]);
  });
});
