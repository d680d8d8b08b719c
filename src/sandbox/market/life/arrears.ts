import { both } from '../../../text/translate.ts';
import { sql } from '../../state/database.ts';
import { type Context, notify } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { formatInCents } from '../money/amounts.ts';
import { findBuyer } from '../orders/buyers.ts';
import { applyLifeEvent } from './life-events.ts';

/**
 * Applies a change of a balance: the buyer's pay-per-use instances become overdue in arrears, and are not overdue
 * otherwise. Call it after every change of a balance.
 *
 * @param buyerId account id
 * @see https://www.huaweicloud.com/s/JVZQTue9keWFsyDnm5HmjqfnirbmgIEl/t_30_p_8/JeS6keWVhuW6lyU
 */
export function settleArrears(context: Context, buyerId: string): void {
  const buyer = findBuyer(context.database, buyerId);
  if (!buyer) return;
  const isInArrears = buyer.balance < 0;
  const changed = meteredInstances(context, buyerId).filter(
    ({ life }) => isInArrears === (life.overdue === undefined),
  );
  if (changed.length === 0) return;
  if (isInArrears) {
    const text = both('The account {name} is in arrears: its balance is {balance} yuan', {
      name: buyer.name,
      balance: formatInCents(buyer.balance),
    });
    notify(context, 'buyer', 'arrears', text);
  }
  for (const { key } of changed)
    applyLifeEvent(context, key, { type: isInArrears ? 'fall-into-arrears' : 'pay-arrears' });
}

function meteredInstances({ database }: Context, buyerId: string): readonly Instance[] {
  return sql(database)`SELECT document FROM market_instances WHERE buyer = ${buyerId}
    AND stage = 'live' AND json_extract(document, '$.life.kind.charging') = 'on-demand'
    ORDER BY key`.documents<Instance>();
}
