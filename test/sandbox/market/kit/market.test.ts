import { expect, test } from 'vitest';
import type { Command, CommandOf } from '../../../../src/sandbox/acts/acts.ts';
import { createCourier } from '../../../../src/sandbox/market/engine/courier.ts';
import { openMarket } from '../../../../src/sandbox/market/engine/market.ts';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import { tradingOf } from '../../../../src/sandbox/market/rules/trading.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { harness, keys } from '../../../callback/merchant/harness.ts';
import { publicKey, privateKey as rsaPrivateKey } from '../../../support/rsa-keys.ts';
import { temporaryFolder } from '../../harness.ts';

const product = 'OFFI758576253042421760';
const rsaPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** A marketplace in virtual time, connected to the reference merchant. */
async function open(version: 'v1' | 'v2') {
  const database: Database = openStore(await temporaryFolder());
  // Nothing of it has to survive.
  database.exec('PRAGMA synchronous = OFF');
  const merchant = harness({ rsaPrivateKey });
  /** Activities that are answered with HTTP 500. */
  const broken = new Set<string>();
  const market = openMarket({
    database,
    wallClock: merchant.now,
    random: (size) => Buffer.alloc(size, 7),
    inject: ({ activity }) => (broken.has(activity) ? { status: 500 } : undefined),
    courier: createCourier({
      now: merchant.now,
      nonce: merchant.options.id,
      iv: () => 'A1b2C3d4E5f6G7h8',
      async deliver({ method, url, headers, body = '' }) {
        const { pathname, search } = new URL(url);
        const lower = headers.map(([name, value]) => [name.toLowerCase(), value]);
        const reply = await merchant.merchant.handle({
          method,
          url: pathname + search,
          headers: Object.fromEntries(lower),
          body: Buffer.from(body),
        });
        const { headers: replyHeaders, body: replyBody } = reply;
        return {
          answered: true,
          response: { status: 200, headers: replyHeaders, body: replyBody, truncated: false, durationMs: 1 },
        };
      },
    }),
  });
  /** The calls that follow from a command: activity, flag, testFlag and result. */
  const perform = async (command: Command): Promise<readonly string[]> => {
    const entries: Entry[] = [];
    await market.perform(command, (entry) => entries.push(entry), new AbortController().signal);
    return entries.flatMap((entry) => {
      if (entry.type === 'notice') return entry.to === 'seller' ? [entry.kind] : [];
      if (entry.type !== 'attempt') return [];
      const { activity, values, result } = entry;
      return [
        [
          activity,
          ...(values.flag === undefined ? [] : [values.flag]),
          ...(result === 'failed' ? ['✗'] : []),
        ].join(' '),
      ];
    });
  };
  await perform({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 1 });
  await perform({
    do: 'connect',
    product,
    url: 'http://127.0.0.1:1/saasproduce',
    protocols: [version, `${version}-kit`],
    keys,
    rsaPublicKey,
  });
  return { database, merchant, broken, perform };
}

const buy: CommandOf<'buy'> = { do: 'buy', product, period: '1y', buyer: 'hw12345678' };

/** The hint tells the seller why. */
function refusedFor(reason: string) {
  return { facts: { category: 'business', hint: { en: expect.stringContaining(reason) } } };
}

function instanceId(database: Database): string {
  return String(database.prepare('SELECT instance_id FROM market_instances').get()?.instance_id);
}

test.each(['v2', 'v1'] as const)('a joint product in %s from binding to release', async (version) => {
  const { database, merchant, broken, perform } = await open(version);
  await perform(buy);
  const instance = instanceId(database);
  const bind = { do: 'bind', instance, users: 501 } as const;
  broken.add('tenantSync');
  expect(await perform(bind)).toEqual(['tenantSync 1 ✗', 'kit-failed']);
  broken.clear();
  expect(await perform(bind)).toEqual([
    'tenantSync 1',
    'applicationSync 1',
    'allOrgSync',
    'authSync 1',
    'authSync 1',
  ]);
  expect(await perform({ do: 'organization', instance, add: [{ code: 'D3', name: '财务部' }] })).toEqual([
    'singleOrgSync 1',
  ]);
  expect(await perform({ do: 'authorize', instance, action: 'remove', count: 1 })).toEqual([
    `authSync ${version === 'v2' ? 3 : 0}`,
  ]);
  const [application] = merchant.state.applications.values();
  const journal = JSON.stringify(database.prepare('SELECT document FROM market_journal').all());
  const attempts = JSON.stringify(database.prepare('SELECT * FROM market_attempts').all());
  const exchanges = JSON.stringify(database.prepare('SELECT * FROM market_exchanges').all());
  expect(`${journal}${attempts}${exchanges}`).not.toContain(String(application?.clientSecret));
  await perform({ do: 'clock', advance: 3 * 24 * 3_600_000 });
  expect(await perform({ do: 'unsubscribe', instance })).toEqual([
    'releaseInstance',
    'applicationSync 0',
    'tenantSync 0',
  ]);
  expect([merchant.state.tenants.size, merchant.state.applications.size]).toEqual([0, 0]);
});

test('probes in virtual time freeze the trading, and the repair opens it', async () => {
  const { database, broken, perform } = await open('v2');
  expect(await perform({ do: 'probe', product, action: 'save' })).toEqual([
    'newInstance',
    'queryInstance',
    'refreshInstance',
    'updateInstanceStatus',
    'upgradeInstance',
    'changeInstanceCheck',
    'releaseInstance',
  ]);
  expect(await perform({ do: 'clock', advance: 24 * 3_600_000 })).toHaveLength(14);
  broken.add('queryInstance');
  const failing = await perform({ do: 'clock', to: '2026-03-08T02:00:00Z' });
  expect(failing.filter((call) => call === 'trading-frozen')).toEqual(['trading-frozen']);
  await expect(perform(buy)).rejects.toMatchObject(refusedFor('is frozen'));
  broken.clear();
  expect(await perform({ do: 'probe', product, action: 'repaired' })).toHaveLength(7);
  expect(tradingOf(database, product)).toBe('open');
  expect(await perform(buy)).toEqual(['newInstance', 'queryInstance']);
  const flags = database
    .prepare(
      "SELECT DISTINCT json_extract(document, '$.request.body') LIKE '%\"testFlag\":\"1\"%' AS probe FROM market_exchanges JOIN market_attempts USING (id) WHERE delivery IN (SELECT id FROM market_deliveries WHERE queue LIKE 'probe %')",
    )
    .all();
  expect(flags).toEqual([{ probe: 1 }]);
});

test('the sixth order that the merchant fails to deliver delists the product', async () => {
  const { database, broken, perform } = await open('v1');
  await perform(buy);
  const instance = instanceId(database);
  broken.add('newInstance');
  for (let order = 1; order <= 5; order += 1) await perform(buy);
  await perform({ do: 'clock', advance: 4 * 3_600_000 });
  expect(tradingOf(database, product)).toBe('open');
  await perform(buy);
  expect(await perform({ do: 'clock', advance: 4 * 3_600_000 })).toContain('delisted');
  broken.clear();
  for (const command of [
    buy,
    { do: 'renew', instance },
    { do: 'upgrade', instance, quantity: 20 },
  ] as const) {
    await expect(perform(command), command.do).rejects.toMatchObject(refusedFor('was delisted'));
  }
  expect(database.prepare('SELECT delisted FROM instances WHERE id = ?').get(instance)).toEqual({
    delisted: 1,
  });
  expect(await perform({ do: 'freeze', instance })).toEqual(['instanceStatus']);
  expect(await perform({ do: 'unsubscribe', instance })).toEqual(['releaseInstance']);
});

test('what was due when a product is disconnected does not block it when it is connected again', async () => {
  const { database, broken, perform } = await open('v2');
  await perform(buy);
  const instance = instanceId(database);
  broken.add('refreshInstance');
  await perform({ do: 'renew', instance });
  await perform({ do: 'bind', instance });
  await perform({ do: 'disconnect', product });
  broken.clear();
  await perform({
    do: 'connect',
    product,
    url: 'http://127.0.0.1:1/saasproduce',
    protocols: ['v2', 'v2-kit'],
    keys,
    rsaPublicKey,
  });
  expect(await perform({ do: 'bind', instance })).toEqual([
    'tenantSync 1',
    'applicationSync 1',
    'allOrgSync',
  ]);
});

test.each([
  [
    ['v2', 'v2-kit'],
    ['releaseInstance', 'applicationSync 0 ✗', 'kit-failed', 'tenantSync 0'],
  ],
  [['v2'], ['releaseInstance']],
] as const)(
  'a release goes on when the product is connected again as %j, without the key',
  async (protocols, calls) => {
    const { database, perform } = await open('v2');
    await perform(buy);
    const instance = instanceId(database);
    await perform({ do: 'bind', instance });
    const url = 'http://127.0.0.1:1/saasproduce';
    await perform({ do: 'connect', product, url, protocols: [...protocols], keys });
    expect(await perform({ do: 'unsubscribe', instance })).toEqual(calls);
  },
);
