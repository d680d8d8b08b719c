import { success } from '../../codes/callback.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { isObject, type JsonObject, objectOf } from '../../text/json.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { explainOtherInstanceId, withHint } from '../probe/diagnose-reply.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  type Memory,
  type Overrides,
  type Probe,
  type Verdict,
} from '../probe/model.ts';
import {
  createWithNewOrder,
  instanceIdIn,
  isBoughtBefore,
  newBusinessId,
  newOrder,
  resend,
} from '../probe/new-instance.ts';
import { comparable } from '../probe/reply-secrets.ts';
import { describeResult, isAccepted, isOrderRefusal, isTemporary } from '../probe/response.ts';
import { expectedSuccess, judgeSuccess, unreadable } from '../probe/verdicts.ts';
import { mockOrderIds, mockSecondOrders } from '../protocols/mock-orders.ts';
import type { Field, Protocol, Sale } from '../protocols/model.ts';

/** Checks that one order creates one instance, even if it is repeated or sent concurrently. */
export function creationChecks(protocol: Protocol, sale: Sale): Check[] {
  const creation = protocol.activities.find(({ name }) => name === 'newInstance');
  return [
    check(protocol, 'IDEMP-NEW', {
      title: both('A repeated order with a new businessId returns the same instance'),
      hint: both('{idempotency} businessId is different in every call.', {
        idempotency: creation?.idempotency ?? '',
      }),
      needs: ['LIFE-NEW'],
      run: withInstance(sameInstance),
    }),
    // A V2 response contains only the instance ID.
    ...(protocol.id === 'v1'
      ? [
          check(protocol, 'IDEMP-NEW-REPLY', {
            title: both('A repeated order returns the same full response'),
            hint: both(
              'Return everything that the first response contained. The console calls newInstance again when the buyer views the resource details.',
            ),
            needs: ['IDEMP-NEW'],
            run: withInstance(sameReply),
          }),
        ]
      : []),
    check(protocol, 'IDEMP-NEW-OTHER', {
      title: both('Different orders create different instances'),
      hint: both(
        'Create one instance for each order. Do not derive instanceId from the buyer or the product.',
      ),
      needs: ['LIFE-NEW'],
      run: withInstance(createForOtherOrder),
    }),
    check(protocol, 'IDEMP-NEW-PARALLEL', {
      title: both('Two concurrent creations for one order return one instance'),
      hint: both(
        'Protect the order ID with a unique key or a lock. A retry can arrive while the first call is still in progress.',
      ),
      needs: ['IDEMP-NEW'],
      run: withInstance(createInParallel),
    }),
    // In V2, only the order API knows the products of an order.
    ...(protocol.id === 'v1' && sale === 'on-demand' ? [onDemandProducts(protocol)] : []),
  ];
}

/**
 * Checks that one order gets one licence.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649153.html
 */
export function licenseCheck(protocol: Protocol): Check {
  return checkOf(protocol, 'idempotency', 'IDEMP-LICENSE', {
    activity: 'getLicense',
    source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649153.html',
    title: both('A repeated order with a new businessId returns the same licence'),
    hint: both(
      'Store the licence of each order, and return it with its instanceId when the order is repeated.',
    ),
    needs: ['LIFE-LICENSE'],
    run: async (probe) => {
      const issued = probe.memory.steps.get('V1-LIFE-LICENSE');
      if (!issued) return skipped(both('no licence was issued'));
      const again = await resend(probe, issued, { businessId: probe.id() });
      const verdict = judgeSuccess(again);
      if (verdict.status !== 'passed') return verdict;
      const changed = ['license', 'instanceId'].find(
        (field) => again.reply?.json?.[field] !== issued.reply?.json?.[field],
      );
      if (changed === undefined) return passed;
      const facts = { field: changed };
      return failed(
        both('the same {field} as in the first response', facts),
        both('a different {field}', facts),
        again,
      );
    },
  });
}

function check(protocol: Protocol, id: string, parts: CheckParts): Check {
  const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html';
  return checkOf(protocol, 'idempotency', id, { activity: 'newInstance', source, ...parts });
}

async function sameInstance(probe: Probe, created: Created): Promise<Verdict> {
  for (const one of [created, probe.memory.trial]) {
    const verdict = one ? await sameAgain(probe, one) : passed;
    if (verdict.status !== 'passed') return verdict;
  }
  return passed;
}

async function sameAgain(probe: Probe, { exchange, instanceId }: Created): Promise<Verdict> {
  const again = await resend(probe, exchange, newBusinessId(probe));
  probe.memory.repeats.push(again);
  const other = isAccepted(again) ? instanceIdIn(again) : undefined;
  if (other === instanceId) return passed;
  probe.memory.unrepeatable.add('newInstance');
  const known: Localized = verbatim(`instanceId ${instanceId}`);
  const hint = other === undefined ? undefined : explainOtherInstanceId(probe.key, instanceId, other);
  return failed(known, instanceIdOrResult(again), again, hint);
}

type Created = NonNullable<Memory['created']>;

function withInstance(run: (probe: Probe, created: Created) => Promise<Verdict>): Check['run'] {
  return async (probe) => {
    const { created } = probe.memory;
    return created ? run(probe, created) : skipped(both('no instance was created'));
  };
}

/** The instance ID in a response, or its result. */
export function instanceIdOrResult(exchange: Exchange): Localized {
  const id = isAccepted(exchange) ? instanceIdIn(exchange) : undefined;
  return id === undefined ? describeResult(exchange) : verbatim(`instanceId ${id}`);
}

async function sameReply(probe: Probe, created: Created): Promise<Verdict> {
  const send = () => resend(probe, created.exchange, newBusinessId(probe));
  // While an instance is being created (000004) there is nothing to compare with.
  const whole = created.exchange.reply?.resultCode === success ? created.exchange : await send();
  const again = await send();
  const first = comparableFields(probe, whole);
  const second = comparableFields(probe, again);
  const different = [...new Set([...Object.keys(first), ...Object.keys(second)])].find(
    (name) => first[name] !== second[name],
  );
  if (different === undefined) return passed;
  const facts = { field: different };
  const actual =
    second[different] === undefined ? both('no {field}', facts) : both('a different {field}', facts);
  const expected = both('the same {field} as in the first response', facts);
  // A memo may tell the state of the instance.
  const severity = different === 'appInfo.memo' ? 'warning' : undefined;
  return { status: 'failed', expected, actual, exchange: again, ...(severity && { severity }) };
}

/**
 * The declared fields of a response by path, those that do not decrypt as empty: another check finds them. Undeclared
 * fields may differ, for example a time or a request number.
 */
function comparableFields(probe: Probe, exchange: Exchange): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (fields: readonly Field[], json: JsonObject, prefix: string) => {
    for (const { name, format, fields: inner } of fields) {
      const value = json[name];
      if (inner && isObject(value)) walk(inner, value, `${prefix}${name}.`);
      else if (!inner && value !== null && value !== undefined) {
        // A login ticket may change with each call.
        found[prefix + name] = format === 'url' ? String(value).replace(/[?#].*/, '') : String(value);
      }
    }
  };
  const declared = exchange.activity.reply.filter(
    ({ name }) => name !== 'resultCode' && name !== 'resultMsg',
  );
  walk(declared, objectOf(comparable(exchange.reply?.json ?? {}, probe, exchange, '')), '');
  return found;
}

async function createInParallel(probe: Probe, created: Created): Promise<Verdict> {
  const order = probe.memory.refusedOrder ? otherMockOrder(probe) : newOrder(probe);
  const send = () => resend(probe, created.exchange, { ...order, ...newBusinessId(probe) });
  const pair = await Promise.all([send(), send()]);
  const [first, second] = pair;
  if (!pair.some(instanceIdIn)) {
    const other = pair.find((exchange) => !isOrderRefusal(exchange));
    if (other) return failed(expectedSuccess, describeResult(other), other);
    return skipped(both('both requests were rejected: {first}', { first: describeResult(first) }));
  }
  const loser = pair.find((exchange) => !instanceIdIn(exchange));
  const answers = loser ? [...pair.filter(instanceIdIn), await send()] : pair;
  const ids = new Set(answers.map(instanceIdIn));
  const [id] = ids;
  // The quicker call may only have repeated the slower one, and both an order of an earlier check.
  if (id !== probe.memory.another) probe.memory.otherCreations.push(...slowest(pair.filter(isAccepted)));
  if (id !== undefined) probe.memory.another ??= id;
  const isOne = ids.size === 1;
  // In V2, 000004 is documented.
  if (isOne && (!loser || (isAccepted(loser) && !probe.protocol.replySigned))) return passed;
  return {
    status: 'failed',
    expected: both('the same instanceId in both responses'),
    actual: both('{ids, and}', { ids: (isOne ? pair : answers).map(instanceIdOrResult) }),
    exchange: loser ?? second,
    ...(isOne && loser && isTemporary(loser) && { severity: 'warning' }),
  };
}

function slowest(exchanges: readonly Exchange[]): readonly Exchange[] {
  const duration = ({ outcome }: Exchange) => (outcome.answered ? outcome.response.durationMs : 0);
  return exchanges.toSorted((one, other) => duration(other) - duration(one)).slice(0, 1);
}

/** A mock order other than that of the lifecycle, for servers that look up orders. */
function otherMockOrder({ options }: Probe): Overrides {
  return mockOrderIds(mockSecondOrders[options.sale]);
}

const failsForOthers = both(
  'Your server creates an instance for the first order, and fails with another one: the second customer would get none. Look in the log of your server for the cause. To refuse an order that the order API does not know, return 000002.',
);

/** A second order must not return the instance of the first one. */
async function createForOtherOrder(probe: Probe, created: Created): Promise<Verdict> {
  const second = probe.memory.steps.get(`${probe.protocol.code}-LIFE-NEW-MINIMAL`);
  const fresh = second && isAccepted(second) ? second : await createWithNewOrder(probe, created.exchange);
  const other = isOrderRefusal(fresh)
    ? await resend(probe, created.exchange, { ...otherMockOrder(probe), ...newBusinessId(probe) })
    : fresh;
  if (isOrderRefusal(other))
    return skipped(both('another order is rejected: {result}', { result: describeResult(other) }));
  const verdict = judgeSuccess(other);
  if (verdict.status !== 'passed') return withHint(verdict, failsForOthers);
  const id = instanceIdIn(other);
  if (id === undefined) return unreadable(other);
  if (id === created.instanceId) {
    const expected = both('an instanceId different from that of the first order');
    return failed(expected, instanceIdOrResult(other), other);
  }
  probe.memory.another ??= id;
  probe.memory.otherCreations.push(other);
  return passed;
}

/** A pay-per-use order with several products creates several instances. */
function onDemandProducts(protocol: Protocol): Check {
  return check(protocol, 'IDEMP-NEW-PRODUCTS', {
    title: both('A pay-per-use order with two products creates two instances'),
    hint: both('Identify a pay-per-use instance by orderId and productId together.'),
    needs: ['IDEMP-NEW'],
    run: withInstance(async (probe, created) => {
      const { set } = probe.options;
      if (set.productId !== undefined || set['newInstance.productId'] !== undefined) {
        return skipped(both('no second product is known, because --set gives one productId'));
      }
      const other = await resend(probe, created.exchange, {
        productId: '00301-666666-0--9',
        ...newBusinessId(probe),
      });
      if (isBoughtBefore(other))
        return skipped(both('another order is rejected: {result}', { result: describeResult(other) }));
      const verdict = judgeSuccess(other);
      if (verdict.status !== 'passed') return verdict;
      if (instanceIdIn(other) !== created.instanceId) return passed;
      const expected = both('an instanceId different from that of the first product');
      return failed(expected, instanceIdOrResult(other), other);
    }),
  });
}
