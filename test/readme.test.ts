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

/** The commands of a README's shell blocks, each with the `export` lines of the first block and of its own in front. */
function commandsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) =>
    block.trim().split('\n'),
  );
  const lasting = (blocks[0] ?? []).filter(isExport);
  return blocks.flatMap((lines, index) => {
    const exports = index === 0 ? lasting : [...lasting, ...lines.filter(isExport)];
    return lines.filter((line) => !isExport(line)).map((line) => [...exports, line].join('\n'));
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

const readmes = ['README.md', 'README.zh-CN.md'];
const manifest = readCommands(root);

/** Blocks of a README in a language, as they stand there. */
function blocksOf(file: string, language: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  );
}

/** Ids of commands, and of topics with a colon behind, that the rows of the table of commands name. */
function namedIn(file: string): string[] {
  const rows = readFileSync(join(root, file), 'utf8').matchAll(/^\| (`koo .*?) \|/gm);
  return [...rows].flatMap(([, cell = '']) => {
    const [first = '', ...others] = [...cell.matchAll(/`(.*?)`/g)].map(([, code = '']) =>
      code.replace(/ [[A-Z].*/, ''),
    );
    const words = first.split(' ').slice(1);
    const commands = [
      words,
      ...others.map((other) => [...words.slice(0, -1), ...other.replace('koo ', '').split(' ')]),
    ];
    return commands.map((command) => command.join(':') + (cell.includes('` …') ? ':' : ''));
  });
}
const isServer = (command: string) => command.includes('callback serve');

beforeAll(async () => {
  port = await freePort();
  const serve = commandsOf('README.md').find(isServer) ?? '';
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
const english = new Set(commandsOf('README.md').map(lastLine));

describe.each(readmes)('%s', (readme) => {
  const commands = commandsOf(readme);

  test('begins with the commands of the first minute', () => {
    expect(commands.slice(0, 3).map(lastLine)).toEqual([
      'npm ci && npx koo callback test --demo',
      'npx koo sandbox demo',
      'npm ci && npm test',
    ]);
  });

  test('installs koo for CI from a file that is in the project', () => {
    const installs =
      blocksOf(readme, 'text')
        .join('')
        .match(/npm install --save-dev .*/g) ?? [];
    expect(installs).toEqual([expect.stringMatching(/ \.\/vendor\/koogallery-cli-\d+\.\d+\.\d+\.tgz$/)]);
    expect(blocksOf(readme, 'text').join('')).toMatch(/^git add vendor /m);
  });

  test('tells to test the project by what CI runs', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.test).toBeTypeOf('string');
    const ci = readFileSync(join(root, '.ci/run'), 'utf8');
    expect(ci).toContain('npm ci');
    expect(ci).toContain('npm test');
  });

  // What both READMEs tell to run is run once.
  const isKnown = (command: string) => readme !== 'README.md' && english.has(lastLine(command));
  const tried = commands.filter(
    (command) => !isServer(command) && !command.endsWith('npm test') && !isKnown(command),
  );
  test.concurrent.each(tried)('%s', { timeout }, async (command) => {
    const { code, stdout, stderr } = await run(command);
    expect(code, `${stdout.slice(-2000)}\n${stderr.slice(-2000)}`).toBe(0);
    expect(stdout.trim()).not.toBe('');
  });

  test('has every command in its table, and no others', () => {
    const named = namedIn(readme);
    const ids = Object.keys(manifest);
    const covers = (name: string, id: string) => (name.endsWith(':') ? id.startsWith(name) : id === name);
    expect(ids.filter((id) => !named.some((name) => covers(name, id)))).toEqual([]);
    expect(named.filter((name) => !ids.some((id) => covers(name, id)))).toEqual([]);
  });

  test('has YAML that is YAML, and a koo.yaml that koo takes', () => {
    const documents = blocksOf(readme, 'yaml').map((block) => parse(block));
    const settings = documents.filter((document) => 'url' in (document.callback ?? {}));
    expect(settings).toHaveLength(1);
    expect(v.safeParse(configSchema, settings[0]).success).toBe(true);
    const recipes = documents.filter((document) => JSON.stringify(document).includes('junit=koo.xml'));
    expect(recipes).toHaveLength(2);
  });

  test('has recipes for CI that start a server and test it', { timeout }, async () => {
    const recipes = [...blocksOf(readme, 'yaml'), ...blocksOf(readme, 'groovy')].flatMap(
      (block) =>
        block.match(/npx koo callback test .*--start 'npm run server:start' .*junit=koo\.xml/g) ?? [],
    );
    expect(recipes).toHaveLength(3);
    const other = String(await freePort());
    for (const recipe of new Set(recipes)) {
      const command = recipe
        .replace('npm run server:start', 'npx koo callback serve --port 8787')
        .replaceAll('8787', other)
        .replace(/(?<=--start ')(.*?)(?=')/, (start) => prepared(start).replaceAll('"', ''));
      const { code, stdout, stderr } = await run(`export KOO_ACCESS_KEY=my-access-key\n${command}`);
      expect(code, stdout.slice(-2000) + stderr).toBe(0);
      expect(readFileSync(join(folder, 'koo.xml'), 'utf8')).toContain('<testsuites');
    }
  });

  test('tells the keys that the sandbox knows', () => {
    const text = readFileSync(join(root, readme), 'utf8');
    expect(text).toContain(sandboxCredential.ak);
    expect(text).toContain(sandboxCredential.sk);
  });

  test('names flags and links that exist', () => {
    const text = readFileSync(join(root, readme), 'utf8');
    const all = JSON.stringify(manifest);
    for (const [, flag = ''] of text.matchAll(/`--([a-z-]+)/g)) expect(all).toContain(`"${flag}"`);
    for (const [, path = ''] of text.matchAll(/\]\(([\w./-]+)\)/g)) {
      expect(() => readFileSync(join(root, path)), path).not.toThrow();
    }
  });
});

test('the Chinese README sets its language once, and what runs is Chinese', { timeout }, async () => {
  const commands = commandsOf('README.zh-CN.md');
  expect(commands.filter((command) => command.includes('--lang'))).toEqual([]);
  const { stdout } = await run(commands.find((command) => command.includes('koo product list')) ?? '');
  expect(stdout).toContain('在售');
});

test.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
])('%s shows what the sandbox prints', async (readme, lang) => {
  const told = /\$ npx koo sandbox start\n(.*)\n/.exec(readFileSync(join(root, readme), 'utf8'))?.[1];
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

test('both READMEs tell the same', () => {
  const [english, chinese] = readmes.map((readme) => ({
    headings: readFileSync(join(root, readme), 'utf8').match(/^##+ /gm)?.length,
    commands: commandsOf(readme).length,
    named: namedIn(readme),
  }));
  expect(chinese).toEqual(english);
});
