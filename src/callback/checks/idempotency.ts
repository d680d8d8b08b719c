import type { Localized } from '../../text/localized.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { accepted, got, judgeSuccess } from './judge.ts';
import { resend } from './life.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  failed,
  type Probe,
  passed,
  type Step,
  skipped,
  type Verdict,
} from './model.ts';
import { instanceValues, subjectOf } from './subject.ts';

/** Checks that steps of the life succeed when they come again. */
export function repeatChecks(protocol: Protocol, steps: readonly Step[]): Check[] {
  return steps.flatMap((step) => {
    const activity = protocol.activities.find(({ name }) => name === step.activity);
    return step.again && activity ? [repeatCheck(protocol, activity, step)] : [];
  });
}

function repeatCheck(protocol: Protocol, activity: Activity, { id, group }: Step): Check {
  return checkOf(protocol, group === 'end' ? 'end' : 'idempotency', `IDEMP-${id.replace(/^LIFE-/, '')}`, {
    ...again(activity),
    title: {
      en: `${activity.name} succeeds when it comes again`,
      zh: `重复调用 ${activity.name} 仍返回成功`,
    },
    needs: [id],
    run: async (probe) => {
      const first = probe.memory.steps.get(`${protocol.code}-${id}`);
      return first ? noted(probe, activity, judgeSuccess(await resend(probe, first))) : skipped(notMade);
    },
  });
}

const notMade: Localized = { en: 'the call was not made', zh: '没有调用过该接口' };

function again(activity: Activity): Pick<CheckParts, 'activity' | 'source' | 'hint'> {
  return {
    activity: activity.name,
    source: activity.source,
    hint: {
      en: `KooGallery repeats a call whose answer it did not get. The same call is recognised by: ${activity.idempotency.en}.`,
      zh: `云商店没有收到应答时会重复调用。识别同一调用的依据：${activity.idempotency.zh}。`,
    },
  };
}

/** What cannot be repeated is left out when all cases are replayed. */
function noted(probe: Probe, activity: Activity, verdict: Verdict): Verdict {
  if (verdict.status === 'failed') probe.memory.unrepeatable.add(activity.name);
  return verdict;
}

const statusActivities: Readonly<Record<string, readonly [field: string, freeze: string, unfreeze: string]>> =
  {
    instanceStatus: ['instanceStatus', 'FREEZE', 'NORMAL'],
    updateInstanceStatus: ['status', 'FREEZE', 'UNFREEZE'],
    updateLicenseCodeStatus: ['status', 'FREEZE', 'UNFREEZE'],
  };

/** Freezing twice, then unfreezing twice; runs alone, since a frozen instance may refuse other calls. */
export function statusChecks(protocol: Protocol): Check[] {
  return protocol.activities.flatMap((activity): Check[] => {
    const entry = statusActivities[activity.name];
    if (!entry) return [];
    const [field, freeze, unfreeze] = entry;
    return [
      checkOf(protocol, 'replay', 'IDEMP-STATUS', {
        ...again(activity),
        title: { en: 'freezing and unfreezing twice succeeds', zh: '重复冻结、重复解冻均返回成功' },
        needs: ['LIFE-FREEZE', 'LIFE-UNFREEZE'],
        run: async (probe) => {
          for (const value of [freeze, freeze, unfreeze, unfreeze]) {
            const values = instanceValues(probe, activity.name, { [field]: value });
            const verdict = judgeSuccess(await probe.send(activity.name, values));
            if (verdict.status !== 'passed') return noted(probe, activity, verdict);
          }
          return passed;
        },
      }),
    ];
  });
}

const source = 'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/en-us_topic_0070649058.html';

/** Saved test cases are probed every morning and afternoon, whatever has become of the instance meanwhile. */
export function replayChecks(protocol: Protocol): Check[] {
  // One case alone has no order; that it can be repeated is another check.
  if (protocol.activities.length === 1) return [];
  const hint: Localized = {
    en: 'Saved cases are replayed unchanged twice a day (testFlag 1) and must all succeed, in any order.',
    zh: '已保存的用例每天原样拨测两次（testFlag 为 1），任何顺序都必须成功。',
  };
  return [
    checkOf(protocol, 'replay', 'REPLAY-CASES', {
      source,
      hint,
      needs: [subjectOf(protocol).needs],
      after: ['life'],
      title: {
        en: 'the saved cases pass again, in another order',
        zh: '已保存的用例换一种顺序重跑仍全部通过',
      },
      run: replay,
    }),
    checkOf(protocol, 'end', 'REPLAY-AFTER-END', {
      source,
      hint,
      needs: ['REPLAY-CASES'],
      after: ['end'],
      severity: 'warning',
      title: { en: 'the saved cases pass again after the release', zh: '释放之后重跑已保存的用例仍全部通过' },
      run: replay,
    }),
  ];
}

async function replay(probe: Probe): Promise<Verdict> {
  const { steps, unrepeatable } = probe.memory;
  const cases = [...steps.values()]
    .filter((exchange) => accepted(exchange) && !unrepeatable.has(exchange.activity.name))
    .reverse();
  if (cases.length === 0) return skipped({ en: 'no case has passed yet', zh: '还没有通过的用例' });
  for (const exchange of cases) {
    const again = await resend(probe, exchange);
    if (!accepted(again)) {
      const { name } = exchange.activity;
      return failed({ en: `${name} succeeds again`, zh: `${name} 再次返回成功` }, got(again), again);
    }
  }
  return passed;
}
