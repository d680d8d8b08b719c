/**
 * The most likely candidate for a mistyped word: the one with the fewest edits, at most a third of the word's length;
 * else the first that starts with the word. A very short word that is as close to several candidates has none.
 */
export function nearest<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): Candidate | undefined {
  const [first, second] = nearestAll(word, candidates);
  if (first === undefined) return candidates.find((candidate) => word !== '' && candidate.startsWith(word));
  const isGuess =
    word.length < 3 && second !== undefined && editDistance(word, first) === editDistance(word, second);
  return isGuess ? undefined : first;
}

/** Longest word that is compared, in characters: a longer one is not mistyped. */
const maxWord = 100;
/** Number of candidates that are compared. */
const maxCandidates = 10_000;

/**
 * The likely candidates for a mistyped word, the most likely first: edits of at most a third of the word's length. A long
 * word has none.
 */
export function nearestAll<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  if (word.length > maxWord) return [];
  const limit = Math.max(1, Math.floor(word.length / 3));
  return candidates
    .slice(0, maxCandidates)
    .filter((candidate) => Math.abs(candidate.length - word.length) <= limit)
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate);
}

/** The number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  // The rows of the matrix for the last two characters, and for the current one.
  let before: number[] = [];
  let last: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  const at = (of: readonly number[], column: number) => of[column] ?? 0;
  for (let index = 1; index <= a.length; index += 1) {
    [before, last, row] = [last, row, [index]];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[index - 1] === b[column - 1];
      const swapped = index > 1 && a[index - 1] === b[column - 2] && a[index - 2] === b[column - 1];
      row[column] = Math.min(
        at(last, column) + 1,
        at(row, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(row, b.length);
}
