import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpTopics } from '../../src/app/help/articles.ts';
import { bilingual, exampleLine, readCommands } from '../../src/app/manifest/manifest.ts';
import { sandboxAccessKey } from '../../src/sandbox/state/accounts.ts';
import { brand, jpeg, movie, png } from '../media/files.ts';
import { binary } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { privateKey, publicKey } from '../support/rsa-keys.ts';
import { settings } from './examples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const articles = await Promise.all(helpTopics.map(({ parts }) => parts()));
const examples = [
  ...new Set([
    ...Object.values(readCommands(root)).flatMap(({ id, examples: lines = [] }) =>
      [...lines, ...lines.map((line) => bilingual(line).zh)].map((line) => exampleLine(line, id)),
    ),
    ...articles.flat().flatMap(({ commands = [] }) => commands),
  ]),
];

const base = mkdtempSync(join(tmpdir(), 'koo-examples-'));
const bin = join(base, 'bin');
/** The folder that every example finds itself in, a copy for each. */
const template = join(base, 'template');
let merchant: ChildProcess;
let merchantUrl = '';

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
    KOO_SITE: 'sandbox',
    KOO_ACCESS_KEY: sandboxAccessKey,
  };
}

/** Runs a line as a shell does, in a folder; a server is ended once it listens. */
function run(line: string, folder: string, env: Record<string, string>, server = false): Promise<Ended> {
  const command = line.replaceAll('https://isv.example.com/saasproduce', merchantUrl);
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      [
        '-o',
        'pipefail',
        '-c',
        server
          ? `exec ${command.replace(/^koo (?!.*--port)(callback (?:serve|listen)|sandbox start)/, 'koo $1 --port 0')}`
          : command,
      ],
      { cwd: folder, env: { ...environment(folder), ...env }, timeout: 60_000, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
    if (server)
      child.stderr?.on('data', (text) => /Listening|Ready/.test(String(text)) && child.kill('SIGTERM'));
  });
}

const stamp = (hours: number) =>
  new Date(Date.now() - hours * 3600_000).toISOString().replace(/[-:]|\.\d+/g, '');
const times = { record_time: stamp(0.5), begin_time: stamp(2), end_time: stamp(1), usage_value: '1' };
const record = { instance_id: 'koo-payg-0001', ...times };
const buyers = 'account_name,account_id\nhw12345678,d78cbac186b744899480f25bd022f468\n';

const reply = '{"resultCode":"000000","resultMsg":"success."}';
const signature = createHmac('sha256', sandboxAccessKey).update(reply).digest('base64');

/** A call of V1 as a browser saves it. */
const entry = {
  request: {
    method: 'GET',
    url: 'https://isv.example.com/?activity=expireInstance&instanceId=1',
    headers: [],
  },
  response: {
    status: 200,
    headers: [{ name: 'Body-Sign', value: `sign_type="HMAC-SHA256", signature="${signature}"` }],
    content: { text: reply },
  },
};

/** What the examples read. */
const files: Readonly<Record<string, string | Uint8Array>> = {
  'app.log': '2026-01-01 12:00:00 resultCode=000105\n',
  'body.json': '{"activity":"newInstance","orderId":"MOCKPERIODYEARNEW"}',
  'buyers.csv': buyers,
  'front.png': png(780, 440),
  'certificates.png': png(900, 1200),
  'intro.mp4': Buffer.concat([brand('mp42'), movie({ width: 780, height: 440 })]),
  'key.txt': sandboxAccessKey,
  'left.csv': buyers,
  'console.txt': '账号名   账号ID   操作\nhw12345678   d78cbac186b744899480f25bd022f468   删除\n',
  'licences.txt': 'PLKOO000001\nPLKOO000002\n',
  'license.lic': 'XXXX',
  'photo.jpg': jpeg(780, 440),
  'private.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }),
  'public.pem': publicKey.export({ type: 'spki', format: 'pem' }),
  'seed.yaml': 'instances: [{ id: i-1 }]\n',
  'session.har': JSON.stringify({ log: { version: '1.2', entries: Array.from({ length: 3 }, () => entry) } }),
  'secret.txt': 'secret-example',
  'sk.txt': 'secret-example',
  'stats.csv': 'license,active_num\nPLXXXXXX,100\n',
  'stats.ndjson': '{"license":"PLXXXXXX","active_num":100}\n',
  'tokens.json': '{"access_token":"at-demo-0001","refresh_token":"rt-demo-0001"}',
  'tenant.json': '{"instanceId":"abc","orderId":"1","tenantId":"t1"}',
  'usage.csv': `${Object.keys(record).join(',')}\n${Object.values(record).join(',')}\n`,
  'usage.ndjson': `${JSON.stringify(record)}\n`,
  'usage.ndjson.gz': gzipSync(`${JSON.stringify(record)}\n`),
};

/** Programs of other people that examples pipe from. */
const helpers: Readonly<Record<string, string>> = {
  'make-license': 'echo XXXX',
  pass: 'echo secret-example',
  pbpaste: 'cat request.txt',
};

/** Files that koo makes itself. */
const made = [
  'koo callback send newInstance https://isv.example.com/saasproduce --protocol v2 --dry-run > request.txt',
  'koo callback encrypt test --client-secret --rsa-public-key public.pem > secret.txt',
  'koo product get OFFI758576253042421760 -o yaml --site sandbox > product.yaml',
];

beforeAll(async () => {
  for (const folder of [bin, template]) mkdirSync(folder);
  chmodSync(binary, 0o755);
  symlinkSync(binary, join(bin, 'koo'));
  for (const [name, script] of Object.entries(helpers)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(template, name), content);
  merchant = spawn(process.execPath, [binary, 'callback', 'serve', '--port', '0'], {
    env: environment(base),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const text of merchant.stderr ?? []) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text)) ?? [];
    if (url) merchantUrl = `${url}/`;
    if (merchantUrl) break;
  }
  for (const line of made) expect(await run(line, template, {}), line).toMatchObject({ code: 0 });
}, 60_000);

afterAll(() => {
  merchant.kill('SIGKILL');
});

it('every setting is of an example', () => {
  expect(Object.keys(settings).filter((line) => !examples.includes(line))).toEqual([]);
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
  const words = plainWords(line.replaceAll('https://isv.example.com/saasproduce', merchantUrl));
  if (!words) return run(line, folder, env);
  return kooHere(words, { env: { ...environment(folder), ...env }, cwd: folder });
}

type Run = typeof runHere;

async function tried(line: string, run: Run): Promise<void> {
  const { exitCode = 0, before = [], env = {} } = settings[line] ?? {};
  const folder = mkdtempSync(join(base, 'home-'));
  cpSync(template, folder, { recursive: true });
  for (const first of before) expect(await run(first, folder, env), first).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await run(line, folder, env);
  if (existsSync(join(folder, '.local/state/koo/sandbox/running.json')))
    await run('koo sandbox stop', folder, {});
  expect(code, `${stdout.slice(-1000)}\n${stderr.slice(-1000)}`).toBe(exitCode);
}

/** What starts a sandbox in the background starts koo again, and so has to be a process of its own. */
const isPlain = (line: string) =>
  plainWords(line) !== undefined && !settings[line]?.server && !/--detach|^koo sandbox open/.test(line);

describe.skipIf(process.platform === 'win32')('the examples of the help', () => {
  describe('that are one call of koo', () => {
    // Some of them run whole suites.
    it.each(examples.filter(isPlain))('%s', { timeout: 120_000 }, (line) => tried(line, runHere));
  });

  describe.concurrent('for a shell, or for a process of their own', () => {
    it.each(examples.filter((line) => !isPlain(line)))('%s', (line) =>
      tried(line, (one, folder, env) => run(one, folder, env, one === line && settings[line]?.server)),
    );
  });
});
