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
 * What may be done with what was bought. Whether the resource is in the state for it, its life says (src/lifecycle).
 * Who is on a list of specified users, what is in stock and how often one may buy is asked at purchases alone.
 */

/** A renewal, with or without a change, or a trial that becomes formal. */
export interface RenewalRequest extends SaleRequest {
  readonly period: Period;
  readonly payment: Payment;
}

/**
 * Why a renewal is refused. Without a change, it repeats the specification and the quantity.
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

/** An upgrade of a running period; `now` is what the buyer has, `fee` what the upgrade costs. */
export interface UpgradeRequest extends RenewalRequest {
  readonly now: { readonly skuCode: string; readonly quantity?: number | undefined };
  readonly fee: Amount;
}

/**
 * Why an upgrade is refused: it goes upwards only, and not for a product that was taken off the market.
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

/** What decides about an unsubscription besides the life of the resource. */
export interface UnsubscriptionFacts {
  readonly life: Life;
  /** Supervised: the buyer has not accepted yet, or has. */
  readonly supervision?: 'running' | 'ended' | undefined;
  /** What was paid. */
  readonly paid: Amount;
  /** What the seller agrees to refund. */
  readonly agreed?: Amount | undefined;
  /** Unsubscriptions without a reason of the account in this calendar year, in Beijing. */
  readonly earlier: number;
}

/** Unsubscriptions without a reason in a calendar year and account, at most. */
const maxUnsubscriptions = 10;

/**
 * Why an unsubscription is refused.
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

/** What is supervised can be given back until the buyer accepts it; of other SaaS only periods. */
function supervisionRefusal({ life, supervision, agreed }: UnsubscriptionFacts): Refusal | undefined {
  const hint = both('Only a supervised order is unsubscribed by agreement, until the buyer accepts it.');
  if (supervision === 'ended') {
    return refuse('LATE', both('The order was accepted and can no longer be unsubscribed.'), hint);
  }
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

/** The seller agrees to a refund of something, and not of more than was paid. */
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

/** Without a reason all is refunded, so that there is nothing to agree; ten times a year. */
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
