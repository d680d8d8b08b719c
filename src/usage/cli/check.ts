import { paint } from '../../cli/output/colour.ts';
import { table } from '../../cli/output/table.ts';
import type { Language, Localized } from '../../text/localized.ts';
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

/** What `koo usage check` found, for people. */
export function showUsageCheck(check: UsageCheck, language: Language): string {
  const { records, invalid, late, faults, byCode } = check;
  const header = language === 'zh' ? ['行', '问题', '说明'] : ['LINE', 'FAULT', 'WHY'];
  const rows = faults.map(({ line, code, message }) => [String(line), code, message[language]]);
  const found = Object.values(byCode).reduce((sum, count) => sum + count, 0);
  const more = found - faults.length;
  const lines = [
    ...(rows.length > 0 ? [table(header, rows).trimEnd(), ''] : []),
    ...(more > 0 ? [{ en: `… and ${more} more faults`, zh: `…另有 ${more} 个问题` }[language]] : []),
    paint(invalid > 0 ? 'red' : 'green', counts(records, invalid)[language]),
    ...(late > 0 ? [lateness(late)[language]] : []),
  ];
  return lines.join('\n');
}

function counts(records: number, invalid: number): Localized {
  return invalid > 0
    ? { en: `${records} records, ${invalid} invalid`, zh: `共 ${records} 条话单，${invalid} 条不合规` }
    : { en: `${records} records, all valid`, zh: `共 ${records} 条话单，全部合规` };
}

function lateness(late: number): Localized {
  return {
    en: `${late} of them ended more than 2 hours ago; KooGallery asks for them earlier, or bills a day later.`,
    zh: `其中 ${late} 条的结束时间已超过 2 小时；云商店要求尽早推送，否则可能延后一天计费。`,
  };
}
