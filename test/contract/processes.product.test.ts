import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'vitest';
import { ExitCode } from '../../src/errors/exit-codes.ts';
import { binary, koo, neutral, scratch } from '../support/koo.ts';
import { type Case, type Cases, cases, secret } from './cases.ts';
import { documentOf, expectNoSecret } from './expectations.ts';
import { createHomes, leavesSandbox } from './homes.ts';

// Everything else that the contract demands is tried inside the test's own process, in contract.test.ts.

const withKey = { KOO_ACCESS_KEY: secret };

const homeFor = createHomes((words, home) => koo(words, { env: { HOME: home } }));

/** Runs a case of a command as a process, with the key in the environment, in a home folder of its own. */
async function run(id: string, one: Case, ...more: string[]) {
  const { args, env, input = '', until } = one;
  const home = { HOME: await homeFor(one) };
  const ended = await koo([...id.split(':'), ...args, ...more], {
    env: { ...withKey, ...home, ...env },
    input,
    ...(until && { during: signalWhen(until, 'SIGTERM') }),
  });
  if (leavesSandbox(one)) await koo(['sandbox', 'stop'], { env: home });
  return ended;
}

/** Sends a signal as soon as a text stands on stderr. */
function signalWhen(shown: RegExp, signal: NodeJS.Signals): (child: ChildProcess) => void {
  return (child) => child.stderr?.on('data', (chunk) => shown.test(String(chunk)) && child.kill(signal));
}

/** Of the commands that end alike, the first one stands for all: how a process ends does not depend on the command. */
function firstOfEach(ending: (one: Cases, id: string) => string | number): [string, Cases][] {
  const alike = Map.groupBy(Object.entries(cases), ([id, one]) => ending(one, id));
  return [...alike.values()].map(([first]) => first!);
}

/** Each server, which is signalled, and one of the others for each exit code. */
const successes = firstOfEach(({ success }, id) => (success.until ? id : success.exitCode));
const failures = firstOfEach(({ failure }) => failure.exitCode);

describe.concurrent.each(successes)('koo %s', (id, { success, streams }) => {
  it('succeeds, with one JSON document', async ({ expect }) => {
    const ended = await run(id, success, '--json');
    expect(ended.code).toBe(success.exitCode);
    if (streams) expect(ended.stdout).toBe('');
    else expect(documentOf(ended)).not.toHaveProperty('error');
    expectNoSecret(ended);
  });

  it.runIf(success.until)('succeeds, for people', async ({ expect }) => {
    const ended = await run(id, success);
    expect(ended.code).toBe(success.exitCode);
    expect(ended.stdout + ended.stderr, 'no colours where there is no terminal').not.toContain('\x1b');
    expectNoSecret(ended);
  });
});

describe.concurrent.each(failures)('koo %s', (id, { failure }) => {
  it('fails, in words on stderr', async ({ expect }) => {
    const ended = await run(id, failure);
    expect(ended).toMatchObject({ stdout: '', code: failure.exitCode });
    expect(ended.stderr).toContain(`[${failure.code}]`);
    expectNoSecret(ended);
  });
});

describe.concurrent('koo', () => {
  it('shows its help, and what is wrong with a flag', async ({ expect }) => {
    const help = await koo(['callback', 'test', '--help']);
    expect(help).toMatchObject({ stderr: '', code: ExitCode.success });
    expect(help.stdout).toContain('GLOBAL FLAGS');
    const words = await koo(['codes', '--no-such-flag']);
    expect(words).toMatchObject({ stdout: '', code: ExitCode.usage });
    expect(words.stderr).toContain('UNKNOWN_FLAG');
    const json = await koo(['codes', '--no-such-flag', '--json']);
    expect(json).toMatchObject({ stderr: '', code: ExitCode.usage });
    expect(documentOf(json)).toMatchObject({ error: { code: 'UNKNOWN_FLAG' } });
  });

  it('takes the global flags in front of the command, too', async ({ expect }) => {
    const json = await koo(['-q', '--json', 'codes', '--no-such-flag']);
    expect(documentOf(json)).toMatchObject({ error: { code: 'UNKNOWN_FLAG' } });
    const help = await koo(['help', 'callback', 'test', '--lang', 'zh']);
    expect(await koo(['--lang', 'zh', 'help', 'callback', 'test'])).toEqual(help);
    expect(help.stdout).not.toContain('GLOBAL FLAGS');
    expect(await koo(['-q', 'version'])).toEqual(await koo(['version', '-q']));
  });

  it('ends successfully when its reader closes the pipe', async ({ expect }) => {
    const { code, stderr } = await koo(['callback', 'activities', '-o', 'yaml'], {
      during: (child) => child.stdout?.destroy(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('finishes and writes the file when its reader closes the pipe', async ({ expect }) => {
    const file = join(scratch, 'report.xml');
    const test = ['callback', 'test', '--demo', '--explore', '0', '--protocol', 'order-notify', '--reporter'];
    const ended = await koo([...test, 'spec', '--reporter', `junit=${file}`], {
      during: (child) => child.stdout?.destroy(),
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^<\?xml.*<\/testsuites>\s*$/s);
  });

  it('ends a log whose reader has closed the pipe', async ({ expect }) => {
    const { code, stderr } = await koo(['callback', 'serve', '--port', '0', '--protocol', 'v2'], {
      env: withKey,
      during: (child) => {
        child.stderr?.on('data', (text) => {
          const [url] = /http:\S+/.exec(String(text)) ?? [];
          child.stdout?.destroy();
          if (url) fetch(url, { method: 'POST', body: '{}' }).catch(() => {});
        });
      },
    });
    expect(code).toBe(ExitCode.success);
    expect(stderr).not.toContain('Error');
  });

  it('ignores a closed stderr', async ({ expect }) => {
    const { code, stdout } = await koo(['callback', 'encrypt', 'text', '--bits', '999'], {
      during: (child) => child.stderr?.destroy(),
    });
    expect({ code, stdout }).toEqual({ code: ExitCode.usage, stdout: '' });
  });

  it.runIf(existsSync('/dev/full'))('tells that the output cannot be written', ({ expect }) => {
    for (const format of ['table', 'json']) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [binary, 'callback', 'activities', '--output', format, '--lang', 'en'],
        { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'], encoding: 'utf8' },
      );
      expect(stderr).toMatch(
        /^Error: The output cannot be written and is incomplete \(ENOSPC\) \[UNWRITABLE_OUTPUT\]\nHint: .*\n$/,
      );
      expect(status).toBe(ExitCode.usage);
    }
  });

  it('prints an error document for Ctrl-C where there is no result', async ({ expect }) => {
    for (const json of [true, false]) {
      const child = spawn(process.execPath, [binary, 'usage', 'check', '-', ...(json ? ['--json'] : [])], {
        env: neutral,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      // More than a pipe holds: written once the command reads, and then waits for more.
      child.stdin.write(`${'{}'.padEnd(99)}\n`.repeat(20_000), () => child.kill('SIGINT'));
      const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      expect(code).toBe(ExitCode.interrupted);
      if (json) expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'INTERRUPTED', exitCode: 130 } });
      else expect(stdout).toBe('');
    }
  });

  it('ends with 130 on Ctrl-C', async ({ expect }) => {
    const { code } = await koo(['callback', 'serve', '--port', '0'], {
      env: withKey,
      during: signalWhen(/Listening/, 'SIGINT'),
    });
    expect(code).toBe(ExitCode.interrupted);
  });
});
