import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import UsageHistory from '../../../src/commands/usage/history.ts';
import UsagePush from '../../../src/commands/usage/push.ts';
import { openSqlite } from '../../../src/sqlite/database.ts';
import { manyRecords } from '../../usage/support.ts';
import { runCommand } from '../run.ts';
import { ended, usePush } from './harness.ts';

const { at, env, receive, file, push, start, words } = usePush();

/** One of them is refused. */
const some = {
  judge: ({ usage_value }: { usage_value: string }) => (usage_value === '2' ? '012' : undefined),
};

const unix = test.runIf(process.platform !== 'win32');

describe('--rejects', () => {
  test('that cannot be written is refused before anything is sent', async () => {
    await receive();
    const path = file('r.ndjson', manyRecords(1));
    for (const rejects of [at.folder, join(at.folder, 'none', 'rejects'), join(path, 'below')]) {
      expect(await push(path, '--rejects', rejects)).toMatchObject({
        exitCode: 2,
        code: 'UNWRITABLE_FILE',
      });
    }
    expect(at.receiver.state.requests).toBe(0);
  });

  test('have no secrets that the server repeats, and neither has the journal', async () => {
    const { KOO_SK, KOO_ACCESS_KEY } = env();
    await receive({
      judge: ({ usage_value }) => (usage_value === '2' ? KOO_SK : undefined),
      explain: (code) => `${code} and ${KOO_ACCESS_KEY}`,
    });
    const rejects = join(at.folder, 'rejects');
    await push(file('r.ndjson', manyRecords(3)), '--rejects', rejects);
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({ code: '***', message: '*** and ***' });
    const later = await runCommand(UsageHistory, ['--records', '--json'], { KOO_STATE_DIR: at.folder });
    expect(JSON.parse(later.stdout)).toContainEqual(expect.objectContaining({ code: '***' }));
  });

  unix('does not follow a link placed beside it', async () => {
    await receive(some);
    const victim = file('victim', 'precious');
    const rejects = join(at.folder, 'rejects');
    symlinkSync(victim, `${rejects}.partial`);
    expect(await push(file('r.ndjson', manyRecords(3)), '--rejects', rejects)).toMatchObject({ exitCode: 8 });
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({ line: 2, code: '012' });
  });

  unix('may be a device', async () => {
    await receive(some);
    const path = file('r.ndjson', manyRecords(3));
    expect(await push(path, '--rejects', '/dev/null')).toMatchObject({ exitCode: 8 });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    const ran = await runCommand(UsagePush, words(path, '--rejects', '/dev/stdout'), env());
    expect(JSON.parse(ran.stdout)).toMatchObject({ line: 2, code: '012' });
  });

  unix('may be a pipe with a reader', async () => {
    await receive(some);
    const path = file('r.ndjson', manyRecords(3));
    const pipe = join(at.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await push(path, '--rejects', pipe)).toMatchObject({ exitCode: 2, code: 'UNWRITABLE_FILE' });
    expect(at.receiver.state.requests).toBe(0);
    const reader = ended(spawn('cat', [pipe]));
    await expect.poll(async () => (await push(path, '--rejects', pipe)).exitCode, { timeout: 5000 }).toBe(8);
    expect(JSON.parse((await reader).stdout)).toMatchObject({ line: 2, code: '012' });
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test.runIf(process.platform === 'linux')(
    'on a full disk: a failure with the counts, and nothing is sent twice',
    async () => {
      await receive(some);
      const path = file('r.ndjson', manyRecords(3));
      const failed = await push(path, '--rejects', '/dev/full');
      expect(failed).toMatchObject({ exitCode: 2, code: 'UNWRITABLE_FILE' });
      expect(failed.message).toContain('ENOSPC');
      expect(failed.stderr).toContain(': 2 accepted, 1 rejected');
      expect((await push(path)).result).toMatchObject({ skipped: 2, rejected: 1, alreadyAccepted: 0 });
      expect(readdirSync('/dev').filter((name) => name.startsWith('.full'))).toEqual([]);
    },
  );
});

describe('a journal that cannot be used', () => {
  const breaks: readonly (readonly [string, (path: string) => void])[] = [
    ['a folder', (path) => mkdirSync(path)],
    ['no database', (path) => writeFileSync(path, 'x'.repeat(9000))],
  ];

  test.each(breaks)('%s: exit 3, with the file and what to do', async (_name, make) => {
    await receive();
    const path = join(at.folder, 'usage.sqlite');
    make(path);
    const { exitCode, code, message, hint } = await push(file('r.ndjson', manyRecords(1)));
    expect({ exitCode, code }).toEqual({ exitCode: 3, code: 'JOURNAL_UNUSABLE' });
    expect(message).toContain(path);
    expect(hint).toContain('move it away');
    expect(at.receiver.state.requests).toBe(0);
  });

  test('one that becomes unusable during a push: exit 3, with the counts', async () => {
    await receive({ delayMs: 20 });
    const child = start(
      file('r.ndjson', manyRecords(3000)),
      {},
      ...['--batch-size', '100', '--concurrency', '2'],
    );
    const end = ended(child);
    // The third batch is sent when one of the first two is settled: koo has counted one.
    await expect.poll(() => at.receiver.state.acceptedBatches, { timeout: 20_000 }).toBeGreaterThan(2);
    const database = openSqlite(join(at.folder, 'usage.sqlite'));
    database.exec('PRAGMA busy_timeout = 10000; DROP TABLE log');
    database.close();
    const { code, stdout } = await end;
    expect(code).toBe(3);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'JOURNAL_UNUSABLE', details: { interrupted: false } });
    expect(error.details.accepted).toBeGreaterThan(0);
  }, 30_000);
});

describe('--rejects that names the input', () => {
  const records = () => `${manyRecords(3)}\nno json\n`;

  unix('by its name, through links or a redirection: refused, and the input is as it was', async () => {
    await receive(some);
    const path = file('month.ndjson', records());
    const before = readFileSync(path, 'utf8');
    symlinkSync(path, join(at.folder, 'symbolic'));
    linkSync(path, join(at.folder, 'hard'));
    const refused = { exitCode: 2, code: 'REJECTS_IS_INPUT' };
    for (const name of ['month.ndjson', 'symbolic', 'hard']) {
      expect(await push(path, '--rejects', join(at.folder, name))).toMatchObject(refused);
      expect(readFileSync(path, 'utf8')).toBe(before);
    }
    const stdin = openSync(path, 'r');
    const { code, stdout } = await ended(start('-', { stdin }, '--rejects', path));
    closeSync(stdin);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe('REJECTS_IS_INPUT');
    expect(readFileSync(path, 'utf8')).toBe(before);
    // Appended to, it would never end.
    const stdout1 = openSync(path, 'a');
    const appending = start(path, { stdout: stdout1, json: false }, '--rejects', '-');
    closeSync(stdout1);
    expect((await ended(appending)).code).toBe(2);
    expect(readFileSync(path, 'utf8')).not.toContain('NOT_JSON');
    expect(at.receiver.state.requests).toBe(0);
    expect(await push(path, '--rejects', join(at.folder, 'other'))).toMatchObject({ exitCode: 8 });
  });

  test('refuses an empty name, and stdout when the result is printed there, before sending anything', async () => {
    await receive(some);
    const path = file('r.ndjson', records());
    expect(await push(path, '--rejects', '')).toMatchObject({ exitCode: 2, code: 'INVALID_VALUE' });
    expect(await push(path, '--rejects', '-')).toMatchObject({ exitCode: 2, code: 'STDOUT_TAKEN' });
    expect(at.receiver.state.requests).toBe(0);
    const ran = await runCommand(UsagePush, words(path, '--rejects', '-'), env());
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).line).sort()).toEqual([2, 4]);
  });
});

/** What a call gives as soon as it can be done. */
async function once<T>(attempt: () => T): Promise<T> {
  return vi.waitFor(attempt, { timeout: 15_000, interval: 20 });
}

describe('Ctrl-C while koo waits for a pipe', () => {
  const interrupted = async (child: ChildProcess) => {
    const end = ended(child);
    child.kill('SIGINT');
    const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
    const { code, stdout } = await end;
    clearTimeout(killer);
    return { code, stdout };
  };

  unix(
    'that has no writer',
    async () => {
      await receive();
      const pipe = join(at.folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const child = start(pipe, {});
      // A pipe can be opened for writing without waiting as soon as it has a reader.
      const held = await once(() => openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
      const { code } = await interrupted(child);
      closeSync(held);
      expect(code).toBe(130);
    },
    20_000,
  );

  unix(
    'that has no reader',
    async () => {
      await receive();
      const pipe = join(at.folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const held = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
      const path = file('r.ndjson', `${manyRecords(5)}\n${'no json\n'.repeat(20_000)}`);
      const child = start(path, {}, '--rejects', pipe);
      // It is at work once something has come; the pipe is soon full again.
      await once(() => readSync(held, Buffer.alloc(1)));
      const { code, stdout } = await interrupted(child);
      closeSync(held);
      expect(code).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ interrupted: true });
    },
    20_000,
  );

  unix(
    'a pipe that is written and read slowly has all of it',
    async () => {
      await receive();
      const [input, output] = [join(at.folder, 'input'), join(at.folder, 'output')];
      execFileSync('mkfifo', [input, output]);
      const reader = ended(spawn('sh', ['-c', 'sleep 1; cat "$0"', output]));
      const held = openSync(output, constants.O_RDWR | constants.O_NONBLOCK);
      const child = start(input, {}, '--rejects', output);
      const end = ended(child);
      const lines = `${manyRecords(5)}\n${'no json\n'.repeat(3000)}`;
      const writer = spawn('sh', ['-c', 'sleep 0.5; cat > "$0"', input]);
      writer.stdin.end(lines);
      const { code, stdout } = await end;
      closeSync(held);
      expect(code).toBe(8);
      expect(JSON.parse(stdout)).toMatchObject({ records: 3005, accepted: 5, invalid: 3000 });
      expect((await reader).stdout.trimEnd().split('\n')).toHaveLength(3000);
    },
    20_000,
  );
});
