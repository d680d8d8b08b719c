import { day } from '../text/duration.ts';
import type {
  Callback,
  FreezeReason,
  Kind,
  Life,
  LifeEvent,
  Order,
  Purchase,
  Refusal,
  Scene,
  State,
  Step,
} from './model.ts';

/** Days after completion in which a buyer may unsubscribe without a reason. */
const unsubscriptionDays = 5;

/** Days before the expiry from which a renewal may change the specification. */
const changeDays = 30;

/**
 * Begins a life: a buyer has paid. The merchant is notified of the order and creates the instance; a licence code is
 * created by KooGallery.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export function begin(kind: Kind, { order, trial = false, expiresAt }: Purchase, at: number): Step {
  const isCode = kind.product === 'license-code';
  if (trial && kind.charging !== 'period') return refused('kind');
  if (isCode && isMetered(kind)) return refused('kind');
  if ((expiresAt !== undefined) !== hasExpiry(kind)) return refused('kind');
  const life: Life = {
    kind,
    stage: isCode ? 'live' : 'creating',
    trial,
    purchase: order,
    ...(isCode && { completedAt: at }),
    terms: expiresAt === undefined ? [] : [{ order, expiresAt }],
    frozenFor: [],
    claimed: false,
  };
  const create: Callback = { type: 'create', order, trial, ...(expiresAt !== undefined && { expiresAt }) };
  return { ok: true, life, due: [{ type: 'notify', order }, ...(isCode ? [] : [create])] };
}

export function stateOf({ stage, overdue, frozenFor }: Life): State {
  if (stage !== 'live') return { name: stage };
  if (frozenFor.length > 0) return { name: 'frozen', reasons: frozenFor };
  return { name: overdue ? 'grace' : 'active' };
}

/** Whether the paid period has begun; that of a licence code begins with its activation. */
export function hasBegun({ kind, activated }: Life): boolean {
  return kind.product !== 'license-code' || activated === true;
}

export function expiryOf({ terms }: Life): number | undefined {
  return terms.at(-1)?.expiresAt;
}

/**
 * Applies an event: returns the next life and the callbacks that are due, in order, or why the event is refused.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export function next(life: Life, event: LifeEvent, at: number): Step {
  if (life.stage === 'released' || life.stage === 'failed') return refused('ended');
  if (life.stage === 'creating') return whileCreating(life, event, at);
  switch (event.type) {
    case 'accepted':
    case 'created':
    case 'creation-failed':
      return refused('state');
    case 'revoke':
      return release(life, event.refund);
    case 'formalise':
      if (!life.trial) return refused('trial');
      // The paid period counts from the payment, and replaces that of the trial.
      return extend({ ...life, trial: false, terms: [], completedAt: at }, 'TRIAL_TO_FORMAL', event);
    case 'renew':
      return renew(life, event, at);
    case 'check-change':
      return changeRefusal(life, at) ?? becomes(life, { type: 'check-change' });
    case 'give-back':
      return giveBack(life, event.order, at);
    case 'upgrade':
      return upgrade(life, event.order);
    case 'expire':
      return expire(life, at);
    case 'fall-into-arrears':
      if (life.kind.charging !== 'on-demand') return refused('kind');
      return life.overdue ? refused('state') : becomes({ ...life, overdue: 'arrears' });
    case 'end-grace':
      return life.overdue ? freeze(life, life.overdue) : refused('state');
    case 'end-retention':
      if (!life.overdue || !life.frozenFor.includes(life.overdue)) return refused('state');
      return release(life);
    case 'pay-arrears':
      return life.overdue === 'arrears' ? unfreeze(withoutOverdue(life), 'arrears') : refused('state');
    case 'find-violation':
      return freeze(life, 'violation');
    case 'lift-violation':
      return life.frozenFor.includes('violation') ? unfreeze(life, 'violation') : refused('state');
    case 'unsubscribe':
      return unsubscribe(life, event.order, event.negotiated === true, at);
    case 'close':
      return life.kind.charging === 'on-demand' ? release(life) : refused('kind');
    case 'view':
      return becomes(life, { type: 'show', purchase: life.purchase });
    case 'request-license':
      if (life.kind.product !== 'online-license') return refused('kind');
      if (life.frozenFor.length > 0) return refused('state');
      return becomes(life, { type: 'issue-license', eventId: event.eventId });
    case 'claim':
      if (life.kind.product !== 'license-code') return refused('kind');
      return life.claimed ? refused('state') : becomes({ ...life, claimed: true });
    case 'activate':
      return activate(life, event.expiresAt);
  }
}

function whileCreating(life: Life, event: LifeEvent, at: number): Step {
  if (event.type === 'accepted') return becomes(life, { type: 'query' });
  if (event.type === 'created') return becomes({ ...life, stage: 'live', completedAt: at });
  // A supervised product can be given back before the buyer has accepted it.
  if (event.type === 'unsubscribe' && event.negotiated) return unsubscribe(life, event.order, true, at);
  if (event.type !== 'creation-failed') return refused('creating');
  const failed: Life = { ...life, stage: 'failed' };
  // Nothing to release if the merchant never returned an instance.
  return event.returned ? becomes(failed, releaseCallback(life, event.refund)) : becomes(failed);
}

function renew(life: Life, event: Extract<LifeEvent, { type: 'renew' }>, at: number): Step {
  if (!hasExpiry(life.kind)) return refused('kind');
  if (life.trial) return refused('trial');
  const refusal = event.change ? changeRefusal(life, at) : undefined;
  return refusal ?? extend(life, event.change ? 'RENEWAL_CHANGE' : 'RENEWAL', event);
}

/** A change upon renewal is for period SaaS only, from 30 days before the expiry. */
function changeRefusal(life: Life, at: number): Step | undefined {
  const { kind, trial } = life;
  if (kind.product !== 'saas' || kind.charging !== 'period') return refused('kind');
  if (trial) return refused('trial');
  return at < (expiryOf(life) ?? 0) - changeDays * day ? refused('early') : undefined;
}

/** Adds a period, and unfreezes a product that was frozen because it had expired. */
function extend(
  life: Life,
  scene: Scene,
  paid: { readonly order: Order; readonly expiresAt: number; readonly productId?: string },
): Step {
  const { order, expiresAt, productId } = paid;
  const extended = {
    ...(life.overdue === 'expired' ? withoutOverdue(life) : life),
    terms: [...life.terms, { order, expiresAt }],
  };
  const notice: Callback = { type: 'notify', order };
  const refresh: Callback = {
    type: 'refresh',
    scene,
    order,
    expiresAt,
    ...(productId !== undefined && { productId }),
  };
  if (!life.frozenFor.includes('expired')) return becomes(extended, notice, refresh);
  return after([notice, refresh], unfreeze(extended, 'expired'));
}

/** Only a period that has not begun can be given back, the last one first. */
function giveBack(life: Life, order: Order, at: number): Step {
  const before = life.terms.at(-2);
  if (!before) return refused('state');
  if (at >= before.expiresAt) return refused('late');
  return becomes(
    { ...life, terms: life.terms.slice(0, -1) },
    { type: 'refresh', scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', order, expiresAt: before.expiresAt },
  );
}

function upgrade(life: Life, order: Order): Step {
  const { product, charging } = life.kind;
  if (product !== 'saas' || charging !== 'period') return refused('kind');
  if (life.trial) return refused('trial');
  if (stateOf(life).name !== 'active') return refused('state');
  return becomes(life, { type: 'notify', order }, { type: 'upgrade', order });
}

function expire(life: Life, at: number): Step {
  const expiresAt = expiryOf(life);
  if (expiresAt === undefined) return refused('kind');
  if (life.overdue) return refused('state');
  return at < expiresAt ? refused('early') : becomes({ ...life, overdue: 'expired' });
}

function freeze(life: Life, reason: FreezeReason): Step {
  if (life.frozenFor.includes(reason)) return refused('state');
  return becomes(
    { ...life, frozenFor: [...life.frozenFor, reason] },
    { type: 'freeze', reason, purchase: life.purchase },
  );
}

/** Removes a reason; the merchant hears of the last one only. */
function unfreeze(life: Life, reason: FreezeReason): Step {
  const frozenFor = life.frozenFor.filter((other) => other !== reason);
  const isLast = life.frozenFor.length > 0 && frozenFor.length === 0;
  return becomes({ ...life, frozenFor }, ...(isLast ? [{ type: 'unfreeze', reason } as const] : []));
}

function unsubscribe(life: Life, order: Order, negotiated: boolean, at: number): Step {
  const { kind, trial, overdue, claimed, completedAt = at } = life;
  if (isMetered(kind)) return refused('kind');
  if (trial) return refused('trial');
  const [first] = life.terms;
  // A renewed period that has begun cannot be given back.
  if (overdue || (first && at >= first.expiresAt)) return refused('late');
  const mustBeNegotiated = kind.product !== 'saas' || kind.charging === 'one-time';
  if (claimed || (mustBeNegotiated && !negotiated)) return refused('state');
  if (!negotiated && at > completedAt + unsubscriptionDays * day) return refused('late');
  return release(life, order);
}

/** The period of a licence code counts from its activation, which is possible once, after the buyer's claim. */
function activate(life: Life, expiresAt: number | undefined): Step {
  if (life.kind.product !== 'license-code') return refused('kind');
  if (life.activated || !life.claimed) return refused('state');
  if ((expiresAt !== undefined) !== hasExpiry(life.kind)) return refused('kind');
  const terms = expiresAt === undefined ? [] : [{ order: life.purchase, expiresAt }];
  return becomes({ ...life, activated: true, terms });
}

function release(life: Life, unsubscription?: Order): Step {
  return becomes({ ...life, stage: 'released' }, releaseCallback(life, unsubscription));
}

function releaseCallback({ purchase }: Life, unsubscription?: Order): Callback {
  return { type: 'release', purchase, ...(unsubscription && { unsubscription }) };
}

function hasExpiry({ charging }: Kind): boolean {
  return charging === 'period' || charging === 'package';
}

function isMetered({ charging }: Kind): boolean {
  return charging === 'on-demand' || charging === 'package';
}

function withoutOverdue({ overdue: _overdue, ...life }: Life): Life {
  return life;
}

function becomes(life: Life, ...due: readonly Callback[]): Step {
  return { ok: true, life, due };
}

function after(earlier: readonly Callback[], step: Step): Step {
  return step.ok ? { ...step, due: [...earlier, ...step.due] } : step;
}

function refused(refusal: Refusal): Step {
  return { ok: false, refusal };
}
