import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Life, LifeEvent } from '../../../../src/lifecycle/model.ts';
import { billsOf, createUsageRecorder, writeBills } from '../../../../src/sandbox/market/life/bills.ts';
import { applyLifeEvent, settleArrears } from '../../../../src/sandbox/market/life/life-events.ts';
import { type Context, createContext } from '../../../../src/sandbox/market/model/context.ts';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import type { Instance, Price } from '../../../../src/sandbox/market/model/model.ts';
import { instanceOf, putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { chargedCycle, cycleEnd } from '../../../../src/sandbox/market/money/charges.ts';
import { usageCost } from '../../../../src/sandbox/market/money/prices.ts';
import { buyerFor, findBuyer, putBuyer } from '../../../../src/sandbox/market/orders/buyers.ts';
import { publishInstance } from '../../../../src/sandbox/market/orders/published.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { runs } from '../../../support/property-runs.ts';
import { legacyUsagePath, post, push, record, rejections, start, temporaryFolder } from '../../harness.ts';
import { fakeEngine } from '../engine.ts';

const hour = 3600_000;
const day = 24 * hour;
/** 2026-03-02 10:00:00 in Beijing. */
const t0 = Date.UTC(2026, 2, 2, 2);
const yuan = 1_000_000;
const buyer = 'd78cbac186b744899480f25bd022f468';
const price: Price = {
  priceId: 'OFFI1',
  skuCode: 's',
  amount: 500_000,
  item: 'calls',
  cycle: 'hour',
  mode: 'fixed',
};

const life: Life = {
  kind: { product: 'saas', charging: 'on-demand' },
  stage: 'live',
  trial: false,
  purchase: { id: 'O1', line: 'O1-000001' },
  completedAt: t0 + 700,
  terms: [],
  frozenFor: [],
  claimed: false,
};

function put(database: Database, instance: Instance): void {
  putInstance(database, instance);
  publishInstance(database, instance);
}

function payPerUse(key: number, more: Partial<Instance> = {}): Instance {
  return {
    key,
    resource: `r${key}`,
    product: 'OFFI758576253042421762',
    sku: 's',
    price,
    buyer,
    instanceId: `I${key}`,
    life,
    parameters: [],
    payment: 'balance',
    paid: 0,
    ...more,
  };
}

function packageOf(key: number, included: string, more: Partial<Instance> = {}): Instance {
  const expiresAt = t0 + 30 * day;
  const terms = [{ order: life.purchase, expiresAt }];
  return payPerUse(key, {
    price: { priceId: 'OFFI2', skuCode: 's', amount: yuan, included },
    life: { ...life, kind: { product: 'saas', charging: 'package' }, terms },
    ...more,
  });
}

/** The part of the marketplace that charges, with a clock of its own. */
function market(database: Database, level: 'V0' | 'V3' = 'V3', balance = 1000 * yuan) {
  putBuyer(database, { ...buyerFor(database, buyer), level, balance });
  const entries: Entry[] = [];
  const at = (now: number): Context =>
    createContext({
      database,
      now,
      seed: 1,
      random: (size) => Buffer.alloc(size),
      onEntry: (entry) => entries.push(entry),
    });
  const life = (type: 'end-grace' | 'end-retention') => (context: Context, subject: string) =>
    applyLifeEvent(context, Number(subject), { type } satisfies LifeEvent);
  const handlers: Readonly<Record<string, (context: Context, subject: string) => unknown>> = {
    bill: writeBills,
    'end-grace': life('end-grace'),
    'end-retention': life('end-retention'),
  };
  return {
    entries,
    at,
    record: (now: number, endedAt: number, usage: string, more: { key?: number; package?: string } = {}) =>
      createUsageRecorder(at(now))({ key: 1, endedAt, usage, ...more }),
    /** Everything that is due by then happens. */
    runTo(limit: number) {
      for (;;) {
        const next = database
          .prepare('SELECT * FROM market_events WHERE due <= ? ORDER BY due, sequence LIMIT 1')
          .get(limit);
        if (!next) return;
        database.prepare('DELETE FROM market_events WHERE id = ?').run(Number(next.id));
        handlers[String(next.type)]?.(at(Number(next.due)), String(next.subject));
      }
    },
    balance: () => findBuyer(database, buyer)?.balance,
    topUp(now: number, amount: number) {
      const found = buyerFor(database, buyer);
      putBuyer(database, { ...found, balance: found.balance + amount });
      settleArrears(at(now), buyer);
    },
    states: () =>
      entries.flatMap((entry) =>
        entry.type === 'state' ? [[new Date(entry.at).toISOString(), entry.instance, entry.state]] : [],
      ),
    due: () =>
      database
        .prepare('SELECT type, due FROM market_events ORDER BY due, sequence')
        .all()
        .map(({ type, due }) => [type, new Date(Number(due)).toISOString()]),
  };
}

async function store(): Promise<Database> {
  return openStore(await temporaryFolder());
}

describe('bills by the hour', () => {
  test('an idle instance has none, and nothing is scheduled for it', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { runTo, due } = market(database);
    expect(due()).toEqual([]);
    runTo(t0 + 365 * day);
    expect(billsOf(database)).toEqual([]);
  });

  test('a bill is written two hours after its cycle, over the records that end in it', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, runTo, due, balance, entries } = market(database);
    record(t0 + 2 * hour, t0 + hour, '2');
    record(t0 + 2 * hour, t0 + hour, '0.5');
    record(t0 + 2 * hour, t0 + hour + 1000, '4');
    expect(due()).toEqual([['bill', '2026-03-02T05:00:00.000Z']]);
    runTo(t0 + 3 * hour - 1);
    expect(billsOf(database)).toEqual([]);
    runTo(t0 + 3 * hour);
    expect(billsOf(database)).toEqual([
      {
        id: 1,
        key: 1,
        instance: 'I1',
        buyer: buyerFor(database, buyer).name,
        from: '2026-03-02T02:00:00.000Z',
        to: '2026-03-02T03:00:00.000Z',
        writtenAt: '2026-03-02T05:00:00.000Z',
        item: 'calls',
        mode: 'fixed',
        usage: '2.5',
        deducted: '0',
        overdrawn: '0',
        amount: 1_250_000,
        records: 2,
        late: 0,
        balance: 998_750_000,
      },
    ]);
    expect(due()).toEqual([['bill', '2026-03-02T06:00:00.000Z']]);
    runTo(t0 + 4 * hour);
    expect(billsOf(database).map(({ amount }) => amount)).toEqual([1_250_000, 2_000_000]);
    expect([balance(), due()]).toEqual([996_750_000, []]);
    expect(entries.map(({ type }) => type)).toEqual(['bill', 'bill']);
  });

  test('a record that comes later is late in the next bill', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, runTo } = market(database);
    record(t0 + 3 * hour - 1000, t0 + hour, '1');
    runTo(t0 + 3 * hour);
    record(t0 + 3 * hour, t0 + hour, '2');
    record(t0 + 3 * hour, t0 + 2 * hour, '4');
    runTo(t0 + day);
    expect(billsOf(database).map(({ to, usage, records, late }) => [to, usage, records, late])).toEqual([
      ['2026-03-02T03:00:00.000Z', '1', 1, 0],
      ['2026-03-02T04:00:00.000Z', '6', 2, 1],
    ]);
  });

  test('an earlier bill takes the place of a later one that was scheduled', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, due, runTo } = market(database);
    record(t0 + 2 * hour, t0 + 2 * hour, '1');
    record(t0 + 2 * hour, t0 + hour, '1');
    expect(due()).toEqual([['bill', '2026-03-02T05:00:00.000Z']]);
    runTo(t0 + day);
    expect(billsOf(database)).toHaveLength(2);
  });

  test('bills of a released instance are still written', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, runTo } = market(database);
    record(t0 + hour, t0 + hour, '1');
    put(database, payPerUse(1, { life: { ...life, stage: 'released' } }));
    runTo(t0 + day);
    expect(billsOf(database, { instance: 1 })).toHaveLength(1);
    expect(billsOf(database, { instance: 2 })).toEqual([]);
  });
});

test('a day is 24 hours from the start of use; its bill comes at 01:00 in Beijing', async () => {
  const database = await store();
  put(database, payPerUse(1, { price: { ...price, cycle: 'day' } }));
  const { record, runTo } = market(database);
  record(t0 + day, t0 + day, '1');
  record(t0 + day + 1000, t0 + day + 1000, '2');
  runTo(t0 + 3 * day);
  expect(billsOf(database).map(({ from, to, writtenAt, usage }) => [from, to, writtenAt, usage])).toEqual([
    ['2026-03-02T02:00:00.000Z', '2026-03-03T02:00:00.000Z', '2026-03-03T17:00:00.000Z', '1'],
    ['2026-03-03T02:00:00.000Z', '2026-03-04T02:00:00.000Z', '2026-03-04T17:00:00.000Z', '2'],
  ]);
});

test('the bills together are what the records cost; each record is in one bill, late ones marked', async () => {
  const database = await store();
  const minute = fc.integer({ min: 0, max: 72 * 60 });
  const one = fc.record({ a: minute, b: minute, units: fc.integer({ min: 1, max: 99_999 }) });
  fc.assert(
    fc.property(
      fc.constantFrom('hour', 'day'),
      fc.array(one, { minLength: 1, maxLength: 20 }),
      (cycle, all) => {
        for (const table of ['records', 'bills', 'events']) database.exec(`DELETE FROM market_${table}`);
        const daily = { ...price, cycle };
        put(database, payPerUse(1, { price: daily }));
        const { record, runTo, balance } = market(database);
        const records = all
          .map(({ a, b, units }) => ({
            ended: t0 + Math.min(a, b) * 60_000,
            arrives: t0 + Math.max(a, b) * 60_000,
            usage: String(units / 100),
          }))
          .sort((x, y) => x.arrives - y.arrives);
        for (const { ended, arrives, usage } of records) {
          runTo(arrives);
          record(arrives, ended, usage);
        }
        runTo(t0 + 10 * day);
        const bills = billsOf(database);
        const cost = records.reduce((sum, { usage }) => sum + usageCost(daily, '0', usage), 0);
        expect(bills.reduce((sum, { amount }) => sum + amount, 0)).toBe(cost);
        expect(balance()).toBe(1000 * yuan - cost);
        expect(bills.reduce((sum, bill) => sum + bill.records, 0)).toBe(records.length);
        const late = records.filter(
          ({ ended, arrives }) => chargedCycle(ended, t0, cycle, arrives) > cycleEnd(ended, t0, cycle),
        );
        expect(bills.reduce((sum, bill) => sum + bill.late, 0)).toBe(late.length);
        expect(new Set(bills.map(({ to }) => to)).size).toBe(bills.length);
      },
    ),
    { numRuns: runs(40) },
  );
});

describe('packages', () => {
  test('the quota goes first, that of the package that ends first; the excess is charged', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const late = { order: life.purchase, expiresAt: t0 + 60 * day };
    put(database, packageOf(2, '10', { life: { ...packageOf(2, '10').life, terms: [late] } }));
    put(database, packageOf(3, '4'));
    // Of another buyer, frozen, bought later: not for this usage.
    put(database, packageOf(4, '99', { buyer: 'b'.repeat(32) }));
    putInstance(
      database,
      packageOf(5, '99', { frozenAt: t0, life: { ...packageOf(5, '9').life, frozenFor: ['expired'] } }),
    );
    put(database, packageOf(6, '99', { life: { ...packageOf(6, '9').life, completedAt: t0 + day } }));
    const { record, runTo } = market(database);
    record(t0 + hour, t0 + hour, '5');
    record(t0 + 2 * hour, t0 + 2 * hour, '12');
    runTo(t0 + day);
    expect(billsOf(database).map(({ usage, deducted, amount }) => [usage, deducted, amount])).toEqual([
      ['5', '5', 0],
      ['12', '9', 1_500_000],
    ]);
    const left = database.prepare('SELECT instance, used FROM market_packages ORDER BY instance').all();
    expect(left).toEqual([
      { instance: 2, used: '10' },
      { instance: 3, used: '4' },
    ]);
  });

  test('a record that names a package is taken from it alone', async () => {
    const database = await store();
    put(database, payPerUse(1));
    put(database, packageOf(2, '10'));
    put(database, packageOf(3, '4'));
    const { record, runTo } = market(database);
    record(t0 + hour, t0 + hour, '5', { package: 'I3' });
    record(t0 + hour, t0 + hour, '1', { package: 'koo-package-0001' });
    runTo(t0 + day);
    expect(billsOf(database)).toMatchObject([{ usage: '6', deducted: '4', amount: yuan }]);
  });

  test('a record that names the package of another buyer is charged, and leaves that package alone', async () => {
    const database = await store();
    put(database, payPerUse(1));
    put(database, packageOf(2, '10', { buyer: 'b'.repeat(32) }));
    const { record, runTo } = market(database);
    record(t0 + hour, t0 + hour, '5', { package: 'I2' });
    runTo(t0 + day);
    expect(billsOf(database)).toMatchObject([{ usage: '5', deducted: '0', amount: 2.5 * yuan }]);
    expect(database.prepare('SELECT * FROM market_packages').all()).toEqual([]);
  });

  test('one that stops before excess is overdrawn, and the excess is not charged', async () => {
    const database = await store();
    put(database, payPerUse(1));
    database.exec("UPDATE instances SET needs_package = 1 WHERE id = 'I1'");
    put(database, packageOf(2, '4'));
    const { record, runTo, entries } = market(database);
    record(t0 + hour, t0 + hour, '5.5', { package: 'I2' });
    runTo(t0 + day);
    expect(billsOf(database)).toMatchObject([{ usage: '5.5', deducted: '4', overdrawn: '1.5', amount: 0 }]);
    expect(entries).toMatchObject([
      { type: 'bill', text: { en: expect.stringContaining('1.5 of it over the quota') } },
    ]);
  });
});

describe('arrears', () => {
  test('a bill below the balance lets every pay-per-use instance into grace, freeze and release', async () => {
    const database = await store();
    put(database, payPerUse(1));
    put(database, payPerUse(2));
    put(database, payPerUse(3, { buyer: 'b'.repeat(32) }));
    const period = { ...life, kind: { product: 'saas', charging: 'period' } } as const;
    put(database, payPerUse(4, { life: period }));
    put(database, payPerUse(5, { life: { ...life, stage: 'creating' } }));
    const { record, runTo, states, balance, entries } = market(database, 'V3', 5 * yuan);
    record(t0 + hour, t0 + hour, '12.5');
    runTo(t0 + 20 * day);
    expect(balance()).toBe(-1_250_000);
    expect(states()).toEqual([
      ['2026-03-02T05:00:00.000Z', 1, 'grace'],
      ['2026-03-02T05:00:00.000Z', 2, 'grace'],
      ['2026-03-03T05:00:00.000Z', 1, 'frozen'],
      ['2026-03-03T05:00:00.000Z', 2, 'frozen'],
      ['2026-03-10T05:00:00.000Z', 1, 'released'],
      ['2026-03-10T05:00:00.000Z', 2, 'released'],
    ]);
    expect(entries.filter((entry) => entry.type === 'notice' && entry.kind === 'arrears')).toHaveLength(1);
  });

  test('a balance of 0 is no arrears', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, runTo, states, balance } = market(database, 'V3', 5 * yuan);
    record(t0 + hour, t0 + hour, '10');
    runTo(t0 + day);
    expect([balance(), states()]).toEqual([0, []]);
  });

  test('level V0 has no grace', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, runTo, states } = market(database, 'V0', 0);
    record(t0 + hour, t0 + hour, '1');
    runTo(t0 + 3 * hour);
    expect(states().map(([, , state]) => state)).toEqual(['grace', 'frozen']);
  });

  test('paid in grace: nothing is frozen; paid when frozen: it is active again', async () => {
    const database = await store();
    put(database, payPerUse(1));
    const { record, runTo, topUp, states, due } = market(database, 'V3', 0);
    record(t0 + hour, t0 + hour, '2');
    runTo(t0 + 3 * hour);
    topUp(t0 + 4 * hour, yuan / 2);
    expect(instanceOf(database, 1).life.overdue).toBe('arrears');
    topUp(t0 + 5 * hour, yuan / 2);
    expect(due()).toEqual([]);
    expect(states().map(([, , state]) => state)).toEqual(['grace', 'active']);
    record(t0 + 6 * hour, t0 + 6 * hour, '2');
    runTo(t0 + 3 * day);
    topUp(t0 + 3 * day, 5 * yuan);
    runTo(t0 + 30 * day);
    expect(states().map(([, , state]) => state)).toEqual(['grace', 'active', 'grace', 'frozen', 'active']);
  });
});

describe('usage that is pushed', () => {
  const time = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
  const window = (begin: number, end: number) => ({
    instance_id: 'I1',
    record_time: time(end),
    begin_time: time(begin),
    end_time: time(end),
  });

  test('is charged once, whatever is sent again or refused', async () => {
    const stateFolder = await temporaryFolder();
    const database = openStore(stateFolder);
    put(database, payPerUse(1));
    const { runTo, due } = market(database);
    database.prepare("UPDATE market_clock SET mode = 'virtual', now = ?").run(t0 + hour);
    const engine = fakeEngine();
    const sandbox = await start({ stateFolder, openMarket: engine.open, keepsTime: true });
    const good = record({ ...window(t0, t0 + hour), usage_value: '12.5' });
    expect(rejections((await push(sandbox, [good, good])).json)).toMatchObject([{ error_code: '010' }]);
    const bad = record({ ...window(t0 - hour, t0), usage_value: '7' });
    expect(rejections((await push(sandbox, [good, bad])).json)).toMatchObject([
      { error_code: '010' },
      { error_code: '011' },
    ]);
    expect(due()).toEqual([['bill', '2026-03-02T05:00:00.000Z']]);
    expect(engine.wakes).toBe(2);
    runTo(t0 + day);
    expect(billsOf(database)).toMatchObject([{ usage: '12.5', records: 1, amount: 6_250_000 }]);
    database.close();
  });

  test('over the old interface is charged as well', async () => {
    const stateFolder = await temporaryFolder();
    const database = openStore(stateFolder);
    put(database, payPerUse(1));
    const { runTo } = market(database);
    database.prepare("UPDATE market_clock SET mode = 'virtual', now = ?").run(t0 + hour);
    const sandbox = await start({ stateFolder });
    const { metering_sn: _, ...good } = record({
      ...window(t0, t0 + hour),
      product_id: 'P',
      usage_value: '2',
    });
    await post(sandbox, legacyUsagePath, { usage_records: [good, { ...good, usage_value: '0' }] });
    runTo(t0 + day);
    expect(billsOf(database)).toMatchObject([{ usage: '2', records: 1 }]);
    database.close();
  });

  test('of an instance that was seeded is not charged', async () => {
    const stateFolder = await temporaryFolder();
    const database = openStore(stateFolder);
    const sandbox = await start({ stateFolder });
    await push(sandbox, [record()]);
    const { due } = market(database);
    expect(due()).toEqual([]);
    database.close();
  });
});
