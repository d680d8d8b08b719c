import { failed, passed, skipped } from '../../suite/check.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { Probe, Verdict } from '../probe/model.ts';
import { instanceIdIn } from '../probe/new-instance.ts';
import { createExecutor, freshOrders } from './execute.ts';
import { kitEvents, kitPlan, writeKitLife } from './kit.ts';
import { writeLife } from './life/write.ts';
import { lifePlan } from './life-plan.ts';
import { observe } from './observe.ts';
import type { Plan } from './plan.ts';
import { beginnings, type Command, possibleEvents, type World } from './scenario/commands.ts';
import { callText, type ScenarioStep } from './scenario/scenario.ts';

type Steps = readonly ScenarioStep[];

/** What follows the restart: it judges whether the server still knows what it has answered before. */
type Rest = () => Promise<Verdict>;

const orders = 8;
/** Both ends of a day, and an hour that New York skips. */
const expiries = ['20301231235959', '20310101000000', '20310309023000'];

const life = (instance: number, ...events: readonly Command['event'][]) =>
  events.map((event): Command => ({ instance, event }));
const begun = [
  ...life(1, 'buy', 'license', 'renew', 'violate'),
  ...life(2, 'buy', 'renew'),
  ...life(3, 'try'),
];
const continued = [
  ...life(1, 'again', 'lift', 'give-back'),
  ...life(2, 'recall', 'give-back'),
  ...life(3, 'formalise'),
];

/**
 * Begins lives that the restart interrupts.
 *
 * @returns `order`, which makes new orders at the same time, and what is judged after the restart
 */
export async function beginLives(probe: Probe) {
  const seen = await observe(probe);
  // A code is renewed with new orders, as the renewal of the ordinary life may have been given back.
  const world = { ...seen, isReused: seen.isReused && seen.protocol.id !== 'license-code' };
  const before = write(world, begun, (event) => !event.includes('-'));
  const all = write(world, [...begun, ...continued], (event) => event !== 'cancel-user');
  const kept = await begin(probe, before, all.slice(before.length));
  const planned = world.isReused ? [] : await beginPlanned(probe, world);
  const renewals = withExpiries(write(world, life(1, 'buy', 'renew', 'renew', 'renew'), () => false));
  const dates = renewals && (await begin(probe, [], renewals));
  const [purchase, ...shown] = write(world, life(1, 'buy', 'again'), () => false);
  const hasOrders = purchase?.activity === 'newInstance' && !world.isReused;
  const runs = Array.from({ length: hasOrders ? orders : 0 }, () => createRun(probe));
  const answered = new Set<Run>();
  return {
    dates,
    order: () =>
      Promise.all(runs.map(async (run) => purchase && !(await run([purchase])) && answered.add(run))),
    kept: async () => {
      const reused = purchase && hasOrders && (await reusedId(probe, purchase));
      if (reused) return reused;
      for (const run of runs) {
        // KooGallery repeats a call without a response.
        const broken = purchase && (await run(answered.has(run) ? shown : [purchase, ...shown]));
        if (broken) return broken;
      }
      const [broken] = (await Promise.all(planned.map((rest) => rest()))).filter(Boolean);
      return broken ?? kept();
    },
  };
}

/** Buys a new instance, whose id no earlier one may have: a counter in memory begins anew. */
async function reusedId(probe: Probe, purchase: ScenarioStep): Promise<Verdict | undefined> {
  const { created, another, instances } = probe.memory;
  const known = new Set([...instances, created?.instanceId, another]);
  const result = await createExecutor(probe, { orders: freshOrders(probe), decrypts: false })(purchase);
  const id = result.status === 'passed' ? instanceIdIn(result.exchange) : undefined;
  if (result.status !== 'passed' || id === undefined || !known.has(id)) return undefined;
  return failed(
    both('another {name} than for an earlier order', { name: 'instanceId' }),
    verbatim(`instanceId ${id}`),
    result.exchange,
  );
}

/** Every so many of the planned lives are interrupted. */
const sampling = 4;

/** Begins planned lives, each instance or organisation up to another point. All of them have passed without a restart. */
async function beginPlanned(probe: Probe, world: World) {
  const moves = probe.memory.coverage.get('move');
  if (!moves || moves.covered < moves.total || world.protocol.id === 'license-code') return [];
  const begun = <G>({ lives, write }: Plan<G>, subjectOf: (gene: G) => number) =>
    lives
      .filter((_life, index) => index % sampling === 0)
      .map(async ({ genes }, index) => {
        const lengths = Map.groupBy(genes, subjectOf);
        const isBefore = (gene: G) => {
          const own = lengths.get(subjectOf(gene)) ?? [];
          return own.indexOf(gene) < own.length * ((index * golden + subjectOf(gene) / 3) % 1);
        };
        const before = write(genes.filter(isBefore));
        const all = write([...genes.filter(isBefore), ...genes.filter((gene) => !isBefore(gene))]);
        const run = createRun(probe);
        const broken = await run(before);
        return async () => (broken ? undefined : run(all.slice(before.length)));
      });
  return Promise.all(
    world.protocol.keyClass === 'kit'
      ? begun(kitPlan(world), ({ organisation }) => organisation)
      : begun(lifePlan(world), ({ instance }) => instance),
  );
}

/** Its multiples spread evenly. */
const golden = 0.618;

/** The steps of what the server knows of these events, or of those of an organisation. */
function write(world: World, commands: readonly Command[], isOfKit: (event: string) => boolean): Steps {
  if (world.protocol.keyClass === 'kit') {
    const chosen = kitEvents(world).filter(isOfKit);
    return writeKitLife(
      world,
      chosen.map((event) => ({ organisation: 1, member: 1, event })),
    );
  }
  const possible = new Set<string>([...beginnings(world), ...possibleEvents(world)]);
  // There is one licence code.
  const subjects = world.protocol.id === 'license-code' ? 1 : 3;
  return writeLife(
    world,
    commands.filter(({ instance, event }) => instance <= subjects && possible.has(event)),
  );
}

function withExpiries(steps: Steps): Steps | undefined {
  const left = [...expiries];
  const dated = steps.map((step) =>
    step.values?.expireTime === undefined
      ? step
      : { ...step, values: { ...step.values, expireTime: left.shift() ?? '' } },
  );
  return left.length === 0 ? dated : undefined;
}

/** Goes on with a life; returns the failure of the first step that fails. */
type Run = (steps: Steps) => Promise<Extract<Verdict, { status: 'failed' }> | undefined>;

function createRun(probe: Probe): Run {
  const execute = createExecutor(probe, { orders: freshOrders(probe), decrypts: false });
  return async (steps) => {
    for (const step of steps) {
      const result = await execute(step);
      if (result.status !== 'failed') continue;
      const actual = both('{call}: {actual}', { call: callText(step), actual: result.failure.actual });
      return { status: 'failed', ...result.failure, actual };
    }
    return undefined;
  };
}

async function begin(probe: Probe, before: Steps, after: Steps): Promise<Rest> {
  if (after.length === 0) return async () => skipped(both('there is nothing to check'));
  const run = createRun(probe);
  const broken = (await createRun(probe)([...before, ...after])) ?? (await run(before));
  return async () =>
    broken
      ? skipped(both('it fails without a restart, too: {actual}', { actual: broken.actual }))
      : ((await run(after)) ?? passed);
}
