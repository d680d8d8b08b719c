import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { interrupt } from '../../../src/cli/interrupt.ts';
import CallbackServe from '../../../src/commands/callback/serve.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { harness, keys, type Overrides } from '../../callback/merchant/harness.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stdout = '';
let stderr = '';

beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
  for (const name of ['KOO_ACCESS_KEY', 'KOO_KIT_KEY', 'KOO_LICENSE_KEY', 'KOO_NOTIFY_KEY'])
    vi.stubEnv(name, '');
  vi.stubEnv('KOO_LANG', 'en');
});

afterEach(() => {
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

async function run(...argv: string[]): Promise<unknown> {
  return CallbackServe.run(argv.includes('--port') ? argv : ['--port', '0', ...argv], root);
}

async function failure(...argv: string[]): Promise<KooError> {
  const error = await run(...argv).catch((thrown: unknown) => thrown);
  if (!(error instanceof KooError)) throw new Error('no failure');
  return error;
}

test('without a key it is not configured', async () => {
  expect(await failure('--protocol', 'v2')).toMatchObject({ exitCode: 3, facts: { code: 'NO_ACCESS_KEY' } });
});

test('refuses csv and --query for a log', async () => {
  for (const argv of [
    ['-o', 'csv'],
    ['--query', 'x'],
  ]) {
    expect(await failure(...argv)).toMatchObject({ exitCode: 2, facts: { code: 'FORMAT_NOT_STREAMED' } });
  }
});

test('exits 6 if the port is in use', async () => {
  vi.stubEnv('KOO_ACCESS_KEY', keys.base);
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const taken = await failure('--port', String(port), '--protocol', 'v2');
  expect(taken).toMatchObject({ exitCode: 6, facts: { code: 'PORT_IN_USE' } });
  // Linux also tells by whom.
  expect(taken.message).toMatch(
    new RegExp(
      `^Cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use( by process ${process.pid} \\(.+\\))?$`,
    ),
  );
  other.close();
});

test('--push-usage needs the open API', async () => {
  vi.stubEnv('KOO_ACCESS_KEY', keys.base);
  await expect(run('--push-usage', '1', '--protocol', 'v2')).rejects.toThrow('--order-api');
});

test('looks orders up at the open API, and pushes usage to it', async () => {
  const order = { orderId: 'CS1', orderLineId: 'CS1-000001', testFlag: undefined };
  const requests: { readonly path: string; readonly body: string }[] = [];
  const sandbox = createHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    requests.push({ path, body });
    const documents = [
      ['/clock', { mode: 'virtual', now: `2026-03-02T0${2 + requests.length}:00:00.000Z` }],
      ['orderId=CS1', { resultCode: 'MKT.0000', orderInfo: onDemandOrder }],
      ['usage-data', { error_code: 'MKT.0000' }],
    ] as const;
    const [, document] = documents.find(([part]) => path.includes(part)) ?? [];
    response.writeHead(document ? 200 : 500, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(document ?? { resultCode: 'MKT.0100' }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => sandbox.once('listening', resolve));
  const { port } = sandbox.address() as { port: number };
  const onDemandOrder = {
    orderId: 'CS1',
    orderLine: [{ orderLineId: 'CS1-000001', chargingMode: 'ON_DEMAND' }],
  };
  vi.stubEnv('KOO_ACCESS_KEY', keys.base);
  const api = `http://127.0.0.1:${port}`;
  const running = run('--protocol', 'v2', '--order-api', api, '--push-usage', '1');
  await expect.poll(() => stderr).toContain('Listening on');
  expect(stderr).toContain(`Orders are looked up at ${api}`);
  const url = /Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(stderr)?.[1];
  const sender = harness({ now: () => new Date() });
  const call = async (name: string, values: Overrides) => {
    const {
      method,
      headers,
      body,
      url: path,
    } = sender.request('v2', name, values, { timestamp: String(Date.now()), nonce: name + values.orderId });
    const reply = await fetch(`${url}${path}`, { method, headers, body: Buffer.from(body) });
    return (await reply.json()) as { resultCode: string; instanceId: string };
  };
  const unknown = { ...order, orderId: 'CS9', orderLineId: 'CS9-000001' };
  expect((await call('newInstance', unknown)).resultCode).toBe('000002');
  expect(requests.at(-1)?.path).toContain('orderId=CS9');
  const { resultCode, instanceId } = await call('newInstance', order);
  expect(resultCode).toBe('000000');
  expect((await call('queryInstance', { instanceId, testFlag: undefined })).resultCode).toBe('000000');
  await vi.waitFor(() => expect(stderr).toContain('accepted'), { timeout: 5_000 });
  const push = requests.find(({ path }) => path.endsWith('/isv/usage-data'));
  expect(JSON.parse(push?.body ?? '')).toMatchObject({
    usage_records: [{ instance_id: instanceId, usage_value: '1' }],
  });
  process.emit('SIGTERM');
  await running;
  expect(process.exitCode).toBeUndefined();
  sandbox.closeAllConnections();
  sandbox.close();
});

test('names the addresses of the login, which begin with the public URL', async () => {
  vi.stubEnv('KOO_KIT_KEY', keys.kit);
  const login = [
    '--public-url',
    'https://tunnel.example/x',
    '--login-page',
    'http://127.0.0.1:1/unified-login/',
  ];
  const running = run('--protocol', 'v2-kit', ...login);
  await expect.poll(() => stderr).toContain('Listening on');
  expect(stderr).toContain(
    'Login page: https://tunnel.example/sso/login. Login address to register for OAuth: https://tunnel.example/sso/callback; for CAS: https://tunnel.example/sso/cas?tenant=TENANT_ID',
  );
  const url = /Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(stderr)?.[1];
  const page = await fetch(`${url}/sso/login?problem=wrong-state`);
  expect(page.status).toBe(400);
  expect(await page.text()).toContain('This login was not started in this browser');
  await fetch(`${url}/sso/callback?code=secret-code&tenant=x`, { redirect: 'manual' });
  await expect.poll(() => stdout.trimEnd().split('\n').length).toBe(2);
  expect(stdout).toMatch(/GET +- +\/sso\/login +400 /);
  expect(stdout).toMatch(/GET +- +\/sso\/callback +303 .* login refused: unknown-tenant\n/);
  expect(stdout + stderr).not.toContain('secret-code');
  process.emit('SIGTERM');
  await running;
});

test('serves no login without the kit interfaces', async () => {
  vi.stubEnv('KOO_ACCESS_KEY', keys.base);
  const running = run('--protocol', 'v2');
  await expect.poll(() => stderr).toContain('Listening on');
  expect(stderr).not.toContain('Login page');
  process.emit('SIGTERM');
  await running;
});

test.each(['--public-url', '--login-page'])('%s must be a URL', async (flag) => {
  vi.stubEnv('KOO_KIT_KEY', keys.kit);
  for (const value of ['x', 'ftp://a.example', 'https://user:password@a.example']) {
    const error = await run('--protocol', 'v2-kit', flag, value).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toBe(
      `${flag} must be an http or https URL without a user name and password`,
    );
  }
});

// Last: an interruption is for ever.
test('announces its URL, logs each request as JSON and exits 130', async () => {
  vi.stubEnv('KOO_ACCESS_KEY', keys.base);
  const running = run(
    '--json',
    '--protocol',
    'v2,license-code',
    '--license-code',
    'C1',
    '--license-code',
    'C2',
  );
  await expect.poll(() => stderr).toContain('Listening on');
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(stderr)?.[0];
  const sender = harness({ now: () => new Date() });
  const post = async (request: ReturnType<typeof sender.request>) => {
    const { method, headers, body } = request;
    const reply = await fetch(`${url}${request.url}`, { method, headers, body: Buffer.from(body) });
    return (await reply.json()) as { resultCode: string };
  };
  const proof = { key: keys.base, timestamp: String(Date.now()) };
  expect((await post(sender.request('v2', 'newInstance', {}, proof))).resultCode).toBe('000000');
  for (const license of ['C1', 'C2']) {
    const values = { license, status: 'FREEZE' };
    const request = sender.request('license-code', 'updateLicenseCodeStatus', values, {
      ...proof,
      nonce: license,
    });
    expect((await post(request)).resultCode).toBe('000000');
  }
  expect((await post(sender.request('v2', 'newInstance', {}, { ...proof, key: 'x' }))).resultCode).toBe(
    '000001',
  );
  interrupt();
  await running;
  expect(process.exitCode).toBe(130);
  const log = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(log.map(({ protocol, activity, resultCode }) => [protocol, activity, resultCode])).toEqual([
    ['v2', 'newInstance', '000000'],
    ['license-code', 'updateLicenseCodeStatus', '000000'],
    ['license-code', 'updateLicenseCodeStatus', '000000'],
    ['v2', 'newInstance', '000001'],
  ]);
  expect(stderr).toContain(
    'Note: No access key was given for license-code, so the access key of the base interfaces is used.',
  );
  expect(stdout + stderr).not.toContain(keys.base);
});
