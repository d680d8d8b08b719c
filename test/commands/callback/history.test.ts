import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo } from '../../../src/callback/merchant/server/server.ts';
import CallbackHistory from '../../../src/commands/callback/history.ts';
import CallbackTest from '../../../src/commands/callback/test.ts';
import CallbackVerify from '../../../src/commands/callback/verify.ts';
import { runCommand } from '../run.ts';
import { type HistoryWorld, startHistoryWorld } from './history-world.ts';

let world: HistoryWorld;
beforeAll(async () => {
  world = await startHistoryWorld();
});
afterAll(() => world.close());

const run = (...argv: string[]) => runCommand(CallbackHistory, argv, world.env);
const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).stdout);
const idsOf = async (...argv: string[]): Promise<number[]> =>
  (await json(...argv)).map(({ id }: { id: number }) => id);

function file(name: string, content: string): string {
  const path = join(world.folder, name);
  writeFileSync(path, content);
  return path;
}

test('without a history, there are no calls, and none is created', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'koo-history-'));
  const env = { KOO_STATE_DIR: folder };
  expect(await runCommand(CallbackHistory, ['--json'], env)).toMatchObject({ stdout: '[]\n', exitCode: 0 });
  const text = await runCommand(CallbackHistory, [], env);
  expect(text).toMatchObject({
    stdout: 'No calls. `koo callback listen` records what it receives.\n',
    exitCode: 0,
  });
  expect(await runCommand(CallbackHistory, ['1'], env)).toMatchObject({ exitCode: 2, code: 'UNKNOWN_CALL' });
  expect(existsSync(join(folder, 'callback'))).toBe(false);
  rmSync(folder, { recursive: true });
});

describe('a list', () => {
  let ids: number[];
  beforeAll(() => {
    const at = (minutes: number) => ({ receivedAt: new Date(Date.now() - minutes * 60_000) });
    ids = [
      world.record('v2', 'newInstance', { orderId: 'CS1' }, { facts: at(200) }),
      world.record('v2', 'newInstance', { orderId: 'CS2' }, { facts: at(90), answer: '{}' }),
      world.record(
        'v1',
        'expireInstance',
        { instanceId: 'I-9', orderId: 'CS2' },
        { facts: at(30), answer: '{}', judgement: { verdict: 'failed' } },
      ),
      world.record('v2', 'queryInstance', { instanceId: 'I-8,I-9' }, { facts: at(5) }),
    ];
  });

  test('has the newest first, and what the filters select', async () => {
    const [first = 0, second = 0, third = 0, fourth = 0] = ids;
    expect((await idsOf()).slice(0, 4)).toEqual([fourth, third, second, first]);
    expect(await idsOf('--limit', '1')).toEqual([fourth]);
    expect(await idsOf('--activity', 'newInstance', '--order', 'CS2')).toEqual([second]);
    expect(await idsOf('--instance', 'I-9')).toEqual([fourth, third]);
    expect(await idsOf('--verdict', 'failed')).toEqual([third]);
    expect(await idsOf('--verdict', 'pending', '--order', 'CS1')).toEqual([first]);
    expect(await idsOf('--protocol', 'v1', '--instance', 'I-9')).toEqual([third]);
    expect(await idsOf('--since', '2h', '--order', 'CS2')).toEqual([third, second]);
    expect(await idsOf('--since', '2h', '--until', '45m', '--order', 'CS2')).toEqual([second]);
    const iso = new Date(Date.now() - 100 * 60_000).toISOString();
    expect(await idsOf('--until', iso)).toEqual([first]);
    const none = await run('--activity', 'newInstance', '--since', '0m');
    expect(none.stdout).toBe('No call matches. `koo callback history` lists all calls.\n');
    expect(await run('--activity', 'newinstance')).toMatchObject({ exitCode: 2, code: 'UNKNOWN_ACTIVITY' });
    expect(await run('--since', 'yesterday')).toMatchObject({ exitCode: 2, code: 'INVALID_VALUE' });
  });

  test('has as many as asked for, of any number', async () => {
    const before = (await idsOf('--limit', '1'))[0] ?? 0;
    for (let count = 0; count < 120; count += 1) world.record('v2', 'queryInstance', { orderId: 'CS120' });
    const all = Array.from({ length: 120 }, (_, index) => before + 120 - index);
    expect(await idsOf('--order', 'CS120', '--limit', '1000')).toEqual(all);
    expect(await idsOf('--order', 'CS120', '--limit', '101')).toEqual(all.slice(0, 101));
    expect(await idsOf('--order', 'CS120')).toEqual(all.slice(0, 50));
    const notice = 'The latest 50 of 120 calls. --limit N lists more.';
    expect((await run('--order', 'CS120')).stderr).toContain(notice);
    expect((await run('--order', 'CS120', '--limit', '10')).stderr).toBe('');
    const exported = async (...argv: string[]) =>
      JSON.parse((await run('--order', 'CS120', '--export', 'har', ...argv)).stdout).log.entries.length;
    expect(await exported()).toBe(120);
    expect(await exported('--limit', '70')).toBe(70);
  });

  test('has the same columns with and without calls', async () => {
    const header = async (...argv: string[]) => (await run(...argv, '-o', 'csv')).stdout.split('\n')[0];
    expect(await header('--order', 'none')).toBe(await header('--order', 'CS1'));
  });

  test('is a table, and CSV', async () => {
    const { stdout } = await run('--instance', 'I-9');
    expect(stdout).toMatch(
      /^ID +RECEIVED \(UTC[+-]\d\d:\d\d\) +INTERFACE +INSTANCE OR ORDER +VERDICT +MEANING\n/,
    );
    expect(stdout).toMatch(
      /\n\d+ +20\S+ \d\d:\d\d:\d\d +queryInstance +I-8,I-9 +pending +no response yet, or koo ended before it came\n/,
    );
    expect(stdout).toMatch(/\n\d+ +20\S+ \d\d:\d\d:\d\d +expireInstance +I-9 +failed +resultCode 000000\n/);
    const csv = await run('--order', 'CS1', '-o', 'csv', '--fields', 'activity,orderId,verdict');
    expect(csv.stdout).toBe('activity,orderId,verdict\nnewInstance,CS1,pending\n');
    const meaning = { en: 'accepted it', zh: '已接受' };
    world.record('v2', 'newInstance', { orderId: 'CS7' }, { answer: '{}', judgement: { meaning } });
    const meanings = async (lang: string) =>
      (await run('--order', 'CS7', '-o', 'csv', '--fields', 'orderId,meaning', '--lang', lang)).stdout;
    expect(await meanings('en')).toBe('orderId,meaning\nCS7,accepted it\n');
    expect(await meanings('zh')).toBe('orderId,meaning\nCS7,已接受\n');
    const chinese = await run('--instance', 'I-9', '--lang', 'zh');
    expect(chinese.stdout).toMatch(/^编号 +收到时间（UTC\S+） +接口 +实例或订单 +判断 +含义\n/);
  });

  test('has the order where there is no instance, marks replays, and has local times', async () => {
    const call = { receivedAt: new Date('2026-03-02T02:00:00Z'), replayOf: 1 };
    world.record('v2', 'newInstance', { orderId: 'CS8' }, { facts: call });
    const { stdout } = await runCommand(CallbackHistory, ['--order', 'CS8'], {
      ...world.env,
      TZ: 'Asia/Shanghai',
    });
    expect(stdout).toMatch(/RECEIVED \(UTC\+08:00\)/);
    expect(stdout).toMatch(/ 2026-03-02 10:00:00 +newInstance \(replay of 1\) +CS8 +pending/);
  });

  test('takes no filter with the number of a call', async () => {
    const [id = 0] = ids;
    for (const argv of [
      ['--verdict', 'failed'],
      ['--limit', '1'],
      ['--export', 'har', '--order', 'CS2'],
    ]) {
      expect(await run(String(id), ...argv)).toMatchObject({ exitCode: 2, code: 'FILTER_WITH_ID' });
    }
  });
});

describe('one call', () => {
  test('has the check of its signature at the time of its arrival', async () => {
    const receivedAt = new Date('2026-01-31T08:00:00Z');
    const id = world.record('v2', 'newInstance', { orderId: 'CS1' }, { answer: '{"resultCode":"000000"}' });
    const shown = await json(String(id));
    expect(shown).toMatchObject({
      id,
      request: { method: 'POST', redacted: false, body: expect.stringContaining('"orderId":"CS1"') },
      response: { status: 200, body: '{"resultCode":"000000"}', truncated: false },
      failure: null,
      verification: { valid: true, difference: null },
    });
    const { stdout } = await run(String(id));
    expect(stdout).toMatch(new RegExp(`^Call ${id}\nReceived: `));
    expect(stdout).toContain('Request newInstance (v2): valid');
    expect(stdout).toMatch(/Text to sign:\n<accessKey>/);
    expect(stdout).toContain('HTTP 200 (5 ms)');
    expect(stdout).toMatch(/accepted: resultCode 000000\n$/);
    expect(JSON.stringify(shown)).not.toContain(world.demo.keys.base);
    // One that was too old when it came.
    const late = world.record('v2', 'newInstance', { orderId: 'CS1' }, { facts: { receivedAt } });
    expect((await json(String(late))).verification).toMatchObject({ valid: false });
  });

  test('names the mistake in a wrong signature, and the first difference', async () => {
    const id = world.record(
      'v2',
      'newInstance',
      { orderId: 'CS1', productId: 'P' },
      { key: world.demo.keys.kit },
    );
    const { stdout } = await run(String(id));
    expect(stdout).toContain('The message is signed with the key of the kit interfaces.');
    expect(stdout).toContain('Text to sign:');
    const mine = file('mine.txt', '{"activity":"newInstance","orderId":"CS1","productId":"Q"}');
    const { verification } = await json(String(id), '--signed-text', mine);
    expect(verification).toMatchObject({ difference: { name: 'productId' }, isSameText: false });
    const right = file('right.txt', verification.canonical.replace('<accessKey>', ''));
    expect((await run(String(id), '--signed-text', right)).stdout).toContain('✔ The signed text is right.');
    expect((await run(String(id))).stdout).not.toContain('signed text is right');
    const hash = file('hash.txt', `${verification.canonical.slice(0, -1)}x`);
    expect((await run(String(id), '--signed-text', hash)).stdout).toContain('The hash of the body differs.');
    expect((await run(String(id))).stdout).toMatch(/\nTimestamp: \S+ \(\d s ago when it arrived\)\n/);
  });

  test('without a key, with a redacted request, or unknown to all protocols is shown nevertheless', async () => {
    const id = world.record('v2', 'newInstance', { orderId: 'CS1' });
    const keyless = await runCommand(CallbackHistory, [String(id), '--json'], {
      KOO_STATE_DIR: world.folder,
    });
    expect(JSON.parse(keyless.stdout).verification).toBeNull();
    expect(keyless.stderr).toContain('there is no access key');
    const redacted = world.record('v1', 'newInstance', { orderId: 'CS1', email: 'buyer@example.com' });
    const shown = await run(String(redacted));
    expect(shown.stdout).toContain('email = ***');
    expect(shown.stdout).toContain('Redacted: *** stands for what is not recorded');
    expect(shown.stdout).not.toContain('buyer@example.com');
    expect(shown.stderr).toContain('cannot be checked again');
    const binary = world.history.begin(
      {
        receivedAt: new Date(),
        signature: 'not-checked',
        request: { method: 'PUT', url: '/\u001b[2J', headers: [], body: Buffer.from([255, 0]) },
      },
      [],
    );
    world.history.answer(
      binary,
      { durationMs: 1, failure: { en: 'refused (ECONNREFUSED)', zh: '被拒绝' }, code: 'ECONNREFUSED' },
      [],
    );
    expect(await json(String(binary))).toMatchObject({
      activity: null,
      request: { body: null, bodyBase64: '/wA=' },
      response: null,
      failure: { code: 'ECONNREFUSED' },
    });
    const { stdout } = await run(String(binary));
    expect(stdout).toContain('No response: refused (ECONNREFUSED)\n');
    expect(stdout).not.toContain('\u001b[2J');
  });

  test.each([
    [['x'], 'INVALID_CALL_ID'],
    [['0'], 'INVALID_CALL_ID'],
    [['99999'], 'UNKNOWN_CALL'],
    [['1', '2'], 'SEVERAL_CALLS'],
    [['--signed-text', 'mine.txt'], 'NO_CALL_ID'],
  ])('%s is refused', async (argv, code) => {
    expect(await run(...argv)).toMatchObject({ exitCode: 2, code });
  });
});

describe('an export', () => {
  test('as HAR is HAR 1.2 that other commands read', async () => {
    const first = world.record(
      'v1',
      'newInstance',
      { orderId: 'CS7', customerName: '云 商&店\u200b' },
      { answer: '{"resultCode":"000000"}' },
    );
    const second = world.record('v2', 'newInstance', { orderId: 'CS8' });
    const { stdout } = await run(String(first), String(second), '--export', 'har');
    const { log } = JSON.parse(stdout);
    expect(log).toMatchObject({
      version: '1.2',
      creator: { name: expect.any(String), version: expect.any(String) },
    });
    // What HAR 1.2 requires of every entry.
    for (const entry of log.entries) {
      expect(new Date(entry.startedDateTime).toISOString()).toBe(entry.startedDateTime);
      expect(entry).toMatchObject({
        time: expect.any(Number),
        cache: {},
        timings: { send: 0, wait: expect.any(Number), receive: 0 },
      });
      for (const one of [entry.request, entry.response])
        expect(one).toMatchObject({
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: expect.any(Array),
          headersSize: -1,
          bodySize: expect.any(Number),
        });
      expect(entry.request).toMatchObject({
        method: expect.any(String),
        url: expect.stringMatching(/^http/),
        queryString: expect.any(Array),
      });
      expect(entry.response).toMatchObject({
        status: expect.any(Number),
        statusText: expect.any(String),
        redirectURL: '',
        content: { size: expect.any(Number), mimeType: expect.any(String) },
      });
    }
    expect(log.entries[0].request.queryString).toContainEqual({
      name: 'customerName',
      value: '云 商&店\u200b',
    });
    expect([log.entries[0].response.status, log.entries[1].response.status]).toEqual([200, 0]);
    const path = file('calls.har', stdout);
    for (const entry of ['1', '2']) {
      const verified = await runCommand(CallbackVerify, [path, '--entry', entry], world.env);
      expect(verified).toMatchObject({ exitCode: 0 });
    }
  });

  test('as curl sends the same bytes, text or not', async () => {
    const seen: { url: string; body: Buffer }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ url: request.url ?? '', body: Buffer.concat(chunks) });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/p?signature=a%2Bb`;
    const bodies = [
      Buffer.from([0, 255, 39, 10]),
      Buffer.from('{"a":"it\'s 云"}\n'),
      Buffer.from('@file'),
      Buffer.from('{\r\n"a":"\u200b\u202e\x7f\x85"\r\n}'),
      Buffer.from(`"${'x'.repeat(200_000)}"`),
    ];
    const ids = bodies.map((body) =>
      world.record(
        'v2',
        'newInstance',
        {},
        {
          facts: {
            target,
            request: {
              method: 'POST',
              url: '/p',
              headers: [
                ['Content-Length', '9'],
                ['X-A', "it's"],
              ],
              body,
            },
          },
        },
      ),
    );
    const { stdout } = await run(...ids.map(String), '--export', 'curl');
    expect(stdout).toMatch(new RegExp(`^# ${ids[0]} newInstance 20\\S+Z\n`));
    for (const value of Object.values(world.demo.keys)) expect(stdout).not.toContain(value);
    await promisify(execFile)('sh', [file('calls.sh', stdout)]);
    server.close();
    expect(seen).toEqual(bodies.map((body) => ({ url: '/p?signature=a%2Bb', body })));
  });

  test('as a scenario is run by koo callback test, with the instances of the new run', async () => {
    const values = {
      orderId: 'MOCKPERIODYEARNEW',
      orderLineId: 'MOCKPERIODYEARNEW-000001',
      businessId: 'b-1',
      testFlag: '0',
    };
    const before = (await idsOf('--limit', '1'))[0] ?? 0;
    const { instanceId } = await world.exchange('v2', 'newInstance', values);
    await world.exchange('v2', 'queryInstance', { instanceId: instanceId ?? '' });
    await world.exchange('v2', 'releaseInstance', {
      instanceId: instanceId ?? '',
      orderId: 'CS99',
      orderLineId: 'CS99-000001',
    });
    world.record('v2', 'newInstance', values, { key: 'another-key-0123456789' });
    const after = Array.from({ length: 4 }, (_, index) => String(before + 1 + index));
    const { stdout, stderr } = await run(...after, '--export', 'scenario');
    expect(stderr).toContain(`Not in the scenario, because they are not valid calls: ${before + 4}`);
    expect(stdout).toContain(`- id: call${before + 1}\n    activity: newInstance\n`);
    expect(stdout).toContain(`instanceId: \${call${before + 1}.instanceId}`);
    expect(stdout).not.toContain(String(instanceId));
    expect(stdout).not.toContain('testFlag');
    // A server that has not had these orders yet.
    const fresh = await startDemo();
    const argv = [fresh.target, '--scenario', file('scenario.yaml', stdout), '--json'];
    const ran = await runCommand(CallbackTest, argv, { ...world.env, KOO_ACCESS_KEY: fresh.keys.base });
    await fresh.close();
    expect({ exitCode: ran.exitCode, summary: JSON.parse(ran.stdout).summary }).toMatchObject({
      exitCode: 0,
      summary: { failed: 0, passed: 6 },
    });
  });

  test('as a scenario is refused where it would not be true', async () => {
    const v1 = world.record('v1', 'expireInstance', { instanceId: 'i', orderId: 'o' });
    const v2 = world.record('v2', 'queryInstance', { instanceId: 'i' });
    const forged = world.record(
      'v2',
      'queryInstance',
      { instanceId: 'i' },
      { key: 'another-key-0123456789' },
    );
    expect(await run(String(v1), String(v2), '--export', 'scenario')).toMatchObject({
      exitCode: 2,
      code: 'SEVERAL_PROTOCOLS',
    });
    expect(await run(String(forged), '--export', 'scenario')).toMatchObject({
      exitCode: 2,
      code: 'NOTHING_TO_EXPORT',
    });
    const odd = world.record('v2', 'queryInstance', { instanceId: `$\{evil}`, unknown: 1 });
    const { stdout, stderr } = await run(String(odd), '--export', 'scenario');
    expect(stderr).toContain(`Call ${odd}: instanceId is not in the scenario`);
    expect(stderr).toContain(`Call ${odd}: unknown is not in the scenario`);
    expect(stdout).toBe(
      `# Calls of koo callback history: ${odd}. Their orders are new to a server once only.\nprotocol: v2\nsale: period\nsteps:\n  - activity: queryInstance\n    omit:\n      - instanceId\n    expect: success\n`,
    );
  });
});
