import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileStore } from '../../src/account/credentials/file-store.ts';
import { openSettings } from '../../src/account/settings.ts';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(...args: string[]) {
  const flags = ['--disable-warning=ExperimentalWarning', worker, folder, ...args];
  return spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('keeps all changes when ten processes change settings concurrently', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `name-${index}`);
  const codes = await Promise.all(names.map(async (name) => (await once(start('set', name), 'exit'))[0]));
  expect(codes).toEqual(names.map(() => 0));
  const { options } = await openSettings(folder, () => undefined).read();
  expect(Object.keys(options).sort()).toEqual(names.sort());
}, 60_000);

test('leaves readable stores, and no lock or partial file, after kill -9 at any moment', async () => {
  const notices: unknown[] = [];
  const settings = openSettings(folder, (text) => notices.push(text));
  const secrets = fileStore(folder, (text) => notices.push(text));
  let count = 0;
  for (let round = 0; round < 4; round += 1) {
    const child = start('loop', String(count + 1));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(child.stdout, 'data');
    // Spread over the duration of a change.
    await sleep(20 + round * 7);
    child.kill('SIGKILL');
    await once(child, 'close');
    const last = Number(output.trim().split('\n').at(-1));
    const stored = Number((await settings.read()).options.count);
    expect(stored).toBeGreaterThanOrEqual(last);
    const sk = (await secrets.get('p'))?.sk ?? '';
    expect(sk).toHaveLength(5000);
    expect(Number.parseInt(sk, 10)).toBeGreaterThanOrEqual(last);
    const before = performance.now();
    await settings.update((now) => now);
    await secrets.set('q', { endpoint: 'https://e', ak: 'AK', sk: 'x', accessKeys: {} });
    expect(performance.now() - before).toBeLessThan(30_000);
    count = stored;
  }
  expect(notices).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.includes('.tmp') || name.includes('damaged'))).toEqual([]);
}, 60_000);
