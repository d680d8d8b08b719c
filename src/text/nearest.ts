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

/**
 * The likely candidates for a mistyped word, the most likely first: edits of at most a third of the word's length.
 */
export function nearestAll<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return candidates
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate);
}

/** The number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 0; row <= a.length; row += 1) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const edits = Math.min(
        row === 0 ? column : at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        row === 0 ? column : at(row - 1, column - 1) + (same ? 0 : 1),
        swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      rows[row]?.push(edits);
    }
  }
  return at(a.length, b.length);
}
