import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  areBound,
  areKnown,
  bind,
  fingerprint,
  parseBindings,
  parseOrigin,
  rememberOrigin,
} from '../../src/account/origins.ts';
import { KooError } from '../../src/errors/koo-error.ts';

const origin = 'https://isv.example.com';
const key = '00000000-1111-2222-3333-444444444444';

describe('bindings', () => {
  it('hold for this key at this origin only', () => {
    const bindings = bind({}, origin, [key]);
    expect(areBound(bindings, origin, [key])).toBe(true);
    expect(areBound(bindings, origin, [`${key}5`])).toBe(false);
    expect(areBound(bindings, origin, [key, 'other'])).toBe(false);
    for (const other of [
      'http://isv.example.com',
      `${origin}:8443`,
      'https://isv.example.com.cn',
      'constructor',
    ]) {
      expect(areBound(bindings, other, [key])).toBe(false);
    }
    expect(areBound(bind(bindings, origin, ['other']), origin, [key, 'other'])).toBe(true);
  });

  it('contain neither the key nor what is equal at another origin', () => {
    const text = JSON.stringify(bind(bind({}, origin, [key]), 'https://b.example', [key]));
    expect(text).not.toContain(key.slice(0, 8));
    expect(fingerprint(key, origin)).toMatch(/^[\w-]{22}$/);
    expect(fingerprint(key, origin)).not.toBe(fingerprint(key, 'https://b.example'));
  });

  it('keep the 100 origins and the 20 keys that were used last', () => {
    const originAt = (at: number) => `https://${at}.example`;
    const keyAt = (at: number) => `key-${at}`;
    const origins = Array.from({ length: 101 }, (_, at) => originAt(at));
    const all = origins.reduce((bindings, one) => bind(bindings, one, [key]), {});
    expect(Object.keys(all)).toEqual(origins.slice(1));
    expect(
      areBound(bind(bind(all, originAt(1), [key]), 'https://new.example', [key]), originAt(1), [key]),
    ).toBe(true);
    const keys = Array.from({ length: 21 }, (_, at) => keyAt(at));
    const many = keys.reduce((bindings, one) => bind(bindings, origin, [one]), {});
    expect(keys.filter((one) => areBound(many, origin, [one]))).toEqual(keys.slice(1));
  });

  it.each(['', '{', '[]', 'null', '{"https://isv.example.com":1}', '{"https://isv.example.com":[1,null]}'])(
    'are empty in a damaged file: %j',
    (text) => expect(parseBindings(text)).toEqual({}),
  );
});

describe('parseOrigin', () => {
  it.each([
    ['https://isv.example.com', 'https://isv.example.com'],
    ['https://ISV.example.com:443/', 'https://isv.example.com'],
    ['http://isv.example.com:8080', 'http://isv.example.com:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is %s', (text, expected) => expect(parseOrigin(text, '--allow-origin')).toBe(expected));

  it.each([
    '',
    '*',
    'https://*',
    'https://*.example.com',
    'isv.example.com',
    'https://isv.example.com/saas',
    'https://isv.example.com/?a',
    'https://isv.example.com?',
    'https://isv.example.com#',
    'https://user@isv.example.com',
    'https://user:secret@isv.example.com',
    'ftp://isv.example.com',
    'file:///',
    'null',
  ])('refuses %j without quoting it', (text) => {
    try {
      parseOrigin(text, 'KOO_ALLOW_ORIGIN');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2, facts: { code: 'INVALID_ORIGIN' } });
      expect((error as KooError).message).toBe('KOO_ALLOW_ORIGIN: the value is not an origin');
    }
  });
});

describe('the file', () => {
  const newEnv = () => ({ KOO_CONFIG_DIR: join(mkdtempSync(join(tmpdir(), 'koo-origins-')), 'koo') });

  it('remembers keys, for this user only, until their entry is deleted', async () => {
    const env = newEnv();
    expect(await areKnown(env, origin, [key])).toBe(false);
    await rememberOrigin(env, origin, [key]);
    expect(await areKnown(env, origin, [key])).toBe(true);
    expect(await areKnown(env, origin, ['other'])).toBe(false);
    if (process.platform !== 'win32') {
      expect(statSync(join(env.KOO_CONFIG_DIR, 'origins.json')).mode & 0o777).toBe(0o600);
      expect(statSync(env.KOO_CONFIG_DIR).mode & 0o777).toBe(0o700);
    }
    const path = join(env.KOO_CONFIG_DIR, 'origins.json');
    const { [origin]: _, ...others } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify(others));
    expect(await areKnown(env, origin, [key]), 'without its entry').toBe(false);
  });

  it('loses nothing where several commands write at once', async () => {
    const env = newEnv();
    const origins = Array.from({ length: 20 }, (_, at) => `https://${at}.example`);
    await Promise.all(origins.map((one) => rememberOrigin(env, one, [key])));
    for (const one of origins) expect(await areKnown(env, one, [key])).toBe(true);
  });

  it('is replaced when damaged, and not written without a key', async () => {
    const env = newEnv();
    mkdirSync(env.KOO_CONFIG_DIR);
    const path = join(env.KOO_CONFIG_DIR, 'origins.json');
    writeFileSync(path, '{{');
    await rememberOrigin(env, origin, []);
    expect(readFileSync(path, 'utf8')).toBe('{{');
    await rememberOrigin(env, origin, [key]);
    expect(await areKnown(env, origin, [key])).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('is no link: another file stays as it is', async () => {
    const env = newEnv();
    mkdirSync(env.KOO_CONFIG_DIR);
    const other = join(env.KOO_CONFIG_DIR, '..', 'other.json');
    writeFileSync(other, '{}');
    symlinkSync(other, join(env.KOO_CONFIG_DIR, 'origins.json'));
    await rememberOrigin(env, origin, [key]);
    expect(readFileSync(other, 'utf8')).toBe('{}');
    await expect(areKnown(env, origin, [key])).rejects.toBeInstanceOf(KooError);
  });
});
