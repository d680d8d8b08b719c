import { expect, test } from 'vitest';
import type { Memory } from '../../../src/callback/probe/model.ts';
import { deliverPatiently } from '../../../src/callback/suite/run.ts';
import { responded } from './harness.ts';

/** Delivers requests to a server that gives these statuses, the last one for ever. */
function callServer(statuses: readonly number[], signal?: AbortSignal) {
  const memory: Pick<Memory, 'alwaysLimits' | 'notices'> = { notices: [] };
  const sent: string[] = [];
  const waits: number[] = [];
  const call = () =>
    deliverPatiently(
      () => ({ request: { method: 'POST', url: `http://127.0.0.1/${sent.length}`, headers: [] } }),
      {
        deliver: async ({ url }) => {
          sent.push(url);
          return responded(statuses[sent.length - 1] ?? statuses.at(-1) ?? 0, {
            headers: [],
            body: Buffer.from(''),
          });
        },
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
        },
        ...(signal && { signal }),
      },
      memory,
    );
  return { call, memory, sent, waits };
}

test('a request that the rate limit refused is built and sent again after a second', async () => {
  const { call, memory, sent, waits } = callServer([429, 429, 200]);
  const { exchange, outcome } = await call();
  expect(outcome).toMatchObject({ response: { status: 200 } });
  expect(exchange.request.url).toBe('http://127.0.0.1/2');
  expect(sent).toHaveLength(3);
  expect(waits).toEqual([1000, 1000]);
  expect(memory.notices.map(({ en }) => en)).toEqual([expect.stringContaining('HTTP 429')]);
});

test.each([200, 400, 500, 503])('HTTP %i is not repeated', async (status) => {
  const { call, memory, sent } = callServer([status, 200]);
  expect((await call()).outcome).toMatchObject({ response: { status } });
  expect(sent).toHaveLength(1);
  expect(memory.notices).toEqual([]);
});

test('a server that refuses each time is waited for once', async () => {
  const { call, memory, sent, waits } = callServer([429]);
  expect((await call()).outcome).toMatchObject({ response: { status: 429 } });
  expect(sent).toHaveLength(5);
  await call();
  expect(sent).toHaveLength(6);
  expect(waits).toHaveLength(4);
  expect(memory.notices).toEqual([]);
});

test('an interrupted run does not wait', async () => {
  const { call, sent } = callServer([429], AbortSignal.abort());
  await call();
  expect(sent).toHaveLength(1);
});
