import { expect, test } from 'vitest';
import type { Command } from '../../../../src/sandbox/acts/acts.ts';
import { openMarket } from '../../../../src/sandbox/market/engine/market.ts';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { verbatim } from '../../../../src/text/translate.ts';
import { temporaryFolder } from '../../harness.ts';

const saas = 'OFFI758576253042421760';
const licence = 'OFFI758576253042421764';
const buyer = 'hw12345678';

/** A marketplace in virtual time whose callbacks all succeed. */
async function open() {
  const market = openMarket({
    database: openStore(await temporaryFolder()),
    wallClock: () => new Date(0),
    random: (size) => Buffer.alloc(size, 7),
    courier: async ({ activity }) => ({
      result: 'succeeded',
      meaning: verbatim('ok'),
      reply: { instanceId: 'I1' },
      problems: [],
      durationMs: 1,
      request: { method: 'POST', url: `http://127.0.0.1/${activity}`, headers: [], sentAt: '' },
    }),
  });
  const perform = async (command: Command) => {
    const entries: Entry[] = [];
    const result = await market.perform(
      command,
      (entry) => entries.push(entry),
      new AbortController().signal,
    );
    return { ...result, told: entries.flatMap((entry) => ('text' in entry ? [entry.text.en] : [])) };
  };
  await perform({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 1 });
  const url = 'http://127.0.0.1/saasproduce';
  const keys = { base: 'base-key-00000001', license: 'license-key-00003' };
  await perform({ do: 'connect', product: saas, url, protocols: ['v1'], keys });
  await perform({ do: 'connect', product: licence, url, protocols: ['license-code'], keys });
  return perform;
}

test('an order that is completed at once does not fail later', async () => {
  const perform = await open();
  const { told, due } = await perform({ do: 'buy', product: licence, buyer });
  expect(told).toContain('Order CS260302100000001 (NEW, completed): 500 yuan');
  expect(due).toEqual([]);
});

test('a claimed licence code is told of', async () => {
  const perform = await open();
  await perform({ do: 'buy', product: licence, buyer });
  const { told } = await perform({ do: 'license', instance: 'CS260302100000001', claim: true });
  expect(told).toEqual([expect.stringMatching(/^The buyer claims the licence code PL\w{14}$/)]);
});

test('a buyer is told of as he is after a change', async () => {
  const perform = await open();
  const { told } = await perform({ do: 'buyer', buyer, level: 'V3', balance: '12.5', creditLine: '0' });
  expect(told).toEqual([
    'hw12345678: enterprise, level V3, balance 12.5 yuan, credit line 0 yuan, coupons 1000000 yuan',
  ]);
});

test('the last reminder of the expiry is of one day', async () => {
  const perform = await open();
  await perform({ do: 'buy', product: saas, buyer, period: '1m' });
  const { told } = await perform({ do: 'clock', advance: 31 * 24 * 3_600_000 });
  expect(told).toEqual([
    'The instance expires in 7 days',
    'The instance expires in 3 days',
    'The instance expires in 1 day',
  ]);
});
