import type { Attribute, Product, PurchaseLimit, Sku } from '../../../seller/contract.ts';
import { listKey } from '../../../seller/plan.ts';
import { listFlags } from '../../../seller/user-list.ts';
import { wholeProduct } from '../../../seller/values.ts';
import { own } from '../../../text/json.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Settings } from '../../state/products.ts';
import type { Amount, Payment, Period, Price } from '../model/model.ts';
import { formatAmount } from '../money/amounts.ts';
import { chargingOf, offeredPrices, orderAmount } from '../money/prices.ts';
import type { Buyer } from '../orders/buyers.ts';
import { type Refusal, refuse } from './refusals.ts';

/*
 * The rules for every order of a product: purchases, renewals, changes and upgrades.
 */

export interface SaleRequest {
  readonly skuCode: string;
  readonly trial?: boolean;
  /** Absent for a trial, and if it is not sold by period. */
  readonly period?: Period | undefined;
  /** Value of the quantity attribute, or number of packages. */
  readonly quantity?: number | undefined;
}

export interface SaleFacts {
  readonly product: Product;
  readonly seller: string;
  readonly settings: Settings;
  /** `frozen` after five days of failed probes, `delisted` after failed orders. */
  readonly trading: 'open' | 'frozen' | 'delisted';
  readonly prices: readonly Price[];
  readonly attributes: readonly Attribute[];
  readonly buyer: Buyer;
  /** The lists of specified users that the buyer is on, by `listKey`. */
  readonly lists: ReadonlySet<string>;
}

export interface Offer {
  readonly prices: readonly Price[];
  readonly period?: Period;
  readonly quantity?: number;
  readonly amount: Amount;
}

/** Returns the offer for a request, by default for the smallest quantity; `undefined` if there is no price. */
export function offerOf(request: SaleRequest, facts: SaleFacts): Offer | undefined {
  const sku = skuOf(request.skuCode, facts.product);
  if (!sku || (sku.trial !== undefined) !== (request.trial ?? false)) return undefined;
  const own = facts.prices.filter(({ skuCode }) => skuCode === sku.sku_code);
  const prices = request.trial ? own : offeredPrices(own, sku.sku_code, request.period);
  const [price] = prices;
  if (!price) return undefined;
  const attribute = attributeOf(sku, facts.attributes);
  const quantity = request.quantity ?? (attribute && (attribute.min || attribute.step));
  const period = chargingOf(price) === 'PERIOD' ? (request.period ?? price.period) : price.period;
  return {
    prices,
    ...(period && { period }),
    ...(quantity !== undefined && { quantity }),
    amount: orderAmount(price, { period, quantity }),
  };
}

/** Returns the offer for a request that was not refused, and its first price. */
export function assertOffer(request: SaleRequest, facts: SaleFacts): { offer: Offer; price: Price } {
  const offer = offerOf(request, facts);
  const [price] = offer?.prices ?? [];
  if (!offer || !price) throw new TypeError('an offer that was not refused');
  return { offer, price };
}

export function skuOf(code: string, { skus }: Product): Sku | undefined {
  return skus.find(({ sku_code }) => sku_code === code);
}

/** Returns the quantity to keep with another specification: none if that is not sold by quantity. */
export function quantityFor(
  skuCode: string,
  quantity: number | undefined,
  { product, attributes }: SaleFacts,
): number | undefined {
  const sku = skuOf(skuCode, product);
  return sku && !attributeOf(sku, attributes) ? undefined : quantity;
}

function attributeOf({ quantity_attribute }: Sku, attributes: readonly Attribute[]) {
  const found = attributes.find(({ code }) => code === quantity_attribute);
  return found?.type === 'quantity' ? found : undefined;
}

export function saleRefusal({ product, trading }: SaleFacts): Refusal | undefined {
  const { product_id: id, status } = product;
  if (trading === 'delisted') {
    return unavailable(
      both(
        '{id} was delisted, since too many of its orders failed this month. `koo sandbox reset` starts anew.',
        { id },
      ),
    );
  }
  if (status === 'on_sale') return undefined;
  return unavailable(
    both('{id} is not on sale (status {status}). `koo sandbox seed` can set its status.', { id, status }),
  );
}

/** The specification belongs to the product, and has a price for the period. */
export function offerRefusal(request: SaleRequest, facts: SaleFacts): Refusal | undefined {
  const { skuCode: code, period, trial } = request;
  const sku = skuOf(code, facts.product);
  if (!sku)
    return unavailable(both('{id} has no specification {code}.', { id: facts.product.product_id, code }));
  // A trial costs nothing, whatever the prices.
  if (trial || offerOf(request, facts)) return undefined;
  if (sku.trial !== undefined)
    return unavailable(both('{code} is a trial specification: it can be tried, but not bought.', { code }));
  const offered = facts.prices.flatMap((price) =>
    price.skuCode === code && price.period && chargingOf(price) === 'PERIOD'
      ? [`${price.period.number} ${price.period.type}`]
      : [],
  );
  if (offered.length === 0)
    return unavailable(both('Specification {code} is not sold by period: leave the period out.', { code }));
  return unavailable(
    period
      ? both('Specification {code} has no price for {number} {type}; it has prices for {offered, and}.', {
          code,
          ...period,
          offered,
        })
      : both('Specification {code} is sold by period; it has prices for {offered, and}.', { code, offered }),
  );
}

/** The quantity fits the attribute and the limits of the specification. */
export function sizeRefusal(
  request: SaleRequest,
  { product, settings, attributes }: SaleFacts,
): Refusal | undefined {
  const { skuCode: code, quantity } = request;
  const sku = skuOf(code, product);
  const attribute = sku && attributeOf(sku, attributes);
  if (quantity === undefined) return undefined;
  if (!attribute) {
    return refuse(
      'QUANTITY',
      both('This specification is not sold by quantity.'),
      both('Leave the quantity out, or give specification {code} a quantity attribute.', { code }),
    );
  }
  const limits = limitsOf(code, settings);
  const { min, step } = attribute;
  const max = Math.min(attribute.max, ...limits.flatMap(({ limit }) => limit.max_quantity ?? []));
  const steps = (quantity - min) / step;
  const isStep = Number.isInteger(quantity) && Math.abs(steps - Math.round(steps)) < 1e-9;
  if (isStep && quantity >= min && quantity <= max) return undefined;
  const broken = limits.find(({ limit }) => quantity > (limit.max_quantity ?? quantity));
  const update = `koo product attribute update ${shellWord(attribute.code)} --max ${quantity} --site sandbox`;
  const hint = broken
    ? clearLimitHint(product.product_id, broken.key)
    : quantity > max
      ? runHint(update)
      : both('Choose another quantity.');
  return wrongQuantity(quantity, { min, max, step }, hint);
}

export function wrongQuantity(
  quantity: number,
  { min, max, step }: { readonly min: number; readonly max: number; readonly step: number },
  hint: Localized,
): Refusal {
  const text = both('{quantity} cannot be bought: the quantity is from {min} to {max} in steps of {step}.', {
    quantity,
    min,
    max,
    step,
  });
  return refuse('QUANTITY', text, hint);
}

/** Returns the limits of a specification, its own and that of the product. */
export function limitsOf(skuCode: string, { purchase_limits: limits }: Settings) {
  return [skuCode, wholeProduct].flatMap((key): { key: string; limit: PurchaseLimit }[] => {
    const limit = own(limits, key);
    return limit ? [{ key, limit }] : [];
  });
}

/**
 * The product accepts the means of payment, and the buyer has enough of it.
 *
 * @see https://www.huaweicloud.com/s/JWNjZSDorr7nva5jdHJsJQ
 */
export function paymentRefusal(payment: Payment, amount: Amount, facts: SaleFacts): Refusal | undefined {
  if (amount <= 0) return undefined;
  const { product, settings, buyer, lists } = facts;
  const id = product.product_id;
  const { cash_coupon, credit_line } = settings.credit;
  if (payment === 'coupon' && cash_coupon === 'off') {
    return refuse(
      'PAYMENT',
      both('This product cannot be paid with credit cash coupons.'),
      runHint(`koo product credit set ${shellWord(id)} --cash-coupon on --site sandbox`),
    );
  }
  if (payment === 'credit-line' && credit_line === 'off') {
    return refuse(
      'PAYMENT',
      both('This product cannot be paid with the credit line.'),
      runHint(`koo product credit set ${shellWord(id)} --credit-line all --site sandbox`),
    );
  }
  const ref = { list: 'credit_line' } as const;
  if (payment === 'credit-line' && credit_line === 'specified' && !lists.has(listKey(ref))) {
    const text = both('You cannot pay this product with your credit line.');
    return refuse('PAYMENT', text, addUserHint(id, ref, buyer));
  }
  const funds = { balance: buyer.balance, 'credit-line': buyer.creditLine, coupon: buyer.coupon }[payment];
  if (funds >= amount) return undefined;
  return refuse(
    'PAYMENT',
    both('The payment of {amount} yuan failed: {funds} yuan are left.', {
      amount: formatAmount(amount),
      funds: formatAmount(funds),
    }),
    both('The buyer {buyer} needs more money, or another means of payment.', { buyer: buyer.name }),
  );
}

export function addUserHint(id: string, ref: Parameters<typeof listFlags>[1], buyer: Buyer): Localized {
  const user = shellWord(`${buyer.name}:${buyer.id}`);
  return runHint(`koo users add ${user} ${listFlags(id, ref)} --site sandbox`);
}

export function clearLimitHint(id: string, key: string): Localized {
  const sku = key === wholeProduct ? '' : ` --sku ${shellWord(key)}`;
  return runHint(`koo product limit clear ${shellWord(id)}${sku} --site sandbox`);
}

export function runHint(command: string): Localized {
  return both('To change this, run `{command}`.', { command });
}

export function unavailable(hint: Localized): Refusal {
  return refuse('UNAVAILABLE', both('This product is not available.'), hint);
}
