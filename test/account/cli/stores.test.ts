import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveKeys } from '../../../src/account/cli/keys.ts';
import { openStores, profileKeys, updateWithSecrets } from '../../../src/account/cli/stores.ts';
import CallbackSend from '../../../src/commands/callback/send.ts';
import CallbackSign from '../../../src/commands/callback/sign.ts';
import Login from '../../../src/commands/login.ts';
import WhoAmI from '../../../src/commands/whoami.ts';
import type { KeyClass } from '../../../src/signing/key-class.ts';
import { runCommand } from '../../commands/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-profile-keys-'));
const env = { KOO_CONFIG_DIR: folder };

beforeAll(async () => {
  writeFileSync(join(folder, 'settings.json'), '{"options":{"secret-store":"file"}}');
  const keys = { KOO_AK: 'AKEXAMPLE', KOO_SK: 'x', KOO_ACCESS_KEY: 'stored-base', KOO_KIT_KEY: 'stored-kit' };
  const ran = await runCommand(Login, ['--no-verify', '--no-input', '--profile', 'acme'], {
    ...env,
    ...keys,
  });
  expect(ran.exitCode).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

const unused = async (): Promise<Uint8Array> => {
  throw new Error('not asked for');
};

test('a key comes from the flag, then the environment, then the profile', async () => {
  const sources = {
    env: { KOO_KIT_KEY: 'env-kit' },
    readFile: async () => Buffer.from('flag-license'),
    ownKeys: async () => ({ base: 'profile-base', kit: 'profile-kit', license: 'profile-license' }),
  };
  expect(await resolveKeys({ 'license-key-file': 'f' }, sources)).toEqual({
    base: 'profile-base',
    kit: 'env-kit',
    license: 'flag-license',
  });
});

test('the profile is not read when every class has a key', async () => {
  const all = { KOO_ACCESS_KEY: 'b', KOO_KIT_KEY: 'k', KOO_LICENSE_KEY: 'l', KOO_NOTIFY_KEY: 'n' };
  const sources = { env: all, readFile: unused, ownKeys: unused as never };
  expect(await resolveKeys({}, sources)).toEqual({ base: 'b', kit: 'k', license: 'l', notify: 'n' });
});

test('only missing keys are read from the stores', async () => {
  const notice = () => {
    throw new Error('no notice expected');
  };
  const read = (classes: KeyClass[], env: Record<string, string>, named?: string) =>
    profileKeys(classes, { named, config: undefined, env, notice });
  const stored = { profile: 'acme', keys: { base: 'stored-base' } };
  expect(await read(['base', 'license'], env)).toEqual(stored);
  expect(await read(['base'], { ...env, KOO_PROFILE: 'acne' }, 'acme')).toEqual(stored);
  expect(await read(['notify'], env)).toEqual({ keys: {} });
  for (const KOO_CONFIG_DIR of [folder, join(folder, 'none')]) {
    const unknown = read(['base'], { KOO_CONFIG_DIR, KOO_PROFILE: 'acne' });
    await expect(unknown).rejects.toMatchObject({ exitCode: 3, facts: { code: 'UNKNOWN_PROFILE' } });
  }
  expect(await read(['base'], { KOO_CONFIG_DIR: join(folder, 'none') })).toEqual({ keys: {} });
});

test('secrets of another AK than that of the profile are not used, until the next login', async () => {
  const mixed = { KOO_CONFIG_DIR: join(folder, 'mixed'), KOO_SK: 'x', KOO_ACCESS_KEY: 'base-key' };
  const login = (ak: string) =>
    runCommand(Login, ['--no-verify', '--no-input', '--profile', 'acme'], { ...mixed, KOO_AK: ak });
  mkdirSync(mixed.KOO_CONFIG_DIR);
  writeFileSync(join(mixed.KOO_CONFIG_DIR, 'settings.json'), '{"options":{"secret-store":"file"}}');
  await login('AKFIRST');
  const stores = openStores(mixed);
  await stores
    .store('file')
    .set('acme', { endpoint: 'https://x.example', ak: 'AKOTHER', sk: 'y', accessKeys: {} });
  const read = () =>
    profileKeys(['base'], { named: undefined, config: undefined, env: mixed, notice: () => undefined });
  await expect(read()).rejects.toMatchObject({
    facts: {
      code: 'KEYS_MIXED',
      message: { en: expect.stringContaining('"acme"') },
      hint: { en: 'Log in again: `koo login --profile acme`' },
    },
  });
  const used = await runCommand(WhoAmI, [], { KOO_CONFIG_DIR: mixed.KOO_CONFIG_DIR });
  expect(used).toMatchObject({ exitCode: 3, code: 'KEYS_MIXED' });
  expect(await login('AKFIRST')).toMatchObject({ exitCode: 0 });
  expect(await read()).toEqual({ profile: 'acme', keys: { base: 'base-key' } });
});

test('a koo.yaml that a flag names chooses the profile, which may be missing', async () => {
  const notice = () => undefined;
  const read = (content: string) => {
    const config = join(folder, 'other.yaml');
    writeFileSync(config, content);
    return profileKeys(['base'], { named: undefined, config, env, notice });
  };
  const stored = { profile: 'acme', keys: { base: 'stored-base' } };
  expect(await read('profile: acme\n')).toEqual(stored);
  expect(await read('profile: elsewhere\n')).toEqual({ keys: {} });
  expect(await read('')).toEqual(stored);
});

test('koo callback says which profile a key comes from', async () => {
  const argv = ['queryInstance', 'http://127.0.0.1:1/', '-p', 'v2', '--set', 'instanceId=a'];
  const { stderr } = await runCommand(CallbackSend, argv, env);
  expect(stderr).toBe('Sending to http://127.0.0.1:1/. Access keys: base interfaces (profile acme)\n');
});

test('koo callback signs with the key of the profile', async () => {
  const argv = ['{"a":1}', '-p', 'v2', '--nonce', 'N', '--timestamp', '1'];
  const stored = await runCommand(CallbackSign, argv, env);
  const given = await runCommand(CallbackSign, argv, {
    KOO_CONFIG_DIR: '/none',
    KOO_ACCESS_KEY: 'stored-base',
  });
  expect(stored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(stored.stdout).toBe(given.stdout);
  const none = await runCommand(CallbackSign, argv, { KOO_CONFIG_DIR: '/none' });
  expect(none).toMatchObject({ exitCode: 3, code: 'NO_ACCESS_KEY' });
});

test('settings and secrets change together, or neither does', async () => {
  const own = mkdtempSync(join(folder, 'together-'));
  const stores = openStores({ KOO_CONFIG_DIR: own });
  const store = stores.store('file');
  const secrets = (sk: string) => ({ endpoint: 'https://x.example', ak: 'A', sk, accessKeys: {} });
  const save = (sk: string, settings = stores.settings) =>
    updateWithSecrets(
      { ...stores, settings },
      { store, name: 'p', secrets: async () => secrets(sk) },
      (now) => ({
        ...now,
        current: 'p',
      }),
    );
  const failing = {
    ...stores.settings,
    update: async (...[change, undo]: Parameters<typeof stores.settings.update>) => {
      await change({ profiles: {}, options: {} });
      await undo?.();
      throw new Error('the disk is full');
    },
  };
  await expect(save('first', failing)).rejects.toThrow('the disk is full');
  expect(await store.get('p')).toBeUndefined();
  expect((await save('second')).current).toBe('p');
  await expect(save('third', failing)).rejects.toThrow('the disk is full');
  expect(await store.get('p')).toMatchObject({ sk: 'second' });
  // What the change refuses, it refuses before a secret is stored.
  const refusing = () => {
    throw new Error('refused');
  };
  const other = { store, name: 'q', secrets: async () => secrets('x') };
  await expect(updateWithSecrets(stores, other, refusing)).rejects.toThrow('refused');
  expect(await store.get('q')).toBeUndefined();
});
