import { passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Exploration, Probe, Verdict } from '../probe/model.ts';
import { describeResult, isAccepted, isBusinessCode, isReadable } from '../probe/response.ts';
import { creationMs } from '../probe/test-call.ts';
import { combine, expectedSuccess } from '../probe/verdicts.ts';
import { madeUp } from './classes.ts';
import { createExecutor, type Failure, freshOrders } from './execute.ts';
import { kitPlan } from './kit.ts';
import { lifePlan } from './life-plan.ts';
import { type ObservedWorld, observe } from './observe.ts';
import { type Plan, reduce, seededRandom, shuffled } from './plan.ts';
import { renderScenario } from './scenario/file.ts';
import { callText, type Scenario, type ScenarioStep } from './scenario/scenario.ts';
import { valuePlan } from './value-plan.ts';

type Life = readonly ScenarioStep[];

/** A step that failed, and the steps up to it. */
interface Broken {
  readonly steps: Life;
  readonly failure: Failure;
  /** The value that was refused and may be. */
  readonly value?: NonNullable<ScenarioStep['drawn']>[number];
}

/** Milliseconds for a creation from which there are too many to wait for. */
const slowMs = 1000;

/** Runs the lives of a plan, and reports the shortest form of the first that fails. */
export async function explore(probe: Probe, subject: 'values' | 'events'): Promise<Verdict> {
  const options = probe.options.explore;
  if (!options) return skipped(both('exploration is turned off'));
  const duration = creationMs(probe.memory);
  if (options.runs === undefined && duration !== undefined && duration > slowMs) {
    const facts = { seconds: (duration / 1000).toFixed(1) };
    return skipped(both('newInstance takes {seconds} s (use --explore N to explore all the same)', facts));
  }
  const world = await observe(probe);
  if (subject === 'values') return runPlan(probe, world, options, valuePlan(world));
  if (world.protocol.keyClass === 'kit') return runPlan(probe, world, options, kitPlan(world));
  const verdict = await runPlan(probe, world, options, lifePlan(world));
  return verdict.status === 'passed' && world.queries ? queryMany(probe) : verdict;
}

const mostQueried = 100;

/**
 * Queries as many instances at once as the documents allow. Since they allow 100 characters as well, the server may
 * refuse the list, but not cut it.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
 */
async function queryMany(probe: Probe): Promise<Verdict> {
  const ids = [...probe.memory.instances].slice(-mostQueried);
  if (ids.length === 0) return passed;
  const list = ids.join(',');
  const exchange = await probe.send('queryInstance', probe.values('queryInstance', { instanceId: list }));
  const info = exchange.reply?.json?.info;
  const count = Array.isArray(info) ? info.length : 0;
  if (isReadable(exchange) && (!isAccepted(exchange) || count === ids.length)) return passed;
  // Where the pages differ, a limit of the server's own is no error.
  const isLimited = exchange.outcome.answered && !isAccepted(exchange);
  return {
    status: 'failed',
    ...(isLimited && { severity: 'warning' }),
    expected: both('a response with all {count} instances', { count: ids.length }),
    actual: isAccepted(exchange) ? both('{count} instances', { count }) : describeResult(exchange),
    exchange,
  };
}

async function runPlan<G>(
  probe: Probe,
  world: ObservedWorld,
  { seed, runs = 0, concurrency = 8 }: Exploration,
  plan: Plan<G>,
): Promise<Verdict> {
  if (plan.targets.size === 0) return skipped(both('there is nothing to check'));
  const random = seededRandom(seed);
  const { certain = [], doubtful = [] } = Object.groupBy(plan.lives, ({ isDoubtful }) =>
    isDoubtful ? 'doubtful' : 'certain',
  );
  const order = shuffled(random, certain);
  // A life that fails ends the run, so those that only warn come last.
  const planned = [...order, ...Array.from({ length: runs }, () => undefined), ...doubtful];
  const covered = new Set<string>();
  let isGone = false;
  let judged = 0;
  let isUnusual = false;
  const isStopped = () => isGone || probe.signal?.aborted === true;
  const run = async (life: Life): Promise<Broken | 'whole' | 'part'> => {
    const execute = createExecutor(probe, { ...world, orders: freshOrders(probe) });
    let isWhole = true;
    for (const [index, step] of life.entries()) {
      if (isStopped()) return 'part';
      const result = await execute(step);
      if (result.status === 'passed') {
        judged += 1;
        isUnusual ||= step.drawn?.some(({ open }) => open === 'noted') === true;
        const refusal = refusalIn(life.slice(0, index + 1), result.exchange);
        if (refusal) return refusal;
      } else if (result.status === 'unresolved') isWhole = false;
      else {
        const { failure } = result;
        if (!failure.exchange.outcome.answered && !(await isAlive(probe))) isGone = true;
        return { steps: life.slice(0, index + 1), failure };
      }
    }
    return isWhole ? 'whole' : 'part';
  };
  type Found = { readonly genes: readonly G[]; readonly result: Broken };
  const [broken, refused] = [new Map<number, Found>(), new Map<number, Found>()];
  let begun = 0;
  const work = async () => {
    while (begun < planned.length && broken.size === 0 && !isStopped()) {
      const index = begun;
      begun += 1;
      const { genes, covers } = planned[index] ?? { genes: plan.draw(random), covers: [] };
      const result = await run(plan.write(genes));
      if (typeof result === 'object') (result.value ? refused : broken).set(index, { genes, result });
      if (result === 'whole' || refused.has(index)) for (const target of covers) covered.add(target);
    }
  };
  await Promise.all(Array.from({ length: plan.isConcurrent ? concurrency : 1 }, work));
  recordCoverage(probe, plan.targets, covered);
  const values = [...refused].sort(([a], [b]) => a - b).map(([, one]) => one);
  const noted = values.filter(({ result }) => result.value?.open === 'noted');
  probe.memory.unusual ??= combine([
    ...noted.map(({ result }) => [fieldOf(result), report(probe, world, result, true)] as const),
    ...(isUnusual ? [['', passed] as const] : []),
  ]);
  const listed = values.flatMap(({ result }) =>
    result.value?.label === madeUp.label ? fieldOf(result) : [],
  );
  const isWrong = ({ result }: Found) => result.value?.open === 'listed' && !listed.includes(fieldOf(result));
  // All before it have come to their end, so it is the same one in every run.
  const place = Math.min(...broken.keys());
  const first = broken.get(place);
  const found = first ?? (isStopped() ? undefined : values.find(isWrong));
  if (!found)
    return judged > 0 ? passed : skipped(both('the server offers nothing that a generated life consists of'));
  const failureOf = async (life: Life): Promise<Broken | undefined> => {
    const result = isStopped() ? 'part' : await run(life);
    return typeof result === 'object' && !result.value === !found.result.value ? result : undefined;
  };
  const again = await failureOf(found.result.steps);
  const severity = first && planned[place]?.isDoubtful && !isGone ? { severity: 'warning' as const } : {};
  if (!again) return { ...report(probe, world, found.result, isGone), ...severity };
  const shortest = await reduce(found.genes, again, (genes) => failureOf(plan.write(genes)));
  return {
    ...report(probe, world, (await withoutQueries(shortest, failureOf)) ?? shortest, true),
    ...severity,
  };
}

/** The refusal of a value that may be refused, in the last of the steps. */
function refusalIn(steps: Life, exchange: Exchange): Broken | undefined {
  const value = steps.at(-1)?.drawn?.find(({ open }) => open);
  if (!value || isAccepted(exchange) || isBusinessCode(exchange)) return undefined;
  const failure = { expected: expectedSuccess, actual: describeResult(exchange), exchange };
  return { steps, failure, value };
}

function fieldOf({ steps, value }: Broken): string {
  return `${steps.at(-1)?.activity}.${value?.field}`;
}

/** Counts what was covered by kind of target: its first word. */
function recordCoverage({ memory }: Probe, targets: ReadonlySet<string>, covered: ReadonlySet<string>): void {
  for (const [kind, all] of Map.groupBy(targets, (target) => target.split(' ', 1)[0] ?? '')) {
    memory.coverage.set(kind, {
      covered: all.filter((target) => covered.has(target)).length,
      total: all.length,
    });
  }
}

/** Whether the server still answers a call that it has answered before. */
async function isAlive(probe: Probe): Promise<boolean> {
  const [known] = probe.memory.steps.values();
  if (!known || probe.signal?.aborted) return false;
  return (await probe.send(known.activity.name, known.values)).outcome.answered;
}

/** The same life without the queries that passed and that no later step refers to, if it fails without them. */
async function withoutQueries(
  { steps }: Broken,
  failureOf: (life: Life) => Promise<Broken | undefined>,
): Promise<Broken | undefined> {
  const last = steps.at(-1);
  const isNeeded = (step: ScenarioStep) =>
    step === last ||
    step.activity !== 'queryInstance' ||
    (step.id !== undefined && JSON.stringify(last?.expect).includes(`{${step.id}.`));
  const trimmed = steps.filter(isNeeded);
  const shorter = trimmed.length < steps.length ? await failureOf(trimmed) : undefined;
  return shorter?.steps.length === trimmed.length ? shorter : undefined;
}

function report(probe: Probe, world: ObservedWorld, broken: Broken, isCertain: boolean): Verdict {
  const { failure, value } = broken;
  const expect = { result: ['success'] } as const;
  const steps = broken.steps.map((one, index, { length }) =>
    value && index === length - 1 ? { ...one, expect } : one,
  );
  const step = steps.at(-1);
  const actual: Localized = both('step {number}, {call}: {actual}', {
    number: steps.length,
    call: step ? callText(step) : '',
    actual: failure.actual,
  });
  const scenario: Scenario = { protocol: world.protocol.id, sale: world.sale, steps };
  return {
    status: 'failed',
    expected: failure.expected,
    actual: isCertain
      ? actual
      : both('{actual} (not every time: the same life passed when it was run again)', { actual }),
    exchange: failure.exchange,
    scenario: renderScenario(scenario, probe.options.explore?.seed),
  };
}
