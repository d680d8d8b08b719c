import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach } from 'vitest';
import type { History, RecordedCall } from '../../../src/callback/history/model.ts';
import { type Answerer, createForwarder } from '../../../src/callback/listen/answerer.ts';
import {
  type ListenOptions,
  type ReceivedCall,
  startListening,
} from '../../../src/callback/listen/receive.ts';
import { keys } from '../merchant/harness.ts';

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Does something after the test. */
export function afterTest(step: () => unknown): void {
  undo.push(step);
}

/** A history in memory, which writes down what was called in which order. */
export function memoryHistory() {
  const calls: RecordedCall[] = [];
  const events: string[] = [];
  const change = (id: number, more: Partial<RecordedCall>) => {
    calls[id - 1] = { ...calls[id - 1]!, ...more };
  };
  const methods: Omit<History, 'clear'> = {
    begin: (call) => {
      events.push('begin');
      const { request, ...facts } = call;
      return calls.push({
        ...facts,
        id: calls.length + 1,
        request: { ...request, redacted: false },
        verdict: 'pending',
        problems: [],
      });
    },
    answer: (id, answer) => {
      events.push('answer');
      change(id, { answer });
    },
    judge: (id, judgement) => {
      events.push('judge');
      change(id, judgement);
    },
    read: (id) => calls[id - 1],
    list: () => calls.toReversed(),
    count: () => 0,
    version: () => events.length,
    close: () => undefined,
  };
  const history = { ...methods, clear: () => calls.splice(0).length };
  return { history, calls, events };
}

/** A listener that forwards to a target, and the calls that it has judged. */
export async function listen(target: string, options: Partial<ListenOptions> & { timeoutMs?: number } = {}) {
  const { timeoutMs = 5_000 } = options;
  return listenWith(createForwarder({ target, timeoutMs, env: {} }), { timeoutMs, ...options });
}

export async function listenWith(answerer: Answerer, options: Partial<ListenOptions> = {}) {
  const { history, calls, events } = memoryHistory();
  const judged: ReceivedCall[] = [];
  const troubles: string[] = [];
  const server = await startListening({
    port: 0,
    keys,
    history,
    answerer,
    timeoutMs: 5_000,
    now: () => new Date(),
    onCall: (call) => judged.push(call),
    onTrouble: (text) => troubles.push(text.en),
    ...options,
  });
  afterTest(() => server.close());
  return { server, url: server.url, calls, events, judged, troubles };
}

/** A server of a merchant. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that sends these bytes to every connection that has sent `until`, and keeps what it got. */
export async function serveBytes(answer: string | Buffer, until = '\r\n\r\n') {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (Buffer.concat(received).includes(until, 0, 'latin1')) socket.end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterTest(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received: () => Buffer.concat(received).toString('latin1') };
}

/** Sends bytes, and returns all that comes back until the connection ends. */
export async function exchangeBytes(url: string, bytes: string | Buffer): Promise<Buffer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}
