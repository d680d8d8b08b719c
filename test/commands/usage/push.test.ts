import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import UsagePush from '../../../src/commands/usage/push.ts';
import { accessKey, type Behaviour, type ReceiverOptions, startReceiver } from '../../usage/receiver.ts';
import { manyRecords } from '../../usage/support.ts';
import { runCommand } from '../run.ts';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let folder: string;
let receiver: Receiver;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-push-'));
});

afterEach(async () => {
  await receiver?.close();
  rmSync(folder, { recursive: true, maxRetries: 3 });
});

const env = () => ({
  KOO_AK: 'TESTAK',
  KOO_SK: 'test-secret-key-of-nobody',
  KOO_ACCESS_KEY: accessKey,
  KOO_STATE_DIR: folder,
  KOO_CONFIG_DIR: folder,
});

async function receive(options: ReceiverOptions = {}): Promise<void> {
  receiver = await startReceiver(options);
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const words = (path: string, ...more: string[]) => [
  path,
  '--endpoint',
  receiver.url,
  '--rate',
  '1000',
  ...more,
];

async function push(path: string, ...more: string[]) {
  const ran = await runCommand(UsagePush, words(path, '--json', ...more), env());
  expect(ran.stdout + ran.stderr).not.toMatch(/test-secret-key|receiver-access-key/);
  return { ...ran, result: ran.stdout ? JSON.parse(ran.stdout) : undefined };
}

describe('a push', () => {
  test('sends what there is, and the second time nothing', async () => {
    await receive();
    const path = file('r.ndjson', manyRecords(2500));
    const first = await push(path);
    expect(first).toMatchObject({ exitCode: 0, result: { records: 2500, accepted: 2500, batches: 3 } });
    expect(receiver.state).toMatchObject({ requests: 3, most: 1000 });
    expect(await push(path)).toMatchObject({ exitCode: 0, result: { skipped: 2500, accepted: 0 } });
    expect(receiver.state.requests).toBe(3);
    // Without the journal the server itself knows them.
    expect(await push(path, '--no-resume')).toMatchObject({ exitCode: 0, result: { alreadyAccepted: 2500 } });
    expect(receiver.accepted.size).toBe(2500);
  });

  test('exits with 8 when some are rejected, and tells which and why', async () => {
    await receive({ judge: ({ usage_value }) => (usage_value === '2' ? '012' : undefined) });
    const lines = [...manyRecords(4).split('\n'), '{"instance_id":"x"}', 'no json'];
    const rejects = join(folder, 'rejects.ndjson');
    const { result, exitCode } = await push(file('r.ndjson', lines.join('\n')), '--rejects', rejects);
    expect(exitCode).toBe(8);
    expect(result).toMatchObject({ records: 6, accepted: 3, rejected: 1, invalid: 2, rejects });
    const written = readFileSync(rejects, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written.filter(({ by }) => by === 'server')).toEqual([
      {
        line: 2,
        by: 'server',
        code: '012',
        meaning: { en: 'the instance is not pay-per-use', zh: '实例不是按需类型' },
        meteringSn: expect.stringMatching(/^koo-/),
        message: 'said 012',
        record: expect.objectContaining({ usage_value: '2' }),
      },
    ]);
    expect(written.filter(({ by }) => by === 'input').map(({ line }) => line)).toEqual([5, 5, 5, 5, 6]);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('speaks on stderr to people, and leaves stdout alone', async () => {
    await receive({ judge: () => '001' });
    const ran = await runCommand(UsagePush, words(file('r.ndjson', manyRecords(2)), '--lang', 'zh'), env());
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('实例不存在');
    expect(ran.stderr).toContain('2 条被拒绝');
    expect(ran.exitCode).toBe(8);
  });

  test('--legacy asks for product_id and sends no metering_sn', async () => {
    await receive();
    const records = manyRecords(3)
      .split('\n')
      .map((line) => JSON.stringify({ ...JSON.parse(line), product_id: 'OFFI1' }));
    const path = file('r.ndjson', [...records, manyRecords(1)].join('\n'));
    expect(await push(path, '--legacy')).toMatchObject({ exitCode: 8, result: { accepted: 3, invalid: 1 } });
    expect(receiver.state.legacy).toHaveLength(3);
    expect(receiver.state.legacy[0]).not.toHaveProperty('metering_sn');
    expect(await push(path, '--legacy')).toMatchObject({ result: { skipped: 3, accepted: 0 } });
  });
});

describe('a push that cannot be done', () => {
  test.each([
    ['nothing', '', 2, 'EMPTY_INPUT'],
    ['a header of another table', 'a,b\n1,2\n', 2, 'BAD_HEADER'],
    ['half an array', '[{"a":1}', 2, 'NOT_JSON'],
  ])('%s', async (_name, content, exitCode, code) => {
    await receive();
    expect(await push(file('input', content))).toMatchObject({ exitCode, code });
    expect(receiver.accepted.size).toBe(0);
  });

  test('a file that is not there, or cannot be written', async () => {
    await receive();
    expect(await push(join(folder, 'none'))).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE' });
    expect(await push(folder)).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE' });
    const rejects = join(folder, 'no', 'rejects');
    const ran = await push(file('r.ndjson', manyRecords(1)), '--rejects', rejects);
    expect(ran).toMatchObject({ exitCode: 2, code: 'UNWRITABLE_FILE' });
  });

  test('refused keys end it at once', async () => {
    await receive({ behave: () => 'auth' });
    expect(await push(file('r.ndjson', manyRecords(1)))).toMatchObject({ exitCode: 4 });
    expect(receiver.state.requests).toBe(1);
  });

  test('without an access key nothing is sent', async () => {
    await receive();
    const ran = await runCommand(UsagePush, words(file('r.ndjson', manyRecords(1))), {
      ...env(),
      KOO_ACCESS_KEY: '',
    });
    expect(ran).toMatchObject({ exitCode: 3, code: 'NO_ACCESS_KEY' });
    expect(receiver.state.requests).toBe(0);
    const keyFile = file('key', `${accessKey}\n`);
    expect(await push(file('r.ndjson', manyRecords(1)), '--access-key-file', keyFile)).toMatchObject({
      exitCode: 0,
    });
    expect(await push('-', '--access-key-file', '-')).toMatchObject({ exitCode: 2, code: 'STDIN_TAKEN' });
  });

  test('a server that is away for a while: it goes on, and sends nothing twice', async () => {
    let down = true;
    await receive({ behave: (request) => (down && request > 3 ? 'error' : 'accept') });
    const path = file('r.ndjson', manyRecords(1000));
    const flags = ['--batch-size', '100', '--concurrency', '1', '--timeout', '1'];
    const first = push(path, ...flags);
    await expect.poll(() => receiver.state.requests, { timeout: 10_000 }).toBeGreaterThan(5);
    down = false;
    expect(await first).toMatchObject({ exitCode: 0, result: { accepted: 1000 } });
    expect(receiver.accepted.size).toBe(1000);
    expect(receiver.state.repeated).toBe(0);
  });
});

test('a network that is cut: exit 6, with the counts', async () => {
  await receive();
  const records = manyRecords(150);
  await push(file('r.ndjson', records.split('\n').slice(0, 100).join('\n')));
  // Nobody listens there from now on.
  await receiver.close();
  const path = file('r.ndjson', records);
  const { exitCode, code, stderr } = await push(path, '--timeout', '1');
  expect({ exitCode, code }).toEqual({ exitCode: 6, code: 'CONNECTION_REFUSED' });
  expect(stderr).toContain('150 records: 0 accepted, 100 acknowledged earlier and not sent');
}, 60_000);

test('a server that misbehaves gets every record exactly once', async () => {
  const kinds: Behaviour[] = ['reset', 'lost', 'half', 'throttle', 'busy', 'error'];
  await receive({
    behave: (request) => (request % 2 === 0 ? 'accept' : kinds[((request - 1) / 2) % kinds.length]!),
  });
  const { result, exitCode } = await push(file('r.ndjson', manyRecords(600)), '--batch-size', '100');
  expect(exitCode).toBe(0);
  expect(result.accepted + result.alreadyAccepted).toBe(600);
  expect(receiver.accepted.size).toBe(600);
  expect(receiver.state.repeated).toBe(result.alreadyAccepted);
}, 60_000);

describe('a push in a process of its own', () => {
  const flags = ['--batch-size', '100', '--concurrency', '4'];

  function start(path: string): ChildProcess {
    const script = join(import.meta.dirname, 'run-child.ts');
    return spawn(process.execPath, [script, ...words(path, '--json', ...flags)], {
      env: { ...process.env, ...env(), NODE_COMPILE_CACHE: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  const ended = (child: ChildProcess) =>
    new Promise<{ code: number | null; stdout: string }>((resolve) => {
      let stdout = '';
      child.stdout?.on('data', (chunk) => {
        stdout += chunk;
      });
      child.on('close', (code) => resolve({ code, stdout }));
    });

  test('killed three times, has every record accepted exactly once', async () => {
    await receive({ delayMs: 5, behave: (request) => (request % 9 === 0 ? 'lost' : 'accept') });
    const count = 20_000;
    const path = file('r.ndjson', manyRecords(count));
    for (const wanted of [30, 80, 140]) {
      const child = start(path);
      const end = ended(child);
      await expect
        .poll(() => receiver.state.acceptedBatches, { timeout: 20_000, interval: 2 })
        .toBeGreaterThan(wanted);
      child.kill('SIGKILL');
      expect((await end).code).toBe(null);
    }
    const acceptedBefore = receiver.accepted.size;
    expect(acceptedBefore).toBeLessThan(count);
    const { code, stdout } = await ended(start(path));
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(result).toMatchObject({ records: count, rejected: 0, invalid: 0 });
    expect(result.accepted + result.alreadyAccepted + result.skipped).toBe(count);
    // Only what was under way when it was killed is sent again.
    expect(result.skipped).toBeGreaterThanOrEqual(acceptedBefore - flags.length * 100);
    expect(receiver.accepted.size).toBe(count);
    const values = [...receiver.accepted.values()].map(({ usage_value }) => Number(usage_value));
    expect(new Set(values).size).toBe(count);
  }, 60_000);

  test('Ctrl-C ends it with 130 and a result, and the next one goes on', async () => {
    await receive({ delayMs: 10 });
    const path = file('r.ndjson', manyRecords(5000));
    const child = start(path);
    const end = ended(child);
    await expect
      .poll(() => receiver.state.acceptedBatches, { timeout: 20_000, interval: 2 })
      .toBeGreaterThan(5);
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    const { interrupted, accepted } = JSON.parse(stdout);
    expect({ interrupted, some: accepted > 0 && accepted < 5000 }).toEqual({ interrupted: true, some: true });
    expect((await push(path, ...flags)).result).toMatchObject({ records: 5000, skipped: accepted });
    expect(receiver.accepted.size).toBe(5000);
  }, 60_000);
});
