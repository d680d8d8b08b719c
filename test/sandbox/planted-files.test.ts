import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runSeed } from '../../src/sandbox/cli/seed.ts';
import { startSharedSandbox } from '../../src/sandbox/cli/start.ts';
import { databasePath } from '../../src/sandbox/state/database.ts';
import {
  announcementFile,
  announceSandbox,
  runningMarket,
  runningSandbox,
} from '../../src/sandbox/state/running.ts';
import { withStore } from '../../src/sandbox/store.ts';
import { start, temporaryFolder } from './harness.ts';

const ignore = () => {};

const unusable = { exitCode: 3, facts: { code: 'SANDBOX_STATE_UNUSABLE' } };
const isPrivate = (path: string) => (statSync(path).mode & 0o077) === 0;

test('its folder and its files are for this user only', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await startSharedSandbox({ stateFolder, port: 0 });
  const folder = join(stateFolder, 'sandbox');
  expect(readdirSync(folder).sort()).toEqual([
    'market.lock',
    'running.json',
    'running.lock',
    'sandbox.db',
    'sandbox.db-shm',
    'sandbox.db-wal',
    'start.lock',
  ]);
  expect([folder, ...readdirSync(folder).map((name) => join(folder, name))].every(isPrivate)).toBe(true);
  await sandbox.close();
});

test('files that others could read are restricted, with a notice', async () => {
  const stateFolder = await temporaryFolder();
  withStore(stateFolder, () => {});
  const path = databasePath(stateFolder);
  chmodSync(path, 0o644);
  chmodSync(join(stateFolder, 'sandbox'), 0o755);
  const notices: string[] = [];
  await start({ stateFolder, notice: ({ en }) => notices.push(en) });
  expect([isPrivate(path), isPrivate(join(stateFolder, 'sandbox'))]).toEqual([true, true]);
  expect(notices).toEqual([`Other users could read ${path}. koo has restricted access (0600).`]);
});

test.each(['sandbox.db', 'sandbox.db-wal', 'sandbox.db-shm'])(
  'a planted link %s is not followed',
  async (name) => {
    const stateFolder = await temporaryFolder();
    const target = join(stateFolder, 'target');
    withStore(stateFolder, () => {});
    writeFileSync(target, 'mine');
    const folder = join(stateFolder, 'sandbox');
    if (name === 'sandbox.db') {
      mkdirSync(join(stateFolder, 'other', 'sandbox'), { recursive: true });
      symlinkSync(target, join(stateFolder, 'other', 'sandbox', name));
    } else symlinkSync(target, join(folder, name));
    const at = name === 'sandbox.db' ? join(stateFolder, 'other') : stateFolder;
    await expect(start({ stateFolder: at })).rejects.toMatchObject(unusable);
    const seed = join(stateFolder, 'seed.yaml');
    writeFileSync(seed, 'instances: [{ id: i-1 }]');
    await expect(runSeed(seed, at)).rejects.toMatchObject(unusable);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  },
);

test('a planted link in place of its folder is not followed', async () => {
  const stateFolder = await temporaryFolder();
  const target = await temporaryFolder();
  symlinkSync(target, join(stateFolder, 'sandbox'));
  await expect(start({ stateFolder })).rejects.toMatchObject(unusable);
  expect(readdirSync(target)).toEqual([]);
});

test('a sandbox that another user announces is not used', async () => {
  const stateFolder = await temporaryFolder();
  const other = await start();
  mkdirSync(join(stateFolder, 'sandbox'));
  const announcement = JSON.stringify({ url: other.url, pid: process.pid });
  writeFileSync(announcementFile(stateFolder), announcement);
  expect(await runningSandbox(stateFolder, ignore)).toMatchObject({ url: other.url });
  vi.spyOn(process, 'getuid').mockReturnValue(4711);
  expect(await runningSandbox(stateFolder, ignore)).toBeUndefined();
});

test('an announced sandbox is asked at a port of this machine only', async () => {
  const stateFolder = await temporaryFolder();
  const { url } = await start();
  const { port } = new URL(url);
  const announce = async (address: string) => {
    writeFileSync(announcementFile(stateFolder), JSON.stringify({ url: address, pid: process.pid }));
    return runningSandbox(stateFolder, ignore);
  };
  mkdirSync(join(stateFolder, 'sandbox'));
  expect(await announce(url)).toMatchObject({ url });
  for (const other of [
    `http://localhost:${port}`,
    `${url}/`,
    `http://u@127.0.0.1:${port}`,
    `${url}@a.invalid`,
  ]) {
    expect(await announce(other), other).toBeUndefined();
  }
});

test('what answers in place of a killed sandbox gets no token and no keys', async () => {
  const stateFolder = await temporaryFolder();
  const { url, token } = await start();
  announceSandbox(stateFolder, { url, token: 'f'.repeat(64) });
  expect(await runningMarket(stateFolder, ignore)).toBeUndefined();
  announceSandbox(stateFolder, { url, token });
  expect(await runningMarket(stateFolder, ignore)).toMatchObject({ url, token });
  const health = await (await fetch(`${url}/koo-sandbox/health?challenge=c`)).text();
  expect(health).not.toContain(token);
});

test('a planted link in place of the announcement is replaced, and not read', async () => {
  const stateFolder = await temporaryFolder();
  const target = join(stateFolder, 'target');
  const other = await start();
  mkdirSync(join(stateFolder, 'sandbox'));
  writeFileSync(target, JSON.stringify({ url: other.url, pid: process.pid }));
  symlinkSync(target, announcementFile(stateFolder));
  expect(await runningSandbox(stateFolder, ignore)).toBeUndefined();
  const sandbox = await startSharedSandbox({ stateFolder, port: 0 });
  expect(await runningSandbox(stateFolder, ignore)).toMatchObject({ url: sandbox.url });
  expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ url: other.url });
  expect(existsSync(target)).toBe(true);
  await sandbox.close();
});
