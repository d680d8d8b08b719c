import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/server/server.ts';
import { koo } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import {
  buyer,
  buyers,
  environment,
  file,
  listed,
  office,
  pathOf,
  start,
  users,
  useUsers,
} from './harness.ts';

useUsers();

const count = 10_000;

/** Runs the built command on the sandbox, and something after so many batches. */
async function syncUntil(batches: number, what: NodeJS.Signals, options: Partial<SandboxOptions> = {}) {
  const path = file('buyers.csv', buyers(0, count));
  let seen = 0;
  let act = () => {};
  const { url } = await start({
    ...options,
    log: (entry) => {
      if (entry.path.endsWith('/batch-create')) seen += 1;
      if (seen === batches) act();
    },
  });
  const words = [
    'users',
    'sync',
    path,
    '--product',
    office,
    '--yes',
    '--json',
    '--site',
    'sandbox',
    '--endpoint',
    url,
  ];
  const ended = await koo(words, {
    env: environment(),
    during: (child) => {
      act = () => child.kill(what);
    },
  });
  return { ended, path };
}

const all = Array.from({ length: count }, (_, index) => buyer(index));

test('kill -9 in the midst of a sync of 10 000, and again: right in the end', {
  timeout: 60_000,
}, async () => {
  const { ended, path } = await syncUntil(20, 'SIGKILL');
  expect(ended.signal).toBe('SIGKILL');
  const before = (await listed(office)).length;
  expect(before).toBeGreaterThanOrEqual(1900);
  expect(before).toBeLessThan(count);
  const again = await users('sync', path, '--product', office, '--yes', '--json');
  expect(JSON.parse(again.stdout).plan).toMatchObject({ keep: before, add: count - before });
  expect(await listed(office)).toEqual(all);
  const third = await users('sync', path, '--product', office, '--json');
  expect(JSON.parse(third.stdout)).toMatchObject({ plan: { keep: count }, results: [] });
});

test('Ctrl-C ends calls under way, tells what was done, and exits with 130', {
  timeout: 60_000,
}, async () => {
  const { ended, path } = await syncUntil(20, 'SIGINT');
  expect(ended).toMatchObject({ code: 130 });
  const { interrupted, results } = JSON.parse(ended.stdout);
  expect(interrupted).toBe(true);
  expect(results.length).toBe(count);
  const created = results.filter(({ result }: { result: string }) => result === 'created').length;
  const unsent = results.filter(({ result }: { result: string }) => result === 'not_sent').length;
  expect(created).toBeGreaterThan(0);
  expect(created + unsent).toBe(count);
  expect((await listed(office)).length).toBe(created);
  const again = await users('sync', path, '--product', office, '--yes', '--json');
  expect(JSON.parse(again.stdout).plan).toMatchObject({ keep: created, add: unsent });
});

test('a pipeline: users through stdin, and a reader that has seen enough', async () => {
  const { url } = await start();
  const words = ['users', 'add', '-', '--product', office, '--site', 'sandbox', '--endpoint', url, '--json'];
  const input = `${buyer(1)}\nnobody\n${buyer(2)}\n`;
  const query = ['--query', "[?result!='created'].[line,result]"];
  const ended = await kooHere([...words, ...query], { env: environment(), input });
  expect(ended.code).toBe(8);
  expect(JSON.parse(ended.stdout)).toEqual([[2, 'invalid']]);
  const closed = await koo(words, {
    env: environment(),
    input: buyers(10, 500),
    during: (child) => child.stdout?.destroy(),
  });
  expect(closed.code).toBe(0);
  expect((await listed(office)).length).toBe(492);
});

test('removes whom stdin names, by id; a row without one is reported', async () => {
  const { url } = await start();
  const where = ['--product', office, '--site', 'sandbox', '--endpoint', url];
  await users('add', buyer(1), buyer(2), buyer(3), '--product', office);
  const words = ['users', 'remove', '-', ...where, '--json'];
  const input = `id,note\n${buyer(1).split(':')[1]},left\n,?\n${buyer(9).split(':')[1]},\n`;
  const asked = await kooHere(words, { env: environment(), input });
  expect(JSON.parse(asked.stdout)).toMatchObject({ error: { code: 'MISSING_VALUE' } });
  const ended = await kooHere([...words, '--yes'], { env: environment(), input });
  expect(ended.code).toBe(8);
  expect(JSON.parse(ended.stdout)).toMatchObject([
    { line: 2, result: 'deleted' },
    { line: 3, result: 'invalid', error_code: 'MISSING_ID' },
    { line: 4, result: 'absent' },
  ]);
  expect(await listed(office)).toEqual([buyer(2), buyer(3)]);
});

test('accepts an empty stdin as no users', async () => {
  const { url } = await start();
  const where = ['--product', office, '--site', 'sandbox', '--endpoint', url];
  const ended = await kooHere(['users', 'add', '-', ...where, '--json'], { env: environment(), input: '' });
  expect(ended).toMatchObject({ code: 0, stdout: '[]\n' });
  expect(ended.stderr).toContain('The input contains no users.');
});

test('two syncs at once never empty a list: one makes it equal to its file, or both stop', {
  timeout: 60_000,
}, async () => {
  const { url } = await start();
  await users('import', file('all.csv', buyers(0, 4000)), '--product', office);
  const where = ['--product', office, '--site', 'sandbox', '--endpoint', url];
  const sync = (name: string, from: number, to: number) =>
    koo(['users', 'sync', file(name, buyers(from, to)), ...where, '--yes', '--json'], { env: environment() });
  const ended = await Promise.all([sync('a.csv', 0, 2000), sync('b.csv', 2000, 4000)]);
  expect((await listed(office)).length).toBeGreaterThanOrEqual(2000);
  // The one that begins when the other has ended finds nobody of its file on the list.
  const stopped = ended.filter(({ code }) => code !== 0);
  expect(stopped.length).toBeGreaterThan(0);
  for (const { stdout } of stopped) expect(stdout).toMatch(/"code": "(VERSION_CONFLICT|LIST_REPLACED)"/);
});

test('Ctrl-C ends the wait for a pipe without a writer', { timeout: 30_000 }, async () => {
  const pipe = pathOf('pipe');
  execFileSync('mkfifo', [pipe]);
  const ended = await koo(['users', 'check', pipe], {
    env: environment(),
    during: (child) => setTimeout(() => child.kill('SIGINT'), 1500),
  });
  expect(ended).toMatchObject({ code: 130 });
});
