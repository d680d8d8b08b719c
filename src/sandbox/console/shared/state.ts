import type { UserListReader } from '../../../seller/user-list.ts';
import type { Command } from '../../acts/acts.ts';
import type { Market } from '../../market/engine/market.ts';
import type { ActResult, Entry } from '../../market/model/journal.ts';
import type { Database } from '../../state/database.ts';

export interface SandboxState {
  readonly database: Database;
  readonly stateFolder: string;
  readonly now: () => Date;
  /** @throws KooError (configuration, `MARKET_BUSY`) */
  readonly market: () => Promise<Market>;
  /** Reads lists of users; without it, users cannot be added. */
  readonly readUsers: UserListReader | undefined;
}

/**
 * Performs an act of the marketplace, as its commands do.
 *
 * @returns the result, with the entries of the journal in order
 * @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`; (usage)
 */
export async function perform(
  { market }: SandboxState,
  command: Command,
): Promise<ActResult & { readonly entries: readonly Entry[] }> {
  const entries: Entry[] = [];
  const result = await (await market()).perform(
    command,
    (entry) => entries.push(entry),
    new AbortController().signal,
  );
  return { ...result, entries };
}
