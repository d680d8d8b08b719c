import { type Arbitrary, record, subarray } from 'fast-check';
import { passed, skipped } from '../../suite/check.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Probe, Verdict } from '../probe/model.ts';
import { creationMs } from '../probe/test-call.ts';
import { createExecutor, type Failure, freshOrders } from './execute.ts';
import { drawKitCommands, type KitCommand, kitEvents, writeKitLife } from './kit.ts';
import { writeLife } from './life/write.ts';
import { observe } from './observe.ts';
import { type Command, drawCommands, type EventName, type World } from './scenario/commands.ts';
import { renderScenario } from './scenario/file.ts';
import { callText, type Scenario, type ScenarioStep } from './scenario/scenario.ts';
import { type Found, search } from './search.ts';
import { type DrawnValues, drawValues } from './values.ts';

type Life = readonly ScenarioStep[];

/** Draws the lives for a server. */
type Plan = (world: World) => Arbitrary<Life>;

/** Draws events of several instances, with ordinary values. */
const eventPlan: Plan = (world) =>
  world.protocol.keyClass === 'kit'
    ? drawKitCommands(world).map((commands) => writeKitLife(world, commands))
    : drawCommands(world).map((commands) => writeLife(world, commands));

/** Draws the values of the parameters, for one instance with events in ordinary order. */
const valuePlan: Plan = (world) => {
  const { protocol, sale, samples } = world;
  const values = Object.fromEntries(
    protocol.activities
      .filter(({ name }) => samples[name] !== undefined)
      .map((activity) => [
        activity.name,
        drawValues(activity, { sale, samples: samples[activity.name] ?? {} }),
      ]),
  );
  return record({ steps: ordinarySteps(world), values: record(values) }).map((life) =>
    withValues(life.steps, life.values),
  );
};

const ordinaryEvents = ['buy', 'renew', 'change', 'upgrade', 'license', 'violate', 'lift'] as const;

/** Some of the events of an ordinary life, in their order. */
function ordinarySteps(world: World): Arbitrary<readonly ScenarioStep[]> {
  if (world.protocol.keyClass === 'kit') {
    const commands = kitEvents(world)
      .filter((event) => event !== 'repeat')
      .map((event): KitCommand => ({ organisation: 1, event, member: 1 }));
    return subarray(commands, { minLength: 1 }).map((some) => writeKitLife(world, some));
  }
  const end: readonly EventName[] = world.isReused ? [] : ['unsubscribe', 'close'];
  const commands = [...ordinaryEvents, ...end].map((event): Command => ({ instance: 1, event }));
  return subarray(commands, { minLength: 1 }).map((some) => writeLife(world, some));
}

/** Lays the drawn values over the first call of each activity. */
function withValues(steps: readonly ScenarioStep[], values: Readonly<Record<string, DrawnValues>>): Life {
  const seen = new Set<string>();
  return steps.map((step): ScenarioStep => {
    const drawn = Object.entries((!seen.has(step.activity) && values[step.activity]) || {});
    seen.add(step.activity);
    if (drawn.length === 0) return step;
    const given = drawn.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
    const omitted = drawn.flatMap(([name, { value }]) => (value === undefined ? [name] : []));
    const isOpen = drawn.some(([, { open }]) => open);
    return {
      ...step,
      values: { ...step.values, ...Object.fromEntries(given) },
      ...(omitted.length > 0 && { omit: omitted }),
      expect: isOpen ? { result: ['authenticated'] } : step.expect,
      drawn: drawn.map(([name]) => name),
    };
  });
}

const plans = { values: valuePlan, events: eventPlan } as const;

const defaultBudgetMs = 150;
const defaultShrinkMs = 10_000;

/** A creation that takes longer leaves no time for lives. */
const slowMs = 1000;

/** A step that failed, and the steps up to it. */
interface Broken {
  readonly steps: Life;
  readonly failure: Failure;
}

/** Draws lives until one fails, and reports the shortest that fails alike. */
export async function explore(probe: Probe, plan: keyof typeof plans): Promise<Verdict> {
  const options = probe.options.explore;
  if (!options) return skipped(both('exploration is turned off'));
  const duration = creationMs(probe.memory);
  if (options.runs === undefined && duration !== undefined && duration > slowMs) {
    const facts = { seconds: (duration / 1000).toFixed(1) };
    return skipped(both('newInstance takes {seconds} s (use --explore N to explore all the same)', facts));
  }
  const world = await observe(probe);
  let isGone = false;
  let judged = 0;
  const run = async (life: Life, isOver: () => boolean): Promise<Broken | undefined> => {
    const execute = createExecutor(probe, { orders: freshOrders(probe), decrypts: world.decrypts });
    for (const [index, step] of life.entries()) {
      if (isOver()) return undefined;
      const result = await execute(step);
      if (result.status === 'passed') judged += 1;
      if (result.status !== 'failed') continue;
      const { failure } = result;
      if (!failure.exchange.outcome.answered && !(await isAlive(probe))) isGone = true;
      return { steps: life.slice(0, index + 1), failure };
    }
    return undefined;
  };
  const isStopped = () => isGone || probe.signal?.aborted === true;
  const { found } = await search(
    plans[plan](world),
    {
      seed: options.seed,
      ...(options.runs !== undefined && { runs: options.runs }),
      budgetMs: options.budgetMs ?? defaultBudgetMs,
      shrinkMs: options.shrinkMs ?? defaultShrinkMs,
      isStopped,
    },
    run,
  );
  if (!found)
    return judged > 0
      ? passed
      : skipped(both('no generated life could be judged in time (use --explore N for a slow server)'));
  const again = isStopped() ? undefined : await runAgain(found.shortest, run);
  return report(probe, world, again ?? found.first.failure, again !== undefined || isGone);
}

/** Whether the server still answers a call that it has answered before. */
async function isAlive(probe: Probe): Promise<boolean> {
  const [known] = probe.memory.steps.values();
  if (!known || probe.signal?.aborted) return false;
  return (await probe.send(known.activity.name, known.values)).outcome.answered;
}

/** Runs the shortest life once more, if possible without the queries that passed. */
async function runAgain(
  { failure: { steps } }: Found<Life, Broken>,
  run: (life: Life, isOver: () => boolean) => Promise<Broken | undefined>,
): Promise<Broken | undefined> {
  const trimmed = steps.filter(
    ({ activity }, index) => activity !== 'queryInstance' || index === steps.length - 1,
  );
  const never = () => false;
  const shorter = trimmed.length < steps.length ? await run(trimmed, never) : undefined;
  return shorter?.steps.length === trimmed.length ? shorter : run(steps, never);
}

function report(probe: Probe, world: World, { steps, failure }: Broken, isCertain: boolean): Verdict {
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
