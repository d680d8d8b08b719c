import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import CallbackHistory from '../../../src/commands/callback/history.ts';
import CallbackReplay from '../../../src/commands/callback/replay.ts';
import { kooHere } from '../../support/koo-here.ts';
import { runCommand } from '../run.ts';
import { type HistoryWorld, startHistoryWorld } from './history-world.ts';

let world: HistoryWorld;
beforeAll(async () => {
  world = await startHistoryWorld();
});
afterAll(() => world.close());

const run = (...argv: string[]) => runCommand(CallbackReplay, argv, world.env);
const order = (id: string) => ({
  orderId: id,
  orderLineId: `${id}-000001`,
  businessId: 'b-1',
  testFlag: '1',
});

test('replays a call where it was forwarded to, and records it', async () => {
  const id = world.record('v2', 'newInstance', order('MOCKPERIODYEARNEW'));
  const { stdout, stderr, exitCode } = await run(String(id));
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`Sending to ${world.demo.target}. Access keys: base interfaces (KOO_ACCESS_KEY)`);
  expect(stdout).toMatch(new RegExp(`^Replay of call ${id}: call ${id + 1}\n\nPOST http://127.0.0.1:\\d+/`));
  expect(stdout).toMatch(/\n✔ The replay succeeded: resultCode 000000/);
  const shown = await runCommand(CallbackHistory, [String(id + 1), '--json'], world.env);
  expect(JSON.parse(shown.stdout)).toMatchObject({ replayOf: id, verdict: 'accepted', signature: 'valid' });
});

test('replays several in their order, and gives the worst exit code', async () => {
  const good = world.record('v2', 'newInstance', order('MOCKPERIODYEARNEW'));
  const bad = world.record('v2', 'queryInstance', { instanceId: 'no-such-instance' });
  const both = await run(String(good), String(bad), String(good), '--json');
  expect(both.exitCode).toBe(7);
  const results = JSON.parse(both.stdout);
  expect(results.map(({ call, ok }: { call: number; ok: boolean }) => [call, ok])).toEqual([
    [good, true],
    [bad, false],
    [good, true],
  ]);
  expect(await run(String(good), '--to', 'http://127.0.0.1:9/p')).toMatchObject({ exitCode: 6 });
  expect((await run(String(bad), '--set', `instanceId=${results[0].problems.length}`)).exitCode).toBe(7);
});

test('as it was is refused by a good server once the nonce was used or the time has passed', async () => {
  const receivedAt = new Date(Date.now() - 3600_000);
  const id = world.record('v2', 'queryInstance', { instanceId: 'I' }, { facts: { receivedAt } });
  // The signature is of now: the server accepts it once.
  expect((await run(String(id), '--as-is', '--json')).exitCode).toBe(7);
  const again = await run(String(id), '--as-is', '--json');
  expect(JSON.parse(again.stdout)[0].reply.resultCode).not.toBe('000000');
});

test('a call with a wrong signature gets a right one, which is said', async () => {
  const forged = world.record('v2', 'queryInstance', { instanceId: 'I' }, { key: 'key-of-someone-else' });
  const valid = world.record('v2', 'queryInstance', { instanceId: 'I' });
  const warning = /^Warning: the signature of call \d+ was wrong.*$/gm;
  const { stderr } = await run(String(valid), String(forged));
  expect(stderr.match(warning)).toEqual([
    `Warning: the signature of call ${forged} was wrong when it was received: anyone can have sent it. Signed afresh, your server takes it for a call of KooGallery.`,
  ]);
  expect((await run(String(forged), '--as-is')).stderr).not.toMatch(warning);
});

test('sets unknown fields only where that is allowed', async () => {
  const id = world.record('v2', 'queryInstance', { instanceId: 'I' });
  expect(await run(String(id), '--set', 'more=1')).toMatchObject({ exitCode: 2, code: 'UNKNOWN_FIELD' });
  const { stdout } = await run(String(id), '--set', 'more=1', '--allow-unknown', '--json');
  expect(JSON.parse(JSON.parse(stdout)[0].request.body)).toMatchObject({ instanceId: 'I', more: '1' });
});

test('sends nothing unless all can be sent', async () => {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/p`;
  const good = world.record('v2', 'queryInstance', { instanceId: 'I' });
  const redacted = world.record('v1', 'newInstance', { email: 'in@the.clear' });
  expect(await run(String(good), String(redacted), '--as-is', '--to', to)).toMatchObject({
    exitCode: 2,
    code: 'REDACTED_CALL',
  });
  expect(await run(String(good), '99999', '--to', to)).toMatchObject({ exitCode: 2, code: 'UNKNOWN_CALL' });
  expect(await run(String(good), '--to', 'nowhere')).toMatchObject({ exitCode: 2, code: 'INVALID_URL' });
  expect(await run(String(good), '--as-is', '--set', 'a=b')).toMatchObject({ exitCode: 2 });
  server.close();
  expect(count).toBe(0);
});

test('a call that koo answered itself goes to the URL of koo.yaml, where that is allowed', async () => {
  const { request, receivedAt, protocol, activity, signature } =
    world.history.read(world.record('v2', 'queryInstance', { instanceId: 'I' })) ?? {};
  if (!request || !receivedAt || !protocol || !activity || !signature) throw new Error('not recorded');
  const id = world.history.begin({ request, receivedAt, protocol, activity, signature }, []);
  const config = join(world.folder, 'koo.yaml');
  expect(existsSync(config)).toBe(false);
  expect(await run(String(id))).toMatchObject({ exitCode: 2, code: 'NO_URL' });
  writeFileSync(config, 'callback:\n  url: https://isv.example.com/saasproduce\n');
  expect(await run(String(id), '--config', config, '--json')).toMatchObject({
    exitCode: 3,
    code: 'ORIGIN_NOT_ALLOWED',
  });
  // A recorded signature needs no key, but opens the same door.
  const noKey = { ...world.env, KOO_ACCESS_KEY: '' };
  const asIs = await runCommand(CallbackReplay, [String(id), '--as-is', '--config', config, '--json'], noKey);
  expect(asIs).toMatchObject({ exitCode: 3, code: 'ORIGIN_NOT_ALLOWED' });
  expect(asIs.message).toContain(`the recorded signature of call ${id}`);
  writeFileSync(config, `callback:\n  url: ${world.demo.target}\n`);
  expect(await run(String(id), '--config', config)).toMatchObject({ exitCode: 7 });
});

test('the built commands end with these exit codes', async () => {
  const good = world.record('v2', 'newInstance', order('MOCKPERIODYEARNEW'));
  const bad = world.record('v2', 'queryInstance', { instanceId: 'no-such-instance' });
  const codeOf = async (...argv: string[]) => (await kooHere(['callback', ...argv], { env: world.env })).code;
  expect(await codeOf('history')).toBe(0);
  expect(await codeOf('history', String(good))).toBe(0);
  expect(await codeOf('history', '99999')).toBe(2);
  expect(await codeOf('replay', String(good))).toBe(0);
  expect(await codeOf('replay', String(bad))).toBe(7);
  expect(await codeOf('replay', String(good), '--to', 'http://127.0.0.1:9/p')).toBe(6);
  expect(await codeOf('replay')).toBe(2);
});

test('no key and no secret is printed', async () => {
  const id = world.record('v2', 'newInstance', { ...order('O9'), businessId: world.demo.keys.base });
  for (const argv of [[], ['--json'], ['-o', 'csv']]) {
    const { stdout, stderr } = await run(String(id), ...argv);
    for (const key of Object.values(world.demo.keys)) expect(stdout + stderr).not.toContain(key);
  }
});
