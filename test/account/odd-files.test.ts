import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStores } from '../../src/account/cli/stores.ts';
import { fileStore } from '../../src/account/credentials/file-store.ts';
import { withLock } from '../../src/account/files/lock.ts';
import { openSettings } from '../../src/account/settings.ts';
import { applySettings } from '../../src/app/invocation/environment.ts';
import ConfigSet from '../../src/commands/config/set.ts';
import OrderGet from '../../src/commands/order/get.ts';
import type { KooError } from '../../src/errors/koo-error.ts';
import type { Localized } from '../../src/text/localized.ts';
import { runCommand } from '../commands/run.ts';

const secrets = { endpoint: 'https://mkt.example.com', ak: 'AKEXAMPLE', sk: 'the-secret', accessKeys: {} };
let root = '';
let folder = '';
let notices: Localized[] = [];
const notice = (text: Localized) => {
  notices.push(text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'koo-odd-'));
  folder = join(root, 'koo');
  mkdirSync(folder, { mode: 0o700 });
  notices = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(folder, name);
const pipe = (path: string) => execFileSync('mkfifo', [path]);
const mode = (path: string) => statSync(path).mode & 0o777;
const set = () => openSettings(folder, notice).update((now) => now);

describe('a lock file', () => {
  test.each<[string, string, (path: string) => void]>([
    [
      'is damaged',
      'STORE_UNREADABLE',
      (path) => writeFileSync(path, 'this is no database at all'.repeat(50)),
    ],
    ['is a folder', 'STORE_UNREADABLE', (path) => mkdirSync(path)],
    ['is a pipe', 'STORE_UNREADABLE', pipe],
    ['is a link', 'STORE_SYMLINK', (path) => symlinkSync(join(root, 'target'), path)],
  ])('reports one that %s', async (_, expected, make) => {
    make(at('settings.lock'));
    const failed = await set().catch((error: unknown) => error);
    expect(failed).toMatchObject({
      exitCode: 3,
      facts: { message: { en: expect.stringContaining(at('settings.lock')) } },
    });
    const { code } = (failed as KooError).facts;
    expect(code).toBe(expected);
  });

  test('neither creates nor changes the target of a symbolic link', async () => {
    const target = join(root, 'target');
    symlinkSync(target, at('settings.lock'));
    await expect(withLock(at('settings.lock'), async () => 'done')).rejects.toMatchObject({
      facts: { code: 'STORE_SYMLINK' },
    });
    expect(() => lstatSync(target)).toThrow('ENOENT');
    writeFileSync(target, '');
    await expect(withLock(at('settings.lock'), async () => 'done')).rejects.toMatchObject({
      facts: { code: 'STORE_SYMLINK' },
    });
    expect(readFileSync(target, 'utf8')).toBe('');
  });

  test('fails with exit 3 and a hint when it is damaged', async () => {
    writeFileSync(at('settings.lock'), 'this is no database at all'.repeat(50));
    const ran = await runCommand(ConfigSet, ['secret-store', 'file'], { KOO_CONFIG_DIR: folder });
    expect(ran).toMatchObject({ exitCode: 3, code: 'STORE_UNREADABLE' });
    expect(ran.message).toContain(at('settings.lock'));
    expect(ran.hint).toContain('Delete the file');
  });
});

describe('a settings or credentials file', () => {
  test.each<[string, (path: string) => void]>([
    ['a pipe', pipe],
    ['a folder', (path) => mkdirSync(path)],
    ['a device', (path) => execFileSync('mknod', [path, 'c', '1', '5'])],
  ])('refuses one that is %s without waiting', async (kind, make) => {
    // Only root can create a device.
    if (kind === 'a device' && process.getuid?.() !== 0) return;
    for (const name of ['settings.json', 'credentials.json']) make(at(name));
    await expect(openSettings(folder, notice).read()).rejects.toMatchObject({
      facts: { code: 'STORE_UNREADABLE' },
    });
    await expect(fileStore(folder, notice).get('a')).rejects.toMatchObject({
      facts: { code: 'STORE_UNREADABLE' },
    });
    const env: Record<string, string | undefined> = { KOO_CONFIG_DIR: folder };
    applySettings(env);
    expect(env).toEqual({ KOO_CONFIG_DIR: folder });
    await expect(openStores({ KOO_CONFIG_DIR: folder }).settings.read()).rejects.toMatchObject({
      exitCode: 3,
    });
  });

  test.each([0o644, 0o640, 0o604, 0o666])(
    'restricts access to secrets that others can read (%o), with a notice',
    async (open) => {
      const store = fileStore(folder, notice);
      await store.set('a', secrets);
      chmodSync(at('credentials.json'), open);
      expect(await store.get('a')).toEqual(secrets);
      expect(mode(at('credentials.json'))).toBe(0o600);
      expect(notices).toHaveLength(1);
      expect(notices[0]?.en).toContain(`Other users could read ${at('credentials.json')}`);
      await store.get('a');
      expect(notices).toHaveLength(1);
    },
  );

  test('refuses secrets that others can read and that belong to another user', async () => {
    const store = fileStore(folder, notice);
    await store.set('a', secrets);
    chmodSync(at('credentials.json'), 0o644);
    vi.spyOn(process, 'getuid').mockReturnValue(4711);
    await expect(store.get('a')).rejects.toMatchObject({
      facts: { code: 'STORE_UNREADABLE', hint: { en: expect.stringContaining('chown') } },
    });
    expect(mode(at('credentials.json'))).toBe(0o644);
  });
});

describe("the sandbox's state", () => {
  const order = (state: string) =>
    runCommand(OrderGet, ['MOCKONDEMAND', '--site', 'sandbox'], {
      KOO_STATE_DIR: state,
      KOO_CONFIG_DIR: folder,
    });

  test.each<[string, (path: string) => void]>([
    ['damaged', (path) => writeFileSync(path, 'this is no database at all'.repeat(50))],
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', pipe],
    [
      'of another koo',
      (path) => {
        const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
        const database = new DatabaseSync(path);
        database.exec('PRAGMA user_version = 99');
        database.close();
      },
    ],
  ])('that is %s is a failure of the configuration, with the path and the next step', async (_, make) => {
    mkdirSync(join(root, 'state', 'sandbox'), { recursive: true });
    const path = join(root, 'state', 'sandbox', 'sandbox.db');
    make(path);
    const ran = await order(join(root, 'state'));
    expect(ran).toMatchObject({ exitCode: 3, code: 'SANDBOX_STATE_UNUSABLE' });
    expect(ran.message).toContain(path);
    expect(ran.hint).toMatch(
      /koo sandbox reset --yes|delete the folder .*state\/sandbox;|Remove it or move it away/,
    );
  });

  test('fails with exit 3 when the folder is not writable', async () => {
    writeFileSync(join(root, 'file'), '');
    for (const state of [join(root, 'file'), '/dev/null/koo']) {
      const ran = await order(state);
      expect(ran).toMatchObject({ exitCode: 3, code: 'SANDBOX_STATE_UNUSABLE' });
      expect(ran.message).toContain(state);
      expect(ran.hint).toContain('KOO_STATE_DIR');
    }
  });

  test('does not block on a pipe in place of running.json', async () => {
    mkdirSync(join(root, 'state', 'sandbox'), { recursive: true });
    pipe(join(root, 'state', 'sandbox', 'running.json'));
    expect(await order(join(root, 'state'))).toMatchObject({ exitCode: 0 });
  });
});
