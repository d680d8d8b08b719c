import { cancelledError, confirm, type PromptOptions } from '../../../cli/prompts.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { laterCallback, overtakenText } from '../../market/acts/end.ts';
import { deliveryOf } from '../../market/outbox/delivery-queue.ts';
import { hasStore } from '../../state/database.ts';
import { withStore } from '../../store.ts';

/**
 * Returns the command that sends a delivery again. Asks first if that would undo what a later delivery has changed at
 * the server.
 *
 * @throws KooError (usage) without a terminal and `--yes`; (interrupted) `CANCELLED`
 */
export async function resendCommand(
  delivery: number,
  { yes, stateFolder, ...prompts }: PromptOptions & { readonly yes: boolean; readonly stateFolder: string },
): Promise<CommandOf<'resend'>> {
  const warning = yes ? undefined : takenBack(stateFolder, delivery);
  if (warning && !(await confirm(both('{warning}. Send it again?', { warning }), '--yes', prompts)))
    throw cancelledError();
  return { do: 'resend', delivery, ...((yes || warning) && { anyway: true }) };
}

function takenBack(stateFolder: string, id: number) {
  if (!hasStore(stateFolder)) return undefined;
  return withStore(stateFolder, (database) => {
    const delivery = deliveryOf(database, id);
    const later = delivery && laterCallback(database, delivery);
    return delivery && later && overtakenText(delivery, later);
  });
}
