import { describe, expect, it } from 'vitest';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import { privateKey } from '../../support/rsa-keys.ts';
import type { Mutant } from '../merchants/model.ts';
import { timeMutants } from '../merchants/mutants/open-time.ts';
import { createServer, createStore } from '../merchants/server.ts';
import { run } from '../variants/run.ts';

/** The checks that wait, with a clock that only waiting moves, and how long they have waited. */
async function deep(isFrozen: boolean, mistake?: Mutant) {
  const start = Date.now();
  let waited = 0;
  const now = () => new Date(start + waited);
  const report = await run(
    {
      options: { deep: true },
      make: ({ protocol, key }) =>
        createServer({
          store: createStore(),
          protocol: protocolOf(protocol.id),
          key,
          sale: 'period',
          privateKey,
          now: isFrozen ? () => new Date(start) : now,
          zoneMinutes: 0,
          ...(mistake && { mistake }),
        }),
    },
    'v2-kit',
    1,
    {
      now,
      sleep: async (ms) => {
        waited += ms;
      },
    },
  );
  const found = report.checks.filter(({ id }) => id.endsWith('-MINUTE'));
  return { statuses: Object.fromEntries(found.map(({ id, status }) => [id, status])), waited, report };
}

describe('--deep', () => {
  it('waits once, until a minute has passed since a request that is still valid', async () => {
    const { statuses, waited, report } = await deep(false);
    expect(statuses).toEqual({ 'V2K-AUTH-STALE-MINUTE': 'passed', 'V2K-AUTH-REPLAY-MINUTE': 'passed' });
    expect(waited).toBe(62_000);
    expect(report.coverage?.untested.map(({ how }) => how.en)).not.toContain('--deep: koo waits for it');
  });

  it('finds a server that reads its clock once', async () => {
    const { statuses } = await deep(true);
    expect(statuses['V2K-AUTH-STALE-MINUTE']).toBe('failed');
  });

  it('finds a server that forgets a nonce before its timestamp', async () => {
    const { statuses } = await deep(false, timeMutants.find(({ id }) => id === 'nonce-for-sixty-seconds')!);
    expect(statuses).toEqual({ 'V2K-AUTH-STALE-MINUTE': 'passed', 'V2K-AUTH-REPLAY-MINUTE': 'warned' });
  });

  it('is named where it was not asked for', async () => {
    const report = await run({ options: {}, make: ({ handle }) => handle }, 'order-notify');
    expect(report.checks.filter(({ id }) => id.endsWith('-MINUTE'))).toEqual([]);
    expect(report.coverage?.untested.map(({ how }) => how.en)).toContain('--deep: koo waits for it');
  });
});

/** A server that limits its calls, so that each is accepted at the fourth attempt, seconds later. */
async function limited(protocol: 'v2' | 'v2-kit') {
  let passed = Date.now();
  const now = () => new Date(passed);
  let calls = 0;
  const report = await run(
    {
      merchant: { now },
      make:
        ({ handle }) =>
        async (request) => {
          calls += 1;
          const headers = [['Date', now().toUTCString()]] as const;
          if (calls % 4 > 0) return { status: 429, headers, body: Buffer.from('') };
          const reply = await handle(request);
          return { ...reply, headers: [...reply.headers, ...headers] };
        },
    },
    protocol,
    1,
    {
      now,
      concurrency: 1,
      sleep: async (ms) => {
        passed += ms;
      },
    },
  );
  return report.checks.filter(({ id }) => id.endsWith('-VERIFY-WINDOW'));
}

describe('the window of timestamps', () => {
  it.each(['v2', 'v2-kit'] as const)(
    'counts from the attempt that the rate limit lets through: %s',
    async (protocol) => {
      const found = await limited(protocol);
      expect(found.map(({ status }) => status)).toEqual(['passed']);
    },
  );

  it('counts from the clock of the server, which tells it to the second', async () => {
    const start = Math.ceil(Date.now() / 1000) * 1000;
    const server = () => new Date(start + 5_900);
    const report = await run(
      {
        merchant: { now: server },
        make:
          ({ handle }) =>
          async (request) => {
            const reply = await handle(request);
            return { ...reply, headers: [...reply.headers, ['Date', server().toUTCString()]] };
          },
      },
      'v2',
      1,
      { now: () => new Date(start), selection: { only: ['V2-VERIFY-WINDOW'], skip: [] } },
    );
    expect(report.checks.find(({ id }) => id === 'V2-VERIFY-WINDOW')?.status).toBe('passed');
  });
});
