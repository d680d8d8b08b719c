import { success } from '../../codes/callback.ts';
import { failed, passed } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { mockNewOrder, mockOrderIds } from '../protocols/mock-orders.ts';
import { cnSeconds } from '../protocols/time.ts';
import { diagnoseCreation } from './diagnose-creation.ts';
import { forgottenInstance } from './diagnose-reply.ts';
import type { OrderSource, Overrides, Probe, RequestOverrides, Verdict } from './model.ts';
import { describeResult, isAccepted, isOrderRefusal } from './response.ts';
import { newOrderId } from './steps.ts';
import { withOverrides } from './test-call.ts';
import { expectedSuccess, judgeStep, unreadable } from './verdicts.ts';

/** Judges the creation of an instance, and records the instance for later checks. */
export async function judgeCreation(probe: Probe, exchange: Exchange, isFirst: boolean): Promise<Verdict> {
  const verdict = judgeStep(exchange);
  if (verdict.status !== 'passed') return (await bypassFailure(probe, exchange, isFirst)) ?? verdict;
  const instanceId = instanceIdIn(exchange);
  // The check of the required fields reports this.
  if (instanceId === undefined) return unreadable(exchange);
  const { memory } = probe;
  if (isFirst) memory.created = { exchange, instanceId };
  else {
    memory.another = instanceId;
    memory.otherCreations.push(exchange);
  }
  const polled = isSuccess(exchange) ? passed : await pollUntilReady(probe, instanceId, exchange);
  return isFirst && polled.status === 'passed' ? replaceForgotten(probe, exchange, instanceId) : polled;
}

/** Finds out why the creation fails. If that is known, later checks work with the creation that succeeds. */
async function bypassFailure(
  probe: Probe,
  refused: Exchange,
  isFirst: boolean,
): Promise<Verdict | undefined> {
  const found = await diagnoseCreation(probe, refused);
  if (!found) return undefined;
  const verdict = failed(expectedSuccess, describeResult(refused), refused, found.cause);
  const { memory, protocol } = probe;
  const { accepted, overrides, encrypt } = found;
  const instanceId = instanceIdIn(accepted);
  if (!isFirst || instanceId === undefined) return verdict;
  memory.creation = encrypt === undefined ? { overrides } : { overrides: {}, encrypt };
  memory.created = { exchange: accepted, instanceId };
  memory.plain = accepted;
  // The response checks examine the success as well.
  memory.steps.set(`${protocol.code}-LIFE-NEW-CHANGED`, accepted);
  const polled = isSuccess(accepted) ? passed : await pollUntilReady(probe, instanceId, accepted);
  const isUsable = verdict.status === 'failed' && polled.status === 'passed';
  return isUsable ? { ...verdict, isBypassed: true } : verdict;
}

/**
 * An earlier run may have released the instance of the same order. A server that has forgotten it gets a new order,
 * so that every run has the same verdicts.
 */
async function replaceForgotten(probe: Probe, exchange: Exchange, instanceId: string): Promise<Verdict> {
  const forgotten = await findForgotten(probe, instanceId);
  if (!forgotten) return passed;
  const again = await createWithNewOrder(probe, exchange);
  const id = isAccepted(again) ? instanceIdIn(again) : undefined;
  if (id === undefined || (await findForgotten(probe, id))) {
    return failed(
      both('the instance that a repeated order returns exists'),
      both('{activity}: {result}', { activity: forgotten.activity.name, result: describeResult(forgotten) }),
      forgotten,
      forgottenInstance,
    );
  }
  probe.memory.created = { exchange: again, instanceId: id };
  return isSuccess(again) ? passed : pollUntilReady(probe, id, again);
}

/** The response that an instance does not exist (000003), if the server gives it. */
async function findForgotten(probe: Probe, instanceId: string): Promise<Exchange | undefined> {
  const activity = ['queryInstance', 'updateInstanceStatus'].find((name) =>
    probe.protocol.activities.some((one) => one.name === name && one.need[probe.options.sale] === 'required'),
  );
  if (activity === undefined) return undefined;
  const status = activity === 'updateInstanceStatus' ? { status: 'UNFREEZE' } : {};
  const exchange = await probe.send(activity, probe.values(activity, { instanceId, ...status }));
  if (exchange.reply?.resultCode === '000003') return exchange;
  // The first query, while the instance has no usage yet, is the one to judge.
  if (activity === 'queryInstance') probe.memory.steps.set(`${probe.protocol.code}-LIFE-QUERY`, exchange);
  return undefined;
}

/**
 * Creates an instance for an order that no earlier request contained. V2 servers may look up orders, and then accept
 * only orders that the order API knows: a refusal that may mean this is not repeated.
 */
export async function createWithNewOrder(probe: Probe, like: Exchange): Promise<Exchange> {
  const { memory } = probe;
  if (memory.refusedOrder) return memory.refusedOrder;
  const exchange = await resend(probe, like, { ...newOrder(probe), ...newBusinessId(probe) });
  if (isOrderRefusal(exchange)) memory.refusedOrder = exchange;
  return exchange;
}

const boughtBefore: ReadonlySet<string> = new Set(['000103', '000105']);

/**
 * Repeats a refused creation from another account, if the server lets each account buy once.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649057.html
 */
export async function asOtherAccount(probe: Probe, exchange: Exchange): Promise<Exchange> {
  if (!isBoughtBefore(exchange) || exchange.values.customerId === undefined) return exchange;
  return resend(probe, exchange, { customerId: probe.id() });
}

/** Whether the server refuses the order because each account can buy once. */
export function isBoughtBefore({ reply }: Exchange): boolean {
  return boughtBefore.has(reply?.resultCode ?? '');
}

/** An order that no earlier request contained. */
export function newOrder(probe: Probe): Overrides {
  const { orders, sale } = probe.options;
  if (probe.protocol.replySigned) return { orderId: unknownOrder(probe).orderId };
  return orders ? { ...orders.issue(mockNewOrder(sale)) } : { ...unknownOrder(probe) };
}

/**
 * The instance of a trial, for its conversion: that of the step, or one of the mock order. A server that sells no
 * trials converts the instance of the lifecycle.
 */
export async function trialInstance(probe: Probe): Promise<Overrides> {
  const { memory, options, protocol } = probe;
  if (options.sale !== 'period') return {};
  const made = memory.steps.get(`${protocol.code}-LIFE-NEW-TRIAL`);
  const order = options.orders?.issue('MOCKPERIODDAYTRIAL') ?? mockOrderIds('MOCKPERIODDAYTRIAL');
  const isV1 = protocol.id === 'v1';
  const bought = isV1 ? made : await probe.send('newInstance', probe.values('newInstance', { ...order }));
  const instanceId = bought && isAccepted(bought) ? instanceIdIn(bought) : undefined;
  if (!bought || instanceId === undefined) return {};
  if (!isV1 && !isSuccess(bought)) await pollUntilReady(probe, instanceId, bought);
  memory.trial = { exchange: bought, instanceId };
  return { instanceId };
}

/** An order that no order API knows. Its ID begins with the minute in Beijing, as KooGallery's do. */
export function unknownOrder({ id, now }: Probe): ReturnType<OrderSource['issue']> {
  const orderId = newOrderId(cnSeconds(now()).slice(2, 12) + id(12));
  return { orderId, orderLineId: `${orderId}-000001` };
}

export function newBusinessId(probe: Probe): Overrides {
  return probe.activity('newInstance').request.some(({ name }) => name === 'businessId')
    ? { businessId: probe.id() }
    : {};
}

/** The instance ID in a response. A number is accepted here; the response checks report it. */
export function instanceIdIn({ reply }: Exchange): string | undefined {
  const id = reply?.json?.instanceId;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}

/** KooGallery queries up to 60 times, every 2 minutes. koo uses the same number and a shorter interval by default. */
const maxPolls = 60;

/**
 * After 000004, queries until the instance is ready: with queryInstance or, in protocols without it, with
 * newInstance.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export async function pollUntilReady(probe: Probe, instanceId: string, creation: Exchange): Promise<Verdict> {
  // A lock may answer without knowing the instance.
  const hasQuery =
    instanceId !== '' && probe.protocol.activities.some(({ name }) => name === 'queryInstance');
  const query = () =>
    hasQuery
      ? probe.send('queryInstance', probe.values('queryInstance', { instanceId }))
      : resend(probe, creation);
  let last = creation;
  for (let poll = 0; poll < maxPolls; poll += 1) {
    await probe.sleep(probe.options.pollIntervalMs);
    last = await query();
    if (isSuccess(last)) return passed;
    if (!last.outcome.answered) break;
  }
  const { name } = last.activity;
  const seconds = Math.round((maxPolls * probe.options.pollIntervalMs) / 1000);
  const facts = { maxPolls, seconds, last: describeResult(last) };
  return failed(
    both('{name} returns 000000 once the instance that was in creation (000004) is ready', { name }),
    both('after {maxPolls} queries in {seconds} s: {last}', facts),
    last,
    both(
      'Return 000000 once the instance is ready. KooGallery queries every 2 minutes, up to 60 times; koo queries more often. If provisioning takes longer, use --poll-interval 120.',
    ),
  );
}

function isSuccess(exchange: Exchange): boolean {
  return exchange.reply?.resultCode === success;
}

/** Sends the values of an earlier request again with a new signature. */
export function resend(
  probe: Probe,
  { activity, values }: Exchange,
  overrides: Overrides = {},
  proof?: RequestOverrides,
): Promise<Exchange> {
  return probe.send(activity.name, withOverrides(values, overrides), proof);
}
