import { describe, expect, test } from 'vitest';
import type { Life } from '../../../../src/lifecycle/model.ts';
import type { Context } from '../../../../src/sandbox/market/model/context.ts';
import type { Instance } from '../../../../src/sandbox/market/model/model.ts';
import { putInstance } from '../../../../src/sandbox/market/model/records.ts';
import {
  newLicenseCode,
  publishDelisting,
  publishInstance,
} from '../../../../src/sandbox/market/orders/published.ts';
import { readSeed, storeSeed } from '../../../../src/sandbox/seed/seed.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import {
  api,
  legacyUsagePath,
  post,
  push,
  record,
  rejections,
  start,
  temporaryFolder,
} from '../../harness.ts';

const hour = 3600_000;
/** Opened at 02:00:00 and something more. */
const opened = Date.UTC(2026, 2, 2, 2, 0, 0) + 700;
/** The business clock, far from the wall clock. */
const now = Date.UTC(2026, 2, 5, 12);

const time = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
const at = (day: number, hours: number, seconds = 0) => Date.UTC(2026, 2, day, hours, 0, seconds);

const speech = 'OFFI758576253042421762';

const life: Life = {
  kind: { product: 'saas', charging: 'on-demand' },
  stage: 'live',
  trial: false,
  purchase: { id: 'O1', line: 'O1-000001' },
  completedAt: opened,
  terms: [],
  frozenFor: [],
  claimed: false,
};

const payPerUse: Instance = {
  key: 1,
  resource: 'r',
  product: speech,
  sku: 's',
  price: { priceId: 'OFFI1', skuCode: 's', amount: 500_000, item: 'usage', cycle: 'hour', mode: 'fixed' },
  buyer: 'b',
  instanceId: 'I1',
  life,
  parameters: [],
  payment: 'balance',
  paid: 0,
};

const frozen = (since: number): Partial<Instance> => ({
  life: { ...life, overdue: 'arrears', frozenFor: ['arrears'] },
  frozenAt: since,
});

function put(database: Database, more: Partial<Instance> = {}): void {
  const instance = { ...payPerUse, ...more };
  putInstance(database, instance);
  publishInstance(database, instance);
}

async function metered(prepare: (database: Database) => void, clock = now) {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  put(database);
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
  const judge = await metered((database) => put(database, frozen(at(5, 2))));
  expect(await judge(at(5, 0), at(5, 1))).toBe('000');
  expect(await judge(at(5, 1), at(5, 2))).toBe('000');
  expect(await judge(at(5, 1), at(5, 2, 1))).toBe('013');
  expect(await judge(at(5, 2), at(5, 3))).toBe('013');
});

test('what is unfrozen takes everything again', async () => {
  const judge = await metered((database) => {
    put(database, frozen(at(5, 2)));
    put(database, { frozenAt: at(5, 2) });
  });
  expect(await judge(at(5, 2), at(5, 3))).toBe('000');
});

test.each([
  ['released in arrears', { overdue: 'arrears' }, '013'],
  ['closed by its buyer', {}, '011'],
] as const)('an instance that is %s takes what ends by then, the rest is %s', async (_, more, code) => {
  const released = { life: { ...life, ...more, stage: 'released' }, releasedAt: at(5, 2) } as const;
  const judge = await metered((database) => put(database, released));
  expect(await judge(at(5, 1), at(5, 2))).toBe('000');
  expect(await judge(at(5, 1), at(5, 2, 1))).toBe(code);
});

test('one that was frozen until its release takes nothing of between', async () => {
  const before = frozen(at(4, 2));
  const released = {
    ...before,
    life: { ...life, ...before.life, stage: 'released' },
    releasedAt: at(5, 2),
  } as const;
  const judge = await metered((database) => put(database, released));
  expect(await judge(at(4, 1), at(4, 2))).toBe('000');
  expect(await judge(at(4, 1), at(4, 3))).toBe('013');
});

test.each(['creating', 'failed'] as const)('one that is %s takes no record', async (stage) => {
  const { completedAt: _, ...incomplete } = life;
  const judge = await metered((database) => put(database, { life: { ...incomplete, stage } }));
  expect(await judge(at(5, 1), at(5, 2))).toBe('013');
});

test('another seller, another charging mode', async () => {
  const foreign = await metered((database) => put(database, { product: 'OFFI758576253042421799' }));
  expect(await foreign(at(5, 1), at(5, 2))).toBe('009');
  const price = { priceId: 'OFFI2', skuCode: 's', amount: 1, period: { type: 'year', number: 1 } } as const;
  const period = await metered((database) => put(database, { price }));
  expect(await period(at(5, 1), at(5, 2))).toBe('012');
});

test('what a seed says of an instance stays', async () => {
  const judge = await metered((database) => {
    storeSeed(database, readSeed({ instances: [{ id: 'I1', needsPackage: true }] }));
    put(database);
  });
  expect(await judge(at(5, 1), at(5, 2))).toBe('001');
  expect(await judge(at(5, 1), at(5, 2), { relate_pkg_instance: 'koo-package-0001' })).toBe('000');
});

test('the instances of a delisted product take no more records, others do', async () => {
  const judge = await metered((database) => {
    publishDelisting(database, speech);
    put(database);
  });
  expect(await judge(at(5, 1), at(5, 2))).toBe('006');
  const other = await metered((database) => publishDelisting(database, 'OFFI758576253042421763'));
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

describe('a licence code', () => {
  const code: Instance = {
    ...payPerUse,
    product: 'OFFI758576253042421764',
    price: { priceId: 'OFFI3', skuCode: 's', amount: 1, period: { type: 'year', number: 1 } },
    license: 'PLABCDEFGHIJKLMN',
    quantity: 3,
    life: {
      ...life,
      kind: { product: 'license-code', charging: 'period' },
      terms: [{ order: life.purchase, expiresAt: Date.UTC(2027, 2, 2, 15, 59, 59) }],
    },
  };
  const { instanceId: _, ...withoutId } = code;

  async function licensed(more: Partial<Life>) {
    const stateFolder = await temporaryFolder();
    const database = openStore(stateFolder);
    const instance = { ...withoutId, life: { ...code.life, ...more } };
    putInstance(database, instance);
    publishInstance(database, instance);
    database.prepare("UPDATE market_clock SET mode = 'virtual', now = ?").run(now);
    if (more.activated) database.exec("UPDATE licenses SET activate_time = '20260303020000'");
    database.close();
    const sandbox = await start({ stateFolder });
    return async (path: string) => {
      const { json } = await post(sandbox, `${api}/${path}`, { license: code.license });
      return json;
    };
  }

  test('cannot be activated before the claim, nor queried before the activation', async () => {
    const ask = await licensed({});
    expect((await ask('v1/license/activate')).error_code).toBe('92020004');
    expect((await ask('v1/license/heartbeat')).error_code).toBe('92020011');
  });

  test.each([
    ['ALIVE', {}],
    ['ALIVE', { overdue: 'expired' }],
    ['EXPIRED', { overdue: 'expired', frozenFor: ['expired'] }],
    ['RELEASED', { overdue: 'expired', frozenFor: ['expired'], stage: 'released' }],
  ] as const)('is %s while its life is %j, whatever the time', async (status, more) => {
    const terms = [{ order: life.purchase, expiresAt: Date.UTC(2026, 2, 4) }];
    const ask = await licensed({ claimed: true, activated: true, terms, ...more });
    expect((await ask('v1/license/heartbeat')).data).toEqual({
      license_code: code.license,
      status,
      activate_time: '20260303020000',
      expire_time: '20260304000000',
    });
    expect((await ask('v1/license/activate')).error_code).toBe('92020003');
  });

  test('is PL and 14 letters or digits, which follow from the number of the instance', () => {
    const hex = (purpose: string) => Buffer.from(purpose.padStart(16)).toString('hex');
    const context = { hex } as unknown as Context;
    expect(newLicenseCode(context, 1)).toMatch(/^PL[A-Z0-9]{14}$/);
    expect(newLicenseCode(context, 1)).toBe(newLicenseCode(context, 1));
    expect(newLicenseCode(context, 1)).not.toBe(newLicenseCode(context, 2));
  });
});
