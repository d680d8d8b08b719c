import { verdictOfResult } from '../../../callback/history/model.ts';
import type { InspectedCall } from '../../../callback/inspector/inspect.ts';
import { readProofPart } from '../../../callback/proof.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { toReceivedRequest } from '../../../http/capture/model.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { assertResendable } from '../../market/acts/end.ts';
import type { Due } from '../../market/model/journal.ts';
import type { Cause, DeliveryState, StoredOutcome } from '../../market/model/model.ts';
import { instanceOf } from '../../market/model/records.ts';
import { maxStoredBody } from '../../market/outbox/attempt-store.ts';
import { activityOf } from '../../market/outbox/callback-values.ts';
import type { Queued } from '../../market/outbox/delivery-queue.ts';
import type { ListedAttempt } from '../../market/views/delivery-listings.ts';
import { dueOf, dueOfInstance } from '../../market/views/due.ts';
import type { Database } from '../../state/database.ts';

/** Converts an attempt for the inspector; `undefined` if it is under way, or if its request is not kept any more. */
export function inspectedAttempt(
  { protocol: id, activity: name }: Queued,
  { outcome }: ListedAttempt,
): InspectedCall | undefined {
  if (!outcome?.request) return undefined;
  const { method, url, headers, body = '', sentAt } = outcome.request;
  const { protocol } = activityOf(id, name);
  const bytes = Buffer.from(body);
  const { request } = toReceivedRequest(method, url, headers, bytes);
  // What could not be signed was not sent either.
  const isSigned = readProofPart(request, protocol.proof.signature) !== undefined;
  return {
    ...(isSigned && { protocol: protocol.id, signature: 'valid' }),
    activity: name,
    at: new Date(sentAt),
    request: {
      method,
      url,
      headers,
      body: bytes,
      redacted: body.length >= maxStoredBody || /\*\*\*/.test(url + body),
    },
    target: url,
    answer: answerOf(outcome),
    isAnswerExact: false,
    verdict: verdictOfResult[outcome.result],
    meaning: outcome.meaning,
    ...(outcome.resultCode !== undefined && { resultCode: outcome.resultCode }),
    problems: outcome.problems,
  };
}

function answerOf({
  status,
  response,
  durationMs,
  meaning,
}: StoredOutcome): NonNullable<InspectedCall['answer']> {
  if (status === undefined || !response) return { durationMs, failure: meaning, code: '' };
  const { headers, body } = response;
  return { durationMs, status, headers, body: Buffer.from(body), truncated: body.length >= maxStoredBody };
}

/** Says why a delivery cannot be sent again; `undefined` if it can. */
export function resendRefusal(database: Database, id: number): Localized | undefined {
  try {
    assertResendable(database, id);
    return undefined;
  } catch (error) {
    if (error instanceof KooError) return error.facts.message;
    throw error;
  }
}

/** Returns the next events of a delivery, its order and its instance, the earliest first. */
export function comingNext(database: Database, { id, order, instance }: Queued): Due[] {
  if (instance !== undefined) return dueOfInstance(database, instanceOf(database, instance));
  return database
    .prepare(
      `SELECT * FROM market_events WHERE (type = 'attempt' AND subject = ?) OR
         (type = 'order-deadline' AND subject = ?) ORDER BY due, sequence, id`,
    )
    .all(String(id), order ?? null)
    .map((row) => dueOf(database, row));
}

/** Counts the calls of the queue that come before a delivery, and those that wait for it. */
export function queueAround(
  database: Database,
  { id, queue, state }: Queued,
): { readonly before: number; readonly behind: number } {
  if (state !== 'queued' && state !== 'active') return { before: 0, behind: 0 };
  const row = database
    .prepare(
      `SELECT count(*) FILTER (WHERE id < ?2) AS before, count(*) FILTER (WHERE id > ?2) AS behind
       FROM market_deliveries WHERE queue = ?1 AND state IN ('queued', 'active')`,
    )
    .get(queue, id);
  return { before: Number(row?.before), behind: Number(row?.behind) };
}

/** Says what a delivery means for its order or instance. */
export function consequenceOf({
  state,
  cause,
  attempts,
}: Pick<Queued, 'state' | 'cause' | 'attempts'>): Localized {
  if (state === 'succeeded') return succeeded[cause];
  if (state === 'given-up' || state === 'refused') return failed[cause];
  return open[state === 'active' && attempts > 0 ? 'retried' : state];
}

const open: Readonly<
  Record<Exclude<DeliveryState, 'succeeded' | 'given-up' | 'refused'> | 'retried', Localized>
> = {
  queued: both('Calls of an instance are made one after the other: this one waits for the one before it.'),
  active: both('It is going to be sent.'),
  retried: both('It has failed so far, and is attempted again.'),
  dropped: both('It is no longer sent: the instance has ended, or the product is disconnected.'),
};

const succeeded: Readonly<Record<Cause, Localized>> = {
  notify: both('Your server knows of the order.'),
  create: both('Your server has taken the order and returned an instance.'),
  query: both('The instance is ready. With the last one of its order, the order is completed.'),
  refresh: both('Your server knows the new expiry.'),
  'check-change': both('Your server agrees to the change.'),
  upgrade: both('The instance is upgraded.'),
  freeze: both('Your server has frozen the instance.'),
  unfreeze: both('Your server has unfrozen the instance.'),
  release: both('Your server has released the instance.'),
  show: both('The buyer sees what your server returned.'),
  'issue-license': both('The buyer has the licence.'),
  kit: both('Your server has taken the data of the company.'),
  probe: both('The debugging case has passed.'),
};

const failed: Readonly<Record<Cause, Localized>> = {
  notify: both(
    'Your server does not know the order. It receives the callback again only if you send it again.',
  ),
  create: both(
    'The order is paid, but not delivered. Unless it is sent again with success before the deadline, it fails and is refunded.',
  ),
  query: both(
    'The instance is not ready. Unless it is sent again with success before the deadline, the order fails and is refunded.',
  ),
  refresh: both('The buyer has the new expiry, but your server does not know it. Send it again.'),
  'check-change': both('Your server does not agree to the change: nothing was ordered.'),
  upgrade: both(
    'The upgrade is paid, but not delivered. Unless it is sent again with success before the deadline, it fails and is refunded.',
  ),
  freeze: both('For KooGallery the instance is frozen, but your server does not know it. Send it again.'),
  unfreeze: both('For KooGallery the instance is active, but your server does not know it. Send it again.'),
  release: both('For KooGallery the instance is released, but your server does not know it. Send it again.'),
  show: both('The buyer sees the last known values.'),
  'issue-license': both('The buyer has no licence.'),
  kit: both(
    'Your server has not taken the data of the company. Its administrator decides whether it is sent again.',
  ),
  probe: both('The debugging case has failed.'),
};
