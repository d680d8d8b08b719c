import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSession } from '../../../src/account/cli/session.ts';
import { fileStore } from '../../../src/account/credentials/file-store.ts';
import { openSettings, type Profile } from '../../../src/account/settings.ts';
import CallbackSign from '../../../src/commands/callback/sign.ts';
import Doctor from '../../../src/commands/doctor.ts';
import OrderGet from '../../../src/commands/order/get.ts';
import UsagePush from '../../../src/commands/usage/push.ts';
import Whoami from '../../../src/commands/whoami.ts';
import { startSandbox } from '../../../src/sandbox/server/server.ts';
import { otherSeller, sandboxSeller } from '../../../src/sandbox/state/accounts.ts';
import { runCommand } from '../../commands/run.ts';
import { credential, serve, type TestServer } from '../../openapi/server.ts';

const exported = { KOO_AK: 'OTHERAK', KOO_SK: 'other-sk' };
const sdk = { HUAWEICLOUD_SDK_AK: credential.ak, HUAWEICLOUD_SDK_SK: credential.sk };
let folder = '';
let server: TestServer;
let env: Readonly<Record<string, string>>;
const unexpected = () => {
  throw new Error('no notice expected');
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'koo-session-'));
  env = { KOO_CONFIG_DIR: folder, KOO_STATE_DIR: folder };
  server = await serve([{ status: 404, body: '{"error_code":"MKT.0199"}' }]);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function addProfile(name: string, profile: Profile): Promise<void> {
  await openSettings(folder, unexpected).update((now) => ({
    ...now,
    current: name,
    profiles: { ...now.profiles, [name]: profile },
  }));
}

/** A profile of the server, with the keys that the server accepts. */
async function addHeld(): Promise<void> {
  await addProfile('held', { site: 'custom', endpoint: server.url, ak: credential.ak, secrets: 'file' });
  await fileStore(folder, unexpected).set('held', { endpoint: server.url, ...credential, accessKeys: {} });
}

const order = (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runCommand(OrderGet, ['MOCKONDEMAND', ...argv], { ...env, ...more });
const signers = () =>
  server.received.map(({ headers }) => /Access=([^,]+)/.exec(headers.authorization ?? '')?.[1]);

test('a profile on the command line signs, and a notice names the idle variables', async () => {
  await addHeld();
  const called = await order(['--profile', 'held'], { ...exported, KOO_SECURITY_TOKEN: 'T' });
  expect(called.stderr).toBe(
    'koo does not use KOO_AK, KOO_SK and KOO_SECURITY_TOKEN, because --profile names a profile.\n',
  );
  const quiet = await order(['--profile', 'held', '-q'], exported);
  const plain = await order(['--profile', 'held']);
  expect([quiet.stderr, plain.stderr]).toEqual(['', '']);
  expect(signers()).toEqual(Array(3).fill(credential.ak));
  expect(server.received.map(({ headers }) => headers['x-security-token'])).toEqual(Array(3).fill(undefined));
});

test('whoami names the keys that sign', async () => {
  await addHeld();
  const shown = (argv: readonly string[]) =>
    runCommand(Whoami, ['--offline', '--json', ...argv], { ...env, ...exported });
  expect(JSON.parse((await shown(['--profile', 'held'])).stdout)).toMatchObject({
    ak: 'TE…',
    source: 'profile',
  });
  expect(JSON.parse((await shown([])).stdout)).toMatchObject({ ak: 'OT…', source: 'environment' });
});

test.each([[], ['--site', 'cn'], ['--site', 'intl']])(
  'keys for Huawei’s SDKs go to no other endpoint (%j)',
  async (...site) => {
    const called = await order(['--endpoint', server.url, ...site], sdk);
    expect(called).toMatchObject({ exitCode: 3, code: 'NO_CREDENTIAL' });
    expect(called.hint).toBe(
      `Log in with \`koo login --endpoint ${server.url}\`, or set KOO_AK and KOO_SK. The variables of Huawei's SDKs are used only on Huawei's own sites.`,
    );
    expect(server.received).toEqual([]);
    await order(['--endpoint', server.url, ...site], {
      ...sdk,
      KOO_AK: credential.ak,
      KOO_SK: credential.sk,
    });
    expect(signers()).toEqual([credential.ak]);
  },
);

test('a profile that is logged out asks for no variables that are set', async () => {
  await addProfile('left', { site: 'custom', endpoint: server.url });
  const named = await order(['--profile', 'left'], exported);
  expect(named).toMatchObject({
    code: 'NO_CREDENTIAL',
    message: 'The profile "left" is logged out',
    hint: 'Log in with `koo login --profile left`, or omit --profile to use the AK/SK of the environment.',
  });
  expect((await order(['--profile', 'left'])).hint).toBe(
    'Log in with `koo login --profile left`, or choose another profile.',
  );
  const plain = await order([]);
  expect(plain.hint).toBe(
    'Log in with `koo login --profile left`, or set KOO_AK and KOO_SK. To try koo without an AK/SK, use --site sandbox.',
  );
  expect(server.received).toEqual([]);
});

test('a profile of another site is not called logged out', async () => {
  await addProfile('sandbox', { site: 'sandbox', ak: 'KOOSANDBOX' });
  for (const command of [OrderGet, Whoami]) {
    const argv = command === OrderGet ? ['MOCKONDEMAND'] : [];
    expect(await runCommand(command, argv, { ...env, KOO_SITE: 'cn' })).toMatchObject({
      exitCode: 3,
      code: 'NO_CREDENTIAL',
      message: 'The AK/SK for the site "cn" is missing: the profile "sandbox" is for "sandbox"',
      hint: 'Log in with `koo login --site cn`, or set KOO_AK and KOO_SK. To try koo without an AK/SK, use --site sandbox.',
    });
  }
});

test('doctor names the keys that sign', async () => {
  const sandbox = await startSandbox({ stateFolder: folder });
  try {
    const endpoint = sandbox.url;
    const { ak, sk } = sandboxSeller.credential;
    await addProfile('held', { site: 'custom', endpoint, ak, secrets: 'file' });
    await fileStore(folder, unexpected).set('held', { endpoint, ak, sk, accessKeys: {} });
    const other = { KOO_AK: otherSeller.credential.ak, KOO_SK: otherSeller.credential.sk };
    const detail = async (...argv: string[]) => {
      const { stdout } = await runCommand(Doctor, ['--json', ...argv], { ...env, ...other });
      const { checks } = JSON.parse(stdout) as { checks: { id: string; detail: { en: string } }[] };
      return checks.find(({ id }) => id === 'credentials')?.detail.en;
    };
    expect(await detail('--profile', 'held')).toMatch(/^koo_sandbox_seller .* of the profile "held"$/);
    expect(await detail()).toMatch(/^koo_sandbox_other .* of the environment$/);
  } finally {
    await sandbox.close();
  }
});

test('doctor speaks of no profiles where there are none', async () => {
  await openSettings(folder, unexpected).update((now) => now);
  const { stdout } = await runCommand(Doctor, ['--offline', '--json'], env);
  expect(stdout).toContain(`There are no profiles in ${folder} yet`);
});

test('an access key of the environment does not take the place of one that the named profile lacks', async () => {
  await addProfile('held', { site: 'cn', endpoint: 'https://mkt.myhuaweicloud.com', secrets: 'file' });
  const argv = ['{"a":1}', '-p', 'v2', '--profile', 'held'];
  expect(await runCommand(CallbackSign, argv, { ...env, KOO_ACCESS_KEY: 'other-key' })).toMatchObject({
    exitCode: 3,
    code: 'NO_ACCESS_KEY',
    stderr: 'koo does not use KOO_ACCESS_KEY, because --profile names a profile.\n',
    hint: 'Store the key in the profile with `koo login --profile NAME`, give a file with --access-key-file, or omit --profile to use KOO_ACCESS_KEY.',
  });
});

test('an access key of a profile goes to no address but its own, also beside another AK/SK', async () => {
  const site = { site: 'custom', endpoint: server.url } as const;
  await addProfile('held', { ...site, ak: credential.ak, secrets: 'file', accessKeys: ['base'] });
  const secrets = { endpoint: server.url, ...credential, accessKeys: { base: 'the-stored-key' } };
  await fileStore(folder, unexpected).set('held', secrets);
  const host = { notice: () => undefined, launchSandbox: unexpected };
  const keysAt = async (endpoint: string) =>
    (await openSession({ endpoint }, host, { ...env, ...exported })).accessKeys();
  expect(await keysAt(server.url)).toEqual({ base: 'the-stored-key' });
  expect(await keysAt('http://localhost:9')).toEqual({});
});

test.each([
  ['wrong', /^koo signs with the access key of the sandbox, not with KOO_ACCESS_KEY/],
  [sandboxSeller.accessKey, /^(?!koo signs)/],
])('a push to the sandbox says that KOO_ACCESS_KEY is not used, if it is another key', async (key, told) => {
  const file = join(folder, 'usage.csv');
  writeFileSync(file, 'instance_id,record_time,begin_time,end_time,usage_value\n');
  const pushed = await runCommand(UsagePush, [file, '--site', 'sandbox'], { ...env, KOO_ACCESS_KEY: key });
  expect(pushed.stderr).toMatch(told);
});
