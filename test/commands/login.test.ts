import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import Api from '../../src/commands/api.ts';
import CallbackSign from '../../src/commands/callback/sign.ts';
import ConfigGet from '../../src/commands/config/get.ts';
import ConfigList from '../../src/commands/config/list.ts';
import ConfigPath from '../../src/commands/config/path.ts';
import ConfigSet from '../../src/commands/config/set.ts';
import ConfigUnset from '../../src/commands/config/unset.ts';
import Doctor from '../../src/commands/doctor.ts';
import EventUpload from '../../src/commands/event/upload.ts';
import LicenseActivate from '../../src/commands/license/activate.ts';
import LicenseQuery from '../../src/commands/license/query.ts';
import LicenseStats from '../../src/commands/license/stats.ts';
import Login from '../../src/commands/login.ts';
import Logout from '../../src/commands/logout.ts';
import OrderGet from '../../src/commands/order/get.ts';
import ProfileList from '../../src/commands/profile/list.ts';
import ProfileRemove from '../../src/commands/profile/remove.ts';
import ProfileRename from '../../src/commands/profile/rename.ts';
import ProfileShow from '../../src/commands/profile/show.ts';
import ProfileUse from '../../src/commands/profile/use.ts';
import UsagePush from '../../src/commands/usage/push.ts';
import WhoAmI from '../../src/commands/whoami.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server/server.ts';
import { otherSeller, sandboxBuyer, sandboxSeller } from '../../src/sandbox/state/accounts.ts';
import { runCommand } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-login-'));
let server: Sandbox;
let config = '';

beforeAll(async () => {
  server = await startSandbox({ stateFolder: join(root, 'server') });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  config = mkdtempSync(join(root, 'config-'));
  // The machine's own keyring is left alone.
  writeFileSync(join(config, 'settings.json'), '{"options":{"secret-store":"file"}}');
});

const seen: string[] = [];
const sks = [sandboxSeller, otherSeller, sandboxBuyer].map(({ credential }) => credential.sk);

afterEach(() => {
  for (const secret of [...sks, 'wrong-secret-key', 'the-access-key']) {
    expect(seen.join('\n')).not.toContain(secret);
  }
});

type Command = Parameters<typeof runCommand>[0];

async function koo(command: Command, argv: readonly string[] = [], env: Record<string, string> = {}) {
  const ran = await runCommand(command, argv, {
    KOO_CONFIG_DIR: config,
    KOO_STATE_DIR: join(root, 'state'),
    ...env,
  });
  seen.push(JSON.stringify(ran));
  return ran;
}

const json = async (command: Command, argv: readonly string[] = [], env = {}) => {
  const ran = await koo(command, [...argv, '--json'], env);
  expect(ran).toMatchObject({ exitCode: 0 });
  return JSON.parse(ran.stdout);
};

const keys = ({ credential: { ak, sk } } = sandboxSeller) => ({ KOO_AK: ak, KOO_SK: sk });
const login = (argv: readonly string[] = [], env: Record<string, string> = keys()) =>
  koo(Login, ['--endpoint', server.url, '--no-input', ...argv], env);
const emptyFile = () => {
  const path = join(config, 'records.ndjson');
  writeFileSync(path, '');
  return path;
};
const storedFiles = () => readdirSync(config).filter((name) => !name.endsWith('.lock'));
const storedSecrets = () =>
  existsSync(join(config, 'credentials.json'))
    ? JSON.parse(readFileSync(join(config, 'credentials.json'), 'utf8')).profiles
    : {};

describe('login', () => {
  test('has the server confirm the keys, stores them, says where', async () => {
    const done = JSON.parse((await login(['--json', '--profile', 'acme'])).stdout);
    const place = join(config, 'credentials.json');
    expect(done).toEqual({
      profile: 'acme',
      site: 'custom',
      endpoint: server.url,
      ak: expect.stringMatching(/^.{4}….{4}$/),
      account: { id: sandboxSeller.id, name: sandboxSeller.name },
      seller: true,
      verified: true,
      secrets: [{ name: 'sk', store: 'file', place }],
    });
    expect(storedSecrets().acme).toMatchObject({ endpoint: server.url, sk: sandboxSeller.credential.sk });
    expect(readFileSync(join(config, 'settings.json'), 'utf8')).not.toContain(sandboxSeller.credential.sk);
  });

  test('tells buyers that they are not sellers', async () => {
    const { stdout } = await login([], keys(sandboxBuyer));
    expect(stdout).toContain('not a merchant on this site');
  });

  test('does not store keys that the server refuses', async () => {
    const refused = await login([], { KOO_AK: sandboxSeller.credential.ak, KOO_SK: 'wrong-secret-key' });
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toBe('');
    expect(storedFiles()).toEqual(['settings.json']);
    expect((await koo(WhoAmI)).exitCode).toBe(3);
  });

  test('shows with --debug what was signed, as its hint says', async () => {
    const wrong = { KOO_AK: sandboxSeller.credential.ak, KOO_SK: 'wrong-secret-key' };
    const hinted = await login([], wrong);
    expect(hinted.hint).toContain('--debug');
    for (const command of [Login, WhoAmI, Doctor]) {
      const ran = await koo(command, ['--endpoint', server.url, '--debug'], wrong);
      expect(ran.stderr).toContain('canonical request that koo signed');
    }
  });

  test('stores nothing when the server does not answer, unless told to', async () => {
    const gone = ['--endpoint', 'http://127.0.0.1:9'];
    const unreachable = await koo(Login, [...gone, '--no-input'], keys());
    expect(unreachable.exitCode).toBe(6);
    expect(unreachable.hint).toMatch(
      /Nothing was stored\. --no-verify stores the AK\/SK without verification\.$/,
    );
    expect(storedFiles()).toEqual(['settings.json']);
    expect((await koo(Login, [...gone, '--no-verify', '--json'], keys())).exitCode).toBe(0);
    expect(storedSecrets().custom).toMatchObject({ endpoint: 'http://127.0.0.1:9' });
  });

  test('without a terminal a missing value is a usage error that names the flag', async () => {
    expect(await login([], {})).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE' });
    const noSk = await login(['--ak', 'AKEXAMPLE'], {});
    expect(noSk).toMatchObject({ exitCode: 2, message: 'The SK (secret access key) is missing' });
    expect(noSk.hint).toContain('Use --sk-file or --sk-stdin, or set KOO_SK.');
  });

  test('takes the SK and access keys from files, and keeps them when the pair is renewed', async () => {
    const skFile = join(root, 'sk.txt');
    const keyFile = join(root, 'key.txt');
    writeFileSync(skFile, `${sandboxSeller.credential.sk}\n`);
    writeFileSync(keyFile, 'the-access-key\n');
    const { ak } = sandboxSeller.credential;
    const files = ['--ak', ak, '--sk-file', skFile, '--kit-key-file', keyFile];
    const { stdout } = await login(files, {});
    expect(stdout).toContain('Access key of kit interfaces: stored in');
    await login([], keys());
    expect(storedSecrets().custom.accessKeys).toEqual({ kit: 'the-access-key' });
    // Access keys alone: the pair stays.
    expect((await login(['--access-key-file', keyFile], {})).exitCode).toBe(0);
    expect(storedSecrets().custom).toMatchObject({
      ak,
      accessKeys: { base: 'the-access-key', kit: 'the-access-key' },
    });
  });

  test('does not keep the access keys of another account', async () => {
    const file = join(config, 'access-key.txt');
    writeFileSync(file, 'the-access-key');
    const named = ['--profile', 'acme'];
    await login([...named, '--access-key-file', file]);
    const { stderr } = await login(named, keys(otherSeller));
    expect(stderr).toContain(
      `The access keys of ${sandboxSeller.name} are removed from the profile "acme"; they do not belong to the new account.`,
    );
    expect(storedSecrets().acme).toMatchObject({ ak: otherSeller.credential.ak, accessKeys: {} });
    expect((await json(ProfileShow, ['acme'])).accessKeys).toEqual([]);
  });

  test('keeps the access keys with another AK that is not verified, and says so', async () => {
    const file = join(config, 'access-key.txt');
    writeFileSync(file, 'the-access-key');
    const named = ['--profile', 'acme'];
    await login([...named, '--access-key-file', file]);
    const { stderr } = await login([...named, '--no-verify'], keys(otherSeller));
    expect(stderr).toContain('The profile "acme" keeps its access keys');
    expect(storedSecrets().acme).toMatchObject({ accessKeys: { base: 'the-access-key' } });
    expect((await login([...named, '--no-verify'], keys(otherSeller))).stderr).not.toContain('keeps');
  });

  test('the sandbox needs nothing and keeps no secret', async () => {
    const done = await koo(Login, ['--site', 'sandbox', '--json']);
    expect(JSON.parse(done.stdout)).toMatchObject({
      profile: 'sandbox',
      verified: true,
      seller: true,
      secrets: [],
    });
    expect(storedFiles()).toEqual(['settings.json']);
    expect(await json(WhoAmI)).toMatchObject({ profile: 'sandbox', source: 'sandbox', verified: true });
    expect(await json(WhoAmI, ['--offline'])).toMatchObject({ verified: false, seller: true });
  });

  test.each([
    ['--ak', ['--ak', 'HPUA7ZRJ5MZQK3FJTDAB']],
    ['--sk-file', ['--sk-file', '/no/such']],
    ['--sk-stdin', ['--ak', 'HPUA7ZRJ5MZQK3FJTDAB', '--sk-stdin']],
    ['--credentials-file', ['--credentials-file', '/no/such']],
    ['--access-key-file', ['--access-key-file', '/no/such']],
  ])('the sandbox refuses keys: %s', async (flag, argv) => {
    const refused = await koo(Login, ['--site', 'sandbox', ...argv]);
    expect(refused).toMatchObject({ exitCode: 2, code: 'KEYS_NOT_USED' });
    expect(refused.message).toContain(flag);
    expect(refused.message).toContain('the sandbox has its own keys');
    expect(await json(ProfileList)).toEqual([]);
  });

  test('a profile that becomes one of the sandbox leaves no secret behind', async () => {
    await login(['--profile', 'acme']);
    expect(Object.keys(storedSecrets())).toEqual(['acme']);
    await koo(Login, ['--site', 'sandbox', '--profile', 'acme']);
    expect(storedSecrets()).toEqual({});
  });

  test('logs in again although the keyring is gone', async () => {
    await login(['--profile', 'acme']);
    const path = join(config, 'settings.json');
    const settings = JSON.parse(readFileSync(path, 'utf8'));
    settings.profiles.acme.secrets = 'keyring';
    writeFileSync(path, JSON.stringify(settings));
    // No session bus, no keyring.
    const away = { ...keys(), DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', PATH: '' };
    const again = await login(['--profile', 'acme'], away);
    expect(again.exitCode).toBe(0);
  });

  test('refuses an invalid name, and two secrets from stdin', async () => {
    expect(await login(['--profile', '../x'])).toMatchObject({ exitCode: 2, code: 'INVALID_NAME' });
    const both = ['--sk-stdin', '--access-key-file', '-'];
    expect(await login(both, {})).toMatchObject({ exitCode: 2, code: 'STDIN_TAKEN' });
  });
});

describe('whoami', () => {
  test('asks the server, or tells offline what it said', async () => {
    await login();
    const online = await json(WhoAmI);
    expect(Object.keys(online)).toEqual([
      'profile',
      'site',
      'endpoint',
      'ak',
      'source',
      'account',
      'seller',
      'verified',
      'secrets',
      'accessKeys',
    ]);
    expect(online).toMatchObject({ source: 'profile', verified: true, secrets: { store: 'file' } });
    expect(await json(WhoAmI, ['--offline'])).toEqual({ ...online, verified: false });
    expect((await koo(WhoAmI, ['--lang', 'zh'])).stdout).toContain(
      `账号：${sandboxSeller.name}（${sandboxSeller.id}）\n商家：是\n`,
    );
  });

  test('the environment goes before the profile', async () => {
    await login();
    const other = await json(WhoAmI, [], keys(otherSeller));
    expect(other).toMatchObject({ source: 'environment', account: { id: otherSeller.id }, secrets: null });
  });

  test('sends stored keys to no other address', async () => {
    await login();
    for (const argv of [
      ['--endpoint', 'http://localhost:9'],
      ['--site', 'cn'],
    ]) {
      expect(await koo(WhoAmI, argv)).toMatchObject({ exitCode: 3, code: 'KEYS_BOUND' });
    }
  });

  test('an unknown profile is told by every command that uses one', async () => {
    await login(['--profile', 'acme']);
    const wanting: readonly (readonly [Command, readonly string[]])[] = [
      [Api, ['GET', '/x']],
      [EventUpload, ['EV1', '--text', 'x']],
      [LicenseActivate, ['PL1']],
      [LicenseQuery, ['PL1']],
      [LicenseStats, ['PL1', '--active', '1']],
      [OrderGet, ['MOCKONDEMAND']],
      [UsagePush, [emptyFile()]],
      [WhoAmI, []],
      [WhoAmI, ['--offline']],
    ];
    for (const [command, argv] of wanting) {
      for (const site of [[], ['--site', 'sandbox']]) {
        const ran = await koo(command, [...argv, '--profile', 'acne', ...site]);
        expect(ran).toMatchObject({
          exitCode: 3,
          code: 'UNKNOWN_PROFILE',
          hint: expect.stringMatching(/^Did you mean acme\? /),
        });
      }
    }
    const env = { KOO_PROFILE: 'acne' };
    const sign = await koo(CallbackSign, ['{"a":1}', '--protocol', 'v2'], env);
    expect(sign).toMatchObject({
      exitCode: 3,
      code: 'UNKNOWN_PROFILE',
      hint: expect.stringMatching(/^Did you mean acme\? /),
    });
    expect(await koo(Logout, [], env)).toMatchObject({ exitCode: 3, code: 'UNKNOWN_PROFILE' });
  });

  test('refuses an incomplete pair, an unknown profile and an unknown site', async () => {
    expect(await koo(WhoAmI, [], { KOO_AK: 'A' })).toMatchObject({ code: 'INCOMPLETE_CREDENTIAL' });
    await login(['--profile', 'acme']);
    expect(await koo(WhoAmI, [], { KOO_PROFILE: 'acne' })).toMatchObject({
      exitCode: 3,
      code: 'UNKNOWN_PROFILE',
      hint: expect.stringMatching(/^Did you mean acme\? /),
    });
    expect(await koo(WhoAmI, [], { KOO_SITE: 'mars' })).toMatchObject({ exitCode: 2, code: 'UNKNOWN_SITE' });
  });
});

describe('profiles', () => {
  test('live side by side, are chosen, renamed, logged out and removed', async () => {
    await login(['--profile', 'a']);
    await login(['--profile', 'b'], keys(otherSeller));
    const listed = await json(ProfileList);
    expect(listed.map(({ name, current }: { name: string; current: boolean }) => [name, current])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    await koo(ProfileUse, ['a']);
    expect(await json(WhoAmI)).toMatchObject({ profile: 'a', account: { id: sandboxSeller.id } });
    expect(await koo(ProfileRename, ['a', 'b'])).toMatchObject({ code: 'PROFILE_EXISTS' });
    await koo(ProfileRename, ['a', 'first']);
    expect(await json(ProfileShow)).toMatchObject({ name: 'first', current: true });
    expect(await json(WhoAmI)).toMatchObject({ profile: 'first', verified: true });
    expect(Object.keys(storedSecrets()).sort()).toEqual(['b', 'first']);
    expect(await json(Logout)).toEqual([{ profile: 'first', removed: true }]);
    expect(await koo(WhoAmI)).toMatchObject({ exitCode: 3, code: 'NO_CREDENTIAL' });
    expect(await koo(ProfileRemove, ['first', '--no-input'])).toMatchObject({ exitCode: 2 });
    expect(await koo(ProfileRemove, ['first', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await koo(ProfileUse, ['first'])).toMatchObject({ exitCode: 3, code: 'UNKNOWN_PROFILE' });
    expect(await koo(ProfileShow)).toMatchObject({ exitCode: 3, code: 'NO_PROFILE' });
    expect(await json(Logout, ['--all'])).toEqual([{ profile: 'b', removed: true }]);
    expect(existsSync(join(config, 'credentials.json'))).toBe(false);
  });

  test('are all logged out, also those that the settings have lost and those in damaged files', async () => {
    await login(['--profile', 'a']);
    writeFileSync(
      join(config, 'credentials.json'),
      `${readFileSync(join(config, 'credentials.json'), 'utf8').slice(0, -9)}`,
    );
    const anew = await login(['--profile', 'b'], keys(otherSeller));
    expect(anew.stderr).toContain('The damaged file still contains keys in plain text');
    const one = await koo(Logout);
    expect(one.stderr).toMatch(/credentials\.json\.damaged-\S+ may still contain the AK\/SK and access keys/);
    await login(['--profile', 'b'], keys(otherSeller));
    writeFileSync(join(config, 'settings.json'), 'no JSON');
    const out = await koo(Logout, ['--all', '--json']);
    expect(JSON.parse(out.stdout)).toEqual([{ profile: 'b', removed: true }]);
    expect(out.stderr).toContain('Look for the service "koo" there');
    const left = readdirSync(config).map((name) => readFileSync(join(config, name), 'utf8'));
    for (const sk of sks) expect(left.join('\n')).not.toContain(sk);
    expect(readdirSync(config).filter((name) => name.startsWith('credentials.json'))).toEqual([]);
  });

  test('are logged out of a file that cannot be understood, and where there is none', async () => {
    writeFileSync(join(config, 'credentials.json'), `{"sk": "${sandboxSeller.credential.sk}"`);
    const out = await koo(Logout, ['--all', '--json']);
    expect(JSON.parse(out.stdout)).toEqual([]);
    expect(out.stderr).toContain('credentials.json, which was damaged');
    expect(out.stderr).not.toContain('were no secrets to remove');
    expect(existsSync(join(config, 'credentials.json'))).toBe(false);
    const empty = join(config, 'none');
    expect(await koo(Logout, ['--all'], { KOO_CONFIG_DIR: empty })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'There was no AK/SK or access key to remove.\n',
    });
    expect(existsSync(empty)).toBe(false);
  });
});

describe('settings that cannot be changed', () => {
  const damageLock = () => writeFileSync(join(config, 'settings.lock'), 'garbage\n');
  const stored = () => JSON.parse(readFileSync(join(config, 'credentials.json'), 'utf8')).profiles;
  const refused = {
    exitCode: 3,
    code: 'STORE_UNREADABLE',
    message: expect.stringContaining('settings.lock'),
  };

  test('a login asks for nothing, stores no secret and says of none that it is stored', async () => {
    damageLock();
    const ran = await login(['--profile', 'acme']);
    expect(ran).toMatchObject(refused);
    expect(ran.stderr).not.toContain('stored');
    expect(existsSync(join(config, 'credentials.json'))).toBe(false);
    rmSync(join(config, 'settings.lock'));
    expect(await login(['--profile', 'acme'])).toMatchObject({ exitCode: 0 });
  });

  test('a rename and a logout leave the secrets where they are', async () => {
    await login(['--profile', 'acme']);
    const before = stored();
    rmSync(join(config, 'settings.lock'));
    damageLock();
    expect(await koo(ProfileRename, ['acme', 'other'])).toMatchObject(refused);
    expect(await koo(Logout, ['--profile', 'acme'])).toMatchObject(refused);
    expect(await koo(ProfileRemove, ['acme', '--yes'])).toMatchObject(refused);
    expect(stored()).toEqual(before);
    rmSync(join(config, 'settings.lock'));
    expect(await json(ProfileRename, ['acme', 'other'])).toMatchObject({ name: 'other' });
    expect(Object.keys(stored())).toEqual(['other']);
  });
});

describe('config', () => {
  test('is set, read, listed and unset', async () => {
    expect(await json(ConfigGet, ['secret-store'])).toEqual({
      name: 'secret-store',
      value: 'file',
      source: 'set',
    });
    await koo(ConfigSet, ['lang', 'zh']);
    expect((await koo(ConfigGet, ['lang'])).stdout).toBe('zh\n');
    await koo(Login, ['--site', 'sandbox']);
    expect(await json(ProfileShow)).toMatchObject({ description: null });
    await koo(ConfigSet, ['profiles.sandbox.description', 'To try things']);
    expect(await json(ProfileShow)).toMatchObject({ description: 'To try things' });
    expect(await json(ConfigList)).toContainEqual({
      name: 'profiles.sandbox.description',
      value: 'To try things',
      source: 'set',
    });
    expect(await json(ConfigUnset, ['lang'])).toEqual({ name: 'lang', value: null, source: 'default' });
    expect((await koo(ConfigPath)).stdout).toBe(`${join(config, 'settings.json')}\n`);
  });

  test('refuses an unknown name and an invalid value', async () => {
    expect(await koo(ConfigSet, ['langg', 'zh'])).toMatchObject({
      exitCode: 2,
      code: 'UNKNOWN_SETTING',
      hint: expect.stringMatching(/^Did you mean lang\? /),
    });
    expect(await koo(ConfigSet, ['lang', 'fr'])).toMatchObject({ exitCode: 2, code: 'INVALID_VALUE' });
    expect(await koo(ConfigGet, ['constructor'])).toMatchObject({ exitCode: 2 });
    expect(await koo(ConfigSet, ['profiles.none.description', 'x'])).toMatchObject({
      exitCode: 3,
      code: 'UNKNOWN_PROFILE',
    });
  });
});

describe('doctor', () => {
  const status = async (argv: readonly string[], env = {}) => {
    const ran = await koo(Doctor, [...argv, '--json'], env);
    const { checks } = JSON.parse(ran.stdout);
    const found = checks.map(({ id, status }: { id: string; status: string }) => [id, status]);
    return { exitCode: ran.exitCode, ...Object.fromEntries(found) };
  };

  test('passes with the sandbox', async () => {
    expect(await status(['--site', 'sandbox'])).toEqual({
      exitCode: 0,
      node: 'pass',
      terminal: 'pass',
      config: 'pass',
      'secret-store': 'pass',
      proxy: 'pass',
      dns: 'skip',
      tls: 'skip',
      clock: 'pass',
      credentials: 'pass',
    });
  });

  test('refused keys and a server that is not there are failures', async () => {
    const wrong = { KOO_AK: sandboxSeller.credential.ak, KOO_SK: 'wrong-secret-key' };
    expect(await status(['--endpoint', server.url], wrong)).toMatchObject({
      exitCode: 7,
      credentials: 'fail',
    });
    expect(await status(['--endpoint', 'http://127.0.0.1:9'], keys())).toMatchObject({
      exitCode: 7,
      clock: 'fail',
      credentials: 'skip',
    });
  });

  test('warns when no account is logged in', async () => {
    expect(await status(['--endpoint', server.url])).toMatchObject({ exitCode: 0, credentials: 'warn' });
  });

  test.each([[['--offline']], [[]]])('an unknown profile is told as such: exit 3 %j', async (more) => {
    await login(['--profile', 'acme']);
    for (const [argv, env] of [
      [['--profile', 'acne'], {}],
      [[], { KOO_PROFILE: 'acne' }],
    ] as const) {
      const ran = await koo(Doctor, [...argv, ...more], env);
      expect(ran).toMatchObject({ exitCode: 3, code: 'UNKNOWN_PROFILE', stdout: '' });
      expect(ran.hint).toMatch(/^Did you mean acme\? /);
    }
  });

  test('checks only this machine with --offline', async () => {
    expect(Object.keys(await status(['--offline']))).not.toContain('dns');
  });
});
