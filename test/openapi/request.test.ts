import { afterEach, expect, test, vi } from 'vitest';
import { redactedCanonicalRequest } from '../../src/signing/sdk-hmac.ts';
import { client, serve } from './server.ts';

vi.mock(import('../../src/signing/sdk-hmac.ts'), { spy: true });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Makes a call that the server refuses for its signature, with a debugger that listens or none. */
async function refused(debug: boolean) {
  const server = await serve([]);
  const made = client(server.url, {
    credential: { ak: 'TESTAK', sk: 'another' },
    ...(!debug && { debug: undefined as never }),
  });
  closing.push(made.api.close, server.close);
  const call = made.api.call({ method: 'POST', path: '/x', body: 'x'.repeat(1000), idempotent: false });
  await expect(call).rejects.toMatchObject({ facts: { code: 'SIGNATURE_REFUSED' } });
}

test('hashes a body a second time only to show the canonical request', async () => {
  await refused(false);
  expect(redactedCanonicalRequest).not.toHaveBeenCalled();
  await refused(true);
  expect(redactedCanonicalRequest).toHaveBeenCalledOnce();
});
