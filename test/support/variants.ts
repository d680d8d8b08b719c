import { crc32 } from 'node:zlib';

/** Each day another part of the variants is tested with all checks, and all of them within these days. */
const parts = 8;
const day = Math.floor(Date.now() / 86_400_000);
const chosen = process.env.KOO_VARIANTS || String(day % parts);

/**
 * Whether a variant of a merchant is tested with all checks, not only with those that it is about and those that they
 * need; or whether a starter with some of the protocols runs its own tests, not only starts. `KOO_VARIANTS=all` chooses all variants, `KOO_VARIANTS=3` repeats the part of a day.
 *
 * @param name of the variant, by which it belongs to a part
 */
export function isTestedWhole(name: string): boolean {
  return chosen === 'all' || crc32(name) % parts === Number(chosen);
}

/** The part that {@link isTestedWhole} has chosen, to be repeated where a variant of it fails. */
export const chosenPart = `KOO_VARIANTS=${chosen}`;
export const wholePart = `all checks, ${chosenPart}`;
