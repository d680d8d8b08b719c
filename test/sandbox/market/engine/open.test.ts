import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openRealMarket } from '../../../../src/sandbox/market/engine/open.ts';
import { attemptsOf } from '../../../../src/sandbox/market/outbox/attempt-store.ts';
import { deliveryOf } from '../../../../src/sandbox/market/outbox/delivery-queue.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { temporaryFolder } from '../../harness.ts';
import { buyer, key, office, signal } from '../scripted.ts';

const none = () => undefined;

test('closing does not wait for a server that does not respond; its attempt is made again as it was', async () => {
  const bodies: string[] = [];
  let answer = (_: ServerResponse): void => {};
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
    request.once('end', () => {
      answer(response);
      resolve();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const database = openStore(await temporaryFolder());
  onTestFinished(() => database.close());

  const first = openRealMarket(database, () => new Date(), { closeMs: 0 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await first.perform(
    { do: 'connect', product: office, url, protocols: ['v2'], keys: { base: key } },
    none,
    signal,
  );
  const bought = first.perform({ do: 'buy', product: office, buyer }, none, signal);
  await asked;
  await first.close();
  expect(await bought).toMatchObject({ gaveUp: 0 });
  const [attempt] = attemptsOf(database, 1);
  expect(attempt).toMatchObject({ number: 1 });
  expect(attempt).not.toHaveProperty('outcome');

  answer = (response) => {
    response.setHeader('Content-Type', 'application/json;charset=UTF-8');
    response.end('{"resultCode":"000000","resultMsg":"ok","instanceId":"i-1"}');
  };
  const second = openRealMarket(database, () => new Date());
  await second.perform({ do: 'clock' }, none, signal);
  await second.close();
  expect(bodies[1]).toBe(bodies[0]);
  expect(deliveryOf(database, 1)).toMatchObject({ activity: 'newInstance', state: 'succeeded', attempts: 1 });
});
