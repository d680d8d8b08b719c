import { failed, passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { explainFailure, withHint } from '../probe/diagnose-reply.ts';
import { type Check, type CheckParts, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import { resend } from '../probe/new-instance.ts';
import { describeResult, isAccepted } from '../probe/response.ts';
import type { Step } from '../probe/steps.ts';
import { instanceValues, slowCreationSubstitute, testCallOf } from '../probe/test-call.ts';
import { judgeSuccess } from '../probe/verdicts.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { timeHint } from './forged-requests.ts';

export function repeatChecks(protocol: Protocol, steps: readonly Step[]): Check[] {
  return steps.flatMap((step) => {
    const activity = protocol.activities.find(({ name }) => name === step.activity);
    return step.repeatable && activity ? [repeatCheck(protocol, activity, step)] : [];
  });
}

/** Repeats each step before the next one: after the release, no call has to succeed any more. */
export function withRepeats(life: readonly Check[], again: readonly Check[]): Check[] {
  return life.flatMap((step) => [step, ...again.filter(({ needs }) => needs?.includes(step.id))]);
}

function repeatCheck(protocol: Protocol, activity: Activity, { id, group }: Step): Check {
  return checkOf(protocol, group === 'end' ? 'end' : 'idempotency', `IDEMP-${id.replace(/^LIFE-/, '')}`, {
    ...repeatParts(activity),
    title: both('A repeated {name} succeeds', { name: activity.name }),
    needs: [id],
    run: async (probe) => {
      const first = probe.memory.steps.get(`${protocol.code}-${id}`);
      if (!first) return skipped(both('the activity was not called'));
      const again = await resend(probe, first);
      probe.memory.repeats.push(again);
      const verdict = withHint(judgeSuccess(again), explainFailure(probe, again));
      return recordUnrepeatable(probe, activity, verdict);
    },
  });
}

function repeatParts(activity: Activity): Pick<CheckParts, 'activity' | 'source' | 'hint'> {
  return {
    activity: activity.name,
    source: activity.source,
    hint: both('KooGallery repeats a call when it receives no response. {idempotency}', {
      idempotency: activity.idempotency,
    }),
  };
}

/** Excludes activities that cannot be repeated from the replay of all cases. */
function recordUnrepeatable(probe: Probe, activity: Activity, verdict: Verdict): Verdict {
  if (verdict.status === 'failed') probe.memory.unrepeatable.add(activity.name);
  return verdict;
}

type StatusActivity = readonly [field: string, freeze: string, unfreeze: string];

const statusActivities: Readonly<Record<string, StatusActivity>> = {
  instanceStatus: ['instanceStatus', 'FREEZE', 'NORMAL'],
  updateInstanceStatus: ['status', 'FREEZE', 'UNFREEZE'],
  updateLicenseCodeStatus: ['status', 'FREEZE', 'UNFREEZE'],
};

/** Freezes twice, then unfreezes twice. Runs alone, because a frozen instance may reject other calls. */
export function statusChecks(protocol: Protocol): Check[] {
  return protocol.activities.flatMap((activity): Check[] => {
    const entry = statusActivities[activity.name];
    if (!entry) return [];
    const [field, freeze, unfreeze] = entry;
    return [
      checkOf(protocol, 'replay', 'IDEMP-STATUS', {
        ...repeatParts(activity),
        title: both('Freezing twice and unfreezing twice succeeds'),
        needs: ['LIFE-FREEZE', 'LIFE-UNFREEZE'],
        run: async (probe) => {
          for (const value of [freeze, freeze, unfreeze, unfreeze]) {
            const values = instanceValues(probe, activity.name, { [field]: value });
            const verdict = judgeSuccess(await probe.send(activity.name, values));
            if (verdict.status !== 'passed') return recordUnrepeatable(probe, activity, verdict);
          }
          return passed;
        },
      }),
    ];
  });
}

/** KooGallery replays saved test cases every morning and afternoon, whatever the state of the instance. */
export function replayChecks(protocol: Protocol): Check[] {
  // A single case has no order. Another check repeats it.
  if (protocol.activities.length === 1) return [];
  const common = {
    source: 'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/en-us_topic_0070649058.html',
    hint: both(
      'Make all saved test cases succeed in any order. KooGallery replays them unchanged twice a day (testFlag 1).',
    ),
    run: (probe: Probe) => replay(probe),
  };
  return [
    checkOf(protocol, 'replay', 'REPLAY-CASES', {
      ...common,
      needs: [testCallOf(protocol).needs],
      after: ['life'],
      title: both('The saved test cases pass again in another order'),
    }),
    ...(protocol.proof.nonce
      ? [
          checkOf(protocol, 'replay', 'REPLAY-WINDOW', {
            needs: ['REPLAY-CASES', 'VERIFY-WINDOW'],
            after: ['life'],
            title: both(
              'Every activity accepts a request that is nearly 60 s old, and one of a clock that is ahead',
            ),
            hint: timeHint,
            run: (probe) => replay(probe, probe.memory.window),
          }),
        ]
      : []),
    checkOf(protocol, 'end', 'REPLAY-AFTER-END', {
      ...common,
      needs: ['REPLAY-CASES'],
      after: ['end'],
      severity: 'warning',
      title: both('The saved test cases pass again after the release'),
    }),
  ];
}

/** @param offsets of the timestamps from now, in milliseconds */
async function replay(probe: Probe, offsets: readonly number[] = [0]): Promise<Verdict> {
  const { steps, unrepeatable, created } = probe.memory;
  const isSlow = slowCreationSubstitute(probe) !== undefined;
  const cases = [...steps.values()]
    .filter((exchange) => isAccepted(exchange) && !unrepeatable.has(exchange.activity.name))
    .filter(
      (exchange) => !isSlow || exchange.activity.name !== 'newInstance' || exchange === created?.exchange,
    )
    .reverse();
  if (cases.length === 0) return skipped(both('no test case has passed yet'));
  for (const [exchange, offsetMs] of cases.flatMap((one) =>
    offsets.map((offset) => [one, offset] as const),
  )) {
    const again = await resend(probe, exchange, {}, offsetMs === 0 ? undefined : { offsetMs });
    if (isAccepted(again)) continue;
    const expected = both('{name} succeeds again', { name: exchange.activity.name });
    return failed(expected, describeResult(again), again, explainFailure(probe, again));
  }
  return passed;
}
