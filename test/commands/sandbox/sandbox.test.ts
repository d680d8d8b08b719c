import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import ApiVerify from '../../../src/commands/api/verify.ts';
import SandboxLog from '../../../src/commands/sandbox/log.ts';
import SandboxReset from '../../../src/commands/sandbox/reset.ts';
import SandboxSeed from '../../../src/commands/sandbox/seed.ts';
import SandboxStart from '../../../src/commands/sandbox/start.ts';
import SandboxStatus from '../../../src/commands/sandbox/status.ts';
import SandboxStop from '../../../src/commands/sandbox/stop.ts';
import type { KooError } from '../../../src/errors/koo-error.ts';
import { readLog } from '../../../src/sandbox/api/log/log.ts';
import { followLog } from '../../../src/sandbox/cli/follow.ts';
import { detach, startSharedSandbox } from '../../../src/sandbox/cli/start.ts';
import { sandboxCredential } from '../../../src/sandbox/state/accounts.ts';
import { isLifeHeld } from '../../../src/sandbox/state/life-lock.ts';
import {
  announceSandbox,
  livingSandbox,
  runningMarket,
  runningSandbox,
  withdrawSandbox,
} from '../../../src/sandbox/state/running.ts';
import { openStore, resetStore, withStore } from '../../../src/sandbox/store.ts';
import { openSqlite } from '../../../src/sqlite/database.ts';
import { push, record, send, start, temporaryFolder } from '../../sandbox/harness.ts';
import { runCommand } from '../run.ts';

const ignore = () => {};

const entry = fileURLToPath(new URL('koo-start.ts', import.meta.url));
const { argv } = process;
let folder = '';

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  process.argv = argv;
  vi.unstubAllEnvs();
  const running = await runningSandbox(folder, ignore);
  if (running) process.kill(running.pid, 'SIGKILL');
});

function koo(command: Parameters<typeof runCommand>[0], ...words: string[]) {
  return runCommand(command, words, { KOO_STATE_DIR: folder });
}

async function json(command: Parameters<typeof runCommand>[0], ...words: string[]) {
  const { stdout, exitCode } = await koo(command, '--json', ...words);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

async function overwriteFrom(path: string, start: number): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0xff, start));
}

describe('without a sandbox', () => {
  test('status says so, and makes no state', async () => {
    expect(await json(SandboxStatus)).toEqual({
      running: false,
      url: null,
      pid: null,
      database: join(folder, 'sandbox', 'sandbox.db'),
      counts: null,
      ak: sandboxCredential.ak,
      login: { page: null, fault: null, domains: [] },
    });
    expect(await json(SandboxLog)).toEqual([]);
    const { stdout } = await koo(SandboxStatus);
    expect(stdout).toMatch(/^Not running \(koo starts a sandbox when needed/);
    expect(stdout).toContain('No state yet');
  });

  test('status tells in words what is there', async () => {
    await koo(SandboxReset, '--yes');
    const { stdout } = await koo(SandboxStatus);
    expect(stdout).toMatch(/^instances {2,}18$/m);
    expect(stdout).not.toContain('{');
    expect((await koo(SandboxStatus, '--lang', 'zh')).stdout).toMatch(/^未运行[\s\S]*^实例 {2,}18$/m);
  });

  test('stop succeeds', async () => {
    expect(await json(SandboxStop)).toEqual({ stopped: false, pid: null });
    expect((await koo(SandboxStop)).stdout).toBe('No sandbox is running.\n');
  });
});

test('reset requires a confirmation, and says how to give it', async () => {
  expect(await koo(SandboxReset)).toMatchObject({
    exitCode: 2,
    code: 'MISSING_VALUE',
    hint: expect.stringContaining('--yes'),
  });
  expect(await json(SandboxReset, '--yes')).toMatchObject({
    reset: true,
    counts: { instances: 18, usageRecords: 0 },
  });
});

describe('seed', () => {
  const file = async (text: string) => {
    const path = join(folder, 'seed.yaml');
    await writeFile(path, text);
    return path;
  };

  test('from YAML and JSON', async () => {
    const yaml = await file('instances:\n  - id: one\n  - id: two\nevents: [{ id: e }]\n');
    expect(await json(SandboxSeed, yaml)).toMatchObject({ instances: 2, licenses: 0, events: 1 });
    expect(await json(SandboxSeed, await file('{"licenses":[{"code":"PL1"}]}'))).toMatchObject({
      licenses: 1,
    });
    expect((await json(SandboxStatus)).counts).toMatchObject({ instances: 20, events: 14, licenses: 27 });
  });

  test.each([
    ['instances: [{ status: active }]', 'INVALID_SEED'],
    ['instances: [', 'INVALID_SEED'],
    ['things: []', 'INVALID_SEED'],
    ['[]', 'INVALID_SEED'],
    [
      'a: &a [1,1]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c]\ninstances: *d',
      'INVALID_SEED',
    ],
  ])('%s is refused', async (text, code) => {
    expect(await koo(SandboxSeed, await file(text))).toMatchObject({ exitCode: 2, code });
  });

  test.each([
    ['instances: *x', 1, 12, 'an alias cannot be resolved'],
    ['instances: &x [*x]', 1, 16, 'an alias cannot be resolved'],
    ['a: 1\ninstances:\n\t- id: x', 3, 1, 'invalid YAML'],
    ['? [a]\n: 1', 1, 3, 'a key must be a string'],
  ])('%j is refused at its place', async (text, line, column, reason) => {
    const path = await file(text);
    const ran = await koo(SandboxSeed, path);
    expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_SEED' });
    expect(ran.message).toContain(`The seed data is invalid: ${path}:${line}:${column}: ${reason}`);
  });

  test('of hostile forms is refused, and changes nothing', async () => {
    const nested = (depth: number) => `{"instances":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    for (const text of [
      nested(20_000),
      '{"__proto__":{"instances":[]}}',
      '{"instances":[{"id":"i-1","__proto__":{"status":"frozen"}}]}',
      '{"instances":{"length":1,"0":{"id":"i-1"}}}',
      '{"constructor":[]}',
      '{"instances":[{"id":["i-1"]}]}',
      '{"instances":[null]}',
      '"instances"',
    ]) {
      const ran = await koo(SandboxSeed, await file(text));
      expect(ran, text.slice(0, 60)).toMatchObject({ exitCode: 2, code: 'INVALID_SEED' });
    }
  });

  test('takes large JSON, and refuses YAML of that size', async () => {
    const padding = ' '.repeat(2 * 1024 * 1024);
    expect(await json(SandboxSeed, await file(`{"events":[{"id":"e"}]}${padding}`))).toMatchObject({
      events: 1,
    });
    const ran = await koo(SandboxSeed, await file(`events: [{ id: e }]\n${padding}`));
    expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_SEED' });
    expect(ran.message).toContain('must be JSON');
    expect(await json(SandboxSeed, await file(`events: [{ id: e }]${' '.repeat(1024)}`))).toMatchObject({
      events: 1,
    });
  });

  test('a missing file', async () => {
    expect(await koo(SandboxSeed, join(folder, 'none'))).toMatchObject({
      exitCode: 2,
      code: 'UNREADABLE_FILE',
    });
  });
});

test('log shows what was asked of the sandbox, newest last', async () => {
  const sandbox = await start({ stateFolder: folder });
  await push(sandbox, [record()]);
  await send(sandbox, '/nothing');
  await sandbox.close();
  const { stdout } = await koo(SandboxLog, '-o', 'ndjson');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ status, code }) => [status, code])).toEqual([
    [200, 'MKT.0000'],
    [404, 'APIGW.0101'],
  ]);
  const text = await koo(SandboxLog, '--limit', '1');
  expect(text.stdout).toContain('APIGW.0101');
  expect(text.stdout.trimEnd().split('\n')).toHaveLength(1);
});

describe('log of a rejected request', () => {
  const wrong = { ...sandboxCredential, sk: `${sandboxCredential.sk}\n` };
  const path = '/api/mkp-openapi-public/global/v1/license/heartbeat';
  const body = '{"license":"PLKOOALIVE"}';

  beforeEach(async () => {
    const sandbox = await start({ stateFolder: folder });
    const headers = [['Content-Type', 'application/json']] as const;
    await send(sandbox, `${path}?a=1`, { headers, body, credential: wrong });
    await sandbox.close();
  });

  test('has the whole reason in its line', async () => {
    const { stdout } = await koo(SandboxLog);
    expect(stdout.trimEnd()).toMatch(
      /SK begins or ends with a space or a line feed\. Trim .* configuration\.\)$/,
    );
    expect(stdout).not.toContain('\n ');
  });

  test('has what was sent, and bodies only on request', async () => {
    const [line] = await json(SandboxLog);
    expect(line.request).toMatchObject({
      method: 'POST',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api.*\?a=1$/),
      headers: { Authorization: expect.stringContaining('Access=KOOSANDBOX0000000001') },
      bodySha256: createHash('sha256').update(body).digest('hex'),
    });
    expect(line.request).not.toHaveProperty('body');
    expect(line).not.toHaveProperty('response');
    const [full] = await json(SandboxLog, '--bodies');
    expect(full.request.body).toBe(body);
    expect(full.response).toEqual({ status: 401, body: expect.stringContaining('canonicalRequest:POST|') });
    const { stdout } = await koo(SandboxLog, '--bodies');
    expect(stdout).toContain(`\n  > ${body}\n  < 401\n  < {"error_code":"APIGW.0301"`);
  });

  test.each([[['-o', 'ndjson']], [['--json']], [['--json', '--bodies']]])(
    'can be verified as it is: %j',
    async (format) => {
      const file = join(folder, 'log.json');
      await writeFile(file, (await koo(SandboxLog, ...format)).stdout);
      const { stdout, exitCode } = await koo(ApiVerify, file, '--json');
      expect([exitCode, JSON.parse(stdout).cause]).toEqual([7, 'space-in-secret']);
    },
  );

  test('--follow refuses a format that is no stream', async () => {
    expect(await koo(SandboxLog, '--follow', '-o', 'csv')).toMatchObject({
      exitCode: 2,
      code: 'FORMAT_NOT_STREAMED',
    });
    expect(await koo(SandboxLog, '--follow', '--query', '[0]')).toMatchObject({
      code: 'FORMAT_NOT_STREAMED',
    });
  });

  test('--follow shows the latest requests and each that follows, also after a reset', async () => {
    const paths: string[] = [];
    const ended = new AbortController();
    const entries = withStore(folder, (database) => readLog(database, 1));
    const following = followLog(folder, entries, ({ path: one }) => paths.push(one), ended.signal);
    const sandbox = await start({ stateFolder: folder });
    await send(sandbox, '/second');
    await expect.poll(() => paths).toEqual([path, '/second']);
    withStore(folder, resetStore);
    await send(sandbox, '/third');
    await expect.poll(() => paths).toEqual([path, '/second', '/third']);
    ended.abort();
    await following;
  });
});

test.each(['x', 'reset=2', 'boom=0.1'])('--fault %s is a usage error', async (fault) => {
  expect(await koo(SandboxStart, '--fault', fault)).toMatchObject({ exitCode: 2, code: 'INVALID_FAULT' });
});

test('refuses csv for a log', async () => {
  expect(await koo(SandboxStart, '-o', 'csv', '--port', '0')).toMatchObject({
    exitCode: 2,
    code: 'FORMAT_NOT_STREAMED',
  });
});

test('ends with 3 where the state cannot be used', async () => {
  openStore(folder).close();
  await writeFile(join(folder, 'sandbox', 'sandbox.db'), 'x'.repeat(5000));
  for (const [command, ...words] of [[SandboxStatus], [SandboxStart, '--port', '0']] as const) {
    expect(await koo(command, ...words)).toMatchObject({ exitCode: 3, code: 'SANDBOX_STATE_UNUSABLE' });
  }
});

test.each<[string, string, (path: string) => Promise<unknown>]>([
  ['text in its lock', 'start.lock', (path) => writeFile(path, 'garbage\n')],
  ['a folder as its lock', 'start.lock', (path) => mkdir(path)],
  ['a folder where it announces itself', 'running.json', (path) => mkdir(path)],
])('%s is told by its own path, and the state stays', { timeout: 30_000 }, async (_, name, make) => {
  openStore(folder).close();
  const path = join(folder, 'sandbox', name);
  await make(path);
  process.argv = [argv[0] ?? '', entry];
  for (const flags of [[], ['--detach']]) {
    const ran = await koo(SandboxStart, '--port', '0', ...flags);
    expect(ran).toMatchObject({ exitCode: 3, code: 'SANDBOX_STATE_UNUSABLE' });
    expect(ran.message).toContain(path);
    expect(ran.hint).toMatch(/^(Delete the file|Delete it|Remove it|Check its permissions)/);
    expect(ran.hint).not.toContain('delete the folder');
  }
});

describe('a port in use', () => {
  test('by another sandbox is told as such, also with --detach', { timeout: 30_000 }, async () => {
    const { port } = await start();
    process.argv = [argv[0] ?? '', entry];
    for (const flags of [[], ['--detach']]) {
      const refused = await koo(SandboxStart, '--port', String(port), ...flags);
      expect(refused).toMatchObject({
        exitCode: 6,
        code: 'PORT_IN_USE',
        message: `Cannot listen on 127.0.0.1:${port}: another koo sandbox uses the port (process ${process.pid})`,
      });
      expect(refused.hint).not.toContain('--host');
    }
  });

  test('by anything else is told with its process, also with --detach', { timeout: 30_000 }, async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    process.argv = [argv[0] ?? '', entry];
    for (const flags of [[], ['--detach']]) {
      const refused = await koo(SandboxStart, '--port', String(port), ...flags);
      expect(refused).toMatchObject({ exitCode: 6, code: 'PORT_IN_USE' });
      expect(refused.message).toContain(`127.0.0.1:${port}: the port is in use`);
      if (process.platform === 'linux') expect(refused.message).toContain(`by process ${process.pid} (node`);
    }
    server.close();
  });
});

describe('a damaged database', () => {
  const sandboxFile = () => join(folder, 'sandbox', 'sandbox.db');

  test.each<[string, () => Promise<unknown>]>([
    ['that is no database', () => writeFile(sandboxFile(), 'x'.repeat(5000))],
    ['whose pages are overwritten', () => overwriteFrom(sandboxFile(), 4096)],
  ])('%s is set aside by reset, not deleted', async (_, damage) => {
    openStore(folder).close();
    await damage();
    const damaged = await readFile(sandboxFile());
    const result = await json(SandboxReset, '--yes');
    expect(result).toMatchObject({ reset: true, counts: { instances: 18 } });
    expect(result.setAside).toMatch(/sandbox\.db\.damaged-\d{8}T\d{6}\.\d{3}Z$/);
    expect(await readFile(result.setAside)).toEqual(damaged);
    expect((await json(SandboxStatus)).counts).toMatchObject({ instances: 18 });
    expect((await json(SandboxReset, '--yes')).setAside).toBeNull();
  });

  test('is named with the command that helps, and where it went', async () => {
    openStore(folder).close();
    await writeFile(sandboxFile(), 'x'.repeat(5000));
    expect((await koo(SandboxStatus)).hint).toContain('koo sandbox reset --yes');
    const { stdout } = await koo(SandboxReset, '--yes');
    expect(stdout).toMatch(/default data\.\nThe damaged database is kept as .*\.damaged-/);
  });

  test('stays where it is while a sandbox runs', async () => {
    const sandbox = await start();
    announceSandbox(folder, sandbox);
    await writeFile(sandboxFile(), 'x'.repeat(5000));
    expect(await koo(SandboxReset, '--yes')).toMatchObject({ exitCode: 2, code: 'SANDBOX_RUNNING' });
    expect(await readFile(sandboxFile(), 'utf8')).toBe('x'.repeat(5000));
    withdrawSandbox(folder);
  });
});

test('a lock that cannot be used is named, and not the state', async () => {
  openStore(folder).close();
  await writeFile(join(folder, 'sandbox', 'running.lock'), 'x'.repeat(5000));
  const failed = await startSharedSandbox({ stateFolder: folder, port: 0 }).catch(
    (error: KooError) => error.facts,
  );
  expect(failed).toMatchObject({
    code: 'LOCK_UNUSABLE',
    message: { en: expect.stringContaining('running.lock cannot be used as a lock') },
    hint: { en: expect.stringContaining('Delete it') },
  });
});

test('another one may start as soon as one is withdrawn, while it still closes', async () => {
  const first = await startSharedSandbox({ stateFolder: folder, port: 0 });
  withdrawSandbox(folder);
  const closing = first.close();
  const second = await startSharedSandbox({ stateFolder: folder, port: 0 });
  await closing;
  expect(await livingSandbox(folder)).toMatchObject({ url: second.url, responds: true });
  withdrawSandbox(folder);
  await second.close();
});

test('starts only one of several at once, and the others say so', async () => {
  const starts = Array.from({ length: 4 }, () => startSharedSandbox({ stateFolder: folder, port: 0 }));
  const settled = await Promise.allSettled(starts);
  const started = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(started.map(({ url }) => url)).toEqual([(await runningSandbox(folder, ignore))?.url]);
  for (const sandbox of started) await sandbox.close();
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.facts.code] : []));
  expect(reasons).toEqual(Array(3).fill('SANDBOX_RUNNING'));
  withdrawSandbox(folder);
});

describe('as a process', () => {
  test('it streams its log, is found, and ends by SIGTERM with 0', { timeout: 30_000 }, async () => {
    const child = spawn(
      process.execPath,
      [entry, 'sandbox', 'start', '--port', '0', '-o', 'ndjson', '--lang', 'en'],
      {
        env: { ...process.env, KOO_STATE_DIR: folder },
      },
    );
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk;
    });
    await expect.poll(() => runningSandbox(folder, ignore), { timeout: 10_000 }).toBeDefined();
    const { url = '' } = (await runningSandbox(folder, ignore)) ?? {};
    expect(output.stderr).toBe(
      `Listening on ${url} (press Ctrl-C to stop)\n\`koo sandbox open\` shows it in the browser.\n`,
    );
    await send({ url }, '/v3/auth/domains');
    expect(await koo(SandboxStart, '--port', '0')).toMatchObject({ exitCode: 2, code: 'SANDBOX_RUNNING' });
    child.kill('SIGTERM');
    expect((await once(child, 'close'))[0]).toBe(0);
    expect(JSON.parse(output.stdout)).toMatchObject({ method: 'GET', path: '/v3/auth/domains', status: 200 });
    expect(await runningSandbox(folder, ignore)).toBeUndefined();
  });

  test('--detach leaves it running; stop ends it; what it was told stays', { timeout: 30_000 }, async () => {
    process.argv = [argv[0] ?? '', entry];
    openStore(folder).close();
    await chmod(join(folder, 'sandbox', 'sandbox.db'), 0o644);
    const started = await koo(SandboxStart, '--json', '--detach', '--port', '0', '--login-fault', 'slow');
    // What the process that stays has to say.
    expect(started.stderr).toContain('Other users could read');
    const { url, pid } = JSON.parse(started.stdout);
    expect(await json(SandboxStatus)).toMatchObject({
      running: true,
      url,
      pid,
      login: { page: `${url}/unified-login/`, fault: 'slow', domains: [] },
    });
    const { stdout } = await koo(SandboxStatus);
    expect(stdout).toContain(`Unified login: ${url}/unified-login/\n`);
    expect(stdout).toContain('Fault of every login: slow (--login-fault)\n');
    expect((await push({ url }, [record()])).json).toMatchObject({ error_code: 'MKT.0000' });
    expect(await json(SandboxStop)).toEqual({ stopped: true, pid });
    expect(await json(SandboxStatus)).toMatchObject({
      running: false,
      counts: { usageRecords: 1, requests: 1 },
    });
  });

  test.skipIf(process.platform !== 'linux')(
    '--detach passes no key to the process that stays',
    { timeout: 30_000 },
    async () => {
      process.argv = [argv[0] ?? '', entry];
      const names = ['KOO_AK', 'KOO_SK', 'KOO_SECURITY_TOKEN', 'KOO_ACCESS_KEY', 'KOO_KIT_KEY'];
      const sdkNames = ['HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN'];
      const keys = [...names, 'KOO_LICENSE_KEY', 'KOO_NOTIFY_KEY', ...sdkNames];
      const { exitCode, stdout } = await runCommand(SandboxStart, ['--json', '--detach', '--port', '0'], {
        KOO_STATE_DIR: folder,
        ...Object.fromEntries(keys.map((name) => [name, `exported-${name}`])),
      });
      expect(exitCode).toBe(0);
      const { pid } = JSON.parse(stdout);
      const passed = await readFile(`/proc/${pid}/environ`, 'utf8');
      expect(passed).toContain(`KOO_STATE_DIR=${folder}`);
      expect(passed).not.toContain('exported-');
    },
  );

  test.skipIf(process.platform === 'win32')(
    'one that is suspended is waited for, and no second one is started',
    { timeout: 30_000 },
    async () => {
      process.argv = [argv[0] ?? '', entry];
      const { url, pid } = await json(SandboxStart, '--detach', '--port', '0');
      process.kill(pid, 'SIGSTOP');
      const told = new EventEmitter();
      const waiting = runningMarket(folder, (text) => told.emit('notice', text));
      const [[notice], status, started] = await Promise.all([
        once(told, 'notice'),
        livingSandbox(folder),
        // It is there, so another one is refused at once.
        detach(folder, { port: 0 }, ignore).catch((error: KooError) => error.facts.code),
      ]);
      expect(notice.en).toBe(`The sandbox (process ${pid}) does not respond yet. koo waits for it.`);
      expect(status).toEqual({ url, pid, responds: false });
      expect(started).toBe('SANDBOX_RUNNING');
      process.kill(pid, 'SIGCONT');
      expect(await waiting).toMatchObject({ url });
      // Several that look at once do not take each other for it.
      const held = (): boolean => isLifeHeld(join(folder, 'sandbox'));
      expect([held(), held()]).toEqual([true, true]);
      // The lock ends with its process, although the announcement stays.
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => livingSandbox(folder)).toBeUndefined();
      expect(existsSync(join(folder, 'sandbox', 'running.json'))).toBe(true);
      const [one, other] = [1, 2].map(() => openSqlite(join(folder, 'sandbox', 'running.lock')));
      one?.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
      expect(held()).toBe(false);
      other?.close();
      one?.close();
    },
  );

  test('starts only one of two detached at once', { timeout: 30_000 }, async () => {
    process.argv = [argv[0] ?? '', entry];
    const start = () =>
      detach(folder, { port: 0 }, () => undefined).catch((error: KooError) => error.facts.code);
    vi.stubEnv('KOO_STATE_DIR', folder);
    const [one, other] = await Promise.all([start(), start()]);
    expect([one, other]).toContain('SANDBOX_RUNNING');
    expect([one, other]).toContainEqual(await runningSandbox(folder, ignore));
  });
});
