import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { koo } from '../support/koo.ts';

/** An unused address of this machine. */
async function deadEndpoint(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

// Waits and retries are what a bundler can break without a type error.
test('the built login tells of a refused connection with exit 6', async () => {
  const env = { KOO_AK: 'AK', KOO_SK: 'the-secret-key' };
  const endpoint = await deadEndpoint();
  const ended = await koo(['login', '--endpoint', endpoint, '--no-input', '--json'], { env });
  expect(ended).toMatchObject({ code: 6 });
  expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'CONNECTION_REFUSED' } });
});

test('the built doctor tells of an endpoint that is dead with exit 7', async () => {
  const ended = await koo(['doctor', '--endpoint', await deadEndpoint(), '--json'], {
    env: { KOO_AK: 'AK', KOO_SK: 'the-secret-key' },
  });
  expect(ended).toMatchObject({ code: 7 });
  const { checks } = JSON.parse(ended.stdout);
  expect(checks.find(({ id }: { id: string }) => id === 'clock')).toMatchObject({ status: 'fail' });
});
