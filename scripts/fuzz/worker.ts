// A process that executes targets, and may hang or crash: the parent watches it, and starts another.
import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KooError } from '../../src/errors/koo-error.ts';
import { useDataFolder } from '../../src/text/data.ts';
import { dataFolder } from '../../test/support/catalogue.ts';
import { readCorpus } from './corpus.ts';
import { createInputs } from './mutate.ts';
import type { Target } from './target.ts';
import { loadTarget } from './targets.ts';
import type { Failure, FuzzRequest, InputRequest, RunRequest, WorkerReply } from './worker-model.ts';

/** Longest time of one execution, on the processor. */
const maxMs = Number(process.argv[2]);
/** How much the process may grow in one execution. */
const maxMegabytes = 384;
/** How long executions go on before messages can go out. */
const turnMs = 200;

/** The file descriptor that tells the parent the number of the execution under way, as a double; below 0: none. */
const progress = 4;
const idle = -1;
const buffer = Buffer.alloc(8);

let stray: unknown;
process.on('uncaughtException', (error) => {
  stray = error;
});
useDataFolder(dataFolder);
const prepared = new Map<string, { readonly target: Target; readonly pool: readonly Buffer[] }>();
process.on('message', (request: FuzzRequest | RunRequest | InputRequest) => answer(request));

async function answer(request: FuzzRequest | RunRequest | InputRequest): Promise<void> {
  const { target, pool } = await prepare(request.target);
  if (request.kind === 'fuzz') return fuzz(target, pool, request);
  if (request.kind === 'input') {
    const input = createInputs(`${request.seed} ${request.target}`, pool, target.tokens)(request.index);
    return tell({ kind: 'input', input: input.toString('base64') });
  }
  tell({ kind: 'ready', pool: pool.length });
  setProgress(0);
  const failure = await execute(target, Buffer.from(request.input, 'base64'));
  setProgress(idle);
  tell({ kind: 'ran', failure });
}

async function prepare(name: string) {
  const found = prepared.get(name);
  if (found) return found;
  const target = await loadTarget(name);
  const seeds = [...target.seeds()].map((seed) => Buffer.from(seed));
  const all = { target, pool: [...seeds, ...readCorpus(name).values()] };
  prepared.set(name, all);
  return all;
}

async function fuzz(target: Target, pool: readonly Buffer[], request: FuzzRequest): Promise<void> {
  const { from, step, ms, known } = request;
  const inputs = createInputs(`${request.seed} ${request.target}`, pool, target.tokens);
  const keys = new Set(known);
  tell({ kind: 'ready', pool: pool.length });
  const end = performance.now() + ms;
  let turnEnd = 0;
  let executions = 0;
  let repeated = 0;
  for (let index = from; ; index += step) {
    const now = performance.now();
    if (now >= end) break;
    if (now >= turnEnd) {
      await nextTurn();
      turnEnd = performance.now() + turnMs;
    }
    const input = inputs(index);
    setProgress(index);
    const failure = await execute(target, input);
    executions += 1;
    if (failure && keys.has(failure.key)) repeated += 1;
    else if (failure) {
      keys.add(failure.key);
      tell({ kind: 'finding', index, failure });
      turnEnd = 0;
    }
  }
  setProgress(idle);
  tell({ kind: 'done', executions, repeated });
}

async function execute({ run }: Target, input: Buffer): Promise<Failure | null> {
  const started = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS;
  stray = undefined;
  try {
    const result = run(input);
    // What waits for nothing costs no turn.
    if (result instanceof Promise) await result;
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.category === 'defect') return failureOf(error);
  }
  if (stray !== undefined) return failureOf(stray);
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1000;
  if (ms > maxMs) return { key: 'slow', reason: `took ${(ms / 1000).toFixed(1)} s` };
  const megabytes = Math.round((process.resourceUsage().maxRSS - memory) / 1024);
  if (megabytes > maxMegabytes) return { key: 'memory', reason: `took ${megabytes} MB` };
  return null;
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { key: 'not an Error', reason: `threw ${String(error)}` };
  const frames =
    error.stack?.split('\n').filter((line) => /\/(src|scripts\/fuzz\/targets)\//.test(line)) ?? [];
  const [, name = '?', place = '?'] =
    /at (?:async )?(\S+)?.*\/((?:src|scripts)\/[^):]+:\d+)/.exec(frames[0] ?? '') ?? [];
  const message = error.message.split('\n', 1)[0]?.slice(0, 200) ?? '';
  const words = error.name === 'Violation' ? message : '';
  return {
    key: [error.name, words, name, place.replace(/:\d+$/, '')].join(' '),
    reason: `${error.name}: ${message} (${place})`,
  };
}

function setProgress(index: number): void {
  buffer.writeDoubleLE(index);
  writeSync(progress, buffer, 0, 8, 0);
}

function tell(reply: WorkerReply): void {
  process.send?.(reply);
}
