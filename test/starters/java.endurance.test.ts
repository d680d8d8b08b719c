import { beforeAll, describe, expect, it } from 'vitest';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { conformance, expectClean } from './conformance.ts';
import { attackFaults, attacks, isServing } from './hostile.ts';
import { type Language, languages, whyNot } from './languages.ts';
import { half, holdRequests, memoryOf, openFilesOf, trickle } from './load.ts';
import { build, render, type Server, start } from './project.ts';
import { testWholly } from './whole-tests.ts';

testWholly(languages.java);

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

describe.skipIf(whyNot(onJdk) !== undefined)('the starter with the JDK alone, without V1', () => {
  let server: Server;
  beforeAll(async () => {
    server = await start(await build(await render(onJdk, withoutV1, 'period')));
  });

  it('passes the suite', async () => {
    expectClean(await conformance(server, 'period', withoutV1));
  });

  it('answers what no marketplace sends', async () => {
    const faults: string[] = [];
    // The JDK itself answers `//` with HTTP 400.
    for (const attack of attacks.filter(({ name }) => !/^V1|v1-kit|^POST \/\/$/.test(name)))
      faults.push(...(await attackFaults(server.url, attack)).map((fault) => `${attack.name}: ${fault}`));
    expect(faults).toEqual([]);
  });

  it('answers beside 200 requests that arrive byte by byte, and ends those', async () => {
    const load = await holdRequests(server, 200, trickle);
    expect(await isServing(server.url)).toBe(true);
    expect(load.waiting()).toBe(200);
    await expect.poll(load.waiting, { timeout: 40_000, interval: 200 }).toBe(0);
    load.end();
  });

  it.skipIf(process.platform !== 'linux')('has limits for bodies and connections', async () => {
    const before = { memory: memoryOf(server), files: openFilesOf(server) };
    const halves = await holdRequests(server, 150, half);
    expect(await isServing(server.url)).toBe(true);
    expect(memoryOf(server) - before.memory).toBeLessThan(350);
    halves.end();
    await expect.poll(() => isServing(server.url).catch(() => false)).toBe(true);
    const load = await holdRequests(server, 700, { ...trickle, first: 0 });
    expect(openFilesOf(server) - before.files).toBeLessThanOrEqual(520);
    load.end();
    await expect.poll(() => isServing(server.url).catch(() => false)).toBe(true);
  });

  it('ends', async () => {
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });
});
