import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../../../src/account/cli/koo-yaml/document.ts';
import { loadConfig } from '../../../../src/account/cli/koo-yaml/file.ts';
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
    ['aliases that multiply', bomb, 'koo.yaml:1:1: too many aliases'],
    ['an alias of nothing', 'callback: *a', 'koo.yaml:1:1: an alias cannot be resolved'],
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
    expect(failureOf('callback:\n  zzz: 1').hint).toMatch(/^Known settings: url, start, protocols, sale, /);
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
});
