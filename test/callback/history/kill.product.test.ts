import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/callback/history/database.ts';
import { openHistory } from '../../../src/callback/history/store.ts';
import { temporaryFolder } from './folder.ts';

const script = fileURLToPath(new URL('writer.ts', import.meta.url));

/** Starts a process that writes, and reads what it says. */
function startWriter(folder: string, count?: number): { readonly child: ChildProcess; said(): string } {
  const args = [script, folder, ...(count === undefined ? [] : [String(count)])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  return { child, said: () => text };
}

function idsOf(text: string, what: string): number[] {
  // The last line may be cut off.
  return [...text.matchAll(new RegExp(`^${what} (\\d+)\\n`, 'gm'))].map(([, id]) => Number(id));
}

test('kill -9 loses nothing that was written, by one of two processes', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  let said = '';
  for (const lines of [20, 200, 700]) {
    const writers = [startWriter(folder), startWriter(folder)];
    await Promise.all(
      writers.map(async (writer) => {
        while (writer.said().split('\n').length < lines)
          await once(writer.child.stdout ?? writer.child, 'data');
        writer.child.kill('SIGKILL');
        await once(writer.child, 'close');
        said += writer.said().replace(/[^\n]*$/, '');
      }),
    );
  }
  const database = openDatabase(folder);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
  const history = openHistory(folder);
  const stored = new Map(history.list({ limit: 1_000_000 }).map((one) => [one.id, one]));
  history.close();
  const begun = idsOf(said, 'begun');
  expect(begun.length).toBeGreaterThan(500);
  // Numbers are given once, whatever process asks.
  expect(new Set(begun).size).toBe(begun.length);
  expect(begun.filter((id) => !stored.has(id))).toEqual([]);
  expect(idsOf(said, 'answered').filter((id) => stored.get(id)?.answer === undefined)).toEqual([]);
  expect(idsOf(said, 'judged').filter((id) => stored.get(id)?.verdict !== 'accepted')).toEqual([]);
  // What was killed between two writes is told as such.
  expect([...stored.values()].every(({ verdict, answer }) => verdict !== 'accepted' || answer)).toBe(true);
});
