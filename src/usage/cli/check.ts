import { paint } from '../../cli/output/colour.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { hour } from '../../text/duration.ts';
import { type Localized, localize, t } from '../../text/translate.ts';
import type { RecordFault, RecordFaults } from '../record/fields.ts';
import { createRecordParser, type UsageRecord } from '../record/record.ts';
import type { UsageCheckOptions } from './flags.ts';
import { openUsageInput } from './input.ts';

interface LocatedFault extends RecordFault {
  readonly line: number;
}

/** The result of `koo usage check`. */
export interface UsageCheck {
  readonly valid: boolean;
  readonly records: number;
  readonly invalid: number;
  /** Valid records whose window ended more than two hours ago, which KooGallery expects earlier. */
  readonly late: number;
  /** Number of faults by code. */
  readonly byCode: Readonly<Record<string, number>>;
  /** The first faults; the counts include all. */
  readonly faults: readonly LocatedFault[];
}

const lateMs = 2 * hour;

/**
 * Validates the records of a file or of stdin without sending them.
 *
 * @throws KooError (usage) when the input cannot be read
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export async function runUsageCheck(
  path: string,
  options: UsageCheckOptions,
  notice: (text: Localized) => void,
): Promise<UsageCheck> {
  const input = await openUsageInput(path, options, notice);
  const now = Date.now();
  const parseRecord = createRecordParser({
    target: options.legacy ? 'legacy' : 'new',
    now: () => now,
    ignoreUnknown: options['ignore-unknown'],
  });
  const byCode: Record<string, number> = {};
  const faults: LocatedFault[] = [];
  let records = 0;
  let invalid = 0;
  let late = 0;
  for await (const raws of input.open(new AbortController().signal)) {
    for (const raw of raws) {
      records += 1;
      const record: UsageRecord | RecordFaults =
        'fault' in raw ? [raw.fault] : parseRecord(raw.value, raw.line);
      if ('json' in record) {
        if (now - record.endTime > lateMs) late += 1;
        continue;
      }
      invalid += 1;
      for (const fault of record) {
        byCode[fault.code] = (byCode[fault.code] ?? 0) + 1;
        if (faults.length < options['max-faults']) faults.push({ line: raw.line, ...fault });
      }
    }
  }
  return { valid: invalid === 0, records, invalid, late, byCode, faults };
}

export function renderUsageCheck(check: UsageCheck): string {
  const { records, invalid, late, faults, byCode } = check;
  const header = [t('LINE'), t('CODE'), t('PROBLEM')];
  const rows = faults.map(({ line, code, message }) => [String(line), code, localize(message)]);
  const total = Object.values(byCode).reduce((sum, count) => sum + count, 0);
  const more = total - faults.length;
  const lines = [
    ...(rows.length > 0 ? [wrappedTable(header, rows), ''] : []),
    ...(more > 0 ? [t('… and {more, plural, one {# more problem} other {# more problems}}', { more })] : []),
    invalid > 0
      ? paint(
          'red',
          t('{records, plural, one {# record} other {# records}}, {invalid} invalid', { records, invalid }),
        )
      : paint('green', t('{records, plural, one {# record} other {# records}}, all valid', { records })),
  ];
  if (late === 0) return lines.join('\n');
  const lateText = t(
    '{late, plural, one {# record} other {# records}} ended more than 2 hours ago. Push usage within 2 hours, or billing may be delayed by a day.',
    { late },
  );
  return [...lines, lateText].join('\n');
}
