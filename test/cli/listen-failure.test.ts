import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { findPortOwner, listenError } from '../../src/cli/listen-failure.ts';

const inUse = Object.assign(new Error('x'), { code: 'EADDRINUSE' });

it.runIf(process.platform === 'linux')('finds who listens on a port, and no one on a free one', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(findPortOwner(port)).toMatchObject({ pid: process.pid, command: expect.stringMatching(/^node/) });
  expect(listenError(inUse, '127.0.0.1', port).facts.message.en).toContain(
    `in use by process ${process.pid} (node`,
  );
  server.close();
  await once(server, 'close');
  expect(findPortOwner(port)).toBeUndefined();
  expect(listenError(inUse, '127.0.0.1', port).facts.message.en).toMatch(/: the port is in use$/);
});

it('asks no one for another failure', () => {
  const denied = Object.assign(new Error('x'), { code: 'EACCES' });
  expect(listenError(denied, '127.0.0.1', 80).facts).toMatchObject({ code: 'PORT_NOT_ALLOWED' });
});
