import { inProgress } from '../../codes/callback.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import {
  type Check,
  checkOf,
  type OrderFault,
  type OrderSource,
  type Probe,
  type SuiteOptions,
  type Verdict,
} from '../probe/model.ts';
import { instanceIdIn, newBusinessId, unknownOrder } from '../probe/new-instance.ts';
import { describeResult, isAccepted, isBusinessCode } from '../probe/response.ts';
import { withOverrides } from '../probe/test-call.ts';
import { combine, judgeRefused, recordRefusal } from '../probe/verdicts.ts';
import { mockNewOrder } from '../protocols/mock-orders.ts';
import type { Protocol } from '../protocols/model.ts';

const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html';

/** How long the server may take to query the order after its response, in milliseconds. */
const queryTimeoutMs = 5_000;
const pollMs = 100;
/** Calls for an order after the order API has recovered. */
const maxRetries = 5;

/** The activity of a protocol that announces an order without its contents. */
function orderActivity({ activities, replySigned }: Protocol): string | undefined {
  if (replySigned) return undefined;
  return ['newInstance', 'orderNotify'].find((name) => activities.some((one) => one.name === name));
}

/** Whether merchants look up the orders of a protocol. */
export function queriesOrders(protocol: Protocol): boolean {
  return orderActivity(protocol) !== undefined;
}

/**
 * Checks that a V2 server looks up orders, whose contents are not in the request. They need an order API whose orders
 * nothing else knows.
 */
export function orderLookupChecks(protocol: Protocol, { orders }: SuiteOptions): Check[] {
  const activity = orderActivity(protocol);
  if (!orders || activity === undefined) return [];
  const common = { activity, source, needs: ['AUTH-RIGHT'] };
  // A server that koo starts without further ado may query its orders elsewhere.
  const { isDefault = false } = orders;
  const queried = checkOf(protocol, 'semantics', 'ORDER-QUERIED', {
    ...common,
    ...(isDefault && { severity: 'warning' }),
    title: both('The server queries a new order'),
    hint: both(
      'Query the order with its orderId and orderLineId when {activity} arrives. The request contains neither the product nor the buyer.',
      { activity },
    ),
    run: (probe) => expectQuery(probe, activity, orders),
  });
  if (activity !== 'newInstance') return [queried];
  const unknown = checkOf(protocol, 'semantics', 'ORDER-UNKNOWN', {
    ...common,
    ...(isDefault && { needs: [...common.needs, 'ORDER-QUERIED'] }),
    title: both('An order that does not exist is rejected'),
    hint: both('Query the order first. When the order API does not know it, return 000002.'),
    run: async (probe) => (isDefault && unqueried(probe)) || rejectUnknownOrder(probe),
  });
  const { restore } = orders;
  if (!restore) return [queried, unknown];
  const failing = { ...common, needs: [...common.needs, 'ORDER-QUERIED', 'LIFE-NEW'] };
  const foreign = checkOf(protocol, 'semantics', 'ORDER-FOREIGN', {
    ...failing,
    title: both('An order for a product of another seller is rejected'),
    hint: both('Create nothing for an order that the order API refuses to return (MKT.0150).'),
    run: async (probe) => unqueried(probe) ?? (await refuseOrder(probe, orders, 'MKT.0150')).verdict,
  });
  const down = checkOf(protocol, 'semantics', 'ORDER-API-DOWN', {
    ...failing,
    title: both('An instance is created once the order API has recovered, and not before'),
    hint: both(
      'Store nothing before the order API has returned the order, and return 000005. KooGallery repeats the call: query the order again.',
    ),
    run: async (probe) => unqueried(probe) ?? combine(await outages(probe, orders, restore)),
  });
  return [queried, unknown, foreign, down];
}

function unqueried({ memory }: Probe): Verdict | undefined {
  return memory.queriesOrders ? undefined : skipped(both("the server queries no order of koo's order API"));
}

const faults = ['500', 'denied', '429', '406', 'reset', 'half'] as const;

async function outages(probe: Probe, orders: OrderSource, restore: (orderId: string) => void) {
  const cases: (readonly [name: string, verdict: Verdict])[] = [];
  for (const fault of [...faults, ...(probe.options.deep ? (['silent'] as const) : [])]) {
    const { send, orderId, verdict } = await refuseOrder(probe, orders, fault);
    if (verdict.status === 'passed') restore(orderId);
    cases.push([fault, verdict.status === 'passed' ? await createOnce(probe, send) : verdict]);
  }
  return cases;
}

/** Sends an order whose query fails, for which nothing may be created. */
async function refuseOrder(probe: Probe, orders: OrderSource, fault: OrderFault) {
  const order = orders.issue(mockNewOrder(probe.options.sale), { fault });
  const send = () => {
    const overrides = { ...order, ...newBusinessId(probe) };
    return probe.send('newInstance', withOverrides(probe.values('newInstance'), overrides));
  };
  return { send, orderId: order.orderId, verdict: judgeUnqueryable(probe, await send()) };
}

function judgeUnqueryable(probe: Probe, exchange: Exchange): Verdict {
  if (exchange.reply?.resultCode === inProgress)
    return skipped(both('the server creates instances in the background'));
  if (!exchange.outcome.answered)
    return failed(
      both('a response, although the query of the order fails'),
      describeResult(exchange),
      exchange,
      both('Give the query of the order a shorter time limit than KooGallery gives your server.'),
    );
  recordRefusal(probe, 'ORDER-API-DOWN', exchange);
  return judgeRefused(exchange, both('no instance while the query of the order fails'));
}

/** Repeats an order whose query succeeds again. A server may spare an API for a while that has just failed. */
async function createOnce(probe: Probe, send: () => Promise<Exchange>): Promise<Verdict> {
  let created = await send();
  for (let retry = 1; retry < maxRetries && !isAccepted(created); retry += 1) {
    if (isBusinessCode(created)) return passed;
    await probe.sleep(probe.options.pollIntervalMs);
    created = await send();
  }
  const expected = both('the order is accepted when its query succeeds again');
  if (!isAccepted(created)) return failed(expected, describeResult(created), created);
  const again = await send();
  if (isAccepted(again) && instanceIdIn(again) === instanceIdIn(created)) return passed;
  return failed(both('one instance for the order'), describeResult(again), again);
}

async function expectQuery(probe: Probe, activity: string, orders: OrderSource): Promise<Verdict> {
  const order = orders.issue(mockNewOrder(probe.options.sale));
  const exchange = await probe.send(activity, withOverrides(probe.values(activity), order));
  const { orderId } = order;
  // Whether the merchant sells the product of the order is another question.
  if (!isAccepted(exchange) && !(isBusinessCode(exchange) && orders.isQueried(orderId))) {
    const expected = both('the order {orderId} of the order API is accepted', { orderId });
    const hint = refusalHint(orders, orderId) ?? lookupHint(orders, orderId);
    return failed(expected, describeResult(exchange), exchange, hint);
  }
  for (let waited = 0; !orders.isQueried(orderId); waited += pollMs) {
    if (waited >= queryTimeoutMs) {
      return failed(
        both('a query for the order {orderId}', { orderId }),
        both('no query within {seconds} s', { seconds: queryTimeoutMs / 1000 }),
        exchange,
        refusalHint(orders, orderId) ?? (orders.isDefault ? lookupHint(orders, orderId) : undefined),
      );
    }
    await probe.sleep(pollMs);
  }
  probe.memory.queriesOrders = true;
  return passed;
}

function refusalHint(orders: OrderSource, orderId: string): Localized | undefined {
  const refusal = orders.lastRefusal(orderId);
  if (!refusal) return undefined;
  if (refusal.isUnauthenticated) {
    return both(
      'The order API refused a query of your server: {refusal}. `koo api sign` shows the correct signature of a request.',
      { refusal: refusal.reason },
    );
  }
  return both('The order API refused the query of your server for the order {orderId}: {refusal}.', {
    orderId,
    refusal: refusal.reason,
  });
}

/** Explains how far the server got with an order that it does not accept. */
function lookupHint(orders: OrderSource, orderId: string): Localized {
  if (!orders.isQueried(orderId) && orders.isDefault)
    return both(
      'No query for the order {orderId} has reached the order API. Either your server queries no orders, or it queries them elsewhere: let it take the address and the AK/SK from KOO_ORDER_API_URL, KOO_ORDER_API_AK and KOO_ORDER_API_SK. With --no-order-api, koo does not check this.',
      { orderId },
    );
  return orders.isQueried(orderId)
    ? both(
        'Your server has queried the order {orderId}, and the order API has returned it. Look in the log of your server for why it then fails.',
        { orderId },
      )
    : both(
        'Your server has not queried the order {orderId} before its response. Look in its log for whether it fails before the query, and check the address of the order API (KOO_ORDER_API_URL for a server that koo starts).',
        { orderId },
      );
}

async function rejectUnknownOrder(probe: Probe): Promise<Verdict> {
  const values = withOverrides(probe.values('newInstance'), unknownOrder(probe));
  const exchange = await probe.send('newInstance', values);
  if (exchange.reply?.resultCode === inProgress)
    return skipped(both('the server creates instances in the background'));
  recordRefusal(probe, 'ORDER-UNKNOWN', exchange);
  return judgeRefused(exchange, both('the request is rejected'));
}
