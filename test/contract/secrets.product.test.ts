import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readCommands } from '../../src/app/manifest/manifest.ts';
import { sandboxSeller } from '../../src/sandbox/state/accounts.ts';
import { redact } from '../../src/text/redact.ts';
import { type Ended, koo, scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { type Case, cases } from './cases.ts';
import { createHomes, newHome } from './homes.ts';

const commands = readCommands(fileURLToPath(new URL('../..', import.meta.url)));

const { temporary, accessKey } = sandboxSeller;
const keyFile = join(scratch, 'the-key.txt');
const skFile = join(scratch, 'the-sk.txt');
const secrets = {
  KOO_SK: temporary.sk,
  KOO_SECURITY_TOKEN: temporary.securityToken ?? '',
  KOO_ACCESS_KEY: accessKey,
  KOO_KIT_KEY: 'the+secret/kit=key',
  KOO_LICENSE_KEY: 'the+secret/license=key',
  KOO_NOTIFY_KEY: 'the+secret/notify=key',
  HUAWEICLOUD_SDK_SK: 'the-secret-half-of-the-sdk',
};
const others = {
  wrongSk: 'the-wrong-secret-half',
  keyFile: 'the+secret/key=of+a+file',
  skFile: 'the-secret-half-of-a-file',
};
const all = [...Object.values(secrets), ...Object.values(others), 'TOPSECRETKEY'];
const env = { ...secrets, KOO_AK: temporary.ak, HUAWEICLOUD_SDK_AK: 'SDKEXAMPLE', KOO_DEBUG: '1' };

/** Recognises the processes of this test: every child inherits it. */
const marked = { MARK_OF_THIS_TEST: randomUUID() };
const mark = `MARK_OF_THIS_TEST=${marked.MARK_OF_THIS_TEST}`;
const seen = new Set<string>();
/** Processes that were there before, which are others', and many. */
let earlier: ReadonlySet<string>;
let sampling: NodeJS.Timeout | undefined;

/** Notes the command lines of all processes of this test, as anybody on the machine can list them. */
function sample(): void {
  const running = readdirSync('/proc');
  // A process of this test may get the ID of one that has ended.
  earlier = new Set(running.filter((pid) => earlier.has(pid)));
  for (const pid of running) {
    if (!/^\d+$/.test(pid) || earlier.has(pid)) continue;
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) continue;
      seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
    } catch {
      // It has ended, or it is another user's.
    }
  }
}

const hasProc = existsSync('/proc/self/environ');
beforeAll(() => {
  writeFileSync(keyFile, `${others.keyFile}\n`);
  writeFileSync(skFile, `${others.skFile}\n`);
  if (!hasProc) return;
  earlier = new Set(readdirSync('/proc'));
  sampling = setInterval(sample, 15);
});
afterAll(() => clearInterval(sampling));

function expectNoSecret({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): void {
  expect(redact(stdout, all)).toBe(stdout);
  expect(redact(stderr, all)).toBe(stderr);
}

/** Runs koo with all secrets in the environment, as a process of its own. */
async function run(
  args: readonly string[],
  { input = '', until, ...more }: Partial<Case> = {},
  home = newHome(),
) {
  const ended = await koo(args, {
    env: { ...env, ...marked, HOME: home, ...more.env },
    input,
    ...(until && { during: endWhen(until) }),
  });
  expectNoSecret(ended);
  return ended;
}

/** The same inside this process, where nothing has to be signalled or left behind. What koo starts is seen as well. */
async function runHere(args: readonly string[], one: Partial<Case>, home: string) {
  if (one.until || args.includes('--detach')) return run(args, one, home);
  const ended = await kooHere(args, {
    env: { ...env, ...marked, HOME: home, ...one.env },
    ...(one.input && { input: one.input }),
  });
  expectNoSecret(ended);
  return ended;
}

const homeFor = createHomes((words, home) => runHere(words, {}, home));

function endWhen(text: RegExp): (child: ChildProcess) => void {
  return (child) => child.stderr?.on('data', (chunk) => text.test(String(chunk)) && child.kill('SIGTERM'));
}

/** Commands whose purpose is to keep keys, which only the user can read. */
const keepers = /^(login|sandbox connect)\b/;
/** Secrets that are not published as those of the sandbox, in the forms that are read from the environment and files. */
const own = [
  secrets.KOO_KIT_KEY,
  secrets.KOO_LICENSE_KEY,
  secrets.KOO_NOTIFY_KEY,
  secrets.HUAWEICLOUD_SDK_SK,
  others.keyFile,
  others.skFile,
];

/** Asserts that no file of a home folder contains a secret. */
function expectNothingKept(home: string): void {
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    expect(
      own.filter((secret) => content.includes(secret)),
      path,
    ).toEqual([]);
  }
}

test('no flag takes a secret, but the name of its file', () => {
  const flags = Object.entries(commands).flatMap(([id, { flags: all = {} }]) =>
    Object.values(all).map((flag) => ({ id, ...flag })),
  );
  const secret = /(?:^|-)(?:keys?|sk|secrets?|tokens?|passwords?|credentials?)(?:-|$)/;
  const named = flags.filter(({ name, type }) => secret.test(name) && type === 'option');
  expect(new Set(named.map(({ name }) => name)).size).toBeGreaterThan(7);
  expect(named.filter(({ helpValue }) => helpValue !== 'FILE')).toEqual([]);
});

describe.each(Object.entries(cases))('koo %s', (id, { success, failure }) => {
  const words = id.split(':');
  const flags = Object.keys(commands[id]?.flags ?? {});
  const debug = flags.includes('debug') ? ['--debug'] : [];
  const ways: [string, string[]][] = [['environment', []]];
  if (flags.includes('access-key-file')) ways.push(['a file', ['--access-key-file', keyFile]]);
  if (flags.includes('sk-file')) ways.push(['a file, too', ['--sk-file', skFile]]);

  it.each(ways)(
    'tells no secret of the %s, nor does a list of processes, and keeps none',
    async (_, more) => {
      for (const one of [success, failure]) {
        const home = await homeFor(one);
        await runHere([...words, ...one.args, ...more, ...debug], one, home);
        if (id === 'sandbox:start' || id === 'sandbox:open') await runHere(['sandbox', 'stop'], {}, home);
        const ran = [words, ...(one.before ?? [])];
        if (!ran.some((some) => keepers.test(some.join(' ')))) expectNothingKept(home);
      }
    },
  );
});

describe.concurrent('where a secret is closest to the output', () => {
  it('a login that stores keys: the keyring is asked by a process of its own', async ({ expect }) => {
    const home = newHome();
    const keys = ['--sk-file', skFile, '--access-key-file', keyFile, '--ak', 'AKEXAMPLE'];
    const login = ['login', '--no-verify', '--endpoint', 'https://mkt.example.com', ...keys];
    expect(await run(login, {}, home)).toMatchObject({ code: 0 });
    for (const show of [
      ['profile', 'show'],
      ['config', 'list'],
      ['whoami', '--offline'],
      ['doctor', '--offline'],
    ]) {
      await run([...show, '--json'], {}, home);
    }
    expect(await run(['logout'], {}, home)).toMatchObject({ code: 0 });
  });

  it.each([
    ['a wrong SK', { KOO_SK: others.wrongSk }],
    ['a wrong token', { KOO_SECURITY_TOKEN: 'the-wrong-security-token' }],
  ])('%s, of which --debug shows both canonical requests', async (_, wrong) => {
    const ended = await run(['order', 'get', 'MOCKONDEMAND', '--site', 'sandbox', '--debug'], { env: wrong });
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('APIGW.0301');
    expect(ended.stderr).not.toContain('the-wrong-s');
    if ('KOO_SK' in wrong) expect(ended.stderr).toContain('canonical request of the server');
  });
});

it.runIf(hasProc)('the processes were seen, and no secret among their arguments', () => {
  const lines = [...seen];
  // Among them what koo itself starts: the keyring's process, a sandbox that stays.
  for (const words of [' login ', ' sandbox start ', 'new Entry(']) {
    expect(
      lines.filter((line) => line.includes(words)),
      words,
    ).not.toEqual([]);
  }
  for (const line of lines) expect(redact(line, all)).toBe(line);
});
