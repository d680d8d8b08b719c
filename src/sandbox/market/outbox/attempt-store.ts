import type { JsonObject } from '../../../text/json.ts';
import type { Database } from '../../state/database.ts';
import type { Context } from '../model/context.ts';
import type { Attempt, AttemptOutcome, Delivery, StoredOutcome } from '../model/model.ts';

/*
 * The attempts of deliveries. The request and the response of an attempt are by far the most of it, so only the latest
 * attempts keep them; failed ones keep them longer.
 */

/** The latest attempts whose exchange is kept, and the latest whose exchange is kept if they failed. */
const kept = { all: 2_000, failed: 20_000 } as const;

/**
 * Writes an attempt before it is sent. One that was under way when the sandbox was killed is sent again as it was.
 *
 * @param at when it was due; later attempts count from it
 * @param fresh values that are new at each attempt
 */
export function openAttempt(
  context: Context,
  delivery: Delivery,
  at: number,
  fresh: (attempt: number) => JsonObject,
): Attempt {
  const { database } = context;
  const open = database
    .prepare('SELECT * FROM market_attempts WHERE delivery = ? AND outcome IS NULL')
    .get(delivery.id);
  if (open) {
    return {
      delivery: delivery.id,
      number: Number(open.number),
      at: Number(open.at),
      values: JSON.parse(String(open.values_sent)) as JsonObject,
    };
  }
  const number = delivery.attempts + 1;
  const values = { ...delivery.values, ...fresh(number) };
  database
    .prepare('INSERT INTO market_attempts (delivery, number, at, values_sent) VALUES (?, ?, ?, ?)')
    .run(delivery.id, number, at, JSON.stringify(values));
  return { delivery: delivery.id, number, at, values };
}

/** Stores what an attempt came to. */
export function closeAttempt(
  { database }: Context,
  { delivery, number }: Attempt,
  given: AttemptOutcome,
): void {
  const { request, response, ...outcome } = given;
  const row = database
    .prepare('UPDATE market_attempts SET outcome = ? WHERE delivery = ? AND number = ? RETURNING id')
    .get(JSON.stringify(outcome), delivery, number);
  database.prepare('UPDATE market_deliveries SET attempts = ? WHERE id = ?').run(number, delivery);
  const id = Number(row?.id);
  database
    .prepare('REPLACE INTO market_exchanges VALUES (?, ?, ?)')
    .run(id, outcome.result === 'failed' ? 1 : 0, JSON.stringify({ request, response }));
  database
    .prepare('DELETE FROM market_exchanges WHERE (id = ? AND NOT failed) OR id = ?')
    .run(id - kept.all, id - kept.failed);
}

export function attemptsOf(database: Database, delivery: number): Attempt[] {
  return database
    .prepare(
      `SELECT a.*, e.document AS exchange FROM market_attempts a LEFT JOIN market_exchanges e ON e.id = a.id
       WHERE delivery = ? ORDER BY number`,
    )
    .all(delivery)
    .map(({ number, at, values_sent, outcome, exchange }) => ({
      delivery,
      number: Number(number),
      at: Number(at),
      values: JSON.parse(String(values_sent)) as JsonObject,
      ...(outcome !== null && {
        outcome: {
          ...JSON.parse(String(outcome)),
          ...(exchange !== null && JSON.parse(String(exchange))),
        } as StoredOutcome,
      }),
    }));
}

/** How many attempts there were, and what the last one that has ended came to; without what was sent and answered. */
export function lastOutcome(
  database: Database,
  delivery: number,
): { readonly attempts: number; readonly last: StoredOutcome | undefined } {
  const row = database
    .prepare(
      `SELECT count(*) AS attempts, max(number) FILTER (WHERE outcome IS NOT NULL) AS last
       FROM market_attempts WHERE delivery = ?`,
    )
    .get(delivery);
  const outcome = database
    .prepare('SELECT outcome FROM market_attempts WHERE delivery = ? AND number = ?')
    .get(delivery, row?.last ?? null)?.outcome;
  return {
    attempts: Number(row?.attempts),
    last: typeof outcome === 'string' ? (JSON.parse(outcome) as StoredOutcome) : undefined,
  };
}
