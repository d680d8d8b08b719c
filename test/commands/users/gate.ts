import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server before another one, which lets each request through when something has been done. */
export interface Gate {
  readonly url: string;
  close(): Promise<void>;
}

/** Told the path of a request, which waits until that is done; with `lost` it is let through, and its answer is not. */
export type Pass = (path: string) => Promise<unknown>;

/** @param port of the server behind, on loopback */
export async function openGate(port: number, pass: Pass): Promise<Gate> {
  const server = createServer((incoming, outgoing) => {
    const path = new URL(incoming.url ?? '', 'http://gate').pathname;
    pass(path).then(
      (what) => forward(port, incoming, outgoing, what === 'lost'),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** As it came: the signature holds for the host that was asked. */
function forward(port: number, incoming: IncomingMessage, outgoing: ServerResponse, isLost: boolean): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    if (isLost) {
      answer.resume().on('end', () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
