import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../commands.ts';
import type { Context } from '../context.ts';
import type { Instance } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';
import { findInstance } from '../state.ts';
import { happen } from './renew.ts';

/**
 * The buyer claims a licence code, or asks for a licence.
 *
 * @throws KooError (business, `ACT_REFUSED`), (usage, `UNKNOWN_EVENT`)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
 */
export function license(context: Context, command: CommandOf<'license'>): void {
  const instance = findInstance(context.database, command.instance);
  if (command.claim || instance.license !== undefined) {
    happen(context, instance, { type: 'claim' });
    return;
  }
  const eventId = command.event ?? newEvent(context, instance);
  happen(context, instance, { type: 'request-license', eventId });
}

/**
 * A licence more than those that were asked for before, up to what was ordered.
 *
 * @returns the id of its event, to which the merchant uploads the licence
 */
function newEvent(context: Context, { key, quantity = 1 }: Instance): string {
  const { database } = context;
  const asked = database
    .prepare(
      `SELECT count(DISTINCT json_extract(document, '$.values.eventId')) AS n FROM market_deliveries
       WHERE instance = ? AND json_extract(document, '$.cause') = 'issue-license'`,
    )
    .get(key);
  const number = Number(asked?.n);
  if (number < quantity) return context.hex(`event ${key} ${number}`);
  throw refusalError(
    refuse(
      'LIMIT',
      both('The order is for {quantity} licences, which have all been asked for.', { quantity }),
      both('Ask for one of them again with --event.'),
    ),
    'ACT_REFUSED',
  );
}
