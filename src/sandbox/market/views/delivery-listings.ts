import type { JsonObject } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import type { AttemptResult, DeliveryState, StoredOutcome } from '../model/model.ts';
import { findInstance } from '../model/records.ts';
import { attemptsOf, lastOutcome } from '../outbox/attempt-store.ts';
import { deliveryOf, type Queued } from '../outbox/delivery-queue.ts';
import { instanceName, isoTime, type ListLimit } from './listings.ts';

/** A callback; its JSON form is a contract. */
export interface ListedDelivery {
  readonly delivery: number;
  readonly instance: string | null;
  readonly product: string;
  readonly order: string | null;
  readonly protocol: string;
  readonly activity: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When the first attempt was due, ISO 8601. */
  readonly startedAt: string | null;
  /** Of the last attempt. */
  readonly result: AttemptResult | null;
  readonly resultCode: string | null;
  /** What the last response meant. */
  readonly meaning: Localized | null;
  /** When the next attempt is due, ISO 8601. */
  readonly nextAt: string | null;
}

/** An attempt of a delivery, with what was sent and answered. */
export interface ListedAttempt {
  readonly attempt: number;
  /** Business time, ISO 8601. */
  readonly at: string;
  /** Field values as sent, before encryption. */
  readonly values: JsonObject;
  /** `null` while it is under way. */
  readonly outcome: StoredOutcome | null;
}

export interface DeliveryDetails extends ListedDelivery {
  readonly attemptList: readonly ListedAttempt[];
}

export const deliveryWords: Readonly<Record<DeliveryState, Localized>> = {
  queued: both('waiting'),
  active: both('under way'),
  succeeded: both('succeeded'),
  'given-up': both('given up'),
  refused: both('refused'),
  dropped: both('dropped'),
};

export interface DeliveryFilter extends ListLimit {
  /** As {@link findInstance} takes it. */
  readonly instance?: string | undefined;
  /** Only deliveries that have failed, and have not succeeded since. */
  readonly failed?: boolean;
  readonly state?: DeliveryState | undefined;
  readonly product?: string | undefined;
  readonly activity?: string | undefined;
  /** Part of what was sent or answered, or of an ID; case is ignored. */
  readonly text?: string | undefined;
  /** Only deliveries before this one. */
  readonly before?: number | undefined;
}

/** @throws KooError like {@link findInstance} */
export function listDeliveries(database: Database, filter: DeliveryFilter): ListedDelivery[] {
  const { limit, instance, failed = false, state, product, activity, text, before } = filter;
  const key = instance === undefined ? null : findInstance(database, instance).key;
  return database
    .prepare(
      `SELECT id FROM market_deliveries d WHERE (?1 IS NULL OR instance = ?1) AND (NOT ?2 OR
         state IN ('given-up', 'refused') OR (state = 'active' AND attempts > 0 AND EXISTS (
           SELECT 1 FROM market_attempts a WHERE a.delivery = d.id AND a.outcome ->> 'result' = 'failed')))
         AND (?4 IS NULL OR state = ?4) AND (?5 IS NULL OR product = ?5) AND (?6 IS NULL OR id < ?6)
         AND (?7 IS NULL OR document ->> 'activity' = ?7)
         AND (?8 IS NULL OR product || ' ' || document LIKE ?8 ESCAPE '\\' OR EXISTS (
           SELECT 1 FROM market_attempts a WHERE a.delivery = d.id AND a.outcome LIKE ?8 ESCAPE '\\') OR EXISTS (
           SELECT 1 FROM market_instances i WHERE i.key = d.instance AND
             coalesce(i.instance_id, '') || ' ' || coalesce(i.license, '') || ' ' || i.line LIKE ?8 ESCAPE '\\'))
       ORDER BY id DESC LIMIT ?3`,
    )
    .all(
      key,
      failed ? 1 : 0,
      limit,
      state ?? null,
      product ?? null,
      before ?? null,
      activity ?? null,
      text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`,
    )
    .reverse()
    .flatMap(({ id }) => {
      const delivery = deliveryOf(database, Number(id));
      return delivery ? [listed(database, delivery)] : [];
    });
}

export function describeDelivery(database: Database, id: number): DeliveryDetails | undefined {
  const delivery = deliveryOf(database, id);
  return (
    delivery && {
      ...listed(database, delivery),
      attemptList: attemptsOf(database, id).map(({ number, at, values, outcome = null }) => ({
        attempt: number,
        at: new Date(at).toISOString(),
        values,
        outcome,
      })),
    }
  );
}

/** Reads no exchanges, which are long. */
function listed(database: Database, delivery: Queued): ListedDelivery {
  const { id, instance, product, order = null, protocol, activity, state, startedAt } = delivery;
  const { attempts, last } = lastOutcome(database, id);
  const due = sql(database)`SELECT due FROM market_events WHERE type = 'attempt'
    AND subject = ${String(id)}`.get()?.due;
  return {
    delivery: id,
    instance: instanceName(database, instance),
    product,
    order,
    protocol,
    activity,
    state,
    attempts,
    startedAt: isoTime(startedAt),
    result: last?.result ?? null,
    resultCode: last?.resultCode ?? null,
    meaning: last?.meaning ?? null,
    nextAt: isoTime(typeof due === 'number' ? due : undefined),
  };
}
