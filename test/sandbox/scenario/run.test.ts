import { expect, it } from 'vitest';
import { generateRsaKeys, randomId } from '../../../src/callback/delivery/random.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { startDemo, startServer } from '../../../src/callback/merchant/server/server.ts';
import { parseScenario } from '../../../src/sandbox/scenario/scenario-file.ts';
import { readData } from '../../../src/text/data.ts';
import { runLife } from './harness.ts';

const lives = readData('lives') as Readonly<Record<string, string>>;

/** A built-in life with other text in some places. */
function changed(name: string, ...changes: readonly (readonly [from: string, to: string])[]) {
  const text = changes.reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, to);
  }, lives[name] ?? '');
  return parseScenario(text, name);
}

async function differencesOf(...given: Parameters<typeof changed>): Promise<string[]> {
  const { differences, isPassed } = await runLife(changed(...given));
  expect(isPassed).toBe(differences.length === 0);
  return differences.map(({ at, kind, subject, expected, seen }) =>
    [at, kind, subject, expected, seen].join(' '),
  );
}

it('names the times that another customer level changes', async () => {
  expect(await differencesOf('life-1', ['level: V3', 'level: V0'])).toEqual([
    '2028-03-03T15:59:59.000Z time updateInstanceStatus 2028-03-09T15:59:59.000Z 2028-03-03T15:59:59.000Z',
    '2028-03-04T15:59:59.000Z time releaseInstance 2028-03-16T15:59:59.000Z 2028-03-04T15:59:59.000Z',
  ]);
});

it('names facts that differ', async () => {
  expect(
    await differencesOf(
      'life-6',
      ['O1: { orderType: NEW }', 'O1: { orderType: RENEW, status: failed }'],
      ['I1: released', 'I1: active'],
      ['balances: { hw12345678: "100" }', 'balances: { hw12345678: "99" }'],
      ['stock: { I1: 879 }', 'stock: { I1: 878 }\n  notices: { released: 7 }'],
    ),
  ).toEqual([
    '2026-04-01T00:00:00.000Z fact O1 RENEW NEW',
    '2026-04-01T00:00:00.000Z fact O1 failed completed',
    '2026-04-01T00:00:00.000Z fact I1 active released',
    '2026-04-01T00:00:00.000Z fact hw12345678 99 100',
    '2026-04-01T00:00:00.000Z fact I1 878 879',
    '2026-04-01T00:00:00.000Z fact released 7 1',
  ]);
});

it('stops at a step that is refused, or is not', async () => {
  expect(await differencesOf('life-6', ['2026-03-05T02:00:00Z', '2026-03-07T02:00:01Z'])).toEqual([
    expect.stringContaining('2026-03-05T02:00:00.000Z missing releaseInstance releaseInstance instanceId='),
    '2026-03-07T02:00:01.000Z step unsubscribe  LATE',
  ]);
  expect(await differencesOf('life-7', ['refused: EARLY', 'refused: LATE'])).toEqual([
    '2027-01-15T02:00:00.000Z step change LATE EARLY',
  ]);
  expect(await differencesOf('life-6', ['    instance: I1', '    instance: I1\n    refused: LATE'])).toEqual([
    '2026-03-05T02:00:00.000Z step unsubscribe LATE ',
  ]);
});

const ownProduct = `title: The last one
start: 2026-03-02T02:00:00Z
data:
  products:
    - product_id: my-product
      name: { en: Mine, zh: Mine }
      delivery: saas
      skus: [{ sku_code: basic, name: Basic, charging_modes: [PERIOD] }]
      stock: { basic: { available: 1, sold: 0 } }
products: [{ product: my-product, protocols: [v1] }]
steps:
  - { do: buy, buyer: b1 }
  - { do: buy, buyer: b2, refused: STOCK }
expect:
  calls:
    - { call: newInstance, values: { skuCode: basic } }
  stock: { I1: 0 }
`;

it('sells products of its own', async () => {
  const { differences } = await runLife(parseScenario(ownProduct, 'own.yaml'));
  expect(differences).toEqual([]);
  const wrong = ownProduct.replace('delivery: saas', 'delivery: by-mail');
  expect(() => parseScenario(wrong, 'own.yaml')).toThrow('own.yaml:3:1: ');
});

it('marks what the sandbox answers in the place of the merchant', async () => {
  const { calls, journal } = await runLife(changed('life-7'));
  expect(calls.map(({ call, injected }) => [call, injected])).toEqual([
    ['newInstance', false],
    ['queryInstance', false],
    ['changeInstanceCheck', true],
    ['changeInstanceCheck', false],
    ['refreshInstance', false],
  ]);
  expect(journal.filter((entry) => (entry as { injected?: true }).injected)).toHaveLength(1);
});

it('tests a server at an address, which can query the order API', async () => {
  const { privateKey } = await generateRsaKeys();
  const asked: string[] = [];
  const base = randomId();
  const merchant = createMerchant({
    protocols: ['v2'],
    keys: { base },
    rsaPrivateKey: privateKey,
    encryptBits: 256,
    sale: 'period',
    now: () => new Date(),
    id: randomId,
  });
  const server = await startServer({ merchant, port: 0, log: ({ activity = '' }) => asked.push(activity) });
  try {
    const urls: string[] = [];
    const { differences } = await runLife(changed('life-6'), {
      merchant: { url: `${server.url}/saasproduce`, keys: { base } },
      onStart: (url) => urls.push(url),
    });
    expect(differences).toEqual([]);
    expect(asked).toEqual(['newInstance', 'queryInstance', 'releaseInstance']);
    expect(urls).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
  } finally {
    await server.close();
  }
});

it('does not take every 000000 for a success', async () => {
  const demo = await startDemo({ mistakes: 'callbacks' });
  try {
    const { differences } = await runLife(changed('life-1'), {
      merchant: { url: demo.target, keys: demo.keys },
    });
    // The server with mistakes answers the upgrade with a number.
    expect(differences[0]).toMatchObject({
      kind: 'answer',
      subject: 'upgradeInstance',
      expected: '000000',
      seen: 'invalid',
      text: { en: expect.stringContaining('resultCode') },
    });
    expect(differences.filter(({ kind }) => kind === 'unexpected')).toHaveLength(59);
  } finally {
    await demo.close();
  }
});

it('names the answers of a server that is down', async () => {
  const { differences } = await runLife(
    changed('life-4', ['    answer: 500\n    until', '    answer: down\n    until']),
  );
  expect(differences).toHaveLength(60);
  expect(differences[0]).toMatchObject({ kind: 'answer', expected: '500', seen: 'down' });
});

it('ends early when it is told to', async () => {
  const ended = new AbortController();
  const run = runLife(changed('life-3'), { signal: ended.signal, onStep: () => ended.abort() });
  await expect(run).rejects.toMatchObject({ facts: { code: 'INTERRUPTED', category: 'interrupted' } });
});
