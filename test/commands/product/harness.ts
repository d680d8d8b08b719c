import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach } from 'vitest';
import Apply from '../../../src/commands/product/apply.ts';
import AttributeAdd from '../../../src/commands/product/attribute/add.ts';
import AttributeList from '../../../src/commands/product/attribute/list.ts';
import AttributeRemove from '../../../src/commands/product/attribute/remove.ts';
import AttributeUpdate from '../../../src/commands/product/attribute/update.ts';
import AudienceGet from '../../../src/commands/product/audience/get.ts';
import AudienceSet from '../../../src/commands/product/audience/set.ts';
import CreditGet from '../../../src/commands/product/credit/get.ts';
import CreditSet from '../../../src/commands/product/credit/set.ts';
import Diff from '../../../src/commands/product/diff.ts';
import Get from '../../../src/commands/product/get.ts';
import LimitClear from '../../../src/commands/product/limit/clear.ts';
import LimitGet from '../../../src/commands/product/limit/get.ts';
import LimitSet from '../../../src/commands/product/limit/set.ts';
import List from '../../../src/commands/product/list.ts';
import StockAdd from '../../../src/commands/product/stock/add.ts';
import StockGet from '../../../src/commands/product/stock/get.ts';
import TrialGet from '../../../src/commands/product/trial/get.ts';
import TrialSet from '../../../src/commands/product/trial/set.ts';
import Validate from '../../../src/commands/product/validate.ts';
import type { LogEntry } from '../../../src/sandbox/api/log/log.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server/server.ts';
import { type Ran, runCommand } from '../run.ts';

const commands = {
  list: List,
  get: Get,
  diff: Diff,
  apply: Apply,
  validate: Validate,
  'stock get': StockGet,
  'stock add': StockAdd,
  'credit get': CreditGet,
  'credit set': CreditSet,
  'audience get': AudienceGet,
  'audience set': AudienceSet,
  'limit get': LimitGet,
  'limit set': LimitSet,
  'limit clear': LimitClear,
  'trial get': TrialGet,
  'trial set': TrialSet,
  'attribute list': AttributeList,
  'attribute add': AttributeAdd,
  'attribute update': AttributeUpdate,
  'attribute remove': AttributeRemove,
};

/** SaaS, audience `all`; 03 is its trial of 15 days, open to all. */
export const office = 'OFFI758576253042421760';
/** One-time, one specification. */
export const tool = 'OFFI758576253042421761';
/** Pay-per-use. */
export const speech = 'OFFI758576253042421762';
/** A licence; audience `specified` with 3 users, a credit line for one. */
export const studio = 'OFFI758576253042421764';
/** SaaS, audience `enterprise`, four specifications and a draft trial. */
export const board = 'OFFI758576253042421765';
/** Not on sale. */
export const fax = 'OFFI758576253042421766';

/** Code of a specification of the sandbox. */
export function sku(number: number): string {
  return `da9b4d34-5295-46a7-92d4-${String(number).padStart(12, '0')}`;
}

let folder: string;
let sandbox: Sandbox;
let log: LogEntry[];
let relays: Server[] = [];

/** A folder and a sandbox for each test. */
export function useProducts(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'koo-product-'));
    log = [];
    sandbox = await startSandbox({ stateFolder: join(folder, 'state'), log: (entry) => log.push(entry) });
  });

  afterEach(async () => {
    for (const server of relays) server.close().closeAllConnections();
    relays = [];
    await sandbox.close();
    rmSync(folder, { recursive: true, maxRetries: 5 });
  });
}

/** Settings and state of the test at hand. */
export function environment(): Record<string, string> {
  return { KOO_CONFIG_DIR: join(folder, 'config'), KOO_STATE_DIR: join(folder, 'state') };
}

/** Where the sandbox of the test at hand listens. */
export function endpoint(): string {
  return sandbox.url;
}

/** Requests that could change something, so far. */
export function writes(): string[] {
  return log.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
}

/** Writes a file of the test at hand. */
export function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Runs a command of the topic on the sandbox, or on the site it names. */
export function product(name: keyof typeof commands, ...argv: readonly string[]): Promise<Ran> {
  const where = argv.includes('--endpoint') ? [] : ['--endpoint', sandbox.url];
  const session = argv.includes('--site') ? [] : ['--site', 'sandbox', ...where];
  return runCommand(commands[name], [...argv, ...session], environment());
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * A server in front of the sandbox that may hold requests up, or lose answers.
 *
 * @param handle gives the answer; nothing breaks the connection off
 * @returns its address
 */
export async function relay(
  handle: (request: IncomingMessage, forward: () => Promise<Answer>) => Promise<Answer | undefined>,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const answer = await handle(request, () => forwarded(request, body));
    if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  relays.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function forwarded({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // The host is signed, and stays as it is.
    const sent = request(new URL(url ?? '/', sandbox.url), { method, headers }, async (answer) => {
      const { statusCode: status = 0, headers: answered } = answer;
      resolve({ status, headers: answered, body: await buffer(answer) });
    });
    sent.on('error', reject).end(body);
  });
}

/** The result of a command as `--json` prints it. */
export async function json(name: keyof typeof commands, ...argv: readonly string[]) {
  const ran = await product(name, ...argv, '--json');
  if (ran.stdout === '') throw new Error(`${name}: ${ran.code} ${ran.message}`);
  return JSON.parse(ran.stdout);
}

/** A product's document. */
export async function documentOf(id: string): Promise<string> {
  return (await product('get', id, '-o', 'yaml')).stdout;
}
