import { beforeEach, expect, test, vi } from 'vitest';
import { runConsumption, runCustomers } from '../../../../src/calls/cli/billing/partner.ts';
import { credential, serve, type TestServer } from '../../../openapi/server.ts';
import { hostOf } from '../../../support/host.ts';

let server: TestServer;
beforeEach(async () => {
  server = await serve([
    { body: '{"total_count":0,"count":0,"currency":"CNY","sub_customers":[],"bill_sums":[]}' },
  ]);
  const env = { KOO_AK: credential.ak, KOO_SK: credential.sk, KOO_SITE: '', KOO_PROFILE: '' };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return () => {
    vi.unstubAllEnvs();
    return server.close();
  };
});

const flags = { timeout: 10, debug: false } as const;
type Options = Parameters<typeof runConsumption>[0];

async function noticesOf(month: string | undefined, now: string): Promise<readonly string[]> {
  const said: string[] = [];
  const host = hostOf(({ en }) => said.push(en));
  const result = await runCustomers(
    { ...flags, endpoint: server.url, month } as Options,
    host,
    new Date(now),
  );
  return [result.month, ...said.map((text) => text.slice(0, 19))];
}

test('without a month, the current one in Beijing', async () => {
  expect((await noticesOf(undefined, '2026-10-31T15:59:59Z'))[0]).toBe('2026-10');
  expect((await noticesOf(undefined, '2026-10-31T16:00:00Z'))[0]).toBe('2026-11');
});

test('a month to come in Beijing is refused', async () => {
  await expect(noticesOf('2026-11', '2026-10-31T15:59:59Z')).rejects.toMatchObject({
    facts: { code: 'INVALID_VALUE', message: { en: '--month: 2026-11 has not begun' } },
  });
  expect((await noticesOf('2026-11', '2026-10-31T16:00:00Z'))[0]).toBe('2026-11');
});

test.each([
  ['2026-10', '2026-10-15T00:00:00Z', true],
  ['2026-10', '2026-11-01T15:59:59Z', true],
  ['2026-10', '2026-11-01T16:00:00Z', false],
  ['2026-09', '2026-10-15T00:00:00Z', false],
])('%s at %s is not final: %j', async (month, now, isOpen) => {
  const [, ...said] = await noticesOf(month, now);
  expect(said).toEqual(isOpen ? ['Not final: 2026-10.'] : []);
});

test('the sums of all charge modes are asked for one after the other', async () => {
  await runConsumption({ ...flags, endpoint: server.url, month: '2026-03' } as Options, hostOf());
  expect(server.received.map(({ url }) => url.searchParams.get('charge_mode'))).toEqual(['1', '3', '11']);
});
