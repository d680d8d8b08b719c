import type { CommandOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { openLicenseEvent } from '../licenses.ts';
import { findInstance } from '../state.ts';
import { happen } from './renew.ts';

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
    return;
  }
  const eventId = openLicenseEvent(context, instance, command.event);
  happen(context, instance, { type: 'request-license', eventId });
}
