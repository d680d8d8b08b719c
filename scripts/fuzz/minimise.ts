/**
 * Shrinks an input while it still fails in the same way: removes halves, then ever smaller pieces.
 *
 * @param stillFails tells of a candidate whether it does
 * @param limits how many candidates to try, and for how long
 */
export async function minimise(
  input: Uint8Array,
  stillFails: (candidate: Uint8Array) => Promise<boolean>,
  limits: { readonly tries: number; readonly ms: number },
): Promise<Uint8Array> {
  let shortest = input;
  let tries = 0;
  const end = Date.now() + limits.ms;
  for (let size = shortest.length >> 1; size >= 1; ) {
    let isShorter = false;
    for (let at = 0; at < shortest.length; ) {
      if (tries >= limits.tries || Date.now() > end) return shortest;
      tries += 1;
      const candidate = Buffer.concat([shortest.subarray(0, at), shortest.subarray(at + size)]);
      if (await stillFails(candidate)) {
        shortest = candidate;
        isShorter = true;
      } else at += size;
    }
    // Single bytes are tried until none can be left out.
    if (size > 1) size >>= 1;
    else if (!isShorter) break;
  }
  return shortest;
}
