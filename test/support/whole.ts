/** Whether all is tested, however long it takes: `npm run test:endurance`. */
export const isWhole = process.env.KOO_WHOLE === '1';

/** The first of each kind: what is tested at each landing of a list that is tested whole at last. */
export function firstOfEach<T>(list: readonly T[], kindOf: (one: T) => string): readonly T[] {
  return [...Map.groupBy(list, kindOf).values()].flatMap((group) => group.slice(0, 1));
}

/** All of a list, or the first of each kind. */
export function allOrFirstOfEach<T>(list: readonly T[], kindOf: (one: T) => string): readonly T[] {
  return isWhole ? list : firstOfEach(list, kindOf);
}
