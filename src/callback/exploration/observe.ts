import { type JsonObject, objectOf } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Probe } from '../probe/model.ts';
import { newBusinessId, resend } from '../probe/new-instance.ts';
import { comparable, decryptFault } from '../probe/reply-secrets.ts';
import { describeResult, isAccepted, isOrderRefusal } from '../probe/response.ts';
import { newOrderId } from '../probe/steps.ts';
import { createExecutor, freshOrders } from './execute.ts';
import type { World } from './scenario/commands.ts';
import type { ScenarioStep } from './scenario/scenario.ts';

/** The facts about the server, and whether the secrets in its responses can be decrypted. */
export interface ObservedWorld extends World {
  readonly decrypts: boolean;
}

/** The steps that end an instance are checked later, so they count as supported if their activity is required. */
const endings = [
  ['LIFE-EXPIRE', ['expireInstance']],
  ['LIFE-RELEASE', ['releaseInstance', 'releaseLicenseCode']],
] as const;

/**
 * Finds out what works in an ordinary life. Other checks report what fails in it, so that is not explored.
 */
export async function observe(probe: Probe): Promise<ObservedWorld> {
  const { protocol, options, memory } = probe;
  const accepted = [...memory.steps].filter(([, exchange]) => isAccepted(exchange));
  const supported = new Set(accepted.map(([id]) => id.slice(protocol.code.length + 1)));
  const ended: string[] = [];
  for (const [id, names] of endings) {
    const activity = protocol.activities.find(({ name }) => names.some((one) => one === name));
    if (activity?.need[options.sale] !== 'required') continue;
    supported.add(id);
    ended.push(activity.name);
  }
  const samples: Record<string, JsonObject> = {};
  for (const [id, { activity, values }] of accepted) {
    // The console's call has no instance.
    if (!id.endsWith('TENANT-CONSOLE')) samples[activity.name] ??= values;
  }
  for (const name of ended) samples[name] ??= probe.values(name);
  const created = memory.created;
  const shown = created ? await show(probe, created, supported) : [];
  const [query] = shown.filter(({ activity }) => activity.name === 'queryInstance');
  const isReused = protocol.id === 'license-code' || !(await acceptsFreshOrders(probe, supported));
  const queries = query && created && readQueries(query, created.instanceId);
  return {
    protocol,
    sale: options.sale,
    supported,
    samples,
    kitInstances: supported.has('TENANT-ADD') ? await kitInstances(probe) : [],
    isReused,
    hasLines: !isReused && options.orders === undefined,
    ...(queries && { queries }),
    access: sameAccess(probe, shown, created?.exchange),
    isRepeatable: memory.unrepeatable.size === 0,
    decrypts: ![created?.exchange, ...shown].some((exchange) => exchange && decryptFault(exchange, probe)),
  };
}

/** Two responses that show the instance, one after the other. */
async function show(
  probe: Probe,
  { exchange, instanceId }: NonNullable<Probe['memory']['created']>,
  supported: ReadonlySet<string>,
): Promise<readonly Exchange[]> {
  const isQueried = supported.has('LIFE-QUERY');
  const ask = () =>
    isQueried
      ? probe.send('queryInstance', probe.values('queryInstance', { instanceId }))
      : resend(probe, exchange, newBusinessId(probe));
  return isQueried || probe.protocol.id === 'v1' ? [await ask(), await ask()] : [];
}

/** The members of `appInfo` that are the same in all responses. A URL may have a new ticket, and a memo tells the state. */
function sameAccess(probe: Probe, shown: readonly Exchange[], created = shown[0]): readonly string[] {
  const [bought, first, ...others] = [created, ...shown].map((exchange) => {
    const { json } = exchange?.reply ?? {};
    const [entry] = Array.isArray(json?.info) ? json.info : [json];
    return exchange ? objectOf(comparable(objectOf(entry).appInfo ?? {}, probe, exchange)) : {};
  });
  const url = (value: unknown) => String(value).replace(/[?#].*/, '');
  return Object.keys(first ?? {}).filter((name) => {
    const value = first?.[name];
    const hasTicket = bought?.[name] !== value && url(bought?.[name]) === url(value);
    return name !== 'memo' && value !== null && !hasTicket && others.every((other) => other[name] === value);
  });
}

function readQueries({ reply }: Exchange, instanceId: string): World['queries'] {
  const info = reply?.json?.info;
  const [entry, ...others] = Array.isArray(info) ? info : [];
  if (entry?.instanceId !== instanceId || others.length > 0) return undefined;
  return entry.appInfo?.frontEndUrl ? 'appInfo' : 'instances';
}

/**
 * A merchant may look up each order in the order API, where only the mock orders exist. Other failures are for the
 * lives to find.
 *
 * @see https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649116.html
 */
async function acceptsFreshOrders(probe: Probe, supported: ReadonlySet<string>): Promise<boolean> {
  const { protocol, memory } = probe;
  if (protocol.id === 'v1' || protocol.keyClass === 'kit') return true;
  const execute = createExecutor(probe, { orders: freshOrders(probe) });
  const order = (name: string) => ({ orderId: `\${order:${name}}`, orderLineId: `\${orderLine:${name}}` });
  const expect = { result: ['success'] } as const;
  const renewal = { instanceId: `\${i1.instanceId}`, scene: 'RENEWAL', ...order('o2') };
  const steps: readonly ScenarioStep[] = supported.has('LIFE-NOTIFY')
    ? [{ activity: 'orderNotify', values: order('o1'), expect }]
    : [
        { id: 'i1', activity: 'newInstance', values: order('o1'), expect },
        ...(supported.has('LIFE-RENEW') ? [{ activity: 'refreshInstance', values: renewal, expect }] : []),
      ];
  for (const step of steps) {
    const result = await execute(step);
    if (result.status === 'passed') continue;
    const refusal = result.status === 'failed' ? result.failure.exchange : undefined;
    if (refusal?.activity.name !== step.activity || !isOrderRefusal(refusal)) return true;
    // An order of the length of Huawei's examples shows whether it is the length that is refused.
    const orderId = newOrderId(probe.id(15));
    const shorter = { ...step.values, orderId, orderLineId: `${orderId}-000001` };
    if ((await execute({ ...step, values: shorter })).status === 'passed') return true;
    memory.notices.push(
      both(
        '{protocol}: the server answers {activity} for another order with {result}, so exploration uses one instance for each mock order and releases none.',
        { protocol: protocol.id, activity: step.activity, result: describeResult(refusal) },
      ),
    );
    return false;
  }
  return true;
}

async function succeeds(probe: Probe, step: ScenarioStep): Promise<boolean> {
  return (await createExecutor(probe, { orders: freshOrders(probe) })(step)).status === 'passed';
}

/**
 * The instances that organisations are bound to: new ones, unless the merchant accepts only those that it has created.
 */
async function kitInstances(probe: Probe): Promise<readonly string[]> {
  const values = { instanceId: `\${id:i1}`, tenantId: `\${id:t1}`, flag: 1 };
  if (await succeeds(probe, { activity: 'tenantSync', values, expect: { result: ['success'] } }))
    return [`\${id:i1}`, `\${id:i2}`];
  const { created, another, kitInstance } = { ...probe.base?.memory, kitInstance: probe.memory.kitInstance };
  const known = created?.instanceId ?? kitInstance ?? '';
  return another === undefined ? [known] : [known, another];
}
