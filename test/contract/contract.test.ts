import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jsonFields } from '../../src/app/help/json-fields.ts';
import { bilingual, readCommands } from '../../src/app/manifest/manifest.ts';
import { ExitCode } from '../../src/errors/exit-codes.ts';
import { koo, scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { allOrFirstOfEach } from '../support/whole.ts';
import { type Case, cases, secret } from './cases.ts';
import { documentOf, expectDocumented, expectNoSecret } from './expectations.ts';
import { createHomes, leavesSandbox } from './homes.ts';

const commands = readCommands(fileURLToPath(new URL('../..', import.meta.url)));

/** Commands that print what a server sent, which is its to name. */
const passedThrough = ['api'];

/** One command of each topic stands for the others where what is tested is the base that they share. */
const representatives = new Set(allOrFirstOfEach(Object.keys(commands), (id) => id.split(':')[0] ?? ''));

const keyFile = join(scratch, 'key.txt');
writeFileSync(keyFile, `${secret}\n`);

const homeFor = createHomes(async (words, home) => {
  // What stays behind needs a process that it can be made from.
  const first = words.includes('--detach') ? koo : kooHere;
  expect(await first(words, { env: { HOME: home } })).toMatchObject({ code: 0 });
});

/** Runs a case of a command with the key in the environment, in a home folder of its own. */
async function run(id: string, one: Case, ...more: string[]) {
  const { args, env, input = '' } = one;
  const home = { HOME: await homeFor(one) };
  const before = process.getActiveResourcesInfo();
  const ended = await kooHere([...id.split(':'), ...args, ...more], {
    env: { KOO_ACCESS_KEY: secret, ...home, ...env },
    input,
  });
  // Connections take a moment to close. A poll of Vitest would count its own timers.
  for (let wait = 1; activeSince(before).length > 0 && wait < 60_000; wait *= 2) await sleep(wait);
  expect(activeSince(before), 'nothing that would keep a process from ending').toEqual([]);
  if (leavesSandbox(one)) await kooHere(['sandbox', 'stop'], { env: home });
  return ended;
}

/** What keeps this process running and did not before: connections, timers and the like. */
function activeSince(before: readonly string[]): string[] {
  const left = [...before];
  return process.getActiveResourcesInfo().filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

it('has a success and a failure for every command', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(commands).sort());
});

describe.each(Object.values(commands))(
  'koo $id',
  ({ id, summary, flags, args, description, effects, output }) => {
    const words = id.split(':');
    const { success, failure, silent, isKeyless } = cases[id]!;

    it('declares what it does to the world', () => {
      expect(Object.keys(effects ?? {}).sort()).toEqual(['destructive', 'idempotent', 'readOnly']);
      expect(effects?.readOnly && effects.destructive).toBe(false);
    });

    it.skipIf(passedThrough.includes(id))('names the fields of what it prints', () => {
      const file = `src/commands/${words.join('/')}.ts`;
      const advice = `${file}: let the type of run() name its fields, not JsonObject; then npm run generate`;
      for (const rows of jsonFields(output)) expect(rows, advice).not.toContainEqual([expect.anything(), '']);
      expect(jsonFields(output), advice).not.toEqual([]);
    });

    it('has every text in both languages', () => {
      const own = Object.entries(flags).filter(([, flag]) => flag.helpGroup !== 'GLOBAL');
      const texts = [
        summary,
        description,
        ...own.map(([, flag]) => flag.summary),
        ...Object.values(args).map((arg) => arg.description),
      ];
      expect(summary).toMatch(/\.$/);
      expect(bilingual(summary).zh).toMatch(/\p{Script=Han}.*。$/u);
      for (const text of texts) if (text) expect(bilingual(text).zh).toMatch(/\p{Script=Han}/u);
    });

    const isRepresentative = representatives.has(id);

    it.runIf(isRepresentative)('shows its help on stdout', async () => {
      const { stdout, stderr, code } = await kooHere([...words, '--help']);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
      expect(stdout).toContain(`$ koo ${words.join(' ')}`);
      expect(stdout).toContain('GLOBAL FLAGS');
    });

    it.runIf(isRepresentative)('refuses an unknown flag, in words on stderr', async () => {
      const { stdout, stderr, code } = await kooHere([...words, '--no-such-flag']);
      expect({ stdout, code }).toEqual({ stdout: '', code: ExitCode.usage });
      expect(stderr).toContain('UNKNOWN_FLAG');
      expect(stderr).toContain(`koo ${words.join(' ')} --help`);
    });

    it.runIf(isRepresentative)('refuses an unknown flag, as JSON on stdout', async () => {
      const ended = await kooHere([...words, '--no-such-flag', '--json']);
      expect(ended).toMatchObject({ stderr: '', code: ExitCode.usage });
      expect(documentOf(ended)).toMatchObject({ error: { code: 'UNKNOWN_FLAG', exitCode: ExitCode.usage } });
    });

    it.skipIf(success.until)('succeeds, for people', async () => {
      const ended = await run(id, success);
      expect(ended.code).toBe(success.exitCode);
      expect(silent ? ended.stderr : ended.stdout).not.toBe('');
      expect(ended.stdout + ended.stderr, 'no colours where there is no terminal').not.toContain('\x1b');
      expectNoSecret(ended);
    });

    it.skipIf(success.until)('succeeds, with one JSON document', async () => {
      const ended = await run(id, success, '--json');
      expect(ended.code).toBe(success.exitCode);
      const document = documentOf(ended);
      expect(document).not.toHaveProperty('error');
      expectDocumented(document, output);
      expectNoSecret(ended);
    });

    it.runIf('access-key-file' in flags && !success.until && !isKeyless)(
      'takes the key from a file and keeps it',
      async () => {
        const { env, ...rest } = success;
        if (env?.KOO_ACCESS_KEY) writeFileSync(join(scratch, `${words.join('-')}.txt`), env.KOO_ACCESS_KEY);
        const file = env?.KOO_ACCESS_KEY ? join(scratch, `${words.join('-')}.txt`) : keyFile;
        const ended = await run(
          id,
          { ...rest, env: { ...env, KOO_ACCESS_KEY: '' } },
          '--access-key-file',
          file,
        );
        expect(ended.code).toBe(success.exitCode);
        expectNoSecret(ended);
      },
    );

    it('fails, in words on stderr, in both languages', async () => {
      const [english, chinese] = [await run(id, failure), await run(id, failure, '--lang', 'zh')];
      for (const ended of [english, chinese]) {
        expect(ended).toMatchObject({ stdout: '', code: failure.exitCode });
        expect(ended.stderr).toContain(`[${failure.code}]`);
        expect(ended.stderr).not.toMatch(/\n\s+at /);
        expectNoSecret(ended);
      }
      expect(english.stderr).not.toMatch(/\p{Script=Han}/u);
      expect(chinese.stderr).toMatch(/错误.*\p{Script=Han}.*\n提示：.*\p{Script=Han}/u);
    });

    it('fails, with one JSON document and nothing else', async () => {
      const ended = await run(id, failure, '--json');
      expect(ended).toMatchObject({ stderr: '', code: failure.exitCode });
      const document = documentOf(ended) as { error: Record<string, unknown> };
      expect(Object.keys(document)).toEqual(['error']);
      expect(document.error).toMatchObject({
        code: failure.code,
        category: expect.any(String),
        message: expect.any(String),
        hint: expect.any(String),
        exitCode: failure.exitCode,
      });
      const allowed = [
        'code',
        'category',
        'message',
        'hint',
        'exitCode',
        'resultCode',
        'requestId',
        'details',
      ];
      expect(Object.keys(document.error).filter((name) => !allowed.includes(name))).toEqual([]);
      expectNoSecret(ended);
    });
  },
);

describe('koo', () => {
  it('shows its help without a word, and for a topic', async () => {
    for (const args of [[], ['--help'], ['help'], ['-h'], ['callback'], ['help', 'callback']]) {
      const { stdout, stderr, code } = await kooHere(args);
      expect({ stderr, code }, args.join(' ')).toEqual({ stderr: '', code: 0 });
      expect(stdout, args.join(' ')).toContain('USAGE');
    }
  });

  it('answers in Chinese when asked to', async () => {
    const { stdout } = await kooHere(['callback', 'activities', '--help'], {
      env: { LC_ALL: 'zh_CN.UTF-8' },
    });
    expect(stdout).toContain('通用选项');
    expect(stdout).toContain('列出回调协议及其接口。');
    const { stdout: root } = await kooHere(['--lang', 'zh', '--help']);
    expect(root).toContain('面向华为云云商店商家的命令行工具');
  });

  it.each([[['calback']], [['callback', 'tset']], [['callback', 'tset', '--help']]])(
    'suggests the nearest command for %j',
    async (args) => {
      const ended = await kooHere(args);
      expect(ended).toMatchObject({ stdout: '', code: ExitCode.usage });
      expect(ended.stderr).toMatch(/UNKNOWN_COMMAND.*\n.*Did you mean `koo callback( test)?`\?/);
      const json = await kooHere([...args, '--json']);
      expect(json).toMatchObject({ stderr: '', code: ExitCode.usage });
      expect(documentOf(json)).toMatchObject({ error: { code: 'UNKNOWN_COMMAND' } });
    },
  );

  it('prints a result in every form, also an empty one', async () => {
    const list = ['callback', 'activities', '--protocol', 'v2'];
    const forms: Readonly<Record<string, RegExp>> = {
      table: /^PROTOCOL +ACTIVITY/,
      json: /^\[\n {2}\{/,
      ndjson: /^\{"name":"newInstance",.*\}\n\{/,
      yaml: /^- name: newInstance\n/,
      csv: /^name,protocol,/,
      tsv: /^name\tprotocol\t/,
    };
    for (const [form, text] of Object.entries(forms)) {
      const { stdout, code } = await kooHere([...list, '-o', form]);
      expect(code).toBe(0);
      expect(stdout).toMatch(text);
    }
    const nothing = ['--query', "[?name == 'none']", '--json'];
    expect((await kooHere([...list, ...nothing])).stdout).toBe('[]\n');
    const null_ = ['--query', 'nothing', '--json'];
    expect((await kooHere([...list, ...null_])).stdout).toBe('null\n');
  });

  it('colours only where colours are wanted', async () => {
    const args = ['callback', 'activities'];
    expect((await kooHere(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain('\x1b[1m');
    expect((await kooHere(args, { env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b');
    const both = await kooHere(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(both.stdout).toContain('\x1b[1m');
    expect(both.stderr).toBe('');
  });

  it('repeats no control sequence', async () => {
    const header = '\x1b]0;owned\x07\x9b31m\u202e';
    const { code, stderr } = await kooHere(['callback', 'verify', '-'], {
      env: { KOO_ACCESS_KEY: secret },
      input: `curl http://a.example/ -H '${header}'`,
    });
    expect(code).toBe(ExitCode.usage);
    expect(stderr).toMatch(/UNREADABLE_CAPTURE/);
    expect(stderr).not.toMatch(/[^\n\P{C}]/u);
  });

  it('shows no secret with KOO_DEBUG that was typed in the wrong place', async () => {
    const places = [[`--access-key=a,${secret}`], [`-k${secret}`], ['--access-key', secret], ['a', secret]];
    for (const words of places) {
      const ended = await kooHere(['callback', 'activities', ...words], { env: { KOO_DEBUG: '1' } });
      expect(ended).toMatchObject({ stdout: '', code: ExitCode.usage });
      expect(ended.stderr).toMatch(/UNKNOWN_FLAG|UNEXPECTED_ARGUMENT/);
      expectNoSecret(ended);
    }
  });

  it.each([
    ['UNKNOWN_COMMAND', '--json'],
    ['UNKNOWN_COMMAND', '-q', '--json'],
    ['UNKNOWN_FLAG', '--bogus', '--json'],
  ])('rejects a topic without a command: %s for %s', async (code, ...flags) => {
    const ended = await kooHere(['callback', ...flags]);
    expect(ended).toMatchObject({ stderr: '', code: ExitCode.usage });
    expect(documentOf(ended)).toMatchObject({ error: { code } });
  });

  it.each([['--version'], ['-v'], ['version']])('prints its version on one line for %s', async (word) => {
    const { stdout, stderr, code } = await kooHere([word]);
    expect({ stderr, code }).toEqual({ stderr: '', code: ExitCode.success });
    expect(stdout).toMatch(/^koogallery-cli\/\d+\.\d+\.\d+ \S+ node-v\d+\.\d+\.\d+\n$/);
  });

  it('suggests help and version', async () => {
    expect((await kooHere(['hlep'])).stderr).toContain('Did you mean `koo help`?');
    for (const words of [['versoin'], ['help', 'versoin']]) {
      expect((await kooHere(words)).stderr).toContain('Did you mean `koo version`?');
    }
  });

  it("shows a topic's help in another language, and whatever stands beside --help", async () => {
    for (const flags of [['--lang', 'zh'], ['--lang=zh'], ['--lang', 'zh', '-o', 'csv', '--help']]) {
      const { stdout, stderr, code } = await kooHere(['callback', ...flags]);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
      expect(stdout).toContain('用法');
    }
  });

  it('gives help as JSON, as koo commands does', async () => {
    const tree = documentOf(await kooHere(['commands', '--json'])) as readonly { path: string }[];
    const codes = tree.find(({ path }) => path === 'codes');
    for (const args of [
      ['help', 'codes', '--json'],
      ['codes', '--help', '--json'],
      ['codes', '000105', '-h', '-qojson'],
    ]) {
      expect(documentOf(await kooHere(args)), args.join(' ')).toEqual(codes);
    }
    expect(documentOf(await kooHere(['help', '--json']))).toEqual(tree);
    expect(documentOf(await kooHere(['help', 'product', 'stock', '--json']))).toMatchObject({
      kind: 'topic',
      path: 'product stock',
    });
    expect(documentOf(await kooHere(['help', 'formatting', '--json']))).toMatchObject({ kind: 'article' });
    const ended = await kooHere(['help', 'constructor', '--json']);
    expect(ended.code).toBe(ExitCode.usage);
    expect(documentOf(ended)).toMatchObject({ error: { code: 'UNKNOWN_COMMAND' } });
  });

  it('shows its help for --lang alone, and none for an empty word', async () => {
    expect(await kooHere(['--lang', 'zh'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('用法'),
    });
    for (const args of [[''], ['help', ''], ['', '--help']]) {
      expect(await kooHere(args), args.join(' ')).toMatchObject({ stdout: '', code: ExitCode.usage });
    }
  });

  it('gives the checks of the doctor and of a test as rows', async () => {
    const doctor = await kooHere(['doctor', '--offline', '--fields', 'id,hint', '-o', 'csv']);
    expect(doctor.stdout).toMatch(/^id,hint\nnode,.*\nterminal,/);
    const test = await kooHere([
      'callback',
      'test',
      '--demo',
      '-p',
      'order-notify',
      '--explore',
      '0',
      '--fields',
      'id',
      '-o',
      'csv',
    ]);
    expect(test.stdout).toMatch(/^id\n[A-Z0-9-]+\n/);
  });
});
