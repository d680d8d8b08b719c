/** Something that can happen in a state, and the state after it. */
export interface Move<E extends string> {
  readonly event: E;
  readonly to: string;
  /** It only repeats an earlier call, so the order of events goes on as if it had not happened. */
  readonly isRepetition?: true;
}

/** The moves of each state, from the initial states on. */
export interface Graph<E extends string> {
  readonly starts: readonly string[];
  readonly moves: ReadonlyMap<string, readonly Move<E>[]>;
}

/** A move that is made. */
interface Step<E extends string> extends Move<E> {
  readonly from: string;
}

/** A state, and the last two moves on the way to it. */
interface Position<E extends string> {
  readonly state: string;
  readonly recent: readonly Step<E>[];
}

export interface Walk<E extends string> {
  readonly start: string;
  readonly events: readonly E[];
  /** The moves, pairs and triples in it. */
  readonly covers: ReadonlySet<string>;
}

export interface Tour<E extends string> {
  readonly walks: readonly Walk<E>[];
  /** The moves, pairs and triples of the graph. */
  readonly targets: ReadonlySet<string>;
}

/**
 * Computes walks that together contain each move of a graph, each ordered pair of moves, and the triples that `isTriple`
 * chooses. A walk goes on to the nearest move that adds one, so that walks share what leads to it.
 *
 * @param longest number of moves in a walk
 */
export function tour<E extends string>(
  graph: Graph<E>,
  isTriple: (events: readonly E[]) => boolean,
  longest: number,
): Tour<E> {
  const starts = graph.starts.map((state): Position<E> => ({ state, recent: [] }));
  const targets = new Set<string>();
  search(graph, starts, (position, step) => {
    for (const target of targetsOf(position, step, isTriple)) targets.add(target);
    return false;
  });
  const missing = new Set(targets);
  const walks: Walk<E>[] = [];
  while (missing.size > 0) {
    const events: E[] = [];
    const covers = new Set<string>();
    let from: readonly Position<E>[] = starts;
    let start = '';
    while (events.length < longest) {
      const path = search(graph, from, (position, step) =>
        targetsOf(position, step, isTriple).some((target) => missing.has(target)),
      );
      const [first] = path;
      if (!first || (events.length > 0 && events.length + path.length > longest)) break;
      if (events.length === 0) start = first[1].from;
      for (const [position, step] of path) {
        events.push(step.event);
        for (const target of targetsOf(position, step, isTriple)) {
          covers.add(target);
          missing.delete(target);
        }
        from = [after(position, step)];
      }
    }
    walks.push({ start, events, covers });
  }
  return { walks, targets };
}

/** Finds the shortest path to a step that is wanted; the empty path if there is none. */
function search<E extends string>(
  { moves }: Graph<E>,
  from: readonly Position<E>[],
  isWanted: (position: Position<E>, step: Step<E>) => boolean,
): readonly (readonly [Position<E>, Step<E>])[] {
  type Path = { readonly position: Position<E>; readonly step?: Step<E>; readonly before?: Path };
  const queue: Path[] = from.map((position) => ({ position }));
  const seen = new Set<string>();
  for (const path of queue) {
    const { position } = path;
    for (const move of moves.get(position.state) ?? []) {
      const step = { ...move, from: position.state };
      const next: Path = { position: after(position, step), step, before: path };
      if (isWanted(position, step)) return stepsOf(next);
      const key = keyOf(next.position);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  return [];

  function stepsOf(path: Path): readonly (readonly [Position<E>, Step<E>])[] {
    const { before, step } = path;
    return before && step ? [...stepsOf(before), [before.position, step]] : [];
  }
}

function after<E extends string>({ recent }: Position<E>, step: Step<E>): Position<E> {
  return { state: step.to, recent: step.isRepetition ? recent : [...recent, step].slice(-2) };
}

function keyOf<E extends string>({ state, recent }: Position<E>): string {
  return [state, ...recent.map(({ from, event }) => `${from}>${event}`)].join(' ');
}

function targetsOf<E extends string>(
  { recent }: Position<E>,
  { from, event, isRepetition }: Step<E>,
  isTriple: (events: readonly E[]) => boolean,
): readonly string[] {
  const targets = [`move ${from} ${event}`];
  const last = recent.at(-1);
  if (isRepetition || !last) return targets;
  targets.push(`pair ${last.from} ${last.event} ${event}`);
  const triple = [...recent.map((one) => one.event), event];
  if (triple.length === 3 && isTriple(triple)) targets.push(`triple ${triple.join(' ')}`);
  return targets;
}
