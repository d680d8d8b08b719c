import { KooError } from '../../../errors/koo-error.ts';
import { given, type JsonObject } from '../../../text/json.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { parsePeriod } from '../model/calendar.ts';
import type { Context } from '../model/context.ts';
import type { Instance, Payment } from '../model/model.ts';
import { connectionOf, findInstance } from '../model/records.ts';
import { lifeRefusal, refusalError } from '../rules/refusals.ts';
import { renewalRefusal } from '../rules/renewal.ts';
import { assertOffer, quantityFor } from '../rules/sale.ts';
import {
  assertAllowed,
  assertIdle,
  assertPossible,
  dealOf,
  extend,
  factsOf,
  happen,
  usualPeriod,
  type Wanted,
} from './renew.ts';

/**
 * The buyer wants another size or specification for the next period: the merchant is asked before the order exists.
 *
 * @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`
 * @see https://support.huaweicloud.com/usermanual-marketplace/zh-cn_topic_0000002411753620.html
 */
export function change(context: Context, command: CommandOf<'change'>): void {
  const instance = findInstance(context.database, command.instance);
  assertIdle(context, instance);
  const facts = factsOf(context, instance);
  const connection = connectionOf(context.database, instance.product);
  if (!connection.protocols.includes('v2'))
    throw refusalError(lifeRefusal('kind', 'check-change'), 'ACT_REFUSED');
  const sku = command.sku ?? instance.sku;
  const wanted: Wanted = {
    sku,
    period: (command.period && parsePeriod(command.period)) || usualPeriod(facts, instance, instance.sku),
    quantity: command.quantity ?? quantityFor(sku, instance.quantity, facts),
    payment: instance.payment,
  };
  assertPossible(context, instance.life, { type: 'check-change' });
  const { sku: skuCode, period, quantity, payment } = wanted;
  assertAllowed(renewalRefusal({ skuCode, period, quantity, payment }, facts));
  const { offer, price } = assertOffer({ skuCode, period, quantity }, facts);
  if (connection.without.includes('changeInstanceCheck')) {
    extend(context, instance, facts, wanted, true);
    return;
  }
  happen(
    context,
    instance,
    { type: 'check-change' },
    {
      ...dealOf(offer, price),
      wanted: { sku: skuCode, period: `${period.number}${period.type}`, ...given({ quantity }), payment },
    },
  );
}

/** The merchant agrees to a change: it is ordered, if that is still possible. */
export function changeAgreed(context: Context, instance: Instance, wanted: JsonObject): void {
  try {
    assertIdle(context, instance);
    orderChange(context, instance, wanted);
  } catch (error) {
    // The check may have waited in the queue, so everything is checked again before the order.
    if (!(error instanceof KooError)) throw error;
    const { code, message } = error.facts;
    context.note({ type: 'refused', code, text: message }, instance.key);
  }
}

function orderChange(context: Context, instance: Instance, wanted: JsonObject): void {
  const [, number, type] = /^(\d+)(\w+)$/.exec(String(wanted.period)) ?? [];
  const quantity = typeof wanted.quantity === 'number' ? wanted.quantity : undefined;
  extend(
    context,
    instance,
    factsOf(context, instance),
    {
      sku: String(wanted.sku),
      period: { type: type === 'month' ? 'month' : type === 'day' ? 'day' : 'year', number: Number(number) },
      quantity,
      payment: String(wanted.payment) as Payment,
    },
    true,
  );
}
