// How long `koo usage push` takes beside sending the same bodies, built and signed before, with bare undici; and the
// most memory it takes. Into a bare node:http server that only answers, and into the sandbox. Needs a build.
// node bench/usage.ts [RECORDS]
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../src/sandbox/server/server.ts';
import { sandboxAccessKey, sandboxCredential } from '../src/sandbox/state/accounts.ts';
import { formatMeteringTime } from '../src/sandbox/state/times.ts';
import { signRequest } from '../src/signing/sdk-hmac.ts';
import { usageSignature } from '../src/signing/usage-signature.ts';
import { useDataFolder } from '../src/text/data.ts';
import { closeBody, createRecordParser, openBody, type UsageRecord } from '../src/usage/record/record.ts';

useDataFolder(fileURLToPath(new URL('../dist/data', import.meta.url)));
const self = fileURLToPath(import.meta.url);
const koo = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const path = '/api/mkp-openapi-public/global/v1/isv/usage-data';
const concurrency = 4;
const batchSize = 1000;
const hour = 3600_000;
const firstBegin = Math.floor(Date.now() / hour - 120) * hour;

interface Piece {
  readonly bytes: number;
  readonly headers: readonly (readonly [string, string])[];
}

const [role, ...rest] = process.argv.slice(2);
if (role === 'sink') serveSink();
else if (role === 'sandbox') await serveSandbox(rest[0] ?? '');
else if (role === 'bare') await sendBare(rest[0] ?? '', rest[1] ?? '');
else await compare(Number(role ?? 1_000_000));

async function compare(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'koo-bench-'));
  try {
    const [small, large] = [Math.ceil(count / 10), count].map((n) => writeRecords(folder, n));
    for (const kind of ['sink', 'sandbox'] as const) {
      const bare = await withServer(kind, join(folder, `${kind}-bare`), async (url) => {
        writeBodies(folder, count, url);
        return run(folder, [self, 'bare', folder, url]);
      });
      const push = (file: string, name: string) =>
        withServer(kind, join(folder, name), (url, state) =>
          run(folder, [koo, 'usage', 'push', file, '--site', 'sandbox', '--endpoint', url, '--json'], {
            KOO_STATE_DIR: join(state, 'koo'),
            KOO_CONFIG_DIR: folder,
          }),
        );
      const tenth = await push(small ?? '', `${kind}-small`);
      const whole = await push(large ?? '', `${kind}-large`);
      const ratio = (of: 'seconds' | 'processor') => (whole[of] / bare[of]).toFixed(2);
      console.log(
        `${kind}: undici ${bare.seconds.toFixed(1)} s, koo ${whole.seconds.toFixed(1)} s, ratio ${ratio('seconds')} ` +
          `(of processor time ${ratio('processor')}); memory ${tenth.megabytes} MB for ${count / 10} records, ` +
          `${whole.megabytes} MB for ${count} (undici ${bare.megabytes} MB)`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 3 });
  }
}

function recordAt(index: number, base: number): Record<string, string> {
  const begin = base + (Math.floor(index / 10) % 86_400) * 1000;
  return {
    instance_id: `koo-payg-${String((index % 10) + 1).padStart(4, '0')}`,
    record_time: formatMeteringTime(begin + 2 * hour),
    begin_time: formatMeteringTime(begin),
    end_time: formatMeteringTime(begin + hour),
    usage_value: String(index + 1),
  };
}

function writeRecords(folder: string, count: number): string {
  const name = join(folder, `${count}.ndjson`);
  const file = openSync(name, 'w');
  for (let from = 0; from < count; from += batchSize) {
    const size = Math.min(batchSize, count - from);
    const lines = Array.from({ length: size }, (_, index) =>
      JSON.stringify(recordAt(from + index, firstBegin)),
    );
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
  return name;
}

/** The bodies one behind the other, and beside them their lengths and headers. */
function writeBodies(folder: string, count: number, url: string): void {
  const readRecord = createRecordParser({ target: 'new', now: Date.now, ignoreUnknown: false });
  const file = openSync(join(folder, 'bodies'), 'w');
  const pieces: Piece[] = [];
  for (let from = 0; from < count; from += batchSize) {
    const size = Math.min(batchSize, count - from);
    const records = Array.from({ length: size }, (_, index) =>
      readRecord(recordAt(from + index, firstBegin), 1),
    );
    const body = openBody + (records as UsageRecord[]).map(({ json }) => json).join() + closeBody;
    const [ts, nonce] = [String(Date.now()), randomUUID()];
    const headers = [
      ['Content-Type', 'application/json;charset=UTF-8'],
      ['signature', usageSignature({ key: sandboxAccessKey, ts, nonce, body })],
      ['ts', ts],
      ['nonce', nonce],
    ] as const;
    const request = { method: 'POST', url: new URL(url + path), headers, body };
    pieces.push({
      bytes: Buffer.byteLength(body),
      headers: signRequest(request, sandboxCredential, new Date()),
    });
    writeSync(file, body);
  }
  closeSync(file);
  writeFileSync(join(folder, 'pieces.json'), JSON.stringify(pieces));
}

async function sendBare(folder: string, url: string): Promise<void> {
  const { Agent } = await import('undici');
  const { open } = await import('node:fs/promises');
  const pieces: Piece[] = JSON.parse(readFileSync(join(folder, 'pieces.json'), 'utf8'));
  const file = await open(join(folder, 'bodies'));
  const agent = new Agent({ connections: concurrency });
  const { origin } = new URL(url);
  let next = 0;
  let position = 0;
  async function work(): Promise<void> {
    for (let piece = pieces[next++]; piece; piece = pieces[next++]) {
      const body = Buffer.alloc(piece.bytes);
      const at = position;
      position += piece.bytes;
      await file.read(body, 0, piece.bytes, at);
      const response = await agent.request({
        origin,
        path,
        method: 'POST',
        headers: piece.headers.flat(),
        body,
      });
      const text = await response.body.text();
      if (!text.includes('MKT.0000')) throw new Error(text);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  await file.close();
  await agent.close();
}

function serveSink(): void {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.end('{"error_code":"MKT.0000","error_msg":"Success."}');
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

async function serveSandbox(stateFolder: string): Promise<void> {
  const { url } = await startSandbox({ stateFolder });
  process.send?.(url);
}

async function withServer<T>(
  kind: 'sink' | 'sandbox',
  state: string,
  work: (url: string, state: string) => Promise<T>,
): Promise<T> {
  mkdirSync(state, { recursive: true });
  const server: ChildProcess = spawn(process.execPath, [self, kind, state], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const url = await new Promise<string>((resolve) =>
      server.once('message', (text) => resolve(String(text))),
    );
    return await work(url, state);
  } finally {
    server.kill();
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

async function run(folder: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const report = join(folder, 'memory');
  const spy = `import { writeFileSync } from 'node:fs'; process.on('exit', () =>
    writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));`;
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`];
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - started) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(report, 'utf8'));
  return { seconds, megabytes: Math.round(maxRSS / 1024), processor: (userCPUTime + systemCPUTime) / 1e6 };
}
