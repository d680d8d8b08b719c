import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Database } from '../store.ts';
import { deliveryOf } from './delivery/deliveries.ts';
import type { Due } from './journal.ts';
import type { EventType } from './model.ts';
import { instanceOf } from './state.ts';

/** A thing that will happen, in words. */
export function dueOf(database: Database, row: Readonly<Record<string, unknown>>): Due {
  const type = String(row.type) as EventType;
  const subject = String(row.subject);
  const at = new Date(Number(row.due)).toISOString();
  if (type === 'attempt') {
    const delivery = deliveryOf(database, Number(subject));
    const { activity = '', attempts = 0, instance } = delivery ?? {};
    const text = both('{activity}, attempt {number}', { activity, number: attempts + 1 });
    return { at, type, ...nameOf(database, instance), text };
  }
  return {
    at,
    type,
    ...(isOfInstance(type) && nameOf(database, Number(subject))),
    text: texts[type](subject),
  };
}

const texts: Readonly<Record<Exclude<EventType, 'attempt'>, (subject: string) => Localized>> = {
  'order-deadline': (id) => both('order {id} fails, unless it is delivered before', { id }),
  expire: () => both('the period ends'),
  'end-grace': () => both('the grace period ends: freeze'),
  'end-retention': () => both('the retention period ends: release'),
  remind: () => both('the buyer is reminded of the expiry'),
  'auto-renew': () => both('the renewal is charged automatically'),
  bill: () => both('usage is billed'),
  probe: (product) => both('the debugging cases of {product} are replayed', { product }),
};

function isOfInstance(type: EventType): boolean {
  return type !== 'order-deadline' && type !== 'probe';
}

/** How people name an instance. */
function nameOf(database: Database, key: number | undefined): { readonly instance?: string } {
  if (key === undefined) return {};
  const { instanceId, license, life } = instanceOf(database, key);
  return { instance: instanceId ?? license ?? life.purchase.line };
}
