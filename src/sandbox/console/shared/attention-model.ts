import type { Tone } from '../../../console/model.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Database } from '../../state/database.ts';

/** Things of one kind that a merchant should look at. */
export interface Attention {
  readonly kind: Localized;
  readonly tone: Tone;
  /** How many there are; the latest are in {@link items}. */
  readonly count: number;
  readonly items: readonly AttentionItem[];
  /** The page of all of them. */
  readonly to: string;
}

export interface AttentionItem {
  readonly what: Localized;
  /** Where it is solved. */
  readonly to: string;
  /** The command that solves or shows it. */
  readonly command: string;
  /** When time takes a decision. */
  readonly until?: { readonly what: Localized; readonly at: number };
}

/** Most items of a kind. */
export const maxItems = 5;

/** How many rows there are; `from` is constant SQL. */
export function countOf(database: Database, from: string, ...values: (string | number)[]): number {
  return Number(database.prepare(`SELECT count(*) AS n FROM ${from}`).get(...values)?.n);
}
