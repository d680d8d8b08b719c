import { type Arbitrary, asyncProperty, check, PreconditionFailure } from 'fast-check';

export interface SearchOptions {
  readonly seed: number;
  /** Number of lives; default: as many as fit in the time. */
  readonly runs?: number;
  /** Milliseconds in which lives begin, without `runs`. */
  readonly budgetMs: number;
  /** Milliseconds for shrinking. */
  readonly shrinkMs: number;
  /** Whether to stop at once: the run is interrupted, or the server has stopped answering. */
  readonly isStopped: () => boolean;
}

export interface Found<T, F> {
  readonly life: T;
  readonly failure: F;
}

export interface SearchResult<T, F> {
  /** Lives that were run, without those of the shrinking. */
  readonly runs: number;
  /** The shortest life that fails, and the one it was found with. */
  readonly found?: { readonly shortest: Found<T, F>; readonly first: Found<T, F> };
}

/** How many times the budget a life that has begun may take. */
const mostTimes = 10;

/** Draws lives until one fails, and shrinks that one. The same seed draws the same lives. */
export async function search<T, F>(
  lives: Arbitrary<T>,
  options: SearchOptions,
  run: (life: T, isOver: () => boolean) => Promise<F | undefined>,
): Promise<SearchResult<T, F>> {
  const { seed, runs, budgetMs, shrinkMs, isStopped } = options;
  const started = performance.now();
  const isEnough = (done: number) =>
    runs === undefined ? performance.now() - started >= budgetMs : done >= runs;
  let done = 0;
  while (!isStopped() && !isEnough(done)) {
    const found: Found<T, F>[] = [];
    // A slow server may need longer for one life than there is time for all.
    let until = runs === undefined ? started + mostTimes * budgetMs : Number.POSITIVE_INFINITY;
    const isOver = () => isStopped() || performance.now() > until;
    const property = asyncProperty(lives, async (life) => {
      // Ends the shrinking at once: a list of 500 elements has many thousands of shorter forms.
      if (isOver()) throw new PreconditionFailure(true);
      const failure = await run(life, isOver);
      if (failure === undefined) return true;
      if (found.length === 0) until = performance.now() + shrinkMs;
      found.push({ life, failure });
      return false;
    });
    await check(property, { seed: deriveSeed(seed, done), numRuns: 1 });
    done += 1;
    const [first] = found;
    const shortest = found.at(-1);
    if (first && shortest) return { runs: done, found: { first, shortest } };
  }
  return { runs: done };
}

/** The seed of each life: the first has the given one, so that a life can be drawn alone. */
function deriveSeed(seed: number, index: number): number {
  return (seed + Math.imul(index, 0x9e3779b9)) | 0;
}
