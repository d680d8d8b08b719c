import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { Database } from '../../src/sandbox/state/database.ts';
import { openStore } from '../../src/sandbox/store.ts';
import type { JsonObject } from '../../src/text/json.ts';
import { push, record, rejections, temporaryFolder } from './harness.ts';

const script = fileURLToPath(new URL('process.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function startProcess(
  stateFolder: string,
): Promise<{ child: ChildProcess; url: string; warnings: () => string }> {
  const child = fork(script, [stateFolder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(child);
  let warnings = '';
  child.stderr?.on('data', (chunk) => {
    warnings += chunk;
  });
  const [url] = (await once(child, 'message')) as [string];
  return { child, url, warnings: () => warnings };
}

function inspect<T>(stateFolder: string, work: (database: Database) => T): T {
  const database = openStore(stateFolder);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const batch = () => Array.from({ length: 100 }, () => record());

test('kill -9 under load loses nothing that was acknowledged', { timeout: 60_000 }, async () => {
  const stateFolder = await temporaryFolder();
  const acknowledged: JsonObject[] = [];
  const unanswered: JsonObject[][] = [];
  for (const batches of [5, 17, 11]) {
    const { child, url } = await startProcess(stateFolder);
    let done = 0;
    const sender = async () => {
      while (!child.killed) {
        const records = batch();
        try {
          const { json } = await push({ url }, records);
          expect(json).toEqual({ error_code: 'MKT.0000', error_msg: 'Success' });
          acknowledged.push(...records);
          done += 1;
        } catch (error) {
          if (!child.killed) throw error;
          unanswered.push(records);
        }
        if (done >= batches) child.kill('SIGKILL');
      }
    };
    await Promise.all([sender(), sender(), sender(), sender()]);
  }
  expect(unanswered.length).toBeGreaterThan(0);

  const stored = inspect(stateFolder, (database) => {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    return new Set(
      database
        .prepare('SELECT metering_sn FROM usage_records')
        .all()
        .map((row) => row.metering_sn),
    );
  });
  expect(acknowledged.filter(({ metering_sn }) => !stored.has(String(metering_sn)))).toEqual([]);

  // What was not answered is sent again: a batch was stored wholly or not at all, and nothing is stored twice.
  const { url } = await startProcess(stateFolder);
  for (const records of unanswered) {
    const { json } = await push({ url }, records);
    const rejected = rejections(json);
    expect([0, records.length]).toContain(rejected.length);
    expect(rejected.every(({ error_code }) => error_code === '010')).toBe(true);
  }
  const count = inspect(stateFolder, (database) =>
    database.prepare('SELECT count(*) AS n FROM usage_records').get(),
  );
  expect(count).toEqual({ n: acknowledged.length + unanswered.flat().length });
});

test('two processes share a state, and neither warns of SQLite', { timeout: 60_000 }, async () => {
  const stateFolder = await temporaryFolder();
  const both = await Promise.all([startProcess(stateFolder), startProcess(stateFolder)]);
  const same = batch();
  const replies = await Promise.all(
    both.flatMap(({ url }) =>
      Array.from({ length: 10 }, (_, index) => push({ url }, index === 0 ? same : batch())),
    ),
  );
  expect(replies.map(({ json }) => json.error_code)).toEqual(Array.from({ length: 20 }, () => 'MKT.0000'));
  const rejected = replies.flatMap(({ json }) => rejections(json));
  expect(rejected.map(({ error_code }) => error_code)).toEqual(Array.from({ length: 100 }, () => '010'));
  const count = inspect(stateFolder, (database) =>
    database.prepare('SELECT count(*) AS n FROM usage_records').get(),
  );
  expect(count).toEqual({ n: 1900 });
  expect(both.map(({ warnings }) => warnings())).toEqual(['', '']);
});
