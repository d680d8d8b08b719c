import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { askLocally } from '../../src/http/ask-locally.ts';

async function ask(reply: string) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => (reply === '' ? socket.destroy() : socket.end(reply)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return askLocally(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), {
    timeoutMs: 5000,
  });
}

it.each([
  ['an object', 'HTTP/1.1 200 OK\r\n\r\n{"a":1}', { a: 1 }],
  ['a list', 'HTTP/1.1 200 OK\r\n\r\n[]', undefined],
  ['another status', 'HTTP/1.1 404 Not Found\r\n\r\n{"a":1}', undefined],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    undefined,
  ],
  ['too much', `HTTP/1.1 200 OK\r\n\r\n{"a":"${'x'.repeat(70_000)}"}`, undefined],
  ['no HTTP', 'x', undefined],
  ['nothing', '', undefined],
])('takes %s for what it is', async (_, reply, expected) => {
  expect(await ask(reply)).toEqual(expected);
});

it('asks no server over TLS', async () => {
  expect(await askLocally(new URL('https://127.0.0.1:1/'))).toBeUndefined();
});
