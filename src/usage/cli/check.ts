import type { Localized } from '../../text/localized.ts';
import { checkUsage, type UsageCheck } from '../check.ts';
import { createRecordReader } from '../record.ts';
import type { UsageCheckOptions } from './flags.ts';
import { usageInput } from './input.ts';

/**
 * Judges the records of a file or of stdin.
 *
 * @throws KooError (usage) when the input cannot be read
 */
export async function runUsageCheck(
  path: string,
  options: UsageCheckOptions,
  notice: (text: Localized) => void,
): Promise<UsageCheck> {
  const input = await usageInput(path, options, notice);
  const now = Date.now();
  const readRecord = createRecordReader({
    target: options.legacy ? 'legacy' : 'new',
    now: () => now,
    ignoreUnknown: options['ignore-unknown'],
  });
  const never = new AbortController().signal;
  return checkUsage(input.open(never), readRecord, { now, maxFaults: options['max-faults'] });
}
