import type { Tone } from '../../../console/model.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Database } from '../../state/database.ts';

/** Problems of one kind. */
export interface Attention {
  readonly kind: Localized;
  readonly tone: Tone;
  /** Number of all problems; the latest are in {@link items}. */
  readonly count: number;
  readonly items: readonly AttentionItem[];
  readonly to: string;
}

export interface AttentionItem {
  readonly what: Localized;
  /** The page to solve it on. */
  readonly to: string;
  /** The command that solves or shows it. */
  readonly command: string;
  /** What happens without an action, and when. */
  readonly until?: { readonly what: Localized; readonly at: number };
}

export const maxItems = 5;

/** @param from constant SQL: a table, with a condition or without */
export function countRows(database: Database, from: string, ...values: (string | number)[]): number {
  return Number(database.prepare(`SELECT count(*) AS n FROM ${from}`).get(...values)?.n);
}
