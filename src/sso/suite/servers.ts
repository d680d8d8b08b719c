import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

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
