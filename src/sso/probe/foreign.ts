import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../../http/loopback.ts';
import { addressFor } from '../center/address.ts';

/**
 * The hosts of the merchant's addresses, of which an organisation may have its own.
 *
 * @param addresses with placeholders
 */
export function hostsOf(
  addresses: readonly string[],
  organisations: readonly Parameters<typeof addressFor>[1][],
): ReadonlySet<string> {
  const all = organisations.flatMap((organisation) =>
    addresses.map((address) => addressFor(address, organisation)),
  );
  return new Set(all.map((address) => hostOf(new URL(address))));
}

/** The ports of this machine belong to different programs, those of another host to the merchant. */
function hostOf({ host, hostname }: URL): string {
  return isLoopback(hostname) ? host : hostname;
}

/**
 * Whether an address is foreign to the merchant, so that koo does not open it: the merchant may use other ports of its
 * hosts on other machines, and koo's own addresses are the login centre and the trap.
 *
 * @param hosts of the merchant
 */
export function isForeign(
  url: URL,
  hosts: ReadonlySet<string>,
  { owns, trap }: { readonly owns: (url: URL) => boolean; readonly trap: Pick<Trap, 'host'> },
): boolean {
  return !hosts.has(hostOf(url)) && !owns(url) && url.host !== trap.host;
}

/** A server that must not be called, and records who does. */
export interface Trap {
  readonly origin: string;
  readonly host: string;
  /** The requests that it received: `GET /path`, or `TLS` for a connection over TLS. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** First byte of a connection over TLS. */
const tlsHandshake = 0x16;

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
