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
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
    future: 1,
    profiles: { a: { site: 'cn', later: true } },
    options: { lang: 'en' },
  });
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
