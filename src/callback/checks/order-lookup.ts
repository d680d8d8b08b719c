import { failed, passed, skipped } from '../../suite/check.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import {
  type Check,
  checkOf,
  type OrderSource,
  type Probe,
  type SuiteOptions,
  type Verdict,
} from '../probe/model.ts';
import { unknownOrder } from '../probe/new-instance.ts';
import { describeResult, isAccepted, isBusinessCode } from '../probe/response.ts';
import { withOverrides } from '../probe/test-call.ts';
import { judgeRefused, recordRefusal } from '../probe/verdicts.ts';
import { mockNewOrder } from '../protocols/mock-orders.ts';
import type { Protocol } from '../protocols/model.ts';

const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html';

/** How long the server may take to query the order after its response, in milliseconds. */
const queryTimeoutMs = 5_000;
const pollMs = 100;

/**
 * Checks that a V2 server looks up orders, whose contents are not in the request. They need an order API whose orders
 * nothing else knows.
 */
export function orderLookupChecks(protocol: Protocol, { orders }: SuiteOptions): Check[] {
  const activity = ['newInstance', 'orderNotify'].find((name) =>
    protocol.activities.some((declared) => declared.name === name),
  );
  if (!orders || protocol.replySigned || activity === undefined) return [];
  const common = { activity, source, needs: ['AUTH-RIGHT'] };
  const queried = checkOf(protocol, 'semantics', 'ORDER-QUERIED', {
    ...common,
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
    title: both('An order that does not exist is rejected'),
    hint: both('Query the order first. When the order API does not know it, return 000002.'),
    run: rejectUnknownOrder,
  });
  return [queried, unknown];
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
        refusalHint(orders, orderId),
      );
    }
    await probe.sleep(pollMs);
  }
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
  if (exchange.reply?.resultCode === '000004')
    return skipped(both('the server creates instances in the background'));
  recordRefusal(probe, 'ORDER-UNKNOWN', exchange);
  return judgeRefused(exchange, both('the request is rejected'));
}
