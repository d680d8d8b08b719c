import type { ScenarioStep } from './scenario/scenario.ts';
import type { Tour, Walk } from './tour.ts';

/** A life as a list of decisions, from which its calls follow: without some of them, it is a shorter life. */
export interface PlannedLife<G> {
  readonly genes: readonly G[];
  /** What it covers of the targets of the plan. */
  readonly covers: readonly string[];
  /** The documents do not say that it must succeed: a failure is a warning. */
  readonly isDoubtful?: true;
}

/** The lives for a server: the same in each run. */
export interface Plan<G> {
  readonly lives: readonly PlannedLife<G>[];
  /** Everything that the lives cover together. */
  readonly targets: ReadonlySet<string>;
  /** Whether lives may run at the same time: they share nothing at the server. */
  readonly isConcurrent: boolean;
  readonly write: (genes: readonly G[]) => readonly ScenarioStep[];
  /** Makes up one more life. */
  readonly draw: (random: Random) => readonly G[];
}

/** A number from 0 to below 1. */
export type Random = () => number;

/** Returns numbers that depend on nothing but the seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function choose<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

/**
 * Lives in which several subjects follow a walk of a tour each: the second begins soon after the first, a third when the
 * first has come to its end.
 *
 * @param subjects how many there are in a life
 * @param genesOf the genes of a walk for the subject of this number: 1, 2, 3
 */
export function bundle<E extends string, G>(
  { walks, targets }: Tour<E>,
  subjects: number,
  genesOf: (walk: Walk<E>, subject: number) => readonly G[],
): Pick<Plan<G>, 'lives' | 'targets'> {
  const lives = Array.from({ length: Math.ceil(walks.length / subjects) }, (_, index) => {
    const bundled = walks.slice(index * subjects, (index + 1) * subjects);
    return {
      genes: interleave(bundled.map((walk, place) => genesOf(walk, place + 1))),
      covers: bundled.flatMap(({ covers }) => [...covers]),
    };
  });
  return { lives, targets };
}

export function interleave<G>(lists: readonly (readonly G[])[]): readonly G[] {
  const starts = [0, 2.5, (lists[0]?.length ?? 0) + 0.25];
  return lists
    .flatMap((list, which) => list.map((gene, index) => ({ gene, at: (starts[which] ?? 0) + index })))
    .sort((a, b) => a.at - b.at)
    .map(({ gene }) => gene);
}

const mostRuns = 200;

/**
 * Finds a short list that fails, by leaving out parts of one that does.
 *
 * @param failureOf runs a shorter list
 */
export async function reduce<G, F>(
  genes: readonly G[],
  first: F,
  failureOf: (genes: readonly G[]) => Promise<F | undefined>,
): Promise<F> {
  let shortest = genes;
  let failure = first;
  let runs = 0;
  let size = Math.ceil(genes.length / 2);
  while (size >= 1) {
    let hasShrunk = false;
    for (let end = shortest.length; end > 0 && shortest.length > 1 && runs < mostRuns; end -= size) {
      runs += 1;
      const start = Math.max(0, end - size);
      const shorter = shortest.toSpliced(start, end - start);
      const again = shorter.length === 0 ? undefined : await failureOf(shorter);
      if (again === undefined) continue;
      shortest = shorter;
      failure = again;
      hasShrunk = true;
    }
    size = size === 1 && hasShrunk && runs < mostRuns ? 1 : Math.floor(size / 2);
  }
  return failure;
}
