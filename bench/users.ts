// How long `koo users sync` takes to find and send 500 changes in a list of 100 000 users, beside a plain download of the
// same list, page by page, with bare undici and requests signed before; and the most memory both take. Against the
// sandbox. Needs a build.
// node bench/users.ts [USERS]
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../src/sandbox/server/server.ts';
import { sandboxCredential } from '../src/sandbox/state/accounts.ts';
import { signRequest } from '../src/signing/sdk-hmac.ts';
import { useDataFolder } from '../src/text/data.ts';

useDataFolder(fileURLToPath(new URL('../dist/data', import.meta.url)));
const self = fileURLToPath(import.meta.url);
const koo = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const product = 'OFFI758576253042421760';
const pageSize = 1000;
const changes = 500;
const runs = 5;

const [role, ...rest] = process.argv.slice(2);
if (role === 'sandbox') await serveSandbox(rest[0] ?? '');
else if (role === 'bare') await download(rest[0] ?? '', Number(rest[1]));
else await compare(Number(role ?? 100_000));

async function compare(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'koo-bench-'));
  const server: ChildProcess = spawn(process.execPath, [self, 'sandbox', folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const url = await new Promise<string>((resolve) =>
      server.once('message', (text) => resolve(String(text))),
    );
    const sync = (from: number) => {
      const path = join(folder, `${from}.csv`);
      writeFileSync(path, csv(from, from + count));
      const where = ['--product', product, '--site', 'sandbox', '--endpoint', url];
      return run(folder, [koo, 'users', 'sync', path, ...where, '--yes', '--quiet', '--json']);
    };
    const first = await sync(0);
    const bare: Run[] = [];
    const synced: Run[] = [];
    for (let at = 1; at <= runs; at += 1) {
      bare.push(await run(folder, [self, 'bare', url, String(count)]));
      // Half of the changes are users who are new, half are users who are gone.
      synced.push(await sync((at * changes) / 2));
    }
    const [plain, changed] = [median(bare), median(synced)];
    const ratio = (of: 'seconds' | 'processor') => (changed[of] / plain[of]).toFixed(2);
    console.log(
      `${count} users, ${changes} changes: download ${plain.seconds.toFixed(2)} s, sync ${changed.seconds.toFixed(2)} s, ` +
        `ratio ${ratio('seconds')} (of processor time ${ratio('processor')}); memory ${changed.megabytes} MB ` +
        `(download ${plain.megabytes} MB); all of them from nothing ${first.seconds.toFixed(1)} s, ${first.megabytes} MB`,
    );
  } finally {
    server.kill();
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(folder, { recursive: true, maxRetries: 3 });
  }
}

function csv(from: number, to: number): string {
  const rows = ['account_name,account_id'];
  for (let at = from; at < to; at += 1) {
    rows.push(`hw${String(at).padStart(8, '0')},${at.toString(16).padStart(32, '0')}`);
  }
  return rows.join('\n');
}

/** Reads the whole list, the next page as soon as one is there, and keeps nothing of it. */
async function download(url: string, count: number): Promise<void> {
  const { Agent } = await import('undici');
  const agent = new Agent({ connections: 1 });
  const { origin } = new URL(url);
  const base = `/api/mkp-openapi-public/global/v1/products/${product}/specified-users?list=audience&limit=${pageSize}`;
  let seen = 0;
  for (let after: string | undefined; ; ) {
    const path = after === undefined ? base : `${base}&after=${after}`;
    const request = { method: 'GET', url: new URL(origin + path), headers: [], body: '' };
    const headers = signRequest(request, sandboxCredential, new Date()).flat();
    const response = await agent.request({ origin, path, method: 'GET', headers });
    const { data } = (await response.body.json()) as { data: { users: { account_id: string }[] } };
    seen += data.users.length;
    after = data.users.at(-1)?.account_id;
    if (data.users.length < pageSize) break;
  }
  if (seen !== count) throw new Error(`${seen} users, not ${count}`);
  await agent.close();
}

async function serveSandbox(stateFolder: string): Promise<void> {
  const { url } = await startSandbox({ stateFolder });
  process.send?.(url);
}

interface Run {
  readonly seconds: number;
  /** Of the processor, user and system. */
  readonly processor: number;
  readonly megabytes: number;
}

function median(all: readonly Run[]): Run {
  const sorted = [...all].sort((a, b) => a.seconds - b.seconds);
  return sorted[Math.floor(sorted.length / 2)] as Run;
}

async function run(folder: string, words: readonly string[]): Promise<Run> {
  const report = join(folder, 'memory');
  const spy = `import { writeFileSync } from 'node:fs'; process.on('exit', () =>
    writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));`;
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`];
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, ...words], {
    env: { ...process.env, KOO_STATE_DIR: join(folder, 'koo'), KOO_CONFIG_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - started) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(report, 'utf8'));
  return { seconds, megabytes: Math.round(maxRSS / 1024), processor: (userCPUTime + systemCPUTime) / 1e6 };
}
