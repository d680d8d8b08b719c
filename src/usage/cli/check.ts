import type { Localized } from '../../text/localized.ts';
import { checkUsage, type UsageCheck } from '../check.ts';
import { createRecordReader } from '../record.ts';
import { type UsageInputWish, usageInput } from './input.ts';

/** Values of the flags of `koo usage check`. */
export interface UsageCheckWish extends UsageInputWish {
  readonly legacy: boolean;
  readonly 'max-faults': number;
}

/**
 * Judges the records of a file or of stdin.
 *
 * @throws KooError (usage) when the input cannot be read
 */
export async function runUsageCheck(
  path: string,
  wish: UsageCheckWish,
  notice: (text: Localized) => void,
): Promise<UsageCheck> {
  const input = await usageInput(path, wish, notice);
  const now = Date.now();
  const readRecord = createRecordReader({
    target: wish.legacy ? 'legacy' : 'new',
    now: () => now,
    ignoreUnknown: wish['ignore-unknown'],
  });
  const never = new AbortController().signal;
  return checkUsage(input.open(never), readRecord, { now, maxFaults: wish['max-faults'] });
}
