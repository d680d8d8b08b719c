import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../harness.ts';
import { ask, data, inspect, migration, office, patch, requestId, user, versionOf } from './seller.ts';

const script = fileURLToPath(new URL('../../../process.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function startProcess(stateFolder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(script, [stateFolder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

test('kill -9 keeps what was acknowledged: users, stock, configuration', { timeout: 60_000 }, async () => {
  const stateFolder = await temporaryFolder();
  const acknowledged = new Set<string>();
  let adjusted = 0;
  let version = '1';
  let next = 0;
  let unanswered: string | undefined;
  for (const calls of [9, 25, 14]) {
    const { child, url } = await startProcess(stateFolder);
    let done = 0;
    const until = async (work: () => Promise<void>) => {
      while (!child.killed) {
        try {
          await work();
          done += 1;
        } catch (error) {
          if (!child.killed) throw error;
        }
        if (done >= calls) child.kill('SIGKILL');
      }
    };
    const addUsers = async () => {
      const users = Array.from({ length: 50 }, () => user(next++));
      const body = { list: 'audience', users };
      data(await ask({ url }, 'POST', `/products/${office}/specified-users/batch-create`, { body }));
      for (const { account_id } of users) acknowledged.add(account_id);
    };
    const adjust = async () => {
      // The first thing after a kill is to send again what was not answered.
      const id = unanswered ?? requestId();
      const body = { delta: 1, note: 'n', request_id: id };
      unanswered = id;
      data(await ask({ url }, 'POST', `/products/${migration}/stock/adjustments`, { body }));
      unanswered = undefined;
      adjusted += 1;
    };
    const change = async () => {
      const coupon = Number(version) % 2 ? 'off' : 'on';
      const reply = await patch({ url }, migration, { credit: { cash_coupon: coupon } });
      version = String(data(reply).version);
    };
    await Promise.all([until(addUsers), until(addUsers), until(adjust), until(change)]);
  }
  const { url } = await startProcess(stateFolder);
  inspect(stateFolder, (database) => {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const rows = database
      .prepare("SELECT account_id FROM specified_users WHERE product_id = ? AND list = 'audience'")
      .all(office);
    const stored = new Set(rows.map((row) => String(row.account_id)));
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    // A batch was stored wholly or not at all, and counted.
    expect(stored.size % 50).toBe(0);
    const { count } = database.prepare('SELECT count FROM user_lists WHERE product_id = ?').get(office) ?? {};
    expect(count).toBe(stored.size);
  });
  if (unanswered) {
    const body = { delta: 1, note: 'n', request_id: unanswered };
    data(await ask({ url }, 'POST', `/products/${migration}/stock/adjustments`, { body }));
    adjusted += 1;
  }
  const now = data(await ask({ url }, 'GET', `/products/${migration}/configuration`));
  expect(Object.values(now.stock ?? {})).toEqual([{ available: 999 + adjusted, sold: 8 }]);
  expect(Number(await versionOf({ url }, migration))).toBeGreaterThanOrEqual(Number(version));
  expect(acknowledged.size).toBeGreaterThan(0);
});

test('of changes by two processes at once, one wins', { timeout: 60_000 }, async () => {
  const stateFolder = await temporaryFolder();
  // Both on a state that is not there yet.
  const both = await Promise.all([startProcess(stateFolder), startProcess(stateFolder)]);
  for (let version = 1; version <= 10; version += 1) {
    const replies = await Promise.all(
      both.map(({ url }, index) =>
        patch(
          { url },
          office,
          { users: [{ list: 'audience', add: [user(10 * version + index)], remove: [] }] },
          { ifMatch: String(version) },
        ),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  }
  const { url } = both[0] as { url: string };
  const { user_counts } = data(await ask({ url }, 'GET', `/products/${office}/configuration`));
  expect(user_counts).toEqual([{ list: 'audience', count: 10 }]);
});
