import type { Context } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { instanceOf, orderOf } from '../model/records.ts';
import { finishOrder } from '../orders/orders.ts';
import { applyLifeEvent, settleArrears } from './life-events.ts';

/** Completes the creation of an instance. The order is completed with its last line. */
export function completed(context: Context, instance: Instance): void {
  const done = applyLifeEvent(context, instance, { type: 'created' });
  if (!done.ok) return;
  // The account may have fallen into arrears during the creation.
  settleArrears(context, instance.buyer);
  const { id } = instance.life.purchase;
  const order = orderOf(context.database, id);
  const isComplete = order?.instances.every(
    (key) => instanceOf(context.database, key).life.stage !== 'creating',
  );
  if (!isComplete) return;
  // The buyer completes a supervised order by accepting it, which may take any time.
  if (instance.awaitsAcceptance) context.cancel('order-deadline', id);
  else finishOrder(context, id, 'completed');
}
