import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LogEntry, readLog } from '../../src/sandbox/api/log/log.ts';
import { readSeed, storeSeed } from '../../src/sandbox/seed/seed.ts';
import { sandboxAccessKey, sandboxCredential } from '../../src/sandbox/state/accounts.ts';
import { databasePath, stateIdentity } from '../../src/sandbox/state/database.ts';
import {
  announceSandbox,
  runningMarket,
  runningSandbox,
  sandboxState,
  withdrawSandbox,
} from '../../src/sandbox/state/running.ts';
import { formatOrderTime, meteringTime, orderTime } from '../../src/sandbox/state/times.ts';
import { countRows, openStore, resetStore } from '../../src/sandbox/store.ts';
import { api, push, record, rejections, send, start, temporaryFolder } from './harness.ts';

const ignore = () => {};

const bytesOf = ({ content }: LogEntry) =>
  [content?.body, content?.responseBody].filter((bytes) => bytes !== undefined);

test('the log has each request, and no secret', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await push(sandbox, [record()]);
  await push(sandbox, [record()], { key: 'x' });
  await send(sandbox, `${api}/v1/order/query?orderId=MOCKONDEMAND`);
  await send(sandbox, '/nothing');
  await sandbox.close();
  const database = openStore(stateFolder);
  const entries = readLog(database, 100);
  expect(entries.map(({ method, path, status, code }) => [method, path, status, code])).toEqual([
    ['POST', `${api}/v1/isv/usage-data`, 200, 'MKT.0000'],
    ['POST', `${api}/v1/isv/usage-data`, 401, '94060002'],
    ['GET', `${api}/v1/order/query`, 200, 'MKT.0000'],
    ['GET', '/nothing', 404, 'APIGW.0101'],
  ]);
  expect(entries[1]?.reason?.zh).toContain('signature');
  expect(readLog(database, 2)).toEqual(entries.slice(2));
  database.close();
  const logged = JSON.stringify(entries) + Buffer.concat(entries.flatMap(bytesOf)).toString('utf8');
  expect(logged).toContain('"metering_sn"');
  for (const secret of [sandboxAccessKey, sandboxCredential.sk]) expect(logged).not.toContain(secret);
});

test('a seed adds and replaces; a reset brings the default data back, also under a running sandbox', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const database = openStore(stateFolder);
  const before = countRows(database);
  storeSeed(database, readSeed({ instances: [{ id: 'mine' }, { id: 'koo-payg-0001', status: 'frozen' }] }));
  expect(countRows(database).instances).toBe(before.instances + 1);
  const pushed = await push(sandbox, [record({ instance_id: 'mine' }), record()]);
  expect(rejections(pushed.json)).toMatchObject([{ error_code: '013' }]);
  resetStore(database);
  expect(countRows(database)).toMatchObject({ ...before, usageRecords: 0 });
  database.close();
  const after = await push(sandbox, [record({ instance_id: 'mine' }), record()]);
  expect(rejections(after.json)).toMatchObject([{ error_code: '001' }]);
});

test('seed data says where it is wrong', () => {
  expect(() => readSeed({ instances: [{ id: 'i', status: 'asleep' }] })).toThrow(
    /invalid: instances\.0\.status: expected/,
  );
  expect(() => readSeed({ instances: [{}] })).toThrow('invalid: instances.0.id is missing');
  expect(() => readSeed({ things: [] })).toThrow('invalid: unknown key things');
  expect(() => readSeed([])).toThrow('invalid: expected Object');
  expect(() => readSeed({ events: [{ id: 'a\ud800' }] })).toThrow(
    'events.0.id: expected characters of Unicode',
  );
});

test('each state has an identity, which a reset renews, and a running sandbox tells it', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const first = await sandboxState(sandbox.url);
  expect(first).toMatch(/^[\da-f-]{36}$/);
  expect(await sandboxState((await start({ stateFolder })).url)).toBe(first);
  const other = await start();
  expect(await sandboxState(other.url)).not.toBe(first);
  const database = openStore(stateFolder);
  expect(stateIdentity(database)).toBe(first);
  resetStore(database);
  const second = stateIdentity(database);
  database.close();
  expect(second).not.toBe(first);
  expect(await sandboxState(sandbox.url)).toBe(second);
  await other.close();
  expect(await sandboxState(other.url)).toBeUndefined();
});

test('a state of another version is refused', async () => {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => openStore(stateFolder)).toThrow(/version 99, expected \d+\)/);
});

test('a file that is no database is refused', async () => {
  const stateFolder = await temporaryFolder();
  await mkdir(join(stateFolder, 'sandbox'));
  await writeFile(databasePath(stateFolder), 'x'.repeat(5000));
  expect(() => openStore(stateFolder)).toThrow(/not a database/);
});

test('a port in use leaves no state open', async () => {
  const { port } = await start();
  await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('a running sandbox is found, and only while it runs', async () => {
  const stateFolder = await temporaryFolder();
  expect(await runningSandbox(stateFolder, ignore)).toBeUndefined();
  const sandbox = await start({ stateFolder });
  announceSandbox(stateFolder, sandbox);
  expect(await runningSandbox(stateFolder, ignore)).toEqual({ url: sandbox.url, pid: process.pid });
  expect(await runningMarket(stateFolder, ignore)).toMatchObject({ url: sandbox.url, token: sandbox.token });
  if (process.platform !== 'win32') {
    expect(statSync(join(stateFolder, 'sandbox', 'running.json')).mode & 0o777).toBe(0o600);
  }
  await sandbox.close();
  // As after kill -9: the note is there, the process id is someone's, and nobody answers.
  expect(await runningSandbox(stateFolder, ignore)).toBeUndefined();
  withdrawSandbox(stateFolder);
  for (const text of [
    '',
    '{}',
    '{"url":"http://example.com:1","pid":1}',
    '{"url":"http://127.0.0.1:1","pid":-1}',
  ]) {
    await writeFile(join(stateFolder, 'sandbox', 'running.json'), text);
    expect(await runningSandbox(stateFolder, ignore)).toBeUndefined();
  }
});

test('times are read strictly', () => {
  expect(meteringTime('20240229T235959Z')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59));
  expect(orderTime('20000229000000')).toBe(Date.UTC(2000, 1, 29));
  const wrong = [
    '20230229T000000Z',
    '19000229T000000Z',
    '20240001T000000Z',
    '20240101T240000Z',
    '20240101T006000Z',
  ];
  for (const text of [...wrong, '20240101000000', '2024-01-01T00:00Z', '20240101t000000z', '']) {
    expect(meteringTime(text)).toBeUndefined();
  }
  expect(formatOrderTime(new Date('2024-02-29T01:02:03.456Z'))).toBe('20240229010203');
});
