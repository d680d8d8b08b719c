import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Failure, FuzzRequest, WorkerReply } from './worker-model.ts';

/** What one request to fuzz gave. */
export interface Fuzzed {
  readonly executions: number;
  /** Executions with failures that were reported before. */
  readonly repeated: number;
  readonly pool: number;
  readonly findings: readonly { readonly index: number; readonly failure: Failure }[];
  /** The number of the execution that hung, or with which the process ended. */
  readonly fatal?: { readonly index: number; readonly failure: Failure };
}

/** A process that executes targets, and is replaced after it hung or crashed. */
export interface Executor {
  fuzz(request: Omit<FuzzRequest, 'kind'>): Promise<Fuzzed>;
  /** Why an input fails; null if it does not. */
  run(target: string, input: Uint8Array): Promise<Failure | null>;
  /** The input of a number. */
  input(target: string, seed: string, index: number): Promise<Buffer>;
  /** Ends the process; the next request starts another. */
  stop(): void;
}

/** How often the parent looks whether an execution takes too long. */
const watchMs = 250;
/** How long loading a target may take. */
const loadMs = 60_000;
/** An execution that does nothing may wait this many times as long as one may compute. */
const waits = 10;
/** Megabytes of a process: more than this is a crash. */
const maxHeap = 1_024;

const workerPath = fileURLToPath(new URL('worker.ts', import.meta.url));

/** @param maxMs longest time of one execution, on the processor */
export function createExecutor(maxMs = 2_000): Executor {
  const folder = mkdtempSync(join(tmpdir(), 'koo-fuzz-'));
  const progress = openSync(join(folder, 'progress'), 'w+');
  process.once('exit', () => {
    closeSync(progress);
    rmSync(folder, { recursive: true, force: true });
  });
  let child: ReturnType<typeof start> | undefined;

  function start() {
    return fork(workerPath, [String(maxMs)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', progress],
      execArgv: [`--max-old-space-size=${maxHeap}`, '--disable-warning=ExperimentalWarning'],
    });
  }

  /** Sends a request, and tells of the replies; resolves with the reason where the process ends or had to be ended. */
  function request(
    message: object,
    onReply: (reply: WorkerReply) => boolean,
  ): Promise<{ readonly index: number; readonly failure: Failure } | undefined> {
    const current = child ?? start();
    child = current;
    writeIndex(progress, -1);
    return new Promise((resolve) => {
      let last = { index: -1, at: Date.now(), busyMs: busyMsOf(current.pid) };
      let isHanging = false;
      let output = '';
      const watch = setInterval(() => {
        const now = { index: readIndex(progress), at: Date.now(), busyMs: busyMsOf(current.pid) };
        if (now.index !== last.index) last = now;
        const waitedMs = now.at - last.at;
        isHanging =
          now.index < 0 ? waitedMs > loadMs : now.busyMs - last.busyMs > maxMs || waitedMs > waits * maxMs;
        if (isHanging) current.kill('SIGKILL');
      }, watchMs);
      const end = (fatal?: { index: number; failure: Failure }) => {
        clearInterval(watch);
        current.off('message', listen).off('exit', exited);
        current.stderr?.off('data', collect);
        resolve(fatal);
      };
      const listen = (reply: WorkerReply) => onReply(reply) && end();
      const collect = (text: Buffer) => {
        output = (output + text).slice(-2_000);
      };
      const exited = (code: number | null, signal: string | null) => {
        if (child === current) child = undefined;
        const index = readIndex(progress);
        const said = /heap out of memory/i.test(output) ? 'out of memory' : `ended with ${signal ?? code}`;
        const failure = isHanging
          ? { key: 'slow', reason: `took longer than ${maxMs / 1000} s, and was killed` }
          : { key: `crash ${said}`, reason: `the process ${said}: ${output.trim().split('\n', 1)[0] ?? ''}` };
        end({ index, failure });
      };
      current.on('message', listen).on('exit', exited);
      current.stderr?.on('data', collect);
      current.send(message);
    });
  }

  return {
    async fuzz(parts) {
      const findings: { index: number; failure: Failure }[] = [];
      let [executions, repeated, pool] = [0, 0, 0];
      const fatal = await request({ kind: 'fuzz', ...parts }, (reply) => {
        if (reply.kind === 'ready') pool = reply.pool;
        if (reply.kind === 'finding') findings.push(reply);
        if (reply.kind !== 'done') return false;
        ({ executions, repeated } = reply);
        return true;
      });
      if (!fatal) return { executions, repeated, pool, findings };
      executions = fatal.index < 0 ? 0 : (fatal.index - parts.from) / parts.step + 1;
      return { executions, repeated, pool, findings, fatal };
    },
    async run(target, input) {
      let failure: Failure | null = null;
      const fatal = await request(
        { kind: 'run', target, input: Buffer.from(input).toString('base64') },
        (reply) => {
          if (reply.kind !== 'ran') return false;
          failure = reply.failure;
          return true;
        },
      );
      return fatal?.failure ?? failure;
    },
    async input(target, seed, index) {
      let input = Buffer.alloc(0);
      await request({ kind: 'input', target, seed, index }, (reply) => {
        if (reply.kind !== 'input') return false;
        input = Buffer.from(reply.input, 'base64');
        return true;
      });
      return input;
    },
    stop() {
      child?.kill('SIGKILL');
      child = undefined;
    },
  };
}

/**
 * How long a process has computed: other processes of the machine make it wait, and no finding.
 *
 * @returns milliseconds; where the system does not tell, those since its start
 */
function busyMsOf(pid = 0): number {
  try {
    const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user + system) * 10;
  } catch {
    return performance.now();
  }
}

function writeIndex(file: number, index: number): void {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(index);
  writeSync(file, buffer, 0, 8, 0);
}

function readIndex(file: number): number {
  const buffer = Buffer.alloc(8);
  readSync(file, buffer, 0, 8, 0);
  return buffer.readDoubleLE();
}
