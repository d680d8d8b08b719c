import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import prepareData from '../test/support/catalogue.ts';
import { addToCorpus } from './fuzz/corpus.ts';
import { minimise } from './fuzz/minimise.ts';
import { createExecutor, type Executor } from './fuzz/process.ts';
import { targetNames } from './fuzz/targets.ts';
import type { Failure } from './fuzz/worker-model.ts';

const usage = `npm run fuzz -- [TARGET…] [--seconds N] [--seed S] [--list]

Executes each target with mutations of its valid inputs, on all processors, for N seconds in all (default 60). Equal seeds
give equal inputs. A finding is shrunk, written to test/corpus, and makes the exit code 1.`;

/** Most findings of a target, after which it is given up: the first ones tell what to fix. */
const maxFindings = 10;
/** How long the input of a finding is shrunk. */
const shrinking = { tries: 4_000, ms: 30_000 };

interface Row {
  executions: number;
  ms: number;
  pool: number;
  repeated: number;
  readonly findings: string[];
  readonly keys: Set<string>;
}

const rows = new Map<string, Row>();
let isInterrupted = false;
process.once('SIGINT', () => {
  isInterrupted = true;
});
await main();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string' },
      list: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !targetNames.includes(name));
  const seconds = Number(values.seconds);
  if (values.list) return console.log(targetNames.join('\n'));
  if (unknown !== undefined || !(seconds > 0)) {
    console.error(unknown === undefined ? usage : `${unknown}: no such target\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const names = positionals.length > 0 ? [...new Set(positionals)] : targetNames;
  const seed = values.seed ?? String(Date.now() % 1_000_000);
  const processes = availableParallelism();
  console.log(
    `seed ${seed}, ${seconds} s, ${names.length} targets, ${processes} processes, Node ${process.version}`,
  );
  await prepareData();
  // With fewer targets than processors, several share a target: each takes every nth input.
  const step = Math.ceil(processes / names.length);
  const jobs = names.flatMap((name) => Array.from({ length: step }, (_, part) => ({ name, from: part })));
  const ms = (seconds * 1000 * processes) / jobs.length;
  const work = async () => {
    const executor = createExecutor();
    for (let job = jobs.shift(); job; job = jobs.shift()) await fuzz(executor, { ...job, step, seed, ms });
    executor.stop();
  };
  await Promise.all(Array.from({ length: processes }, work));
  printTable(names);
  if ([...rows.values()].some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

interface Job {
  readonly name: string;
  readonly from: number;
  readonly step: number;
  readonly seed: string;
  readonly ms: number;
}

/** Executes a target until its time is over; goes on behind an input that hangs or crashes. */
async function fuzz(executor: Executor, { name, from, step, seed, ms }: Job): Promise<void> {
  const row = rows.get(name) ?? {
    executions: 0,
    ms: 0,
    pool: 0,
    repeated: 0,
    findings: [],
    keys: new Set(),
  };
  rows.set(name, row);
  const started = Date.now();
  for (let next = from; row.findings.length < maxFindings && !isInterrupted; ) {
    const left = ms - (Date.now() - started);
    if (left <= 0) break;
    const before = Date.now();
    const request = { target: name, seed, from: next, step, ms: left, known: [...row.keys] };
    const { executions, repeated, pool, findings, fatal } = await executor.fuzz(request);
    row.ms += Date.now() - before;
    row.executions += executions;
    row.repeated += repeated;
    row.pool = Math.max(row.pool, pool);
    for (const { index, failure } of [...findings, ...(fatal ? [fatal] : [])]) {
      if (index < 0) throw new Error(`${name}: ${failure.reason}`);
      await report(executor, name, await executor.input(name, seed, index), failure);
    }
    next += executions * step;
    if (!fatal) break;
  }
  // The memory of one target is not that of the next one.
  executor.stop();
  console.log(`${name}: ${summary(row)}`);
}

/** Shrinks the input of a failure and writes it; a failure that does not occur again was the machine's. */
async function report(executor: Executor, name: string, input: Buffer, failure: Failure): Promise<void> {
  const row = rows.get(name);
  if (!row || row.keys.has(failure.key) || isInterrupted) return;
  const fails = async (candidate: Uint8Array) => {
    // Only a new process shows how much memory an execution takes.
    if (failure.key === 'memory') executor.stop();
    return (await executor.run(name, candidate))?.key === failure.key;
  };
  if (!(await fails(input))) return console.log(`  ${name}: not again: ${failure.reason}`);
  row.keys.add(failure.key);
  const shortest = await minimise(input, fails, shrinking);
  const path = addToCorpus(name, shortest);
  row.findings.push(`${failure.reason}: ${path} (${shortest.length} bytes)`);
  console.log(`✗ ${name}: ${row.findings.at(-1)}`);
}

function summary({ executions, ms, pool, findings }: Row): string {
  const rate = Math.round(executions / Math.max(0.001, ms / 1000));
  return `${executions} executions, ${rate}/s, corpus ${pool}, ${findings.length} findings`;
}

/** The table of a report, in Markdown. */
function printTable(names: readonly string[]): void {
  console.log('\n| target | executions | per second | corpus | findings |\n|---|--:|--:|--:|--:|');
  let [executions, findings] = [0, 0];
  for (const name of names) {
    const row = rows.get(name);
    if (!row) continue;
    executions += row.executions;
    findings += row.findings.length;
    const rate = Math.round(row.executions / Math.max(0.001, row.ms / 1000));
    console.log(`| ${name} | ${row.executions} | ${rate} | ${row.pool} | ${row.findings.length} |`);
  }
  console.log(`| all | ${executions} | | | ${findings} |`);
  for (const [name, row] of rows) for (const finding of row.findings) console.log(`\n✗ ${name}: ${finding}`);
}
