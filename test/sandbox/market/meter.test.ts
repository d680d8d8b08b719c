import { describe, expect, test } from 'vitest';
import { otherSeller, sandboxSeller } from '../../../src/sandbox/accounts.ts';
import {
  meterDelisted,
  meterFailed,
  meterFrozen,
  meterReleased,
  meterStarted,
  meterUnfrozen,
} from '../../../src/sandbox/market/meter.ts';
import { type Database, openStore } from '../../../src/sandbox/store.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { legacyUsagePath, post, push, record, rejections, start, temporaryFolder } from '../harness.ts';

const hour = 3600_000;
/** Opened at 02:00:00 and something more. */
const opened = Date.UTC(2026, 2, 2, 2, 0, 0) + 700;
/** The business clock, far from the wall clock. */
const now = Date.UTC(2026, 2, 5, 12);

const time = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
const at = (day: number, hours: number, seconds = 0) => Date.UTC(2026, 2, day, hours, 0, seconds);

async function metered(prepare: (database: Database) => void, clock = now) {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  meterStarted(database, {
    instanceId: 'I1',
    seller: sandboxSeller.id,
    chargingMode: 'ON_DEMAND',
    at: opened,
  });
  database.prepare("UPDATE market_clock SET mode = 'virtual', now = ?").run(clock);
  prepare(database);
  database.close();
  const sandbox = await start({ stateFolder });
  /** The code of a record with this window; `000` if it is accepted. */
  return async (begin: number, end: number, more: JsonObject = {}) => {
    const window = { record_time: time(end), begin_time: time(begin), end_time: time(end) };
    const { json } = await push(sandbox, [record({ instance_id: 'I1', ...window, ...more })]);
    return rejections(json)[0]?.error_code ?? '000';
  };
}

describe('an open instance', () => {
  test.each([
    ['the window begins with the resource, to the second', at(2, 2), at(2, 3), '000'],
    ['it begins a second before', at(2, 2) - 1000, at(2, 3), '011'],
    ['it is empty', at(2, 3), at(2, 3), '000'],
    ['it is turned', at(2, 4), at(2, 3), '011'],
    ['it ends with the push', at(5, 11), now, '000'],
    ['it ends after the push', at(5, 11), now + 1000, '011'],
  ])('%s', async (_, begin, end, code) => {
    const judge = await metered(() => undefined);
    expect(await judge(begin, end)).toBe(code);
  });

  test.each([
    [21 * 24 * hour, '000'],
    [21 * 24 * hour + 1000, '007'],
  ])('%i ms old by the virtual clock is %s', async (age, code) => {
    const clock = at(30, 0);
    const judge = await metered(() => undefined, clock);
    expect(await judge(clock - age, clock - age + hour)).toBe(code);
  });

  test('the wall clock does not matter to the window', async () => {
    const clock = Date.UTC(2099, 0, 1);
    const judge = await metered(() => undefined, clock);
    expect(await judge(clock - hour, clock)).toBe('000');
  });

  test('with the real clock, it is the wall clock that counts', async () => {
    const judge = await metered((database) => database.exec("UPDATE market_clock SET mode = 'real'"));
    const second = Math.floor(Date.now() / 1000) * 1000;
    expect(await judge(second - hour, second - 1000)).toBe('000');
    expect(await judge(second - hour, second + hour)).toBe('011');
  });
});

test('a frozen instance takes what ends by the freeze', async () => {
  const judge = await metered((database) => meterFrozen(database, 'I1', at(5, 2)));
  expect(await judge(at(5, 0), at(5, 1))).toBe('000');
  expect(await judge(at(5, 1), at(5, 2))).toBe('000');
  expect(await judge(at(5, 1), at(5, 2, 1))).toBe('013');
  expect(await judge(at(5, 2), at(5, 3))).toBe('013');
});

test('what is unfrozen takes everything again', async () => {
  const judge = await metered((database) => {
    meterFrozen(database, 'I1', at(5, 2));
    meterUnfrozen(database, 'I1');
  });
  expect(await judge(at(5, 2), at(5, 3))).toBe('000');
});

test.each([
  ['released', '013'],
  ['closed', '011'],
] as const)('an instance that is %s takes what ends by then, the rest is %s', async (status, code) => {
  const judge = await metered((database) => meterReleased(database, 'I1', at(5, 2), status));
  expect(await judge(at(5, 1), at(5, 2))).toBe('000');
  expect(await judge(at(5, 1), at(5, 2, 1))).toBe(code);
});

test('one that was frozen until its release takes nothing of between', async () => {
  const judge = await metered((database) => {
    meterFrozen(database, 'I1', at(4, 2));
    meterReleased(database, 'I1', at(5, 2));
  });
  expect(await judge(at(4, 1), at(4, 2))).toBe('000');
  expect(await judge(at(4, 1), at(4, 3))).toBe('013');
});

test('neither one that is being created nor one that has failed takes any', async () => {
  const facts = { instanceId: 'I1', seller: sandboxSeller.id, chargingMode: 'ON_DEMAND' } as const;
  const creating = await metered((database) => meterStarted(database, facts));
  expect(await creating(at(5, 1), at(5, 2))).toBe('013');
  const failed = await metered((database) => meterFailed(database, 'I1'));
  expect(await failed(at(5, 1), at(5, 2))).toBe('013');
});

test('another seller, another charging mode, a missing package', async () => {
  const change = (more: object) =>
    metered((database) =>
      meterStarted(database, {
        instanceId: 'I1',
        seller: sandboxSeller.id,
        chargingMode: 'ON_DEMAND',
        at: opened,
        ...more,
      }),
    );
  expect(await (await change({ seller: otherSeller.id }))(at(5, 1), at(5, 2))).toBe('009');
  expect(await (await change({ chargingMode: 'PERIOD' }))(at(5, 1), at(5, 2))).toBe('012');
  const needy = await change({ needsPackage: true });
  expect(await needy(at(5, 1), at(5, 2))).toBe('001');
  expect(await needy(at(5, 1), at(5, 2), { relate_pkg_instance: 'koo-package-0001' })).toBe('000');
});

test('the instances of a delisted product take no more records, others do', async () => {
  const prepare = (product: string) => (database: Database) => {
    database
      .prepare(
        "INSERT INTO market_instances VALUES (1, 'P', 's', 'b', 'o', 'l', 'r', 'I1', NULL, 'live', '{}')",
      )
      .run();
    meterDelisted(database, product);
  };
  const judge = await metered(prepare('P'));
  expect(await judge(at(5, 1), at(5, 2))).toBe('006');
  const other = await metered(prepare('Q'));
  expect(await other(at(5, 1), at(5, 2))).toBe('000');
});

test('the old interface judges by the same clock', async () => {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  database.prepare("UPDATE market_clock SET mode = 'virtual', now = ?").run(now);
  const sandbox = await start({ stateFolder });
  const old = (end: number) => {
    const { metering_sn: _, ...rest } = record();
    return { ...rest, product_id: 'P', record_time: time(end), begin_time: time(end), end_time: time(end) };
  };
  await post(sandbox, legacyUsagePath, { usage_records: [old(now), old(now + 1000)] });
  const verdicts = database.prepare('SELECT verdict FROM legacy_usage_records ORDER BY rowid').all();
  database.close();
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['000', '011']);
});
