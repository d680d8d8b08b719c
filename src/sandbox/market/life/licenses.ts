import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { beijingDay, expiryAfter } from '../model/calendar.ts';
import type { Context } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { finishOrder, moveExpiry } from '../orders/orders.ts';
import { applyLifeEvent } from './life-events.ts';

/**
 * Begins the period of a sold licence code that the merchant has activated. Codes of a seed have no period.
 *
 * @param effectAt when it takes effect, in milliseconds since 1970
 */
export function licenseActivated(context: Context, code: string, effectAt: number): void {
  const { database } = context;
  const found = sql(database)`SELECT document FROM market_instances WHERE license = ${code}`;
  const instance = found.document<Instance>();
  if (!instance) return;
  // Activation implies the acceptance of a supervised code.
  const { awaitsAcceptance, ...accepted } = instance;
  const { period, life } = accepted;
  const expiresAt = period && expiryAfter(effectAt, period);
  const anchored = period ? { ...accepted, anchorDay: beijingDay(effectAt) } : accepted;
  const event = { type: 'activate', ...(expiresAt !== undefined && { expiresAt }) } as const;
  if (!applyLifeEvent(context, anchored, event).ok) return;
  if (expiresAt !== undefined) moveExpiry(database, life.purchase.id, expiresAt);
  if (awaitsAcceptance) finishOrder(context, life.purchase.id, 'completed');
  context.note(
    { type: 'license', text: both('The licence code {code} is activated', { code }) },
    instance.key,
  );
}

/** An online licence, or an open request for one. */
export interface LicenseEvent {
  readonly id: string;
  readonly state: 'open' | 'delivered';
  readonly type?: 'CHARACTERS' | 'FILE';
  readonly characters?: string;
  readonly fileName?: string;
  /** In bytes. */
  readonly size?: number;
}

/** Returns the licences that were requested for an instance, in order. */
export function licenseEvents(database: Database, key: number): readonly LicenseEvent[] {
  return sql(database)`SELECT id, state, type, characters, file_name, length(file) AS size
    FROM events WHERE instance = ${key} ORDER BY number`
    .all()
    .map(({ id, state, type, characters, file_name, size }) => ({
      id: String(id),
      state: state === 'delivered' ? 'delivered' : 'open',
      ...(type !== null && { type: type === 'FILE' ? 'FILE' : 'CHARACTERS' }),
      ...(characters !== null && { characters: String(characters) }),
      ...(file_name !== null && { fileName: String(file_name) }),
      ...(size !== null && { size: Number(size) }),
    }));
}

/** Notes that a licence has arrived. Events of a seed have no buyer. */
export function licenseUploaded(context: Context, eventId: string): void {
  const { database } = context;
  const key = sql(database)`SELECT instance FROM events WHERE id = ${eventId}`.get()?.instance;
  if (typeof key !== 'number') return;
  const [event] = licenseEvents(database, key).filter(({ id }) => id === eventId);
  const data: JsonObject = { event: eventId, ...(event?.type && { type: event.type }) };
  const text = both('The licence of event {eventId} has arrived: the buyer sees it', { eventId });
  context.note({ type: 'license', text, data }, key);
}
