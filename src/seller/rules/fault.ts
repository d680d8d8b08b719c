import type { Localized } from '../../text/localized.ts';
import { type RuleId, rules } from './catalogue.ts';

/** A value that breaks a rule (error), or that is legal and yet looks wrong (warning). */
export interface Fault {
  readonly rule: RuleId;
  /** Where it is, in the contract's names, from the value that was judged. */
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  readonly source: string;
}

/** What a rule found. */
export function fault(
  rule: RuleId,
  path: Fault['path'],
  message: Localized,
  severity: Fault['severity'] = 'error',
): Fault {
  return { rule, path, severity, message, source: rules[rule].source };
}

/** The same fault, seen from further outside. */
export function under(prefix: Fault['path']): (fault: Fault) => Fault {
  return (inner) => ({ ...inner, path: [...prefix, ...inner.path] });
}

/** A value in a message, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
