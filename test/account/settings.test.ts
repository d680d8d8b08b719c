import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { configFolder, stateFolder } from '../../src/account/folders.ts';
import { openSettings } from '../../src/account/settings.ts';
import type { Localized } from '../../src/text/localized.ts';

let root = '';
let folder = '';
let notices: Localized[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'koo-settings-'));
  folder = join(root, 'koo');
  notices = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const open = () => openSettings(folder, (text) => notices.push(text));
const mode = (path: string) => statSync(path).mode & 0o777;
const setLanguage = (lang: string) => open().update((now) => ({ ...now, options: { ...now.options, lang } }));

test('folders follow KOO_…_DIR, then XDG, then the home folder', () => {
  expect(configFolder({ KOO_CONFIG_DIR: '/c', XDG_CONFIG_HOME: '/x' })).toBe('/c');
  expect(configFolder({ XDG_CONFIG_HOME: '/x', HOME: '/h' })).toBe(join('/x', 'koo'));
  expect(configFolder({ HOME: '/h' })).toBe(join('/h', '.config', 'koo'));
  expect(stateFolder({ KOO_STATE_DIR: '/s' })).toBe('/s');
  expect(stateFolder({ HOME: '/h' })).toBe(join('/h', '.local', 'state', 'koo'));
});

test('reads a missing file as empty settings, and does not create it', async () => {
  expect(await open().read()).toEqual({ profiles: {}, options: {} });
  expect(existsSync(folder)).toBe(false);
});

test('reads what was written, in a private file', async () => {
  await setLanguage('zh');
  expect(await open().read()).toEqual({ profiles: {}, options: { lang: 'zh' } });
  expect(mode(folder)).toBe(0o700);
  for (const name of readdirSync(folder)) expect(mode(join(folder, name))).toBe(0o600);
});

test('concurrent changes in one process are all kept', async () => {
  const store = open();
  const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
  await Promise.all(
    names.map((name) => store.update((now) => ({ ...now, options: { ...now.options, [name]: name } }))),
  );
  expect(Object.keys((await store.read()).options)).toEqual(names);
});

test('a failing change changes nothing and releases the lock', async () => {
  await setLanguage('zh');
  const failing = open().update(() => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await setLanguage('en');
  expect((await open().read()).options).toEqual({ lang: 'en' });
});

test('preserves unknown members', async () => {
  await setLanguage('zh');
  const path = join(folder, 'settings.json');
  writeFileSync(path, '{"future":1,"profiles":{"a":{"site":"cn","later":true}},"options":{}}');
  await setLanguage('en');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    __internal__: { migrations: { version: '0.2.0' } },
    future: 1,
    profiles: { a: { site: 'cn', later: true } },
    options: { lang: 'en' },
  });
});

describe('settings of another version', () => {
  const oldFile = fileURLToPath(new URL('settings-0.1.0.json', import.meta.url));
  const old = JSON.parse(readFileSync(oldFile, 'utf8'));
  const path = () => join(folder, 'settings.json');
  const write = (document: unknown) => {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path(), JSON.stringify(document), { mode: 0o600 });
  };
  const written = () => JSON.parse(readFileSync(path(), 'utf8'));
  const elsewhere = { site: 'sandbox', endpoint: 'https://sandbox.example.com', ak: 'KOOSANDBOX' };
  const here = { site: 'sandbox', endpoint: 'http://127.0.0.1:8788' };

  test('a file that koo 0.1.0 wrote is read as it is, and the first change records the version', async () => {
    write(old);
    const text = readFileSync(path(), 'utf8');
    expect(await open().read()).toEqual(old);
    expect(readFileSync(path(), 'utf8')).toBe(text);
    await setLanguage('en');
    const changed = { ...old, options: { ...old.options, lang: 'en' } };
    expect(await open().read()).toEqual(changed);
    expect(written()).toEqual({ ...changed, __internal__: { migrations: { version: '0.2.0' } } });
    expect(mode(path())).toBe(0o600);
  });

  test('a sandbox of 0.1.0 at another machine becomes a custom site, when read and when written', async () => {
    write({ ...old, profiles: { elsewhere, here } });
    const profiles = { elsewhere: { ...elsewhere, site: 'custom' }, here };
    expect((await open().read()).profiles).toEqual(profiles);
    await setLanguage('en');
    expect(written().profiles).toEqual(profiles);
  });

  test.each(['0.2.0', '9.0.0'])('settings of version %s are left as they are', async (version) => {
    write({ ...old, profiles: { elsewhere }, __internal__: { migrations: { version } } });
    expect((await open().read()).profiles).toEqual({ elsewhere });
    await setLanguage('en');
    expect(written()).toMatchObject({ profiles: { elsewhere }, __internal__: { migrations: { version } } });
  });
});

test('a file that cannot be replaced is told of, and unchanged', async () => {
  await setLanguage('zh');
  const path = join(folder, 'settings.json');
  const text = readFileSync(path, 'utf8');
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  vi.doMock('conf', () => ({ default: vi.fn().mockThrow(full) }));
  await expect(setLanguage('en')).rejects.toMatchObject({
    facts: { code: 'STORE_UNWRITABLE', message: { en: `Cannot write ${path} (ENOSPC)` } },
  });
  vi.doUnmock('conf');
  expect(readFileSync(path, 'utf8')).toBe(text);
  await setLanguage('en');
});

test('removes the unfinished file of a process that was killed', async () => {
  await setLanguage('zh');
  for (const name of ['settings.json.tmp-1234567890abcdef', 'settings.json.0011aabbccdd.tmp']) {
    writeFileSync(join(folder, name), '{');
  }
  await setLanguage('en');
  expect(readdirSync(folder).sort()).toEqual(['settings.json', 'settings.lock']);
});

describe('a damaged file', () => {
  test.each(['', '{"options":', '[]', '{"profiles":[]}', '\0\0'])(
    '%j is set aside with a notice',
    async (text) => {
      mkdirSync(folder, { mode: 0o700 });
      writeFileSync(join(folder, 'settings.json'), text);
      expect(await open().read()).toEqual({ profiles: {}, options: {} });
      const aside = readdirSync(folder).filter((name) => name.startsWith('settings.json.damaged-'));
      expect(aside).toHaveLength(1);
      expect(readFileSync(join(folder, aside[0]!), 'utf8')).toBe(text);
      expect(notices).toHaveLength(1);
      expect(notices[0]?.en).toContain(aside[0]);
      await setLanguage('zh');
      expect((await open().read()).options).toEqual({ lang: 'zh' });
      expect(notices).toHaveLength(1);
    },
  );
});

describe('a symbolic link', () => {
  test('in place of the file is refused, and its target is unchanged', async () => {
    mkdirSync(folder, { mode: 0o700 });
    const target = join(root, 'target');
    writeFileSync(target, '{"options":{}}');
    symlinkSync(target, join(folder, 'settings.json'));
    await expect(open().read()).rejects.toMatchObject({ facts: { code: 'STORE_SYMLINK' } });
    await expect(setLanguage('zh')).rejects.toMatchObject({ facts: { category: 'configuration' } });
    expect(readFileSync(target, 'utf8')).toBe('{"options":{}}');
  });

  test('in place of the folder is refused', async () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), folder);
    await expect(setLanguage('zh')).rejects.toMatchObject({ facts: { code: 'STORE_SYMLINK' } });
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });
});

test('restricts access to a folder of koo, but not to one with other files', async () => {
  await setLanguage('zh');
  chmodSync(folder, 0o755);
  await setLanguage('en');
  expect(mode(folder)).toBe(0o700);
  writeFileSync(join(folder, 'notes.txt'), '');
  chmodSync(folder, 0o755);
  await setLanguage('zh');
  expect(mode(folder)).toBe(0o755);
  expect(mode(join(folder, 'settings.json'))).toBe(0o600);
});
