import { expect, test } from 'vitest';
import { forgetProbes, probe, probeDue, probeSettled } from '../../../../src/sandbox/market/acts/probe.ts';
import { createContext } from '../../../../src/sandbox/market/model/context.ts';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import type { AttemptOutcome, Connection, Delivery } from '../../../../src/sandbox/market/model/model.ts';
import { putConnection } from '../../../../src/sandbox/market/model/records.ts';
import { defaultSettings } from '../../../../src/sandbox/market/model/settings.ts';
import { closeAttempt, openAttempt } from '../../../../src/sandbox/market/outbox/attempt-store.ts';
import { deliveryOf, settle } from '../../../../src/sandbox/market/outbox/delivery-queue.ts';
import { countFailure, supervisionOf, tradingOf } from '../../../../src/sandbox/market/rules/trading.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { resetStore, withStore } from '../../../../src/sandbox/store.ts';
import { verbatim } from '../../../../src/text/translate.ts';
import { temporaryFolder } from '../../harness.ts';

const product = 'OFFI758576253042421760';
const start = Date.parse('2026-03-02T02:00:00Z');

type Shop = ReturnType<typeof openShop>;

/** A state with one product that is connected, and a clock that a test moves. */
function openShop(database: Database, changes: Partial<Connection>) {
  // Nothing of it has to survive.
  database.exec('PRAGMA synchronous = OFF');
  putConnection(database, { ...connection, ...changes }, {});
  const entries: Entry[] = [];
  const shop = {
    database,
    now: start,
    entries,
    /** Activities that fail. */
    broken: new Set<string>(),
    context: () =>
      createContext({
        database,
        now: shop.now,
        seed: 1,
        random: (size) => Buffer.alloc(size),
        onEntry: (entry) => entries.push(entry),
      }),
    act(action: 'save' | 'run' | 'forget' | 'repaired'): readonly string[] {
      probe(shop.context(), { do: 'probe', product, action });
      return shop.answer();
    },
    /** Answers what is due; the calls. */
    answer(): readonly string[] {
      const sent: string[] = [];
      for (let delivery = due(database); delivery; delivery = due(database)) {
        const context = shop.context();
        const { activity, values } = delivery;
        const fails = shop.broken.has(activity) || shop.broken.has('*');
        closeAttempt(
          context,
          openAttempt(context, delivery, context.now, () => ({})),
          outcome(fails),
        );
        sent.push(values.instanceId === 'I1' ? `${activity} I1` : activity);
        const state = fails ? 'given-up' : 'succeeded';
        probeSettled(context, { ...delivery, state });
        settle(context, delivery, state);
      }
      return sent;
    },
    /** Lets the clock run to a time; when there were probes, in Beijing, and how many calls. */
    runTo(time: string): readonly string[] {
      const until = Date.parse(time);
      const probes: string[] = [];
      for (let event = scheduled(database); event && event.due <= until; event = scheduled(database)) {
        database.prepare('DELETE FROM market_events WHERE id = ?').run(event.id);
        shop.now = event.due;
        probeDue(shop.context(), product);
        const at = new Date(event.due + 8 * 3_600_000).toISOString().slice(5, 16);
        probes.push(`${at} ×${shop.answer().length}`);
      }
      shop.now = until;
      return probes;
    },
    /** Those since the last look. */
    notices: (): readonly string[] =>
      entries.splice(0).flatMap((entry) => (entry.type === 'notice' ? [`${entry.to} ${entry.kind}`] : [])),
  };
  return shop;
}

function due(database: Database): Delivery | undefined {
  const row = database.prepare("SELECT id FROM market_deliveries WHERE state = 'active'").get();
  return row && deliveryOf(database, Number(row.id));
}

function scheduled(database: Database): { readonly id: number; readonly due: number } | undefined {
  const row = database
    .prepare("SELECT id, due FROM market_events WHERE type = 'probe' AND subject = ? ORDER BY due")
    .get(product);
  return row && { id: Number(row.id), due: Number(row.due) };
}

const connection: Connection = {
  product,
  seller: 's1',
  url: 'http://127.0.0.1:1/saasproduce',
  protocols: ['v2'],
  encrypt: 256,
  supervised: false,
  contacts: false,
  parameters: [],
  without: [],
  prices: [],
  settings: defaultSettings,
};

function outcome(fails: boolean): AttemptOutcome {
  return {
    result: fails ? 'failed' : 'succeeded',
    meaning: verbatim(''),
    reply: { resultCode: fails ? '000005' : '000000', instanceId: 'I1' },
    problems: [],
    durationMs: 1,
    request: { method: 'POST', url: '', headers: [], sentAt: '' },
  };
}

async function inShop(work: (shop: Shop) => void, changes: Partial<Connection> = {}): Promise<void> {
  withStore(await temporaryFolder(), (database) => work(openShop(database, changes)));
}

const all = [
  'newInstance',
  'queryInstance I1',
  'refreshInstance I1',
  'updateInstanceStatus I1',
  'upgradeInstance I1',
  'changeInstanceCheck I1',
  'releaseInstance I1',
];

test('the calls that succeed are saved, on the instance that the first one creates', () =>
  inShop((shop) => {
    expect(shop.act('save')).toEqual(all);
    expect(shop.entries.at(-1)).toMatchObject({ type: 'probe', data: { product, failed: [] } });
    expect(shop.act('run')).toEqual(all);
    const sent = shop.database
      .prepare("SELECT json_extract(document, '$.values') AS v FROM market_deliveries")
      .all();
    expect(sent.slice(7)).toEqual(sent.slice(0, 7));
    expect(JSON.stringify(sent)).not.toContain('testFlag');
    expect(shop.notices()).toEqual([]);
  }));

test('V1 has its own calls, without what the product has not configured', () =>
  inShop(
    (shop) => {
      expect(shop.act('save')).toEqual([
        'newInstance',
        'queryInstance I1',
        'refreshInstance I1',
        'expireInstance I1',
        'releaseInstance I1',
      ]);
    },
    { protocols: ['v1', 'v1-kit'], without: ['upgrade'] },
  ));

test('a call that fails is not saved; without an instance nothing is', () =>
  inShop((shop) => {
    shop.broken.add('upgradeInstance');
    shop.act('save');
    shop.broken.clear();
    expect(shop.act('run')).toEqual(all.filter((name) => name !== 'upgradeInstance I1'));
    shop.broken.add('newInstance');
    expect(shop.act('save')).toEqual(['newInstance']);
    shop.broken.clear();
    expect(shop.act('run')).toHaveLength(6);
    expect(shop.notices()).toEqual([]);
  }));

test('products are probed at 09:00 and 15:00 in Beijing while calls are saved', () =>
  inShop((shop) => {
    expect(shop.runTo('2026-03-02T02:00:00Z')).toEqual([]);
    shop.act('save');
    expect(shop.runTo('2026-03-03T08:00:00Z')).toEqual([
      '03-02T15:00 ×7',
      '03-03T09:00 ×7',
      '03-03T15:00 ×7',
    ]);
    shop.act('save');
    expect(shop.runTo('2026-03-04T02:00:00Z')).toEqual(['03-04T09:00 ×7']);
    shop.act('forget');
    expect(shop.runTo('2026-03-09T00:00:00Z')).toEqual([]);
    expect(() => shop.act('run')).toThrow('No debugging calls');
  }));

test('a product that is not on sale is not probed, and is again once it is', () =>
  inShop((shop) => {
    shop.act('save');
    setStatus(shop, 'off_sale');
    expect(shop.runTo('2026-03-02T08:00:00Z')).toEqual(['03-02T15:00 ×0']);
    expect(() => shop.act('run')).toThrow('is not on sale');
    setStatus(shop, 'on_sale');
    expect(shop.runTo('2026-03-03T02:00:00Z')).toEqual(['03-03T09:00 ×7']);
  }));

function setStatus({ database }: Shop, status: string): void {
  database
    .prepare("UPDATE products SET status = ?1, document = json_set(document, '$.status', ?1) WHERE id = ?2")
    .run(status, product);
}

test('after five failing days in a row trading is frozen, until the repair passes a probe', () =>
  inShop((shop) => {
    shop.act('save');
    shop.entries.length = 0;
    shop.broken.add('refreshInstance');
    shop.runTo('2026-03-06T06:59:59Z');
    expect(tradingOf(shop.database, product)).toBe('open');
    expect(new Set(shop.notices())).toEqual(new Set(['seller probe-failed']));
    shop.runTo('2026-03-06T07:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('frozen');
    expect(shop.notices()).toEqual(['seller probe-failed', 'seller trading-frozen']);
    shop.runTo('2026-03-08T00:00:00Z');
    expect(shop.notices()).toEqual(['seller probe-failed', 'seller probe-failed']);
    expect(() => shop.act('forget')).toThrow('frozen until a probe passes');
    shop.act('repaired');
    expect(tradingOf(shop.database, product)).toBe('frozen');
    shop.broken.clear();
    shop.act('run');
    expect(tradingOf(shop.database, product)).toBe('frozen');
    expect(shop.act('repaired')).toEqual(all);
    expect(tradingOf(shop.database, product)).toBe('open');
    expect(() => shop.act('repaired')).toThrow('is not frozen');
    shop.broken.add('*');
    shop.runTo('2026-03-11T16:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('open');
  }));

test('the last probe of a day decides, and a day that passes starts anew', () =>
  inShop((shop) => {
    shop.act('save');
    shop.broken.add('*');
    shop.runTo('2026-03-06T02:00:00Z');
    shop.broken.clear();
    shop.runTo('2026-03-06T08:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('open');
    shop.broken.add('*');
    shop.runTo('2026-03-10T08:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('open');
    shop.runTo('2026-03-11T08:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('frozen');
  }));

test('a day without a probe ends the row', () =>
  inShop((shop) => {
    shop.act('save');
    shop.broken.add('*');
    shop.runTo('2026-03-05T08:00:00Z');
    setStatus(shop, 'off_sale');
    shop.runTo('2026-03-06T08:00:00Z');
    setStatus(shop, 'on_sale');
    shop.runTo('2026-03-10T08:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('open');
    shop.runTo('2026-03-11T08:00:00Z');
    expect(tradingOf(shop.database, product)).toBe('frozen');
  }));

test('a second probe waits for the first', () =>
  inShop((shop) => {
    shop.act('save');
    probe(shop.context(), { do: 'probe', product, action: 'run' });
    expect(() => probe(shop.context(), { do: 'probe', product, action: 'run' })).toThrow('is under way');
    expect(shop.answer()).toEqual(all);
  }));

test('licence codes have no debugging calls that can be made up', () =>
  inShop((shop) => expect(() => shop.act('save')).toThrow('no debugging calls'), {
    protocols: ['license-code'],
  }));

test('a product that is not connected any more is not probed', () =>
  inShop((shop) => {
    shop.act('save');
    shop.database.exec('DELETE FROM market_connections');
    expect(shop.runTo('2026-03-03T00:00:00Z')).toEqual(['03-02T15:00 ×0']);
    forgetProbes(shop.context(), product);
    expect(supervisionOf(shop.database, product)).toEqual({});
  }));

test('the sixth failed order of a calendar month in Beijing delists a product', () =>
  inShop((shop) => {
    shop.now = Date.parse('2026-03-31T15:59:59Z');
    for (let order = 1; order <= 5; order += 1) countFailure(shop.context(), product);
    expect(tradingOf(shop.database, product)).toBe('open');
    // April has begun.
    shop.now += 1000;
    for (let order = 1; order <= 5; order += 1) countFailure(shop.context(), product);
    expect(tradingOf(shop.database, product)).toBe('open');
    expect(shop.notices()).toEqual([]);
    countFailure(shop.context(), product);
    countFailure(shop.context(), product);
    expect(tradingOf(shop.database, product)).toBe('delisted');
    expect(shop.notices()).toEqual(['seller delisted']);
    expect(tradingOf(shop.database, 'other')).toBe('open');
    resetStore(shop.database);
    expect(tradingOf(shop.database, product)).toBe('open');
  }));

test('a delisted product is not probed', () =>
  inShop((shop) => {
    shop.act('save');
    for (let order = 1; order <= 6; order += 1) countFailure(shop.context(), product);
    expect(shop.runTo('2026-03-02T08:00:00Z')).toEqual(['03-02T15:00 ×0']);
  }));
