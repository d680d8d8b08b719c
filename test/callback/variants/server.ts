import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import type { Handle, HttpReply } from './model.ts';

export interface RunningVariant {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a variant over real HTTP. */
export async function serve(handle: Handle): Promise<RunningVariant> {
  const server = createServer({ maxHeaderSize: 64 * 1024 }, async (request, response) => {
    await write(request, response, await handleOrCrash(handle, await receive(request)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/saas`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

async function write(request: IncomingMessage, response: ServerResponse, reply: HttpReply): Promise<void> {
  const { status, headers, body, transfer, delayMs } = reply;
  if (delayMs) await wait(delayMs);
  if (transfer === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const length = transfer === 'chunked' ? [] : ['Content-Length', String(body.length)];
  response.writeHead(status, [...headers.flat(), ...length]);
  if (transfer === 'half') {
    response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
    return;
  }
  response.end(body);
}

/** What a variant answers; what throws in it becomes the HTML page of a framework. */
export async function handleOrCrash(handle: Handle, request: ReceivedRequest): Promise<HttpReply> {
  return Promise.resolve(request).then(handle).catch(crashed);
}

function crashed(error: unknown): HttpReply {
  const page = `<html><body><h1>Whitelabel Error Page</h1><div>${String(error)}</div></body></html>`;
  return { status: 500, headers: [['Content-Type', 'text/html;charset=UTF-8']], body: Buffer.from(page) };
}
