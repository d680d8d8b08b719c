import { expect, it } from 'vitest';
import { describeFailure } from '../../../src/callback/checks/judge.ts';
import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';

it('tells a proxy that cannot be reached from the server behind it', async () => {
  const { deliver, close } = createDeliverer({ timeoutMs: 5000, env: { HTTPS_PROXY: 'http://127.0.0.1:9' } });
  const outcome = await deliver({ method: 'GET', url: 'https://isv.example/', headers: [] });
  await close();
  expect(outcome).toMatchObject({ answered: false, failure: { kind: 'proxy', code: 'ECONNREFUSED' } });
  expect(describeFailure('proxy', 'ECONNREFUSED').en).toBe(
    'the proxy of HTTPS_PROXY or HTTP_PROXY failed (ECONNREFUSED)',
  );
});
