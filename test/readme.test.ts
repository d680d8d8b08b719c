import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../src/account/cli/koo-yaml/document.ts';
import { readCommands } from '../src/app/manifest/manifest.ts';
import { sandboxCredential } from '../src/sandbox/state/accounts.ts';
import { freePort } from './support/port.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'koo-readme-'));
/** Longest run of a command on a busy machine, in milliseconds; a test may run two. */
const longest = 60_000;
const timeout = 2.5 * longest;
let port = 0;
let server: ChildProcess;

/** The READMEs and the pages that they were too long for, by their English names. What they tell to run is run. */
const pages = [
  'README.md',
  'docs/accounts.md',
  'docs/buyers.md',
  'docs/callback-test.md',
  'docs/ci.md',
  'docs/codes.md',
  'docs/guides/README.md',
  'docs/install.md',
  'docs/koo-yaml.md',
  'docs/open-api.md',
  'docs/single-calls.md',
  'docs/starters.md',
];
const inChinese = (page: string) => page.replace(/\.md$/, '.zh-CN.md');

const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** The blocks of a page in a language, as they stand there. */
function blocksOf(page: string, language: string): string[] {
  return [...read(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  );
}

/**
 * The commands of a page's shell blocks, each with the `export` lines of its block in front. Those of the first block of
 * the Chinese README hold for all that is in Chinese.
 */
function commandsOf(page: string): string[] {
  const lasting = page.includes('.zh-CN.') ? 'export KOO_LANG=zh' : '';
  return blocksOf(page, 'sh').flatMap((block) => {
    const lines = block.trim().split('\n');
    const exports = [lasting, ...lines.filter(isExport)].filter((line) => line !== '');
    return lines.filter((line) => !isExport(line)).map((line) => [...new Set(exports), line].join('\n'));
  });
}

const isExport = (line: string) => line.startsWith('export ');

function run(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-o', 'pipefail', '-c', prepared(command)],
      { cwd: folder, env: environment(), timeout: longest, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

/** What is left to try of a command in a checkout that `npm ci` has already made. */
function prepared(command: string): string {
  return command
    .replaceAll('npm ci && ', '')
    .replaceAll('npx koo', `${JSON.stringify(process.execPath)} ${JSON.stringify(join(root, 'bin/run.js'))}`)
    .replaceAll('8787', String(port));
}

function environment() {
  return { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8' };
}

const manifest = readCommands(root);
const isServer = (command: string) => command.includes('callback serve');

beforeAll(async () => {
  port = await freePort();
  const serve = commandsOf('docs/callback-test.md').find(isServer) ?? '';
  server = spawn('bash', ['-c', `exec ${prepared(serve.split('\n').at(-1) ?? '')}`], {
    cwd: folder,
    env: { ...environment(), KOO_ACCESS_KEY: /KOO_ACCESS_KEY=(\S+)/.exec(serve)?.[1] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let heard = '';
  for await (const chunk of server.stderr ?? []) {
    heard += String(chunk);
    if (heard.includes(`:${port}`)) break;
  }
});

afterAll(async () => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const lastLine = (command: string) => command.split('\n').at(-1) ?? '';

/** A command that two pages name is run once. */
const seen = new Set<string>();
function newCommandsOf(page: string): string[] {
  return commandsOf(page).filter((command) => {
    const line = lastLine(command);
    if (isServer(line) || line.endsWith('npm test') || seen.has(line)) return false;
    seen.add(line);
    return true;
  });
}

describe.each(pages.flatMap((page) => [page, inChinese(page)]))('%s', (page) => {
  const tried = newCommandsOf(page);
  if (tried.length > 0) {
    test.concurrent.each(tried)('%s', { timeout }, async (command) => {
      const { code, stdout, stderr } = await run(command);
      expect(code, `${stdout.slice(-2000)}\n${stderr.slice(-2000)}`).toBe(0);
      expect(stdout.trim()).not.toBe('');
    });
  }

  test('names flags that exist', () => {
    const all = JSON.stringify(manifest);
    for (const [, flag = ''] of read(page).matchAll(/`--([a-z-]+)/g)) {
      const own = flag.replace(/^no-/, '');
      const isNegated = own !== flag && new RegExp(`"${own}":\\{[^{}]*"allowNo":true`).test(all);
      if (!isNegated) expect(all).toContain(`"${flag}"`);
    }
  });
});

test.each(pages)('%s tells the same in Chinese', (page) => {
  const [english, chinese] = [page, inChinese(page)].map((name) => ({
    headings: read(name).match(/^##+ /gm)?.length,
    commands: commandsOf(name).length,
    blocks: read(name).match(/^```/gm)?.length,
  }));
  expect(chinese).toEqual(english);
});

describe.each(['README.md', 'README.zh-CN.md'])('%s', (readme) => {
  test('is short', () => {
    expect(read(readme).split('\n').length).toBeLessThanOrEqual(200);
  });

  test('begins with the commands of the first minute, and ends with how to test koo', () => {
    const commands = commandsOf(readme).map(lastLine);
    expect(commands.slice(0, 2)).toEqual(['npm ci && npx koo callback test --demo', 'npx koo sandbox demo']);
    expect(commands.at(-1)).toBe('npm ci && npm test');
  });
});

test('CI runs what the READMEs tell', () => {
  const { scripts } = JSON.parse(read('package.json'));
  expect(scripts.test).toBeTypeOf('string');
  const ci = read('.ci/run');
  expect(ci).toContain('npm ci');
  expect(ci).toContain('npm test');
});

test('the Chinese README sets its language once, and what runs is Chinese', { timeout }, async () => {
  expect(blocksOf('README.zh-CN.md', 'sh')[0]).toMatch(/^export KOO_LANG=zh$/m);
  const commands = commandsOf('README.zh-CN.md');
  expect(commands.filter((command) => command.includes('--lang'))).toEqual([]);
  const { stdout } = await run(commands.find((command) => command.includes('koo product list')) ?? '');
  expect(stdout).toContain('在售');
});

test.each(['docs/koo-yaml.md', 'docs/koo-yaml.zh-CN.md'])('%s has a koo.yaml that koo takes', (page) => {
  const settings = blocksOf(page, 'yaml').map((block) => parse(block));
  expect(settings).toEqual([expect.objectContaining({ callback: expect.anything() })]);
  expect(v.safeParse(configSchema, settings[0]).success).toBe(true);
});

describe.each(['docs/ci.md', 'docs/ci.zh-CN.md'])('%s', (page) => {
  test('installs koo from a file that is in the project', () => {
    const texts = blocksOf(page, 'text').join('');
    const installs = texts.match(/npm install --save-dev .*/g) ?? [];
    expect(installs).toEqual([expect.stringMatching(/ \.\/vendor\/koogallery-cli-\d+\.\d+\.\d+\.tgz$/)]);
    expect(texts).toMatch(/^git add vendor /m);
  });

  test('has recipes that start a server and test it', { timeout }, async () => {
    const yaml = blocksOf(page, 'yaml');
    for (const block of yaml) expect(parse(block)).toBeTypeOf('object');
    const recipes = [...yaml, ...blocksOf(page, 'groovy')].flatMap(
      (block) =>
        block.match(/npx koo callback test .*--start 'npm run server:start' .*junit=koo\.xml/g) ?? [],
    );
    expect(yaml).toHaveLength(2);
    expect(recipes).toHaveLength(3);
    const other = String(await freePort());
    for (const recipe of new Set(recipes)) {
      const command = recipe
        .replace('npm run server:start', 'npx koo callback serve --port 8787')
        // The server of the recipe has a database.
        .replace('callback test', "callback test --skip '*-RESTART-*'")
        .replaceAll('8787', other)
        .replace(/(?<=--start ')(.*?)(?=')/, (start) => prepared(start).replaceAll('"', ''));
      const { code, stdout, stderr } = await run(`export KOO_ACCESS_KEY=my-access-key\n${command}`);
      expect(code, stdout.slice(-2000) + stderr).toBe(0);
      expect(readFileSync(join(folder, 'koo.xml'), 'utf8')).toContain('<testsuites');
    }
  });
});

describe.each([
  ['docs/open-api.md', 'en'],
  ['docs/open-api.zh-CN.md', 'zh'],
])('%s', (page, lang) => {
  test('tells the keys that the sandbox knows', () => {
    expect(read(page)).toContain(sandboxCredential.ak);
    expect(read(page)).toContain(sandboxCredential.sk);
  });

  test('shows what the sandbox prints', async () => {
    const told = /\$ npx koo sandbox start\n(.*)\n/.exec(read(page))?.[1];
    const home = mkdtempSync(join(folder, 'home-'));
    const sandbox = spawn(
      process.execPath,
      [join(root, 'bin/run.js'), 'sandbox', 'start', '--port', '0', '--lang', lang],
      {
        env: { ...environment(), HOME: home },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const [heard] = await once(sandbox.stderr, 'data');
    sandbox.kill('SIGTERM');
    await once(sandbox, 'close');
    expect(String(heard).split('\n')[0]?.replace(/:\d+/, ':8788')).toBe(told);
  });
});
