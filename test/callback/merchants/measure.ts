/**
 * How many mistakes of merchants the default suite finds: `npx node test/callback/merchants/measure.ts [open|held-out]
 * [id…]`. First the correct server is tested; what is found in it does not count in the others.
 */
import { type ChildProcess, fork } from 'node:child_process';
import setup from '../../support/catalogue.ts';
import type { Kind, Mutant } from './model.ts';
import { heldOut } from './mutants/held-out.ts';
import { open } from './mutants/open.ts';
import { correct, report, type Tested } from './tested.ts';

/** What a worker found: the ids of checks, those that only warned apart. */
interface Found {
  readonly failed: readonly string[];
  readonly warned: readonly string[];
}

const all = [...open, ...heldOut];
const tests: readonly Tested[] = [
  ...correct,
  ...all.map((mistake) => ({
    protocol: mistake.protocol,
    sale: mistake.sale ?? 'period',
    mistake,
  })),
];

if (process.send) process.on('message', (index: number) => void test(index));
else await measure(process.argv.slice(2));

async function test(index: number): Promise<void> {
  const { checks } = await report(tests[index]!);
  const ids = (status: string) => checks.filter((check) => check.status === status).map(({ id }) => id);
  const defects = checks.filter(({ defect }) => defect).map(({ id }) => `${id} (defect of koo)`);
  process.send?.({ failed: [...ids('failed'), ...defects], warned: ids('warned') } satisfies Found);
}

async function measure([set = 'open', ...ids]: readonly string[]): Promise<void> {
  await setup();
  const mutants = (set === 'held-out' ? heldOut : open).filter(
    ({ id }) => ids.length === 0 || ids.includes(id),
  );
  const chosen = tests.flatMap(({ mistake }, index) =>
    !mistake || mutants.includes(mistake) ? [index] : [],
  );
  const found = await inTwoProcesses(chosen);
  for (const index of chosen.slice(0, correct.length)) {
    const { protocol, sale = 'period' } = tests[index]!;
    console.log(`correct  ${protocol} ${sale}: ${named(found.get(index)) || 'passed'}`);
  }
  const caught = new Set<Mutant>();
  const warnedOf = new Set<Mutant>();
  for (const index of chosen.slice(correct.length)) {
    const mutant = tests[index]!.mistake!;
    const news = withoutUsual(found, index);
    if (news.failed.length > 0) caught.add(mutant);
    else if (news.warned.length > 0) warnedOf.add(mutant);
    const verdict = caught.has(mutant) ? 'caught' : warnedOf.has(mutant) ? 'warned' : 'MISSED';
    console.log(
      `${verdict}   ${mutant.kind} ${mutant.protocol} ${mutant.id}: ${named(news) || mutant.title}`,
    );
  }
  const kinds: readonly Kind[] = ['state', 'value', 'time', 'concurrency', 'transport', 'restart'];
  for (const kind of kinds)
    console.log(
      total(
        kind,
        mutants.filter((mutant) => mutant.kind === kind),
      ),
    );
  console.log(total('all', mutants));

  function total(name: string, some: readonly Mutant[]): string {
    const count = (of: Set<Mutant>) => some.filter((mutant) => of.has(mutant)).length;
    const [failed, warned] = [count(caught), count(warnedOf)];
    return `${name}: ${failed} caught, ${warned} warned, ${some.length - failed - warned} missed of ${some.length}`;
  }
}

/** Without what is found in the correct server of the same protocol and sale. */
function withoutUsual(found: ReadonlyMap<number, Found>, index: number): Found {
  const { protocol, sale = 'period' } = tests[index]!;
  const usual = correct.findIndex((test) => test.protocol === protocol && (test.sale ?? 'period') === sale);
  const { failed, warned } = found.get(usual)!;
  const known = new Set([...failed, ...warned]);
  const own = found.get(index)!;
  const isNew = (id: string) => !known.has(id);
  return { failed: own.failed.filter(isNew), warned: own.warned.filter(isNew) };
}

function named(found: Found | undefined): string {
  const { failed, warned } = found ?? { failed: ['no result'], warned: [] };
  return [...failed, ...warned.map((id) => `${id} (warning)`)].join(', ');
}

async function inTwoProcesses(indexes: readonly number[]): Promise<ReadonlyMap<number, Found>> {
  const found = new Map<number, Found>();
  const left = [...indexes];
  const work = async (worker: ChildProcess) => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      const { promise, resolve, reject } = Promise.withResolvers<Found>();
      worker.once('message', (result) => resolve(result as Found));
      worker.once('exit', reject);
      worker.send(index);
      found.set(index, await promise.finally(() => worker.removeAllListeners()));
    }
    worker.kill();
  };
  await Promise.all([1, 2].map(() => work(fork(import.meta.filename))));
  return found;
}
