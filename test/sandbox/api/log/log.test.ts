import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { logContent } from '../../../../src/sandbox/api/log/content.ts';
import {
  createRequestLog,
  type LogEntry,
  readLog,
  readLogAfter,
} from '../../../../src/sandbox/api/log/log.ts';
import { sandboxSeller } from '../../../../src/sandbox/state/accounts.ts';
import { databasePath } from '../../../../src/sandbox/state/database.ts';
import { openStore, withStore } from '../../../../src/sandbox/store.ts';
import { api, push, record, send, start, temporaryFolder } from '../../harness.ts';

const { credential, temporary, accessKey } = sandboxSeller;

/** A request of which the log has the content. */
function entry(
  path: string,
  content = logContent('http://h/', [], Buffer.from('{}'), Buffer.from('[]'))!,
): LogEntry {
  return { time: new Date(), method: 'GET', path, requestId: 'r', durationMs: 1, content };
}

test('secrets are replaced before anything is written', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await send(sandbox, '/v3/auth/domains', { credential: temporary });
  await send(sandbox, `/x?sk=${credential.sk}`, { body: JSON.stringify({ key: accessKey }) });
  await send(sandbox, '/v3/auth/domains', { credential: { ak: credential.sk, sk: credential.ak } });
  await push(sandbox, [record()]);
  await fetch(new URL('/y', sandbox.url), {
    headers: {
      Authorization: 'Bearer some-token',
      Cookie: 'session=cookie-value',
      'X-Auth-Token': 'iam-token',
    },
  });
  await send(sandbox, `/${credential.sk}`);
  const license = JSON.stringify({ license: credential.sk });
  await send(sandbox, `${api}/v1/license/heartbeat`, { method: 'POST', body: license });
  await sandbox.close();
  const entries = withStore(stateFolder, (database) => readLog(database, 10));
  const header = (at: number, name: string) =>
    entries[at]?.content?.headers.find(([one]) => one.toLowerCase() === name)?.[1];
  expect(header(0, 'x-security-token')).toBe('***');
  expect(header(0, 'authorization')).toMatch(
    /^SDK-HMAC-SHA256 Access=KOOSANDBOXTEMPORARY1, .*Signature=\w{64}$/,
  );
  expect(entries[1]?.content?.url).toMatch(/\/x\?sk=\*\*\*$/);
  expect(Buffer.from(entries[1]?.content?.body ?? []).toString()).toBe('{"key":"***"}');
  expect(header(2, 'authorization')).toContain('Access=***,');
  expect(entries[5]?.path).toBe('/***');
  expect(entries[6]?.reason).toEqual({ en: 'licence *** does not exist', zh: '授权码 *** 不存在' });
  expect([header(4, 'authorization'), header(4, 'cookie'), header(4, 'x-auth-token')]).toEqual([
    '***',
    '***',
    '***',
  ]);
  const files = ['', '-wal'].map((end) => {
    try {
      return readFileSync(databasePath(stateFolder) + end, 'latin1');
    } catch {
      return '';
    }
  });
  for (const secret of [
    credential.sk,
    temporary.sk,
    temporary.securityToken!,
    accessKey,
    'some-token',
    'cookie-value',
    'iam-token',
  ]) {
    expect(files.join('').includes(secret), secret).toBe(false);
  }
});

test('hides what is longer than an AK, and no AK', () => {
  const logged = (access: string) =>
    logContent(
      'http://h/',
      [['Authorization', `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=a`]],
      Buffer.of(),
      undefined,
    )?.headers[0]?.[1];
  expect(logged('A'.repeat(24))).toContain(`Access=${'A'.repeat(24)},`);
  expect(logged('A'.repeat(25))).toContain('Access=***,');
});

test('keeps no body of more than 64 KB', () => {
  const content = (size: number) =>
    logContent('http://h/', [], Buffer.alloc(size, 'a'), Buffer.alloc(size, 'b'));
  expect(content(64 * 1024)).toMatchObject({ body: expect.anything(), responseBody: expect.anything() });
  expect(content(64 * 1024 + 1)).not.toHaveProperty('body');
  expect(content(64 * 1024 + 1)).not.toHaveProperty('responseBody');
});

test('keeps the bodies of the last 1000 requests, and the last 10000 requests', async () => {
  const database = openStore(await temporaryFolder());
  const fill = (count: number) => {
    const log = createRequestLog(database);
    for (let at = 0; at < count; at += 1) log.add(entry(`/${at}`));
    log.close();
  };
  for (const count of [600, 600, 1, 10_000]) fill(count);
  const entries = readLog(database, 20_000);
  expect(entries).toHaveLength(10_000);
  expect(entries.filter(({ content }) => content?.body !== undefined).map(({ path }) => path)).toEqual(
    Array.from({ length: 1000 }, (_, at) => `/${at + 9000}`),
  );
  const contents = database.prepare('SELECT count(*) AS n, min(id) AS first FROM request_contents').get();
  expect(contents).toEqual({ n: 10_000, first: entries[0]?.id });
  expect(readLogAfter(database, entries.at(-3)?.id ?? 0).map(({ path }) => path)).toEqual(['/9998', '/9999']);
  database.close();
});

test('does not grow with what requests may contain', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const ask = (path: string, headers: readonly (readonly [string, string])[] = []) =>
    send(sandbox, path, { headers });
  await ask(`/${'p'.repeat(6_000)}`, [['X-Note', 'x'.repeat(1_000)]]);
  await ask(`/${'p'.repeat(30_000)}`);
  await ask(
    '/short',
    Array.from({ length: 4 }, (_, at) => [`X-Note-${at}`, 'x'.repeat(3_000)] as const),
  );
  await sandbox.close();
  const entries = withStore(stateFolder, (database) => readLog(database, 10));
  expect(entries.map(({ content }) => content !== undefined)).toEqual([true, false, false]);
  expect(entries.map(({ path }) => path.length)).toEqual([2_001, 2_001, 6]);
});

test('the first request after a pause is written at once, those behind it together', async () => {
  const database = openStore(await temporaryFolder());
  vi.useFakeTimers();
  try {
    const log = createRequestLog(database);
    const countAfter = (ms: number) => {
      vi.advanceTimersByTime(ms);
      return readLog(database, 10).length;
    };
    log.add(entry('/1'));
    expect(countAfter(1)).toBe(1);
    log.add(entry('/2'));
    log.add(entry('/3'));
    expect([countAfter(1), countAfter(100)]).toEqual([1, 3]);
    vi.advanceTimersByTime(100);
    log.add(entry('/4'));
    expect(countAfter(1)).toBe(4);
    log.close();
  } finally {
    vi.useRealTimers();
    database.close();
  }
});
