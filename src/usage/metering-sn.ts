import { hash } from 'node:crypto';
import type { UsageFieldName } from './fields.ts';

const made = /^koo-[\da-f]{40}$/;

/**
 * The unique id of a record that has none: the same record gets the same id, on every run and machine, so sending
 * it again changes nothing. A record is the same when instance, window, value and package are.
 *
 * @returns `koo-` and 40 hexadecimal digits
 */
export function meteringSn(values: Readonly<Partial<Record<UsageFieldName, string>>>): string {
  const identity = JSON.stringify([
    values.instance_id,
    values.begin_time,
    values.end_time,
    plainNumber(values.usage_value ?? ''),
    values.relate_pkg_instance ?? '',
  ]);
  return `koo-${hash('sha256', identity, 'hex').slice(0, 40)}`;
}

/** Bytes that stand for a record in the journal. */
export const recordHashBytes = 16;

/** What stands for records in the journal, one behind the other. */
export function recordHashes(records: readonly { readonly sn: string }[]): Buffer {
  const hashes = Buffer.alloc(records.length * recordHashBytes);
  for (const [index, { sn }] of records.entries()) {
    // An id that was made is a hash already.
    const hex = made.test(sn) ? sn.slice(4) : hash('sha256', sn, 'hex');
    hashes.write(hex.slice(0, recordHashBytes * 2), index * recordHashBytes, 'hex');
  }
  return hashes;
}

/** `099.50` and `99.5` are one value. */
function plainNumber(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  const [whole = '', decimals = ''] = text.split('.');
  const kept = decimals.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${kept && `.${kept}`}`;
}
