import { failed, passed } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { judge } from '../probe/judge.ts';
import {
  type Check,
  checkOf,
  type OrderSource,
  type Probe,
  type SuiteOptions,
  type Verdict,
} from '../probe/model.ts';
import { newOrder } from '../probe/new-instance.ts';
import { describeCode, describeResult, isRejected } from '../probe/response.ts';
import { type Step, stepValues } from '../probe/steps.ts';
import { withOverrides } from '../probe/test-call.ts';
import { acceptedActivities, combine, expectedSuccess, offeredActivities } from '../probe/verdicts.ts';
import type { Protocol } from '../protocols/model.ts';
import { creationChecks } from './creation.ts';
import { judgeForged, verifyHint, wrongKeyRefused } from './forged-requests.ts';
import { repeatChecks, withRepeats } from './idempotency.ts';
import { acceptedValues } from './invalid-calls.ts';
import { lifeChecks } from './life.ts';

/** The steps that also fit together for a real instance. A debugging one need not be a trial to become paid. */
const realSteps: ReadonlySet<string> = new Set([
  'LIFE-NOTIFY',
  'LIFE-NEW',
  'LIFE-QUERY',
  'LIFE-LICENSE',
  'LIFE-RENEW',
  'LIFE-FREEZE',
  'LIFE-UNFREEZE',
  'LIFE-UPGRADE',
  'LIFE-EXPIRE',
  'LIFE-RELEASE',
]);

/**
 * The lifecycle again as a buyer's traffic, which has no `testFlag`, with an order of its own. Not for
 * protocols whose instances others create. After the release, its calls are refused.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export function realLifeChecks(protocol: Protocol, steps: readonly Step[], options: SuiteOptions): Check[] {
  const creates = steps.some((step) => step.creates);
  if (!creates && protocol.id !== 'order-notify') return [verifiedCheck(protocol)];
  const own = steps.filter(({ id }) => realSteps.has(id)).map(withOwnOrder);
  // The signature is judged by the debugging calls, which come first.
  const life = lifeChecks(protocol, own, options).filter(({ id }) => isStep(id));
  const real = life.map(
    (check): Check => ({
      ...check,
      id: realId(check.id),
      group: 'real',
      needs: (check.needs ?? []).map((id) => (isStep(id) ? realId(id) : id)),
      run: async (probe) => decide(probe, await check.run(probe)),
    }),
  );
  const again = [...creationChecks(protocol, options.sale), ...repeatChecks(protocol, own)].flatMap(
    (check) => {
      const step = check.needs?.find((id) => id === check.id.replace('-IDEMP-', '-LIFE-'));
      return step ? [repeatedCheck(check, realId(step))] : [];
    },
  );
  return [
    verifiedCheck(protocol),
    ...withRepeats(real, again),
    ...(creates ? [releasedCheck(protocol)] : []),
  ];
}

/** A released instance need not be known when its release is repeated. */
function repeatedCheck(check: Check, step: string): Check {
  const id = check.id.replace('-IDEMP-', '-REAL-AGAIN-');
  const severity = id.endsWith('-RELEASE') && { severity: 'warning' as const };
  const run: Check['run'] = async (probe) => decide(probe, await check.run(probe));
  return { ...check, ...severity, id, group: 'real', needs: [step, check.id], run };
}

/** The debugging calls again as real ones, and forged. */
function verifiedCheck(protocol: Protocol): Check {
  return checkOf(protocol, 'real', 'REAL-VERIFIED', {
    title: both('Forged requests are rejected without testFlag as well'),
    hint: verifyHint,
    needs: [wrongKeyRefused, ...(protocol.proof.nonce ? ['AUTH-STALE'] : [])],
    run: async (probe) => {
      const { base = probe } = probe;
      const names = [...acceptedActivities(base)].filter((name) => !/^(?:expire|release)/.test(name));
      return judgeForged(
        probe,
        names.map((name) => [
          name,
          withOverrides(acceptedValues(base, name), { testFlag: probe.values(name).testFlag }),
        ]),
      );
    },
  });
}

/** No other check examines the form of these responses: one that shows nothing fails here. */
function decide({ key }: Probe, verdict: Verdict): Verdict {
  if (verdict.status !== 'skipped' || !verdict.inconclusive || !verdict.exchange) return verdict;
  const { result, meaning } = judge(verdict.exchange, key);
  return result === 'failed' ? failed(expectedSuccess, meaning, verdict.exchange) : verdict;
}

/** Calls that may come again after the release, and then succeed. */
const endings = /^(?:new|expire|release)/;

function releasedCheck(protocol: Protocol): Check {
  const expected = describeCode('000003');
  return checkOf(protocol, 'real', 'REAL-RELEASED', {
    title: both('A released instance is rejected'),
    hint: both(
      'Return 000003 for an instance that has been released. Only instances of debugging calls (testFlag 1) stay callable.',
    ),
    needs: ['REAL-RELEASE'],
    run: async (probe) => {
      const verdicts: [name: string, Verdict][] = [];
      for (const name of offeredActivities(probe).filter((one) => !endings.test(one))) {
        const values = acceptedValues(probe, name);
        // The same order may be taken for a repeated call.
        const order = values.orderId === undefined ? {} : newOrder(probe);
        const again = await probe.send(name, withOverrides(values, order));
        const verdict = isRejected(again) ? passed : failed(expected, describeResult(again), again);
        verdicts.push([name, verdict]);
      }
      return combine(verdicts);
    },
  });
}

function isStep(id: string): boolean {
  return id.includes('-LIFE-');
}

function realId(id: string): string {
  return id.replace('-LIFE-', '-REAL-');
}

function withOwnOrder(step: Step): Step {
  if (!step.creates) return step;
  const values = (probe: Probe) => ({ ...stepValues(step, probe), ...newOrder(probe) });
  return { ...step, values, missingInput: explainOnlyOrder };
}

/** Explains why only the order of the debugging calls can be used, whose instance has been released. */
function explainOnlyOrder({ base, options }: Probe): Localized | undefined {
  const set = ['orderId', 'newInstance.orderId'].find((name) => options.set[name] !== undefined);
  if (set !== undefined)
    return both('the instance of the order that --set {name} gives has been released', { name: set });
  const refused = base?.memory.refusedOrder;
  if (!refused || (options.orders && mustKnow(options.orders, refused))) return undefined;
  return both(
    'the server answers another order with {result}, and the instance of the first one has been released',
    { result: describeResult(refused) },
  );
}

/** Whether the server takes the order from koo's order API, so that it has no reason to refuse it. */
function mustKnow({ isDefault, isQueried }: OrderSource, { values }: Exchange): boolean {
  return !isDefault || isQueried(String(values.orderId));
}
