import type { Localized } from '../../text/localized.ts';
import type { Protocol } from '../protocols/model.ts';
import { accepted, got } from './judge.ts';
import { resend } from './life.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Probe } from './probe.ts';
import { subjectOf } from './subject.ts';

const source = 'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/en-us_topic_0070649058.html';

/** Saved test cases are probed every morning and afternoon, whatever has become of the instance meanwhile. */
export function replayChecks(protocol: Protocol): Check[] {
  // One case alone has no order; that it can be repeated is another check.
  if (protocol.activities.length === 1) return [];
  const hint: Localized = {
    en: 'Saved cases are replayed unchanged twice a day (testFlag 1) and must all succeed, in any order.',
    zh: '已保存的用例每天原样拨测两次（testFlag 为 1），任何顺序都必须成功。',
  };
  const base = { protocol: protocol.id, source, hint };
  return [
    {
      ...base,
      id: `${protocol.code}-REPLAY-CASES`,
      needs: [`${protocol.code}-${subjectOf(protocol).needs}`],
      group: 'replay',
      after: ['life'],
      severity: 'error',
      title: {
        en: 'the saved cases pass again, in another order',
        zh: '已保存的用例换一种顺序重跑仍全部通过',
      },
      run: replay,
    },
    {
      ...base,
      id: `${protocol.code}-REPLAY-AFTER-END`,
      needs: [`${protocol.code}-REPLAY-CASES`],
      group: 'end',
      after: ['end'],
      severity: 'warning',
      title: { en: 'the saved cases pass again after the release', zh: '释放之后重跑已保存的用例仍全部通过' },
      run: replay,
    },
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
