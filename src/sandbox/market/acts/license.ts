import { usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { sql } from '../../state/database.ts';
import { findProduct } from '../../state/products.ts';
import { licenseEvents } from '../life/licenses.ts';
import type { Context } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { findInstance } from '../model/records.ts';
import { actRefused } from '../rules/refusals.ts';
import { assertPossible, happen } from './renew.ts';

/**
 * The buyer claims a licence code, or asks for a licence.
 *
 * @throws KooError (business) `ACT_REFUSED`; (usage) `UNKNOWN_EVENT`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
 */
export function license(context: Context, command: CommandOf<'license'>): void {
  const instance = findInstance(context.database, command.instance);
  if (command.claim || instance.license !== undefined) {
    happen(context, instance, { type: 'claim' });
    const text = both('The buyer claims the licence code {code}', { code: instance.license ?? '' });
    context.note({ type: 'license', text }, instance.key);
    return;
  }
  assertPossible(context, instance.life, { type: 'request-license', eventId: '' });
  const eventId = openLicenseEvent(context, instance, command.event);
  happen(context, instance, { type: 'request-license', eventId });
}

/**
 * Opens the event with which an online licence is requested, or an earlier one again: a lost licence is requested with
 * the same event. An instance has as many events as were ordered.
 *
 * @returns the id of the event
 * @throws KooError (usage) `UNKNOWN_EVENT`; (business) `ACT_REFUSED`
 */
export function openLicenseEvent(context: Context, instance: Instance, eventId?: string): string {
  const { database } = context;
  const { key, product, quantity = 1 } = instance;
  const events = licenseEvents(database, key);
  if (eventId !== undefined) {
    if (events.some(({ id }) => id === eventId)) return eventId;
    throw usageError(
      'UNKNOWN_EVENT',
      both('The instance has no event {eventId}', { eventId }),
      events.length > 0
        ? both('Its events are: {ids}.', { ids: events.map(({ id }) => id) })
        : both('Ask for a licence without an event first.'),
    );
  }
  if (events.length >= quantity) {
    throw actRefused(
      'LIMIT',
      both('The order is for {quantity, plural, one {# licence} other {# licences}}, already asked for.', {
        quantity,
      }),
      both('Ask for one of them again with --event: {ids}.', { ids: events.map(({ id }) => id) }),
    );
  }
  const number = events.length + 1;
  const id = context.hex(`event ${key} ${number}`);
  sql(database)`INSERT INTO events VALUES (${id}, ${findProduct(database, product)?.seller ?? ''}, 'open',
    NULL, NULL, NULL, NULL, ${key}, ${number})`.run();
  return id;
}
