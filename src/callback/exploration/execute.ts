import { inProgress, success } from '../../codes/callback.ts';
import { isObject, type JsonObject, type JsonValue, own } from '../../text/json.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { lengthFault } from '../probe/judge.ts';
import type { OrderIds, Overrides, Probe } from '../probe/model.ts';
import { pollUntilReady, unknownOrder } from '../probe/new-instance.ts';
import { comparable, decryptFault } from '../probe/reply-secrets.ts';
import { describeCode, describeResult, isAccepted, isBusinessCode, isReadable } from '../probe/response.ts';
import { withOverrides } from '../probe/test-call.ts';
import { expectedSuccess, judgeSuccess } from '../probe/verdicts.ts';
import { type MockOrderId, mockNewOrder, mockSceneOrders } from '../protocols/mock-orders.ts';
import type { Activity, Sale } from '../protocols/model.ts';
import { addDays, cnSeconds, utcSeconds, utcText } from '../protocols/time.ts';
import {
  type Bindings,
  fillIn,
  fillObject,
  matches,
  type OrderSource,
  type Result,
  type ScenarioStep,
} from './scenario/scenario.ts';
import { similarIds } from './similar-ids.ts';

/** Why a step does not meet its expectation. */
export interface Failure {
  readonly expected: Localized;
  readonly actual: Localized;
  readonly exchange: Exchange;
}

export type StepResult =
  | { readonly status: 'passed'; readonly exchange: Exchange }
  | { readonly status: 'failed'; readonly failure: Failure }
  /** The step refers to a response that does not exist, because an earlier call was refused, or lacks the field. */
  | { readonly status: 'unresolved'; readonly lacking?: Failure | undefined };

/** Runs the steps of one scenario, one after the other. */
export type Executor = (step: ScenarioStep) => Promise<StepResult>;

export interface ExecutorOptions {
  readonly orders: OrderSource;
  /** Whether the secrets in V1 replies are decrypted; default yes. */
  readonly decrypts?: boolean;
}

/** Orders that no earlier run has used; with `--order-api`, the merchant can query them. */
export function freshOrders(probe: Probe): OrderSource {
  // A merchant may let each buyer buy once.
  const buyer = probe.id();
  return (like, ids) => probe.options.orders?.issue(like, { buyer, ids }) ?? ids ?? unknownOrder(probe);
}

function chooseMockOrder({ activity, values }: ScenarioStep, sale: Sale): MockOrderId {
  const scene = values?.scene;
  if (typeof scene === 'string') return own(mockSceneOrders, scene) ?? 'MOCKMONTYRENEW';
  if (activity.startsWith('refresh')) return 'MOCKMONTYRENEW';
  if (activity.startsWith('upgrade')) return 'MOCKMONTYCHANGE';
  return activity.startsWith('release') ? 'MOCKMONTYUNSUBSCRIBE' : mockNewOrder(sale);
}

/** Starts a run of a scenario. All identifiers are new, so that earlier runs do not affect the verdicts. */
export function createExecutor(probe: Probe, { orders, decrypts = true }: ExecutorOptions): Executor {
  const made = new Map<string, OrderIds>();
  const ids = new Map<string, string>();
  const replies = new Map<string, Exchange>();
  const lacking: Failure[] = [];
  const { orderId: base } = unknownOrder(probe);
  const similar = (name: string) =>
    similarIds(name, base, !probe.protocol.replySigned && probe.protocol.keyClass !== 'kit');
  // A field that is too long in every response is reported by another check.
  const isShort = ![...probe.memory.steps.values()].some(lengthFault);
  const newId = (name = '') =>
    similar(name)?.orderId ?? (name === 'digits' ? probe.id(64).replace(/\D/g, '7') : probe.id());
  const createBindings = (step: ScenarioStep, format?: string): Bindings => ({
    order(name) {
      const order = made.get(name) ?? orders(chooseMockOrder(step, probe.options.sale), similar(name));
      made.set(name, order);
      return order;
    },
    id(name) {
      const id = (name !== undefined && ids.get(name)) || newId(name);
      if (name !== undefined) ids.set(name, id);
      return id;
    },
    days: (count) => timeText(probe, count, format),
    captured(id, path) {
      const exchange = replies.get(id);
      const value = path.reduce<JsonValue | undefined>(readChild, exchange?.reply?.json);
      if (exchange && value === undefined) lacking.push(lackingField(id, path.join('.'), exchange));
      return value;
    },
  });
  return async (step) => {
    lacking.length = 0;
    const values = fillValues(probe.activity(step.activity), step, createBindings);
    const wanted = fillObject(step.expect.reply ?? {}, createBindings(step));
    if (!values || !wanted) return { status: 'unresolved', lacking: lacking[0] };
    // A call that was refused has returned nothing that could be the same.
    const unwanted = Object.entries(step.expect.not ?? {}).map(
      ([name, others]) =>
        [name, others.flatMap((other) => fillIn(other, createBindings(step)) ?? [])] as const,
    );
    let result: StepResult = { status: 'unresolved' };
    for (let call = 0; call < (step.repeat ?? 1); call += 1) {
      const exchange = await probe.send(
        step.activity,
        withOverrides(probe.values(step.activity, values), pickIdentity(values)),
      );
      const tooLong = isShort ? lengthFault(exchange) : undefined;
      const failure =
        (await judgeResult(probe, exchange, step.expect.result)) ??
        (decrypts ? judgeSecrets(probe, exchange) : undefined) ??
        (tooLong && { expected: both('the documented response'), actual: tooLong, exchange }) ??
        (isRefusedAsAllowed(exchange, step.expect)
          ? undefined
          : judgeReply(probe, exchange, wanted, unwanted));
      if (failure) return { status: 'failed', failure };
      result = { status: 'passed', exchange };
      // Only a success is captured, because a refused call created nothing to refer to. Of two equal calls at the same
      // time, a lock may answer one without knowing the instance.
      const isDone = exchange.reply?.resultCode === success;
      if (step.id !== undefined && isAccepted(exchange) && (isDone || !replies.has(step.id)))
        replies.set(step.id, exchange);
      recordInstance(probe, step, exchange);
    }
    return result;
  };
}

/** Keeps the instances that exist at the server; a repeated purchase, which has no id of a step, makes none. */
function recordInstance(
  { memory: { instances } }: Probe,
  { id, activity }: ScenarioStep,
  exchange: Exchange,
) {
  const { instanceId } = (activity === 'newInstance' ? exchange.reply?.json : exchange.values) ?? {};
  if (activity === 'releaseInstance') instances.delete(String(instanceId));
  else if (id !== undefined && activity === 'newInstance' && isAccepted(exchange))
    instances.add(String(instanceId));
}

/** The values that identify the orders of a life, which --set must not replace. */
function pickIdentity(values: Overrides): Overrides {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => ['orderId', 'orderLineId', 'productId'].includes(name)),
  );
}

function lackingField(step: string, field: string, exchange: Exchange): Failure {
  return {
    expected: both('{field} in the response of step {step}', { field, step }),
    actual: both('no {field}', { field }),
    exchange,
  };
}

function readChild(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(name)];
  return isObject(value) ? value[name] : undefined;
}

function fillValues(
  activity: Activity,
  step: ScenarioStep,
  createBindings: (step: ScenarioStep, format?: string) => Bindings,
): Overrides | undefined {
  const { values = {}, omit = [] } = step;
  const filled: Record<string, JsonValue | undefined> = {};
  for (const [name, value] of Object.entries(values)) {
    const format = activity.request.find((field) => field.name === name)?.format;
    const text = fillIn(value, createBindings(step, format));
    if (text === undefined) return undefined;
    filled[name] = text;
  }
  for (const name of omit) filled[name] = undefined;
  return filled;
}

/** V1 sends Beijing time, as the console does; V2 documents UTC. */
function timeText(probe: Probe, days: number, format: string | undefined): string {
  const time = addDays(probe.now(), days);
  if (format === 'utc-text') return utcText(time);
  return probe.protocol.replySigned ? cnSeconds(time) : utcSeconds(time);
}

async function judgeResult(
  probe: Probe,
  exchange: Exchange,
  results: readonly Result[],
): Promise<Failure | undefined> {
  if (!exchange.outcome.answered) {
    return { expected: both('a response'), actual: describeResult(exchange), exchange };
  }
  if (!results.some((result) => hasResult(exchange, result))) {
    return { expected: expectedResult(results), actual: describeResult(exchange), exchange };
  }
  if (exchange.activity.name !== 'newInstance' || exchange.reply?.resultCode !== inProgress) return undefined;
  const id = exchange.reply.json?.instanceId;
  const verdict = await pollUntilReady(probe, String(id ?? ''), exchange);
  return verdict.status === 'failed' ? { ...verdict, exchange: verdict.exchange ?? exchange } : undefined;
}

function hasResult(exchange: Exchange, result: Result): boolean {
  if (result === 'any') return true;
  if (result === 'success') return judgeSuccess(exchange).status === 'passed';
  if (result === 'refused') return isReadable(exchange) && !isAccepted(exchange);
  if (result === 'business') return isReadable(exchange) && isBusinessCode(exchange);
  if (result === 'authenticated') return isReadable(exchange) && exchange.reply?.resultCode !== '000001';
  if (result === 'handled') return isReadable(exchange) && !failures.has(exchange.reply?.resultCode ?? '');
  return exchange.reply?.resultCode === result && isReadable(exchange);
}

/** Codes that say nothing of the request. */
const failures: ReadonlySet<string> = new Set(['000001', '000005', '000104']);

function expectedResult(results: readonly Result[]): Localized {
  const named: Readonly<Record<string, Localized>> = {
    success: expectedSuccess,
    refused: both('a refusal with a resultCode'),
    business: both("a code for reasons of the merchant's business"),
    authenticated: both('a resultCode other than 000001'),
    handled: both('success, or a refusal of the value (such as 000002)'),
    any: both('any response'),
  };
  return both('{texts, or}', { texts: results.map((result) => named[result] ?? describeCode(result)) });
}

/** V1 encrypts user names and passwords. */
function judgeSecrets(probe: Probe, exchange: Exchange): Failure | undefined {
  const fault = probe.protocol.replySigned ? decryptFault(exchange, probe) : undefined;
  return fault && { expected: fault.expected, actual: fault.actual, exchange };
}

/** A refusal has no fields, where a success would have them. */
function isRefusedAsAllowed(exchange: Exchange, { result }: ScenarioStep['expect']): boolean {
  return result.includes('success') && !isAccepted(exchange);
}

function judgeReply(
  probe: Probe,
  exchange: Exchange,
  wanted: JsonObject,
  unwanted: readonly (readonly [name: string, values: readonly JsonValue[]])[],
): Failure | undefined {
  const { json = {}, resultCode } = exchange.reply ?? {};
  // While an instance is being created, the reply need not be complete.
  if (resultCode === inProgress) return undefined;
  for (const [name, value] of Object.entries(wanted)) {
    const seen = (part: JsonValue = null) => comparable(part, probe, exchange);
    if (matches(seen(json[name]), seen(value))) continue;
    return { expected: fieldText(name, value), actual: fieldText(name, json[name]), exchange };
  }
  const same = unwanted.find(([name, values]) => values.some((value) => matches(json[name], value)));
  if (!same || resultCode !== success) return undefined;
  const [name] = same;
  return {
    expected: both('another {name} than for an earlier order', { name }),
    actual: fieldText(name, json[name]),
    exchange,
  };
}

const maxShownValue = 160;

function fieldText(name: string, value: JsonValue | undefined): Localized {
  if (value === undefined) return both('no {field}', { field: name });
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return verbatim(`${name} ${text.length > maxShownValue ? `${text.slice(0, maxShownValue)}…` : text}`);
}
