import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { conformance, expectClean } from './conformance.ts';
import { attackFaults, attacks, isServing } from './hostile.ts';
import { type Language, languages, whyNot } from './languages.ts';
import { build, render, start } from './project.ts';
import { testStarter } from './starter-tests.ts';

testStarter(languages.java);

/** It writes the header Body-Sign of V1 in another case. */
const withoutV1: readonly ProtocolId[] = ['v2', 'v2-kit', 'license-code', 'online-license', 'order-notify'];
const onJdk: Language = {
  ...languages.java,
  start: [
    'java',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    'target/callbacks.jar',
    'com.example.koogallery.JdkServer',
  ],
};

it.skipIf(whyNot(onJdk) !== undefined)('serves with the JDK alone, without V1', async () => {
  const server = await start(await build(await render(onJdk, withoutV1, 'period')));
  expectClean(await conformance(server, 'period', withoutV1));
  const faults: string[] = [];
  // The JDK itself answers `//`, which no marketplace calls, with HTTP 400.
  for (const attack of attacks.filter(({ name }) => !/^V1|v1-kit|^POST \/\/$/.test(name)))
    faults.push(...(await attackFaults(server.url, attack)).map((fault) => `${attack.name}: ${fault}`));
  expect(faults).toEqual([]);
  // More than it has threads.
  const stalled = Array.from({ length: 40 }, () => connect(server.port, '127.0.0.1').on('error', () => {}));
  for (const socket of stalled) socket.write('POST / HTTP/1.1\r\nHost: x');
  const isFree = () => isServing(server.url).catch(() => false);
  await expect.poll(isFree, { timeout: 40_000 }).toBe(true);
  for (const socket of stalled) socket.destroy();
  expect(await server.stop()).toEqual({ code: 0, signal: null });
});
