import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { interrupt } from '../../../src/cli/interrupt.ts';
import CallbackServe from '../../../src/commands/callback/serve.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { harness, keys } from '../../callback/merchant/harness.ts';

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
  await vi.waitFor(() => expect(stderr).toContain('Listening on'));
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
