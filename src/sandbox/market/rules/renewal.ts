import { next } from '../../../lifecycle/life.ts';
import type { Life, Refusal as LifeRefusal } from '../../../lifecycle/model.ts';
import { both } from '../../../text/translate.ts';
import type { Amount, Payment, Period } from '../model/model.ts';
import { formatAmount } from '../money/amounts.ts';
import { lifeRefusal, type Refusal, refuse } from './refusals.ts';
import {
  offerOf,
  offerRefusal,
  paymentRefusal,
  type SaleFacts,
  type SaleRequest,
  saleRefusal,
  sizeRefusal,
} from './sale.ts';

/*
 * The rules for existing resources. Whether the state of a resource allows an act, its life decides (src/lifecycle).
 * Lists of specified users, stock and purchase limits apply to purchases only.
 */

export interface RenewalRequest extends SaleRequest {
  readonly period: Period;
  readonly payment: Payment;
}

/**
 * Returns why a renewal is refused.
 *
 * @see https://support.huaweicloud.com/intl/zh-cn/sp-marketplace/zh-cn_topic_0212192789.html
 */
export function renewalRefusal(request: RenewalRequest, facts: SaleFacts): Refusal | undefined {
  return (
    saleRefusal(facts) ??
    offerRefusal(request, facts) ??
    sizeRefusal(request, facts) ??
    paymentRefusal(request.payment, offerOf(request, facts)?.amount ?? 0, facts)
  );
}

/** An upgrade of a running period from `now`, for a `fee`. */
export interface UpgradeRequest extends RenewalRequest {
  readonly now: { readonly skuCode: string; readonly quantity?: number | undefined };
  readonly fee: Amount;
}

/**
 * Returns why an upgrade is refused: it has to go upwards, and the product must not be delisted.
 *
 * @see https://support.huaweicloud.com/intl/zh-cn/sp-marketplace/zh-cn_topic_0212192789.html
 */
export function upgradeRefusal(request: UpgradeRequest, facts: SaleFacts): Refusal | undefined {
  return (
    saleRefusal(facts) ??
    offerRefusal(request, facts) ??
    sizeRefusal(request, facts) ??
    directionRefusal(request, facts) ??
    paymentRefusal(request.payment, request.fee, facts)
  );
}

/** Another specification has to cost more, the same one has to become larger. */
function directionRefusal(request: UpgradeRequest, facts: SaleFacts): Refusal | undefined {
  const { skuCode, quantity, period, now } = request;
  const isUpwards =
    skuCode === now.skuCode
      ? (quantity ?? 0) > (now.quantity ?? 0)
      : (offerOf(request, facts)?.amount ?? 0) > (offerOf({ ...now, period }, facts)?.amount ?? 0);
  if (isUpwards) return undefined;
  return refuse(
    'QUANTITY',
    both('An upgrade needs a larger quantity or a specification that costs more.'),
    both('A smaller one is possible with the next renewal: `koo sandbox change`.'),
  );
}

export interface UnsubscriptionFacts {
  readonly life: Life;
  /** Whether the buyer of a supervised order can still accept it; absent for other orders. */
  readonly supervision?: 'running' | 'ended' | undefined;
  readonly paid: Amount;
  readonly agreed?: Amount | undefined;
  /** Unsubscriptions of the account without a reason in this calendar year, in Beijing. */
  readonly earlier: number;
}

/** Maximum number of unsubscriptions without a reason, by account and calendar year. */
const maxUnsubscriptions = 10;

/**
 * Returns why an unsubscription is refused.
 *
 * @see https://www.huaweicloud.com/s/JWNkbumdmeaAgWh0dHBz6K-35rGC5YyF55qE5L2c55SoJQ/t_30_p_9/JeS6keWVhuW6lyU
 */
export function unsubscriptionRefusal(facts: UnsubscriptionFacts, at: number): Refusal | undefined {
  const { life, agreed, earlier } = facts;
  const isNegotiable = life.kind.product !== 'saas' || facts.supervision === 'running';
  const negotiated = isNegotiable && agreed !== undefined;
  const step = next(life, { type: 'unsubscribe', order: life.purchase, negotiated }, at);
  return (
    supervisionRefusal(facts) ??
    (step.ok ? undefined : lifeFault(step.refusal, life)) ??
    (isNegotiable ? agreementRefusal(facts) : freeRefusal(agreed, earlier))
  );
}

/** A supervised order can be given back until the buyer accepts it; other SaaS only if sold by period. */
function supervisionRefusal({ life, supervision, agreed }: UnsubscriptionFacts): Refusal | undefined {
  const hint = both('Only a supervised order is unsubscribed by agreement, until the buyer accepts it.');
  if (supervision === 'ended')
    return refuse('LATE', both('The order was accepted and can no longer be unsubscribed.'), hint);
  if (supervision === 'running')
    return agreed === undefined ? lifeRefusal('state', 'unsubscribe') : undefined;
  const { product, charging } = life.kind;
  if (product !== 'saas' || charging !== 'one-time') return undefined;
  return refuse('KIND', both('What is bought once and not supervised cannot be unsubscribed.'), hint);
}

function lifeFault(refusal: LifeRefusal, { overdue }: Life): Refusal {
  if (refusal !== 'late' || overdue === undefined) return lifeRefusal(refusal, 'unsubscribe');
  const hint = both('It is released when its retention ends.');
  return refuse('LATE', both('An expired resource cannot be unsubscribed.'), hint);
}

/** The agreed refund is positive, and not more than was paid. */
function agreementRefusal({ agreed, paid }: UnsubscriptionFacts): Refusal | undefined {
  if (agreed === undefined) return lifeRefusal('state', 'unsubscribe');
  if (agreed > 0 && agreed <= paid) return undefined;
  return refuse(
    'PAYMENT',
    both('{agreed} yuan cannot be refunded of {paid} yuan.', {
      agreed: formatAmount(agreed),
      paid: formatAmount(paid),
    }),
    both('The amount that is agreed is above 0 and at most what was paid.'),
  );
}

/** Without a reason everything is refunded, so there is nothing to agree on; ten times a year. */
function freeRefusal(agreed: Amount | undefined, earlier: number): Refusal | undefined {
  if (agreed !== undefined) {
    return refuse(
      'KIND',
      both('This product is unsubscribed without an agreement, with a full refund.'),
      both('Leave the amount out.'),
    );
  }
  if (earlier < maxUnsubscriptions) return undefined;
  return refuse(
    'LIMIT',
    both('An account can unsubscribe {max} times in a calendar year.', { max: maxUnsubscriptions }),
    both('Use another buyer, or move the clock into the next year.'),
  );
}
