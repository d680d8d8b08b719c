import { next, stateOf } from '../../lifecycle/life.ts';
import {
  canBeAccepted,
  createDraft,
  type Draft,
  type Instance,
  lifeEvents,
  purchased,
} from './life/draft.ts';
import { writeLife } from './life/write.ts';
import { bundle, choose, interleave, type Plan, type Random } from './plan.ts';
import {
  type Beginning,
  beginnings,
  type Command,
  type EventName,
  possibleEvents,
  type World,
} from './scenario/commands.ts';
import { type Graph, type Move, tour } from './tour.ts';

/** More renewals than these make no difference. */
const mostTerms = 2;
const longestWalk = 14;

const repetitions: ReadonlySet<EventName> = new Set(['again', 'accept', 'repeat', 'recall', 'late']);

/** Lives that contain each event in each state, each ordered pair of events, and each triple. */
export function lifePlan(world: World): Plan<Command> {
  const { graph, starts } = graphOf(world);
  const subjects = world.protocol.id === 'license-code' ? 1 : world.isReused ? 2 : 3;
  const commands = (start: string, events: readonly EventName[], instance: number): Command[] => {
    const beginning = starts.get(start) ?? 'buy';
    return [{ instance, event: beginning }, ...events.map((event) => ({ instance, event }))];
  };
  return {
    ...bundle(
      tour(graph, () => true, longestWalk),
      subjects,
      ({ start, events }, instance) => commands(start, events, instance),
    ),
    isConcurrent: !world.isReused,
    write: (genes) => writeLife(world, genes),
    draw: (random) =>
      interleave(
        Array.from({ length: subjects }, (_, index) => {
          const start = choose(random, [graph.starts[0] ?? '', ...graph.starts]);
          return commands(start, randomWalk(graph, start, random), index + 1);
        }),
      ),
  };
}

function randomWalk(graph: Graph<EventName>, start: string, random: Random): EventName[] {
  const events: EventName[] = [];
  for (let state = start; events.length < longestWalk; ) {
    const [first, ...others] = graph.moves.get(state) ?? [];
    if (!first) break;
    const { event, to } = choose(random, [first, ...others]);
    events.push(event);
    state = to;
  }
  return events;
}

/** The states of an instance that differ in what can happen next, from the state machine of all protocols. */
function graphOf(world: World) {
  const draft = createDraft(world);
  const possible = possibleEvents(world);
  const starts = new Map<string, Beginning>();
  const moves = new Map<string, Move<EventName>[]>();
  const queue: Instance[] = [];
  const reach = (instance: Instance): string => {
    const key = stateKey(draft, possible, instance);
    if (!moves.has(key)) {
      moves.set(key, []);
      queue.push(instance);
    }
    return key;
  };
  for (const beginning of beginnings(world)) {
    const instance = purchased(draft, 1, beginning)?.instance;
    if (instance) starts.set(reach(instance), beginning);
  }
  for (const instance of queue) {
    const key = stateKey(draft, possible, instance);
    const isReleased = instance.life.stage === 'released';
    for (const event of possible) {
      const isRepetition = repetitions.has(event);
      const isPossible =
        isRepetition &&
        (event === 'accept'
          ? canBeAccepted(instance)
          : event === 'repeat' || event === 'again' || (event === 'late') === isReleased);
      const then = isRepetition ? undefined : advance(draft, event, instance);
      if (isPossible) moves.get(key)?.push({ event, to: key, isRepetition: true });
      else if (then) moves.get(key)?.push({ event, to: reach(then) });
    }
  }
  return { graph: { starts: [...starts.keys()], moves } satisfies Graph<EventName>, starts };
}

function stateKey(draft: Draft, possible: readonly EventName[], instance: Instance): string {
  const { life } = instance;
  if (life.stage === 'released') return 'released';
  const { frozenFor, terms, trial } = life;
  const next = possible.filter((event) => !repetitions.has(event) && advance(draft, event, instance));
  return [
    stateOf(life).name,
    ...[...frozenFor].sort(),
    ...(trial ? ['trial'] : []),
    Math.min(terms.length, mostTerms),
    ...next,
  ].join(',');
}

/** The instance after an event; `undefined` if it cannot happen. */
function advance(draft: Draft, event: EventName, instance: Instance): Instance | undefined {
  const events = lifeEvents(draft, event, instance);
  if (events.length === 0) return undefined;
  let changed: Instance = instance;
  for (const [lifeEvent, at] of events) {
    const step = next(changed.life, lifeEvent, at);
    if (!step.ok) return undefined;
    changed = { ...changed, life: step.life, now: at };
  }
  return changed;
}
