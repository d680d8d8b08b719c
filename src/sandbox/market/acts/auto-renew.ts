import { both, type Localized } from '../../../text/translate.ts';
import { type Context, notify } from '../model/context.ts';
import type { Instance, Period } from '../model/model.ts';
import { findConnection } from '../model/records.ts';
import { chargingOf } from '../money/prices.ts';
import { renewalRefusal } from '../rules/renewal.ts';
import type { SaleFacts } from '../rules/sale.ts';
import { busyRefusal, extend, factsOf } from './renew.ts';

/**
 * Renews an instance automatically. Without enough money it is tried again a day later, until the resource is released.
 *
 * @see https://support.huaweicloud.com/api-oce/api_order_00022.html
 */
export function renewAutomatically(context: Context, instance: Instance): void {
  const fail = (reason: Localized) => {
    const text = both('The automatic renewal failed: {text}', { text: reason });
    notify(context, 'buyer', 'renewal-failed', text, instance.key);
  };
  if (!findConnection(context.database, instance.product)) {
    fail(both('the product is not connected to a callback server'));
    return;
  }
  const facts = factsOf(context, instance);
  const period = smallestPeriod(facts, instance);
  const { sku, quantity, payment, autoRenew } = instance;
  const refusal =
    renewalRefusal({ skuCode: sku, period, quantity, payment }, facts) ?? busyRefusal(context, instance);
  const isViolation = instance.life.frozenFor.includes('violation');
  if (refusal || isViolation) {
    fail(refusal?.text ?? both('A resource that is frozen for a violation is not renewed'));
    return;
  }
  const { autoRenew: _, ...last } = instance;
  const left = autoRenew === 'unlimited' || autoRenew === undefined ? autoRenew : autoRenew - 1;
  const renewed = left === 0 || left === undefined ? last : { ...last, autoRenew: left };
  extend(context, renewed, facts, { sku, period, quantity, payment });
}

function smallestPeriod({ prices }: SaleFacts, { sku, period, price }: Instance): Period {
  const months = ({ type, number }: Period) => (type === 'year' ? 12 * number : number);
  const periods = prices
    .filter((one) => one.skuCode === sku && chargingOf(one) === 'PERIOD')
    .flatMap((one) => one.period ?? [])
    .sort((a, b) => months(a) - months(b));
  return periods[0] ?? period ?? price.period ?? { type: 'year', number: 1 };
}
