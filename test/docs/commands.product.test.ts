import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { helpTopics } from '../../src/app/help/articles.ts';
import { bilingual, exampleLine, readCommands } from '../../src/app/manifest/manifest.ts';
import { sandboxAccessKey } from '../../src/sandbox/state/accounts.ts';
import { isWholeSuite } from '../support/budget/count.ts';
import { binary } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { freePort } from '../support/port.ts';
import { isWhole } from '../support/whole.ts';
import { blocksOf, commandsOf, inChinese, type PageCommand, pages, root } from './blocks.ts';
import { files, helpers, made } from './command-files.ts';
import { settings } from './command-settings.ts';

const articles = await Promise.all(helpTopics.map(({ parts }) => parts()));
const examples = [
  ...Object.values(readCommands(root)).flatMap(({ id, examples: lines = [] }) =>
    [...lines, ...lines.map((line) => bilingual(line).zh)].map((line) => exampleLine(line, id)),
  ),
  ...articles.flat().flatMap(({ commands = [] }) => commands),
];

/** A command of the documents, as one types it who has installed koo. */
interface Documented extends PageCommand {
  /** Of the help, which needs no more than its settings; the commands of a page have what the page exports. */
  readonly isOfHelp: boolean;
}

/** A server runs on, and the tests are what runs now. */
const isToRun = ({ line }: PageCommand) => !/callback serve|npm test$/.test(line);

const ofPages = pages
  .flatMap((page) => [page, inChinese(page)])
  .flatMap(commandsOf)
  .filter(isToRun)
  .map(({ line, env }) => {
    const typed = line.replaceAll('npm ci && ', '').replaceAll('npx koo', 'koo');
    return { line: typed, env, isOfHelp: false };
  });

/** Each line once, whatever documents it is in. */
const documented = [
  ...new Map<string, Documented>(
    [...examples.map((line) => ({ line, env: {}, isOfHelp: true })), ...ofPages].map((one) => [
      one.line,
      one,
    ]),
  ).values(),
];

const base = mkdtempSync(join(tmpdir(), 'koo-commands-'));
const bin = join(base, 'bin');
/** The folder that every command finds itself in, a copy for each. */
const template = join(base, 'template');
const merchants: ChildProcess[] = [];
const addresses = { ofHelp: '', ofPages: '' };

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function environment(home: string): Record<string, string> {
  return {
    HOME: home,
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
    LC_ALL: 'C.UTF-8',
    XDG_CACHE_HOME: join(base, 'cache'),
  };
}

const ofHelp = { KOO_SITE: 'sandbox', KOO_ACCESS_KEY: sandboxAccessKey };

/** The key of the server that the pages start. */
const pageKey = 'my-access-key';

/** Runs a line as a shell does, in a folder; a server is ended once it listens. */
function run(line: string, folder: string, env: Record<string, string>, server = false): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      [
        '-o',
        'pipefail',
        '-c',
        server
          ? `exec ${line.replace(/^koo (?!.*--port)(callback (?:serve|listen)|sandbox start)/, 'koo $1 --port 0')}`
          : line,
      ],
      { cwd: folder, env: { ...environment(folder), ...env }, timeout: 120_000, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
    if (server)
      child.stderr?.on('data', (text) => /Listening|监听|Ready/.test(String(text)) && child.kill('SIGTERM'));
  });
}

/** Starts the reference merchant; gives its address. */
async function serve(key: string): Promise<string> {
  const merchant = spawn(process.execPath, [binary, 'callback', 'serve', '--port', '0'], {
    env: { ...environment(base), KOO_ACCESS_KEY: key },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  merchants.push(merchant);
  for await (const text of merchant.stderr) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text)) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('The reference merchant has not started');
}

/** Where the servers of the documents are now. */
const located = (line: string) =>
  line
    .replaceAll('https://isv.example.com/saasproduce', `${addresses.ofHelp}/`)
    .replaceAll('http://127.0.0.1:8787', addresses.ofPages);

beforeAll(async () => {
  for (const folder of [bin, template]) mkdirSync(folder);
  chmodSync(binary, 0o755);
  symlinkSync(binary, join(bin, 'koo'));
  for (const [name, script] of Object.entries(helpers)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(template, name), content);
  [addresses.ofHelp, addresses.ofPages] = await Promise.all([serve(sandboxAccessKey), serve(pageKey)]);
  for (const line of made)
    expect(await run(located(line), template, ofHelp), line).toMatchObject({ code: 0 });
});

afterAll(() => {
  for (const merchant of merchants) merchant.kill('SIGKILL');
});

it('every setting is of a command', () => {
  const lines = documented.map(({ line }) => line);
  expect(Object.keys(settings).filter((line) => !lines.includes(line))).toEqual([]);
});

/** The words of a line that is one call of koo and nothing for a shell to expand, redirect or pipe. */
function plainWords(line: string): string[] | undefined {
  const words = line.match(/(?:'[^']*'|"[^"$`\\]*"|[^\s'"])+/g) ?? [];
  const unquoted = line.replace(/'[^']*'|"[^"$`\\]*"/g, '');
  if (words[0] !== 'koo' || /[|<>;&$`*?(){}~\\"'\n]/.test(unquoted)) return undefined;
  return words.slice(1).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** Runs a line: inside this process where no shell and no process is needed. */
async function runHere(line: string, folder: string, env: Record<string, string>): Promise<Ended> {
  const words = plainWords(line);
  if (!words) return run(line, folder, env);
  return kooHere(words, { env: { ...environment(folder), ...env }, cwd: folder });
}

/** The line that is run with all checks. What else runs a suite is run with one check: the options are what it shows. */
const firstDemo = 'koo callback test --demo';

function shortened(line: string): string {
  if (isWhole || line === firstDemo || !isWholeSuite([line]) || settings[line]?.exitCode !== undefined)
    return line;
  return line.replace(/\b(callback|sso) test\b/, (test) =>
    test.startsWith('sso') ? `${test} --only OAUTH-LOGIN` : `${test} --only '*-LIFE-NEW'`,
  );
}

type Run = typeof runHere;

async function tried({ line, env: exported, isOfHelp }: Documented, execute: Run): Promise<void> {
  const { exitCode = 0, before = [], env: needed = {} } = settings[line] ?? {};
  const env = isOfHelp ? { ...ofHelp, ...needed } : exported;
  const folder = mkdtempSync(join(base, 'home-'));
  cpSync(template, folder, { recursive: true });
  for (const first of before)
    expect(await execute(located(first), folder, env), first).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await execute(located(shortened(line)), folder, env);
  if (existsSync(join(folder, '.local/state/koo/sandbox/running.json')))
    await execute('koo sandbox stop', folder, ofHelp);
  expect(code, `${stdout.slice(-1000)}\n${stderr.slice(-1000)}`).toBe(exitCode);
  if (!isOfHelp) expect(stdout.trim()).not.toBe('');
}

/** What starts a sandbox in the background starts koo again, and so has to be a process of its own. */
const isPlain = ({ line }: Documented) =>
  plainWords(line) !== undefined && !settings[line]?.server && !/--detach|^koo sandbox open/.test(line);

describe.skipIf(process.platform === 'win32')('the commands of the documents', () => {
  describe('that are one call of koo', () => {
    it.each(documented.filter(isPlain))('$line', (one) => tried(one, runHere));
  });

  describe.concurrent('for a shell, or for a process of their own', () => {
    it.each(documented.filter((one) => !isPlain(one)))('$line', (one) => {
      const { line } = one;
      const isServer = settings[line]?.server;
      return tried(one, (typed, folder, env) => run(typed, folder, env, typed === located(line) && isServer));
    });
  });

  it('of the Chinese README answer in Chinese', async () => {
    const { line, env } = ofPages.find((one) => one.line === 'koo product list' && one.env.KOO_LANG) ?? {
      line: '',
      env: {},
    };
    const { stdout } = await runHere(line, template, env);
    expect(stdout).toContain('在售');
  });

  it.each(['docs/ci.md', 'docs/ci.zh-CN.md'])(
    '%s has recipes that start a server and test it',
    async (page) => {
      const yaml = blocksOf(page, 'yaml');
      for (const block of yaml) expect(parse(block)).toBeTypeOf('object');
      const recipes = [...yaml, ...blocksOf(page, 'groovy')].flatMap(
        (block) =>
          block.match(/npx koo callback test .*--start 'npm run server:start' .*junit=koo\.xml/g) ?? [],
      );
      expect(yaml).toHaveLength(2);
      expect(recipes).toHaveLength(3);
      const port = await freePort();
      for (const recipe of new Set(recipes)) {
        const line = recipe
          .replaceAll('npx koo', 'koo')
          .replace('npm run server:start', `koo callback serve --port ${port}`)
          // The server of the recipe has a database.
          .replace('callback test', "callback test --skip '*-RESTART-*'")
          .replaceAll('8787', String(port));
        const folder = mkdtempSync(join(base, 'recipe-'));
        const { code, stdout, stderr } = await run(shortened(line), folder, { KOO_ACCESS_KEY: pageKey });
        expect(code, stdout.slice(-2000) + stderr).toBe(0);
        expect(readFileSync(join(folder, 'koo.xml'), 'utf8')).toContain('<testsuites');
      }
    },
  );

  it.each([
    ['docs/open-api.md', 'en'],
    ['docs/open-api.zh-CN.md', 'zh'],
  ])('%s shows what the sandbox prints', async (page, lang) => {
    const told = /\$ npx koo sandbox start\n(.*)\n/.exec(readFileSync(join(root, page), 'utf8'))?.[1];
    const home = mkdtempSync(join(base, 'home-'));
    const { stderr } = await run(`koo sandbox start --lang ${lang}`, home, {}, true);
    expect(stderr.split('\n')[0]?.replace(/:\d+/, ':8788')).toBe(told);
  });
});
