import type { UsageInterface } from './fields.ts';
import type { Found } from './journal/journal.ts';

/** What becomes of a record that keeps the rules. */
export type Fate =
  /** Nothing is known of its id. */
  | 'send'
  /** It was sent before, and is sent again. */
  | 'repeat'
  /** Another record was sent under its id, and may be there or not: the server will tell. */
  | 'contest'
  /** An earlier run got it acknowledged. */
  | 'skip'
  /** An earlier run sent it over the old interface, and nobody knows what came of it. */
  | 'may-be-there'
  /** It stands in the input before. */
  | 'duplicate'
  /** Its id belongs to another record. */
  | 'reused';

interface Policy {
  readonly target: UsageInterface;
  /** Whether what earlier runs did counts; what the old interface acknowledged always does. */
  readonly resume: boolean;
}

/**
 * Decides by what the journal knows of a record's id. The new interface recognises a repeated record, so what may not
 * have arrived is sent again; the old one would take it twice.
 */
export function fateOf(found: Found | undefined, { target, resume }: Policy): Fate {
  if (!found) return 'send';
  const { thisRun, acknowledged, same } = found;
  if (thisRun) return same ? 'duplicate' : 'reused';
  if (acknowledged && (resume || target === 'legacy')) return same ? 'skip' : 'reused';
  if (resume && target === 'legacy') return same ? 'may-be-there' : 'reused';
  return same ? 'repeat' : 'contest';
}
