import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { explainFailure, withHint } from '../probe/diagnose-reply.ts';
import { diagnoseRefusal, diagnoseTime } from '../probe/diagnose-signing.ts';
import { type Check, checkOf, type Probe, type SuiteOptions, type Verdict } from '../probe/model.ts';
import { asOtherAccount, judgeCreation, trialInstance } from '../probe/new-instance.ts';
import { isJson } from '../probe/reply-check.ts';
import { describeResult, isAccepted, isReadable, isRejected, isUnauthenticated } from '../probe/response.ts';
import { type Step, stepValues } from '../probe/steps.ts';
import { ownInstance, withOverrides } from '../probe/test-call.ts';
import { expectedSuccess, judgeStep, unreadable } from '../probe/verdicts.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { resolveSample } from '../protocols/samples.ts';

/** The checks of the lifecycle steps that apply to this kind of product, in order. */
export function lifeChecks(protocol: Protocol, steps: readonly Step[], options: SuiteOptions): Check[] {
  const included = includedSteps(protocol, steps, options);
  if (included.length === 0) return [];
  const creation = included.find(({ step }) => step.creates)?.step;
  return [
    authenticationCheck(
      protocol,
      included.map(({ step }) => step),
    ),
    ...included.map(({ step, activity, optional, required }) => {
      const needed = step.needs ?? (step === creation ? undefined : creation?.id);
      return checkOf(protocol, step.group ?? 'life', step.id, {
        activity: activity.name,
        title: step.title,
        ...(step.severity && { severity: step.severity }),
        source: activity.source,
        hint: both(
          'Accept this call: its values are as documented. Look in the log of your server for what rejects it. {retry}',
          { retry: activity.retry },
        ),
        debuggerMessage: both(
          'Call interface failed. The production interface returns an error result code.',
        ),
        needs: [needed ?? 'AUTH-RIGHT'],
        required,
        run: (probe) => runStep(probe, step, activity, optional),
      });
    }),
  ];
}

/** The lifecycle steps that apply to this kind of product. */
export function includedSteps(protocol: Protocol, steps: readonly Step[], options: SuiteOptions) {
  return steps.flatMap((step) => {
    const activity = protocol.activities.find(({ name }) => name === step.activity);
    if (!activity) throw new Error(`${protocol.id} has no activity ${step.activity}`);
    const required = options.require.includes(activity.name);
    const need = required ? 'required' : activity.need[options.sale];
    return need === 'none' ? [] : [{ step, activity, optional: need === 'optional', required }];
  });
}

/** Makes the first call of the lifecycle that gets a readable response, and judges only its authentication. */
function authenticationCheck(protocol: Protocol, steps: readonly Step[]): Check {
  return checkOf(protocol, 'life', 'AUTH-RIGHT', {
    ...(steps[0] && { activity: steps[0].activity }),
    title: both('A correctly signed request is accepted'),
    hint: both(
      'Verify the signature as documented. `koo callback verify` explains a captured request step by step.',
    ),
    needs: ['NET-HTTP'],
    run: async (probe) => {
      const callable = steps.filter((step) => !step.missingInput?.(probe));
      const [first] = callable;
      if (!first) return skipped(steps[0]?.missingInput?.(probe) ?? both('no request was sent'));
      let verdict: Verdict | undefined;
      const byActivity = Map.groupBy(callable, ({ activity }) => activity);
      for (const step of [...byActivity.values()].flatMap(([one]) => one ?? [])) {
        const exchange = step === first ? await sendStep(probe, step) : await tryStep(probe, step);
        const found = await judgeAuthentication(probe, exchange);
        if (found.status !== 'skipped') return found;
        verdict ??= found;
      }
      return verdict ?? skipped(both('no request was sent'));
    },
  });
}

async function judgeAuthentication(probe: Probe, exchange: Exchange): Promise<Verdict> {
  const expected = both('the signature is accepted');
  const result = describeResult(exchange);
  if (isUnauthenticated(exchange))
    return failed(expected, result, exchange, await diagnoseRefusal(probe, exchange));
  if (!isReadable(exchange)) return unreadable(exchange);
  // 000002 can refer to the timestamp as well as to the parameters of the call.
  const timeProblem =
    exchange.reply?.resultCode === '000002' ? await diagnoseTime(probe, exchange) : undefined;
  if (timeProblem) return failed(expected, result, exchange, timeProblem);
  if (!isAccepted(exchange)) {
    // A refusal for another reason shows that the signature was accepted only if a forged request gets another one.
    const forged = await probe.send(exchange.activity.name, exchange.values, { key: probe.id() });
    if (!forged.outcome.answered || forged.reply?.resultCode === exchange.reply?.resultCode)
      return inconclusive(
        both('a request signed with another key gets the same result: {result}', { result }),
        exchange,
      );
  }
  probe.memory.plain = exchange;
  return passed;
}

/** Makes the call of a step. It is made only once. */
async function sendStep(probe: Probe, step: Step): Promise<Exchange> {
  const id = `${probe.protocol.code}-${step.id}`;
  const made = probe.memory.steps.get(id);
  if (made) return made;
  const exchange = await tryStep(probe, step);
  probe.memory.steps.set(id, exchange);
  return exchange;
}

async function tryStep(probe: Probe, step: Step): Promise<Exchange> {
  const own = stepValues(step, probe);
  const instance = {
    ...ownInstance(probe, step.activity),
    ...(step.onTrial && (await trialInstance(probe))),
  };
  const given = probe.values(step.activity, { ...instance, ...own });
  // An order that --set gives is that of the first instance.
  const values = step.createsSecond ? withOverrides(given, { orderId: own.orderId }) : given;
  const sent = await sendAcceptingJson(probe, step.activity, values);
  const first = step.creates || step.createsSecond ? await asOtherAccount(probe, sent) : sent;
  if (!step.alternativeValues || isAccepted(first)) return first;
  const second = await probe.send(step.activity, step.alternativeValues(values));
  return isAccepted(second) ? second : first;
}

/**
 * Sends a request and, if the response is not JSON, again with `Accept: application/json`. V1 requests have no Accept
 * header, so some frameworks return HTML or XML.
 */
async function sendAcceptingJson(probe: Probe, activity: string, values: Values): Promise<Exchange> {
  const { memory, protocol } = probe;
  const exchange = await probe.send(activity, values);
  const isTried = memory.withoutAccept || [...memory.steps.values()].some(isJson);
  if (!protocol.replySigned || isTried || isJson(exchange) || !exchange.outcome.answered) return exchange;
  memory.withoutAccept = exchange;
  const again = await probe.send(activity, values);
  if (isJson(again)) return again;
  delete memory.withoutAccept;
  return exchange;
}

/**
 * Calls the server until it responds: with the first call of the lifecycle, then with an unknown activity. A server
 * that is silent on one activity is still tested with the others.
 */
export async function reachServer(probe: Probe, steps: readonly Step[]): Promise<Exchange> {
  const first = steps.find((step) => !step.missingInput?.(probe));
  const exchange = first && (await sendStep(probe, first));
  if (exchange && !isSilent(exchange)) return exchange;
  const unknown = await sendUnknown(probe);
  return exchange && !unknown.outcome.answered ? exchange : unknown;
}

/** Whether the server received the request and closed the connection or did not respond. */
function isSilent({ outcome }: Exchange): boolean {
  return !outcome.answered && (outcome.failure.kind === 'no-response' || outcome.failure.kind === 'reset');
}

/** Sends an unknown activity, unless an earlier one received no response. */
export async function sendUnknown(
  probe: Probe,
  like?: Pick<Exchange, 'activity' | 'values'>,
): Promise<Exchange> {
  const { memory, protocol } = probe;
  if (memory.ignoredUnknown) return memory.ignoredUnknown;
  const activity = like?.activity.name ?? protocol.activities[0]?.name ?? '';
  const exchange = await probe.send(activity, like?.values ?? probe.values(activity), {
    activityName: unknownActivity,
  });
  if (isSilent(exchange)) memory.ignoredUnknown = exchange;
  return exchange;
}

async function runStep(probe: Probe, step: Step, activity: Activity, optional: boolean): Promise<Verdict> {
  const missing = step.missingInput?.(probe);
  if (missing) return skipped(missing);
  const exchange = await sendStep(probe, step);
  if (optional && (await isNotOffered(probe, exchange))) {
    const names = isAccepted(exchange) ? [] : await demandedFields(probe, exchange);
    const hint = both('Do not demand {names, and}: not every call has it.', { names });
    if (names.length > 0) return failed(expectedSuccess, describeResult(exchange), exchange, hint);
    const { memory, protocol } = probe;
    memory.steps.delete(`${protocol.code}-${step.id}`);
    if (!isAccepted(exchange))
      return skipped(both('not offered (use --require {name} to require it)', { name: activity.name }));
    memory.unhandled.add(activity.name);
    return skipped(both('any activity succeeds (see {id})', { id: `${protocol.code}-SEM-UNKNOWN-ACTIVITY` }));
  }
  const unknown = isRejected(exchange) ? step.missingSubject?.(probe) : undefined;
  if (unknown) {
    probe.memory.steps.delete(`${probe.protocol.code}-${step.id}`);
    return skipped(unknown);
  }
  if (step.creates || step.createsSecond) return judgeCreation(probe, exchange, step.creates === true);
  return withHint(judgeStep(exchange), explainFailure(probe, exchange));
}

/**
 * Whether the server answers the activity as it answers an unknown one. An unreadable response shows nothing, and a
 * success only if it needs none of the parameters.
 */
async function isNotOffered(probe: Probe, exchange: Exchange): Promise<boolean> {
  if (!isReadable(exchange)) return false;
  const { name } = exchange.activity;
  const others = [...probe.memory.steps.values()].filter((step) => step !== exchange && isAccepted(step));
  if (others.some(({ activity }) => activity.name === name)) return false;
  const unknown = await sendUnknown(probe, exchange);
  if (!isReadable(unknown) || unknown.reply?.resultCode !== exchange.reply?.resultCode) return false;
  if (!isAccepted(exchange)) return true;
  if (probe.protocol.keyClass === 'kit') return false;
  return isAccepted(await probe.send(name, withOverrides({}, { testFlag: exchange.values.testFlag })));
}

/** The optional parameters that only some calls have, if a refused call succeeds with them. */
async function demandedFields(probe: Probe, { activity, values }: Exchange): Promise<readonly string[]> {
  const context = { now: probe.now(), sale: probe.options.sale, id: probe.id };
  const absent = activity.request.filter(
    ({ name, variant, type, format }) =>
      variant && type === 'string' && !format && values[name] === undefined,
  );
  const more = Object.fromEntries(absent.map((field) => [field.name, resolveSample(field, context)]));
  const names = Object.keys(more);
  return names.length > 0 && isAccepted(await probe.send(activity.name, { ...values, ...more })) ? names : [];
}

const unknownActivity = 'koogalleryUnknownActivity';
