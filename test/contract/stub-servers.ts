import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The instance that {@link startStubMerchant} returns. */
export const stubInstance = 'i-1';

/**
 * A server of a merchant that accepts every V2 callback. It ends with the process.
 *
 * @returns its URL
 */
export async function startStubMerchant(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('Content-Type', 'application/json');
    const reply = { resultCode: '000000', resultMsg: 'success', instanceId: stubInstance };
    response.end(JSON.stringify({ ...reply, info: [{ instanceId: stubInstance }] }));
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/saasproduce`;
}
