import { isReady } from '../../../callback/probe/judge.ts';
import { isObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { sql } from '../../state/database.ts';
import { changeAgreed } from '../acts/change.ts';
import { probeSettled } from '../acts/probe.ts';
import { upgraded } from '../acts/upgrade.ts';
import { kitSettled } from '../kit/bind.ts';
import { completed } from '../life/creation.ts';
import { applyLifeEvent, sendDue } from '../life/life-events.ts';
import { type Context, notify } from '../model/context.ts';
import type {
  Attempt,
  AttemptOutcome,
  Connection,
  Delivery,
  DeliveryState,
  Instance,
  Problem,
} from '../model/model.ts';
import { findConnection, instanceOf } from '../model/records.ts';
import { polls, type Series, seriesOf } from '../model/retry-schedule.ts';
import { completeOrder, failUntilResent, finishOrder } from '../orders/orders.ts';
import { closeAttempt } from '../outbox/attempt-store.ts';
import { enqueue, type Queued, queueOf, settle } from '../outbox/delivery-queue.ts';

/** Codes that refuse a licence request for good. */
const licenseRefusals: ReadonlySet<string> = new Set(['000900', '000901', '000902', '000903']);

/**
 * Applies the result of an attempt: success, another attempt, or giving up.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export function attemptDone(
  context: Context,
  delivery: Queued,
  attempt: Attempt,
  given: AttemptOutcome,
): void {
  const connection = findConnection(context.database, delivery.product);
  const outcome =
    delivery.cause === 'query'
      ? pollOutcome(context, delivery, given)
      : ownInstance(context, delivery, given);
  closeAttempt(context, attempt, outcome);
  const state = stateAfter(delivery, attempt, outcome, connection);
  const nextAt = state === 'active' ? attempt.at + seriesFor(delivery, connection).step : undefined;
  noteAttempt(context, delivery, attempt, outcome, nextAt);
  if (outcome.result === 'failed') notifySeller(context, delivery, outcome);
  if (nextAt !== undefined) {
    context.schedule('attempt', delivery.id, nextAt);
    return;
  }
  conclude(context, delivery, state, outcome);
}

/** Gives up a delivery whose product is disconnected. */
export function giveUp(context: Context, delivery: Queued): void {
  conclude(context, delivery, 'given-up');
}

function conclude(context: Context, delivery: Queued, state: DeliveryState, outcome?: AttemptOutcome): void {
  // A delivery that had succeeded before it was sent again has no further consequences.
  if (delivery.restarted !== 'succeeded') {
    if (state === 'given-up') noteGivenUp(context, delivery);
    follow(context, delivery, state, outcome);
  }
  if (state === 'succeeded') tellFreezeAgain(context, delivery);
  settle(context, delivery, state);
}

/** A poll succeeds when the instance is listed; anything else is "not yet". */
function pollOutcome({ database }: Context, { instance }: Delivery, outcome: AttemptOutcome): AttemptOutcome {
  const id = instance === undefined ? undefined : instanceOf(database, instance).instanceId;
  if (id !== undefined && isReady(outcome.reply, id)) return outcome;
  if (outcome.result === 'failed') return outcome;
  const listed = listedIds(outcome.reply);
  return {
    ...outcome,
    result: 'failed',
    meaning:
      listed.length > 0
        ? both('not ready: the reply lists {listed, and} instead of instance {id}', { listed, id: id ?? '' })
        : both('not ready: the reply does not list instance {id}', { id: id ?? '' }),
  };
}

function listedIds(reply: AttemptOutcome['reply']): string[] {
  const info = Array.isArray(reply?.info) ? reply.info.slice(0, 3) : [];
  return info.flatMap((entry) =>
    isObject(entry) && typeof entry.instanceId === 'string' ? [entry.instanceId] : [],
  );
}

/** Each order line needs an instance of its own; otherwise usage and releases would reach the wrong one. */
function ownInstance({ database }: Context, delivery: Delivery, outcome: AttemptOutcome): AttemptOutcome {
  const id = outcome.reply?.instanceId;
  if (delivery.cause !== 'create' || outcome.result === 'failed' || typeof id !== 'string') return outcome;
  const key = delivery.instance ?? 0;
  const before = delivery.instance === undefined ? undefined : instanceOf(database, key).instanceId;
  if (before !== undefined && before !== id) return withProblem(outcome, otherInstance(id, before));
  const other = sql(database)`SELECT line FROM market_instances WHERE instance_id = ${id}
    AND key <> ${key} AND stage IN ('creating', 'live') UNION ALL SELECT id FROM instances
    WHERE id = ${id} AND sold_as IS NULL LIMIT 1`.get();
  if (!other) return outcome;
  const problem: Problem = {
    id: 'SAME-INSTANCE',
    severity: 'error',
    expected: both('an instance ID of its own for each order line'),
    actual: both('instanceId {id}, which {other} has already', { id, other: String(other.line) }),
    hint: both(
      'Create a new instance for each order line, and return the same one only for a repeated call.',
    ),
  };
  return withProblem(outcome, problem);
}

function withProblem(outcome: AttemptOutcome, problem: Problem): AttemptOutcome {
  return { ...outcome, problems: [...outcome.problems, problem] };
}

function otherInstance(id: string, before: string): Problem {
  return {
    id: 'OTHER-INSTANCE',
    severity: 'error',
    expected: both('instanceId {before}, as for the first call for this order line', { before }),
    actual: both('instanceId {id}', { id }),
    hint: both('Store the instance of each order line, and return it for a repeated call.'),
  };
}

function seriesFor({ protocol, cause }: Delivery, connection: Connection | undefined): Series {
  if (!connection) return { attempts: 0, step: 0 };
  return cause === 'query' ? polls : seriesOf(protocol, cause, connection.settings);
}

function stateAfter(
  delivery: Queued,
  { number }: Attempt,
  { result, resultCode }: AttemptOutcome,
  connection: Connection | undefined,
): DeliveryState {
  if (result !== 'failed') return 'succeeded';
  const isRefused =
    delivery.cause === 'check-change' ||
    (delivery.cause === 'issue-license' && resultCode !== undefined && licenseRefusals.has(resultCode));
  if (isRefused) return 'refused';
  return delivery.restarted || number >= seriesFor(delivery, connection).attempts ? 'given-up' : 'active';
}

function noteAttempt(
  context: Context,
  { id, protocol, activity, instance }: Delivery,
  { number, values }: Attempt,
  { result, resultCode, meaning, problems, injected }: AttemptOutcome,
  nextAt: number | undefined,
): void {
  context.note(
    {
      type: 'attempt',
      delivery: id,
      attempt: number,
      protocol,
      activity,
      values,
      result,
      resultCode: resultCode ?? null,
      meaning,
      problems,
      ...(injected && { injected }),
      ...(nextAt !== undefined && { nextAt: new Date(nextAt).toISOString() }),
    },
    instance,
  );
}

/** KooGallery sends a mail for each failure, but none for an instance that is not ready yet. */
function notifySeller(
  context: Context,
  { cause, activity, instance }: Delivery,
  { meaning }: AttemptOutcome,
): void {
  if (cause === 'query' || cause === 'show' || cause === 'kit' || cause === 'probe') return;
  const text = both('{activity}: {meaning}', { activity, meaning });
  notify(context, 'seller', 'delivery-failed', text, instance);
}

function noteGivenUp(context: Context, { id, activity, cause, instance, product }: Delivery): void {
  const text = !findConnection(context.database, product)
    ? both('{activity} is given up: the product {product} is not connected any more', { activity, product })
    : cause === 'show'
      ? both('{activity} is not repeated: the buyer sees the last known values', { activity })
      : both('{activity} is given up. Once the server is repaired, send it again: koo sandbox resend {id}', {
          activity,
          id,
        });
  context.note({ type: 'gave-up', delivery: id, activity, text }, instance);
}

function follow(
  context: Context,
  delivery: Delivery,
  state: DeliveryState,
  outcome: AttemptOutcome | undefined,
): void {
  const { cause, instance: key, order, wanted = {} } = delivery;
  if (cause === 'kit') kitSettled(context, { ...delivery, state });
  if (cause === 'probe') probeSettled(context, { ...delivery, state });
  if (key === undefined || cause === 'kit' || cause === 'probe') return;
  const instance = instanceOf(context.database, key);
  if (state !== 'succeeded') {
    if (cause === 'refresh' && order !== undefined) refreshGivenUp(context, delivery, order);
    if (state === 'refused' && outcome) refuse(context, delivery, outcome);
    return;
  }
  if (cause === 'create' && outcome) created(context, delivery, instance, outcome);
  if (cause === 'query') completed(context, instance);
  if (cause === 'check-change') changeAgreed(context, instance, wanted);
  if (cause === 'upgrade') upgraded(context, instance, wanted);
  if (cause === 'refresh' && order !== undefined) completeOrder(context, order);
  if (cause === 'upgrade' && order !== undefined) finishOrder(context, order, 'completed');
}

/** A refresh of V1 says that a frozen instance is usable again, which one that stays frozen is not. */
function tellFreezeAgain(context: Context, { protocol, cause, instance: key }: Delivery): void {
  if (protocol !== 'v1' || cause !== 'refresh' || key === undefined) return;
  const instance = instanceOf(context.database, key);
  const { stage, frozenFor, purchase } = instance.life;
  const [reason] = frozenFor;
  if (stage === 'live' && reason) sendDue(context, instance, [{ type: 'freeze', reason, purchase }]);
}

/** The expiry stays moved, and the seller can send the callback again. */
function refreshGivenUp(context: Context, { protocol, product }: Delivery, order: string): void {
  const settings = findConnection(context.database, product)?.settings;
  if (protocol === 'v1' && settings?.v1_refresh_given_up === 'failed') failUntilResent(context, order);
  else finishOrder(context, order, 'completed');
}

function refuse(
  context: Context,
  { cause, instance }: Delivery,
  { meaning, resultCode }: AttemptOutcome,
): void {
  const text =
    cause === 'check-change'
      ? both('The callback server does not agree to the change: {meaning}', { meaning })
      : both('The callback server refuses the licence: {meaning}', { meaning });
  context.note({ type: 'refused', code: resultCode ?? 'NO_RESPONSE', text }, instance);
}

/** Longest instance id, in characters. */
const maxInstanceId = 64;

/** The merchant has returned an instance, which V2 queries until it is ready. */
function created(context: Context, delivery: Delivery, before: Instance, outcome: AttemptOutcome): void {
  if (before.life.stage !== 'creating') return;
  const id = outcome.reply?.instanceId;
  const isId = typeof id === 'string' && id !== '' && id.length <= maxInstanceId;
  const instance = isId ? { ...before, instanceId: id } : before;
  const accepted = applyLifeEvent(context, instance, { type: 'accepted' });
  if (!accepted.ok) return;
  const { protocol } = delivery;
  const isInProgress = outcome.result === 'in-progress';
  // An online licence is queried only after 000004.
  const isPolled = protocol === 'v2' || (protocol === 'online-license' && isInProgress);
  if (!isPolled) {
    completed(context, accepted.instance);
    return;
  }
  enqueue(context, {
    queue: queueOf(instance.key),
    instance: instance.key,
    product: instance.product,
    protocol,
    activity: 'queryInstance',
    cause: 'query',
    values: { instanceId: instance.instanceId ?? '' },
    ...(isInProgress && { delay: polls.step }),
  });
}
