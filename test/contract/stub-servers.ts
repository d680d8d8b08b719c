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
  const reply = { resultCode: '000000', resultMsg: 'success', instanceId: stubInstance };
  return `${await answerAll({ ...reply, info: [{ instanceId: stubInstance }] })}/saasproduce`;
}

/** A billing service in which nothing was consumed. It ends with the process. @returns its URL */
export function startStubBilling(): Promise<string> {
  const none = { total_count: 0, count: 0, currency: 'CNY' };
  return answerAll({ ...none, cost_data: [], bill_sums: [], sub_customers: [], fee_records: [] });
}

async function answerAll(reply: object): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(reply));
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
