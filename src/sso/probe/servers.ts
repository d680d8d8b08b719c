import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LoginServerOptions, startLoginServer } from '../center/server.ts';

/** A server that nothing may lead to. */
export interface Trap {
  readonly origin: string;
  readonly host: string;
  /** What was requested there: `GET /path`, or `TLS` for a connection over TLS. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** First byte of a connection over TLS. */
const tlsHandshake = 0x16;

/** A server that must not be called: it notes who did. */
export async function startTrap(hostName: string): Promise<Trap> {
  const requests: string[] = [];
  const server = createServer(({ method, url }, response) => {
    requests.push(`${method} ${url}`);
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('trap');
  });
  server.on('clientError', (error: Error & { readonly rawPacket?: Buffer }, socket) => {
    requests.push(error.rawPacket?.[0] === tlsHandshake ? 'TLS' : 'no HTTP');
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${hostName}:${port}`,
    host: `${hostName}:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An origin of the login centre on this machine. */
export interface CenterServer {
  readonly origin: string;
  /** Whether a client has begun TLS with it, after a moment in which it still may. */
  hadHandshake(): Promise<boolean>;
  close(): Promise<void>;
}

/** Longest wait for a handshake, and the wait between two looks, in milliseconds. */
const [handshakeMs, lookMs] = [500, 20];

/**
 * Starts an origin of the login centre at any free port.
 *
 * @param hostName under which the merchant's server reaches it
 * @param sleep waits, in milliseconds
 * @throws the error of `listen`
 */
export async function startCenterServer(
  { handle, tls }: Pick<LoginServerOptions, 'handle' | 'tls'>,
  hostName: string,
  sleep: (ms: number) => Promise<void>,
): Promise<CenterServer> {
  let handshakes = 0;
  const { port, close } = await startLoginServer({
    handle,
    tls,
    port: 0,
    names: [hostName],
    onHandshake: () => {
      handshakes += 1;
    },
  });
  return {
    origin: `${tls ? 'https' : 'http'}://${hostName}:${port}`,
    async hadHandshake() {
      for (let waited = 0; waited < handshakeMs && handshakes === 0; waited += lookMs) await sleep(lookMs);
      return handshakes > 0;
    },
    close,
  };
}
