import type { JsonObject } from '../../../text/json.ts';
import { type Database, sql } from '../../state/database.ts';
import type { Context } from '../model/context.ts';
import type { Attempt, AttemptOutcome, Delivery, StoredOutcome } from '../model/model.ts';

/*
 * The attempts of deliveries. The request and the response of an attempt are by far the most of it, so only the latest
 * attempts keep them; failed ones keep them longer.
 */

/** Longest body of a request or response that is kept, in characters. */
export const maxStoredBody = 64 * 1024;

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
  const open = sql(database)`SELECT number, at, values_sent AS sent FROM market_attempts
    WHERE delivery = ${delivery.id} AND outcome IS NULL`.get<Pick<Attempt, 'number' | 'at'> & SentValues>();
  if (open) {
    const values = JSON.parse(open.sent) as JsonObject;
    return { delivery: delivery.id, number: open.number, at: open.at, values };
  }
  const number = delivery.attempts + 1;
  const values = { ...delivery.values, ...fresh(number) };
  sql(database)`INSERT INTO market_attempts (delivery, number, at, values_sent)
    VALUES (${delivery.id}, ${number}, ${at}, ${JSON.stringify(values)})`.run();
  return { delivery: delivery.id, number, at, values };
}

interface SentValues {
  /** JSON of the field values. */
  readonly sent: string;
}

/** Stores the outcome of an attempt. */
export function closeAttempt(
  { database }: Context,
  { delivery, number }: Attempt,
  { request, response, ...outcome }: AttemptOutcome,
): void {
  const row = sql(database)`UPDATE market_attempts SET outcome = ${JSON.stringify(outcome)}
    WHERE delivery = ${delivery} AND number = ${number} RETURNING id`.get<{ id: number }>();
  const id = row?.id ?? 0;
  sql(database)`UPDATE market_deliveries SET attempts = ${number} WHERE id = ${delivery}`.run();
  sql(database)`REPLACE INTO market_exchanges VALUES (${id}, ${outcome.result === 'failed' ? 1 : 0},
    ${JSON.stringify({ request, response })})`.run();
  sql(database)`DELETE FROM market_exchanges
    WHERE (id = ${id - kept.all} AND NOT failed) OR id = ${id - kept.failed}`.run();
}

/** Reads the attempts of a delivery, with their exchanges as far as they are kept. */
export function attemptsOf(database: Database, delivery: number): Attempt[] {
  return sql(database)`SELECT number, at, values_sent AS sent, outcome, document
    FROM market_attempts LEFT JOIN market_exchanges USING (id) WHERE delivery = ${delivery} ORDER BY number`
    .all<Pick<Attempt, 'number' | 'at'> & SentValues & Record<'outcome' | 'document', string | null>>()
    .map(({ number, at, sent, outcome, document }) => ({
      delivery,
      number,
      at,
      values: JSON.parse(sent) as JsonObject,
      ...(outcome !== null && {
        outcome: { ...JSON.parse(outcome), ...JSON.parse(document ?? '{}') } as StoredOutcome,
      }),
    }));
}

/** Counts the attempts, and reads the outcome of the last one that has ended, without its exchange. */
export function lastOutcome(
  database: Database,
  delivery: number,
): { readonly attempts: number; readonly last: StoredOutcome | undefined } {
  const ended = sql(database)`SELECT outcome AS document FROM market_attempts
    WHERE delivery = ${delivery} AND outcome IS NOT NULL ORDER BY number DESC LIMIT 1`;
  const row = sql(database)`SELECT count(*) AS attempts FROM market_attempts WHERE delivery = ${delivery}`;
  return { attempts: row.get<{ attempts: number }>()?.attempts ?? 0, last: ended.document<StoredOutcome>() };
}
