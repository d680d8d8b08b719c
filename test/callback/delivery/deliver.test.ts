import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';
import { describeFailure } from '../../../src/callback/probe/response.ts';

it('tells a proxy that cannot be reached from the server behind it', async () => {
  const { deliver, close } = createDeliverer({ timeoutMs: 5000, env: { HTTPS_PROXY: 'http://127.0.0.1:9' } });
  const outcome = await deliver({ method: 'GET', url: 'https://isv.example/', headers: [] });
  await close();
  expect(outcome).toMatchObject({ answered: false, failure: { kind: 'proxy', code: 'ECONNREFUSED' } });
  expect(describeFailure('proxy', 'ECONNREFUSED').en).toBe(
    'the proxy of HTTPS_PROXY or HTTP_PROXY failed (ECONNREFUSED)',
  );
});

it('finds a name below localhost on this machine, without a proxy', async () => {
  const server = createServer(({ headers }, response) => response.end(headers.host));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `demo-corp.localhost:${(server.address() as AddressInfo).port}`;
  const { deliver, close } = createDeliverer({ timeoutMs: 5000, env: { HTTP_PROXY: 'http://127.0.0.1:9' } });
  const outcome = await deliver({ method: 'GET', url: `http://${host}/`, headers: [] });
  await close();
  server.close();
  expect(outcome.answered && Buffer.from(outcome.response.body).toString()).toBe(host);
});
