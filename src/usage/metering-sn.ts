import { hash } from 'node:crypto';
import type { UsageFieldName } from './fields.ts';
import { jsonString } from './json-string.ts';

type Values = Readonly<Partial<Record<UsageFieldName, string | undefined>>>;

/**
 * What makes a record that keeps the rules the one it is: instance, window, value and package. The time it was made
 * does not count, so that a table which is exported again holds the same records.
 *
 * @returns 40 hexadecimal digits
 */
export function recordIdentity(values: Values): string {
  const { instance_id: instance = '', begin_time, end_time, usage_value = '' } = values;
  const value = plainNumber(usage_value);
  const bought = jsonString(values.relate_pkg_instance ?? '');
  // Times and value need no escapes.
  const text = `[${jsonString(instance)},"${begin_time}","${end_time}","${value}",${bought}]`;
  return hash('sha256', text, 'hex').slice(0, 40);
}

/**
 * The unique id of a record that has none: the same record gets the same id, on every run and machine, so sending
 * it again changes nothing.
 *
 * @returns `koo-` and the identity
 */
export function meteringSn(identity: string): string {
  return `koo-${identity}`;
}

/** `099.50` and `99.5` are one value. */
function plainNumber(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  const [whole = '', decimals = ''] = text.split('.');
  const kept = decimals.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${kept && `.${kept}`}`;
}
