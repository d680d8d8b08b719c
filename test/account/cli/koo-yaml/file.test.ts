import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../../../src/account/cli/koo-yaml/document.ts';
import { isTrustedOwner, loadConfig } from '../../../../src/account/cli/koo-yaml/file.ts';
import { KooError } from '../../../../src/errors/koo-error.ts';

const whole = `
callback:
  url: https://isv.example.com/saasproduce
  protocols: [v2, v2-kit]
  sale: period
  joint: true
  encrypt: aes128
  require: [upgradeInstance]
  skip:
    - id: V2-AUTH-*
      reason: behind a gateway
  set:
    newInstance.orderId: "123"
`;

const bomb = [...'abcdefgh']
  .map((name, at, all) => `${name}: &${name} [${Array(9).fill(at === 0 ? 'x' : `*${all[at - 1]}`)}]`)
  .join('\n');

function failureOf(text: string): { code: string; message: string; hint: string } {
  try {
    parseConfig(text, 'koo.yaml');
  } catch (error) {
    if (error instanceof KooError) {
      const { code, message, hint } = error.facts;
      return { code, message: message.en, hint: hint.en };
    }
    throw error;
  }
  throw new Error('accepted');
}

describe('parseConfig', () => {
  it('reads every setting', () => {
    expect(parseConfig(whole, 'koo.yaml')).toEqual({
      callback: {
        url: 'https://isv.example.com/saasproduce',
        protocols: ['v2', 'v2-kit'],
        sale: 'period',
        joint: true,
        encrypt: 'aes128',
        require: ['upgradeInstance'],
        skip: [{ id: 'V2-AUTH-*', reason: 'behind a gateway' }],
        set: { 'newInstance.orderId': '123' },
      },
    });
    expect(parseConfig('', 'koo.yaml')).toEqual({});
    expect(parseConfig('# nothing\n', 'koo.yaml')).toEqual({});
  });

  it.each([
    ['callback:\n  protocls: [v2]', 'koo.yaml:2:3: unknown setting callback.protocls'],
    ['callbak: {}', 'koo.yaml:1:1: unknown setting callbak'],
    ['callback:\n  zzz: 1', /^koo.yaml:2:3: unknown setting callback.zzz$/],
    [
      'callback:\n  skip:\n    - id: A\n      reson: B\n      reason: C',
      'koo.yaml:4:7: unknown setting callback.skip.0.reson',
    ],
    ['callback:\n  sale: weekly', 'koo.yaml:2:9: callback.sale: expected period | on-demand | one-time'],
    ['callback:\n  joint: "yes"', 'koo.yaml:2:10: callback.joint: expected boolean'],
    ['callback:\n  skip:\n    - id: A', 'koo.yaml:3:7: callback.skip.0.reason is missing'],
    ['callback: [', /^koo.yaml:1:\d+: invalid YAML \(\w+\)$/],
    ['callback: {}\ncallback: {}', 'koo.yaml:2:1: invalid YAML (DUPLICATE_KEY)'],
    ['- callback', 'koo.yaml:1:1: expected key: value pairs'],
    ['text', 'koo.yaml:1:1: expected key: value pairs'],
  ])('reports the position of the fault in %j, and what is expected', (text, message) => {
    const failure = failureOf(text);
    expect(failure.code).toBe('INVALID_CONFIG');
    expect(failure.message).toMatch(message);
    if (typeof message === 'string') expect(failure.message).toBe(message);
  });

  it.each([
    ['aliases that multiply', bomb, 'koo.yaml:5:8: too many aliases'],
    ['an alias of nothing', 'callback: *a', 'koo.yaml:1:11: an alias cannot be resolved'],
    [
      'a collection as a name',
      'callback:\n  ? {a: TOPSECRET}\n  : 1',
      'koo.yaml:2:5: a key must be a string',
    ],
    ['a list as a name', '? [TOPSECRET]\n: 1', 'koo.yaml:1:3: a key must be a string'],
    ['an alias as a name', 'a: &b TOPSECRET\n? *b\n: 1', 'koo.yaml:2:3: a key must be a string'],
  ])('refuses %s, and warns of nothing', (_, text, message) => {
    const warn = vi.spyOn(process, 'emitWarning');
    const failure = failureOf(text);
    expect(failure).toMatchObject({ code: 'INVALID_CONFIG', message });
    expect(JSON.stringify(failure)).not.toContain('TOPSECRET');
    expect(warn).not.toHaveBeenCalled();
  });

  it('suggests the nearest setting, or lists the known ones', () => {
    expect(failureOf('callbak: {}').hint).toMatch(/^Did you mean callback\? Known settings: /);
    expect(failureOf('callback:\n  zzz: 1').hint).toMatch(
      /^Known settings: url, start, generateKeys, protocols, sale, /,
    );
  });

  it('asks for quotes around a number that must be a string', () => {
    expect(failureOf('callback:\n  set:\n    orderId: 0123')).toEqual({
      code: 'INVALID_CONFIG',
      message: 'koo.yaml:3:14: callback.set.orderId: expected string',
      hint: 'Put the value in quotes, so that YAML reads it as a string.',
    });
  });

  it.each(['testFlag', 'newInstance.testFlag', '"newInstance.TESTFLAG"', '"testflag "', 'testFlag.0'])(
    'refuses a value of %s, which would make calls real',
    (name) => {
      const failure = failureOf(`callback:\n  set:\n    orderId: "1"\n    ${name}: "0"`);
      expect(failure).toMatchObject({
        code: 'INVALID_CONFIG',
        message: 'koo.yaml:4:5: testFlag cannot be set in this file: it decides whether calls are real',
      });
      expect(failure.hint).toContain('--set testFlag=0');
    },
  );

  it('accepts names that only resemble testFlag', () => {
    const set = { testFlags: '1', 'newInstance.mytestFlag': '1' };
    expect(parseConfig(JSON.stringify({ callback: { set } }), 'koo.yaml')).toEqual({ callback: { set } });
  });

  it.each(['accessKey', 'access_key', 'kit-key', 'secret', 'password', 'AK', 'sk', 'authToken'])(
    'refuses %s, and sends to the environment without repeating it',
    (name) => {
      const failure = failureOf(`callback:\n  ${name}: TOPSECRET`);
      expect(failure.code).toBe('SECRET_IN_CONFIG');
      expect(failure.hint).toContain('KOO_ACCESS_KEY');
      expect(JSON.stringify(failure)).not.toContain('TOPSECRET');
    },
  );
});

describe('loadConfig', () => {
  const root = mkdtempSync(join(tmpdir(), 'koo-config-'));
  const inner = join(root, 'a', 'b');
  mkdirSync(inner, { recursive: true });

  it('is empty without a file', async () => {
    expect(await loadConfig(undefined, root)).toEqual({ config: {} });
  });

  it('finds the nearest koo.yaml upwards, or the named file', async () => {
    writeFileSync(join(root, 'koo.yaml'), 'callback: { sale: period }');
    writeFileSync(join(root, 'other.yaml'), 'callback: { sale: one-time }');
    expect(await loadConfig(undefined, inner)).toEqual({
      config: { callback: { sale: 'period' } },
      path: join(root, 'koo.yaml'),
    });
    const named = join(root, 'other.yaml');
    expect(await loadConfig(named, inner)).toMatchObject({ config: { callback: { sale: 'one-time' } } });
  });

  it('fails on a named file that cannot be read', async () => {
    const failure = await loadConfig(join(root, 'none.yaml')).catch((error: KooError) => error);
    expect(failure).toMatchObject({ facts: { code: 'UNREADABLE_FILE' }, exitCode: 2 });
  });

  it('reads the file that KOO_CONFIG_FILE names, unless a flag names another', async () => {
    const other = join(root, 'other.yaml');
    const load = (flag?: string) => loadConfig(flag, inner, { KOO_CONFIG_FILE: other });
    expect(await load()).toEqual({ config: { callback: { sale: 'one-time' } }, path: other });
    expect(await load(join(root, 'koo.yaml'))).toMatchObject({ config: { callback: { sale: 'period' } } });
    expect(await loadConfig(undefined, inner, { KOO_CONFIG_FILE: '' })).toMatchObject({
      path: join(root, 'koo.yaml'),
    });
  });
});

describe('isTrustedOwner', () => {
  it.each([
    [1000, 1000, {}, true],
    [0, 1000, {}, true],
    [1001, 1000, {}, false],
    [1001, 1000, { SUDO_UID: '1001' }, false],
    [0, 0, {}, true],
    [1000, 0, {}, false],
    [1000, 0, { SUDO_UID: '1000' }, true],
    [1001, 0, { SUDO_UID: '1000' }, false],
    [1000, 0, { SUDO_UID: '' }, false],
    [1000, 0, { SUDO_UID: '1e3' }, false],
  ])('owner %i, user %i, %j: %s', (owner, euid, env, expected) => {
    expect(isTrustedOwner(owner, euid, env)).toBe(expected);
  });
});

describe.skipIf(process.platform === 'win32')('a koo.yaml that others can have written', () => {
  const failure = (folder: string, env = {}) =>
    loadConfig(undefined, folder, env).then(
      () => undefined,
      (error: KooError) => error,
    );
  const project = () => {
    const folder = mkdtempSync(join(tmpdir(), 'koo-foreign-'));
    const inner = join(folder, 'a');
    mkdirSync(inner);
    const path = join(folder, 'koo.yaml');
    writeFileSync(path, 'profile: other');
    return { folder, inner, path };
  };

  // Only root can give a file to another user.
  it.skipIf(process.geteuid?.() !== 0)('is refused if it belongs to another user, unless named', async () => {
    const { inner, path } = project();
    chownSync(path, 4711, 4711);
    const error = await failure(inner);
    expect(error).toMatchObject({ exitCode: 3, facts: { code: 'FOREIGN_CONFIG' } });
    expect(error?.facts.message.en).toContain(`${path} belongs to another user (UID 4711)`);
    expect(error?.facts.hint.en).toContain('KOO_CONFIG_FILE');
    expect(await failure(inner, { SUDO_UID: '4712' })).toBeDefined();
    expect(await failure(inner, { SUDO_UID: '4711' })).toBeUndefined();
    expect(await loadConfig(path, inner, {})).toMatchObject({ config: { profile: 'other' } });
    expect(await loadConfig(undefined, inner, { KOO_CONFIG_FILE: path })).toMatchObject({ path });
  });

  it.skipIf(process.geteuid?.() !== 0)(
    'is refused if a link to it, or its target, is of another user',
    async () => {
      const { folder, inner, path } = project();
      const link = join(inner, 'koo.yaml');
      symlinkSync(path, link);
      expect(await failure(inner)).toBeUndefined();
      lchownSync(link, 4711, 4711);
      expect((await failure(inner))?.facts.code).toBe('FOREIGN_CONFIG');
      lchownSync(link, 0, 0);
      chownSync(path, 4711, 4711);
      expect((await failure(inner))?.facts.code).toBe('FOREIGN_CONFIG');
      writeFileSync(join(folder, 'a', 'own.yaml'), 'profile: own');
      expect(await loadConfig(join(folder, 'a', 'own.yaml'), inner, {})).toMatchObject({
        config: { profile: 'own' },
      });
    },
  );

  it('is refused if others can write it, except in CI', async () => {
    const { inner, path } = project();
    chmodSync(path, 0o664);
    expect(await failure(inner)).toBeUndefined();
    chmodSync(path, 0o666);
    const error = await failure(inner);
    expect(error).toMatchObject({ exitCode: 3, facts: { code: 'FOREIGN_CONFIG' } });
    expect(error?.facts.hint.en).toContain(`chmod o-w ${path}`);
    expect(await failure(inner, { CI: 'true' })).toBeUndefined();
    expect(await loadConfig(path, inner, {})).toMatchObject({ path });
  });

  it('is refused as a link to a device, without the advice to change the device', async () => {
    const { inner } = project();
    symlinkSync('/dev/null', join(inner, 'koo.yaml'));
    expect((await failure(inner))?.facts.code).toBe('UNREADABLE_FILE');
  });
});
