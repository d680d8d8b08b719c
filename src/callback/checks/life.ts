import { success } from '../../codes/callback.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { diagnoseRefusal, diagnoseTime } from './diagnose.ts';
import { describeResult, isAccepted, isUnauthenticated, judgeStep, unreadableReason } from './judge.ts';
import {
  type Check,
  checkOf,
  failed,
  type Overrides,
  type Probe,
  passed,
  type Step,
  type SuiteOptions,
  skipped,
  type Verdict,
} from './model.ts';
import { ownInstance, withOverrides } from './test-call.ts';

/** The checks of the lifecycle steps that apply to this kind of product, in order. */
export function lifeChecks(protocol: Protocol, steps: readonly Step[], options: SuiteOptions): Check[] {
  const included = steps.flatMap((step) => {
    const activity = protocol.activities.find(({ name }) => name === step.activity);
    if (!activity) throw new Error(`${protocol.id} has no activity ${step.activity}`);
    const need = options.require.includes(activity.name) ? 'required' : activity.need[options.sale];
    return need === 'none' ? [] : [{ step, activity, optional: need === 'optional' }];
  });
  const first = included[0];
  if (!first) return [];
  const creation = included.find(({ step }) => step.creates)?.step;
  return [
    authenticationCheck(protocol, first.step, first.activity),
    ...included.map(({ step, activity, optional }): Check => {
      const needed = step.needs ?? (step === creation ? undefined : creation?.id);
      return checkOf(protocol, step.group ?? 'life', step.id, {
        activity: activity.name,
        title: step.title,
        ...(step.severity && { severity: step.severity }),
        source: activity.source,
        hint: both('Return resultCode 000000 for {activity}. {retry}', {
          activity: activity.name,
          retry: activity.retry,
        }),
        debuggerMessage: both(
          'Call interface failed. The production interface returns an error result code.',
        ),
        needs: [needed ?? 'AUTH-RIGHT'],
        run: (probe) => runStep(probe, step, activity, optional),
      });
    }),
  ];
}

function checkId(protocol: Protocol, step: Step): string {
  return `${protocol.code}-${step.id}`;
}

/** Makes the call of the first step and judges only its authentication, which all other checks need. */
function authenticationCheck(protocol: Protocol, step: Step, activity: Activity): Check {
  return checkOf(protocol, 'life', 'AUTH-RIGHT', {
    activity: activity.name,
    title: both('A correctly signed request is accepted'),
    hint: both(
      'Verify the signature as documented. `koo callback verify` explains a captured request step by step.',
    ),
    needs: ['NET-HTTP'],
    run: async (probe) => {
      const missing = step.missingInput?.(probe);
      if (missing) return skipped(missing);
      const exchange = await sendStep(probe, step);
      const expected = both('the signature is accepted');
      if (isUnauthenticated(exchange))
        return failed(expected, describeResult(exchange), exchange, await diagnoseRefusal(probe, exchange));
      // 000002 can refer to the timestamp as well as to the parameters of the call.
      const timeProblem =
        exchange.reply?.resultCode === '000002' ? await diagnoseTime(probe, exchange) : undefined;
      return timeProblem ? failed(expected, describeResult(exchange), exchange, timeProblem) : passed;
    },
  });
}

/** Makes the call of a step. It is made only once. */
async function sendStep(probe: Probe, step: Step): Promise<Exchange> {
  const id = checkId(probe.protocol, step);
  const made = probe.memory.steps.get(id);
  if (made) return made;
  const values = probe.values(step.activity, {
    ...ownInstance(probe, step.activity),
    ...step.values?.(probe),
  });
  const first = await probe.send(step.activity, values);
  const second =
    step.alternativeValues && !isAccepted(first)
      ? await probe.send(step.activity, step.alternativeValues(values))
      : undefined;
  const exchange = second && isAccepted(second) ? second : first;
  probe.memory.steps.set(id, exchange);
  return exchange;
}

async function runStep(probe: Probe, step: Step, activity: Activity, optional: boolean): Promise<Verdict> {
  const missing = step.missingInput?.(probe);
  if (missing) return skipped(missing);
  const exchange = await sendStep(probe, step);
  if (optional && !isSuccess(exchange) && (await isNotOffered(probe, exchange))) {
    probe.memory.steps.delete(checkId(probe.protocol, step));
    return skipped(both('not offered (use --require {name} to require it)', { name: activity.name }));
  }
  if (step.creates || step.createsSecond) return judgeCreation(probe, exchange, step.creates === true);
  return judgeStep(exchange);
}

function isSuccess(exchange: Exchange): boolean {
  return exchange.reply?.resultCode === success;
}

async function judgeCreation(probe: Probe, exchange: Exchange, isFirst: boolean): Promise<Verdict> {
  const verdict = judgeStep(exchange);
  if (verdict.status !== 'passed') return verdict;
  const instanceId = instanceIdIn(exchange);
  // The check of the required fields reports this.
  if (instanceId === undefined) return skipped(unreadableReason);
  if (isFirst) probe.memory.created = { exchange, instanceId };
  else probe.memory.another = instanceId;
  return isSuccess(exchange) ? passed : pollUntilReady(probe, instanceId, exchange);
}

/** The instance ID in a response. A number is accepted here; the response checks report it. */
export function instanceIdIn({ reply }: Exchange): string | undefined {
  const id = reply?.json?.instanceId;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}

/**
 * KooGallery queries up to 60 times, every 2 minutes. koo uses the same number and a shorter interval by default.
 */
const maxPolls = 60;

/**
 * After 000004, queries until the instance is ready: with queryInstance or, in protocols without it, with
 * newInstance.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
async function pollUntilReady(probe: Probe, instanceId: string, creation: Exchange): Promise<Verdict> {
  const hasQuery = probe.protocol.activities.some(({ name }) => name === 'queryInstance');
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
  const seconds = Math.round((maxPolls * probe.options.pollIntervalMs) / 1000);
  return failed(
    both('{name} returns 000000 once the instance that was in creation (000004) is ready', {
      name: last.activity.name,
    }),
    both('after {maxPolls} queries in {seconds} s: {last}', {
      maxPolls,
      seconds,
      last: describeResult(last),
    }),
    last,
    both(
      'Return 000000 once the instance is ready. KooGallery queries every 2 minutes, up to 60 times; koo queries more often. If provisioning takes longer, use --poll-interval 120.',
    ),
  );
}

/**
 * Whether the server responds exactly as it does to an unknown activity. This proves nothing before one call has
 * succeeded, because the server may respond to every call in this way.
 */
async function isNotOffered(probe: Probe, exchange: Exchange): Promise<boolean> {
  const acceptedSteps = [...probe.memory.steps.values()].filter(isAccepted);
  if (exchange.reply?.resultCode === undefined && acceptedSteps.length === 0) return false;
  if (acceptedSteps.some(({ activity }) => activity.name === exchange.activity.name)) return false;
  const unknown = await probe.send(exchange.activity.name, exchange.values, {
    activityName: unknownActivity,
  });
  const status = (of: Exchange) => (of.outcome.answered ? of.outcome.response.status : undefined);
  return (
    unknown.outcome.answered &&
    status(unknown) === status(exchange) &&
    unknown.reply?.resultCode === exchange.reply?.resultCode
  );
}

/** The name of an activity that no protocol has. */
export const unknownActivity = 'koogalleryUnknownActivity';

/** Sends the values of an earlier request again with a new signature. */
export function resend(probe: Probe, exchange: Exchange, overrides: Overrides = {}): Promise<Exchange> {
  return probe.send(exchange.activity.name, withOverrides(exchange.values, overrides));
}
