import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateRsaKeys, randomId } from '../../../src/callback/delivery/random.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { createState, type State } from '../../../src/callback/merchant/state.ts';
import { businessTime } from '../../../src/sandbox/market/model/context.ts';
import type { Database } from '../../../src/sandbox/state/database.ts';
import { sql } from '../../../src/sandbox/state/database.ts';
import type { JsonObject } from '../../../src/text/json.ts';

/** What a merchant's server may do wrong; with `lost`, it acts, and its answer does not arrive. */
export const faults = ['503', 'close', 'hang', '000004', '000005', 'lost'] as const;
export type Fault = (typeof faults)[number];

/** How long a server that hangs keeps a connection, in milliseconds. */
const hangMs = 250;

export interface FaultyMerchant {
  readonly url: string;
  readonly keys: Readonly<Record<'base' | 'kit' | 'license' | 'notify', string>>;
  readonly rsaPublicKey: string;
  readonly state: State;
  readonly merchant: ReturnType<typeof createMerchant>;
  /** Called when a request has arrived; and before its answer goes out. */
  onRequest: (moment: 'arrived' | 'answered') => void;
  close(): void;
}

let rsa: ReturnType<typeof generateRsaKeys> | undefined;

/** The reference merchant, whose server has the faults that a function draws. */
export async function startFaultyMerchant(
  database: Database,
  faultOf: (activity: string) => Fault | undefined,
): Promise<FaultyMerchant> {
  rsa ??= generateRsaKeys();
  const { publicKey, privateKey } = await rsa;
  const keys = { base: randomId(), kit: randomId(), license: randomId(), notify: randomId() };
  const state = createState();
  const merchant = createMerchant(
    {
      keys,
      rsaPrivateKey: privateKey,
      encryptBits: 256,
      sale: 'period',
      now: () => new Date(),
      businessNow: () => businessTime(database, new Date()),
      id: randomId,
      lookUpOrder: async (id) =>
        sql(database)`SELECT document FROM orders WHERE id = ${id}`.document<JsonObject>(),
    },
    state,
  );
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const { method = '', url = '' } = request;
      const [, activity = ''] =
        /activity=(\w+)/.exec(url) ??
        /"activity":"(\w+)"/.exec(body.toString()) ??
        /\/(\w+)\?/.exec(url) ??
        [];
      const fault = faultOf(activity);
      own.onRequest('arrived');
      if (fault === 'close') return request.socket.destroy();
      if (fault === 'hang') return setTimeout(() => request.socket.destroy(), hangMs);
      if (fault === '503') return response.writeHead(503).end();
      if (fault === '000004' || fault === '000005') {
        const reply = JSON.stringify({ resultCode: fault, resultMsg: '-', instanceId: undefined });
        return response.setHeader('Content-Type', 'application/json').end(reply);
      }
      // Buyers hand the codes over that they bought.
      for (const { license } of sql(
        database,
      )`SELECT license FROM market_instances WHERE license IS NOT NULL`.all())
        if (!state.licenseCodes.has(String(license)))
          state.licenseCodes.set(String(license), { status: 'active', expireTime: '' });
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const reply = await merchant.handle({ method, url, headers, body });
      if (fault === 'lost') return request.socket.destroy();
      response.writeHead(200, [...reply.headers.flat(), 'Content-Length', String(reply.body.length)]);
      response.end(reply.body);
      return own.onRequest('answered');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own: FaultyMerchant = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/saasproduce`,
    keys,
    rsaPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    state,
    merchant,
    onRequest: () => {},
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return own;
}
